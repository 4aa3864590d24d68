/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The request as data, and its answer up to the bytes of the response head. */
#include <string.h>

#include "base/log.h"
#include "base/metrics.h"
#include "base/ws-server-private.h"

PnHttpRequest *
pn_http_request_alloc (PnWsServer *server, struct lws *wsi)
{
  PnHttpRequest *req = g_new0 (PnHttpRequest, 1);
  req->kind = PN_PEER_HTTP;
  req->server = server;
  req->wsi = wsi;
  req->content_length = -1;
  req->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  req->params = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  req->query = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  req->body = g_byte_array_new ();
  req->head = g_string_new (NULL);
  g_hash_table_add (server->requests, req);
  return req;
}

static void
request_free (PnHttpRequest *req)
{
  if (req->destroy != NULL)
    req->destroy (req->user);
  g_hash_table_unref (req->headers);
  g_hash_table_unref (req->params);
  g_hash_table_unref (req->query);
  g_byte_array_unref (req->body);
  g_clear_pointer (&req->whole, g_bytes_unref);
  g_clear_pointer (&req->answer, g_bytes_unref);
  g_string_free (req->head, TRUE);
  g_free (req->method);
  g_free (req->path);
  g_free (req->client_ip);
  g_free (req);
}

void
pn_http_request_detach (PnHttpRequest *req)
{
  if (req->server != NULL)
    g_hash_table_remove (req->server->requests, req);
  req->server = NULL;
  req->wsi = NULL;
  req->route = NULL; /* belongs to the server, which may go before a kept request */
  if (req->refs == 0)
    request_free (req);
}

PnHttpRequest *
pn_http_request_ref (PnHttpRequest *req)
{
  req->refs++;
  return req;
}

void
pn_http_request_unref (PnHttpRequest *req)
{
  if (req == NULL || --req->refs > 0)
    return;
  if (req->wsi == NULL) {
    request_free (req);
    return;
  }
  if (req->dispatched && !req->answered && !req->upgrade) {
    pn_warning ("http", "request dropped without an answer", "path", req->path);
    pn_http_respond_code (req, PN_ERROR_INTERNAL, NULL);
  }
}

const char *
pn_http_request_method (const PnHttpRequest *req)
{
  return req->method;
}

const char *
pn_http_request_path (const PnHttpRequest *req)
{
  return req->path;
}

const char *
pn_http_request_header (const PnHttpRequest *req, const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);
  return g_hash_table_lookup (req->headers, lower);
}

const char *
pn_http_request_param (const PnHttpRequest *req, const char *name)
{
  return g_hash_table_lookup (req->params, name);
}

gboolean
pn_http_request_param_id (const PnHttpRequest *req, const char *name, gint64 *id)
{
  const char *text = pn_http_request_param (req, name);
  /* g_ascii_string_to_signed alone would take "+5" or "007": one resource, one address. */
  if (text == NULL || text[0] < '1' || text[0] > '9')
    return FALSE;
  return g_ascii_string_to_signed (text, 10, 1, PN_WIRE_MAX_INT, id, NULL);
}

const char *
pn_http_request_query (const PnHttpRequest *req, const char *name)
{
  return g_hash_table_lookup (req->query, name);
}

gint64
pn_http_request_query_int (const PnHttpRequest *req, const char *name, gint64 min, gint64 max, gint64 fallback)
{
  const char *text = pn_http_request_query (req, name);
  gint64 value;
  return text != NULL && g_ascii_string_to_signed (text, 10, min, max, &value, NULL) ? value : fallback;
}

/* RFC 6265 5.4: "a=1; b=2". Parsed at each call: few ask, and few cookies come. The value is kept with the request. */
const char *
pn_http_request_cookie (const PnHttpRequest *req, const char *name)
{
  const char *header = pn_http_request_header (req, "cookie");
  if (header == NULL)
    return NULL;
  g_autofree char *key = g_strconcat ("cookie/", name, NULL);
  const char *known = g_hash_table_lookup (req->headers, key);
  if (known != NULL)
    return known;
  g_auto (GStrv) pairs = g_strsplit (header, ";", 64);
  gsize length = strlen (name);
  for (guint i = 0; pairs[i] != NULL; i++) {
    char *pair = g_strstrip (pairs[i]);
    if (strncmp (pair, name, length) == 0 && pair[length] == '=') {
      char *value = g_strdup (pair + length + 1);
      g_hash_table_insert (req->headers, g_steal_pointer (&key), value);
      return value;
    }
  }
  return NULL;
}

const char *
pn_http_request_client_ip (const PnHttpRequest *req)
{
  return req->client_ip;
}

GBytes *
pn_http_request_body (const PnHttpRequest *req)
{
  PnHttpRequest *mine = (PnHttpRequest *) req;
  if (mine->whole == NULL) {
    mine->whole = g_byte_array_free_to_bytes (mine->body);
    mine->body = g_byte_array_new ();
  }
  return mine->whole;
}

gint64
pn_http_request_content_length (const PnHttpRequest *req)
{
  return req->content_length;
}

PnJson *
pn_http_request_json (PnHttpRequest *req)
{
  g_autoptr (GError) error = NULL;
  GBytes *body = pn_http_request_body (req);
  gsize length;
  const void *bytes = g_bytes_get_data (body, &length);
  g_autoptr (PnJson) json = pn_wire_parse (bytes, length, req->route != NULL ? req->route->body_max : 0, &error);
  if (json != NULL && !pn_wire_is_object (json))
    g_set_error_literal (&error, PN_ERROR, PN_ERROR_BAD_MESSAGE, "an object is wanted");
  if (error != NULL) {
    pn_http_respond_error (req, error);
    return NULL;
  }
  return g_steal_pointer (&json);
}

gboolean
pn_http_request_gone (const PnHttpRequest *req)
{
  return req->wsi == NULL;
}

void
pn_http_request_set_user (PnHttpRequest *req, gpointer user, GDestroyNotify destroy)
{
  if (req->destroy != NULL)
    req->destroy (req->user);
  req->user = user;
  req->destroy = destroy;
}

gpointer
pn_http_request_user (const PnHttpRequest *req)
{
  return req->user;
}

/* ---- same site */

gboolean
pn_http_check_origin (const PnHttpRequest *req, GError **error)
{
  const char *origin = pn_http_request_header (req, "origin");
  const char *host = pn_http_request_header (req, "host");
  if (origin == NULL)
    return TRUE; /* no browser, or a plain navigation */
  const char *scheme_end = strstr (origin, "://");
  if (scheme_end != NULL && host != NULL && g_ascii_strcasecmp (scheme_end + 3, host) == 0)
    return TRUE;
  g_set_error (error, PN_ERROR, PN_ERROR_FOREIGN_ORIGIN, "origin %.200s", origin);
  return FALSE;
}

gboolean
pn_http_check_same_site (const PnHttpRequest *req, GError **error)
{
  if (g_strcmp0 (pn_http_request_header (req, "x-phien"), "1") != 0) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_FOREIGN_ORIGIN, "header X-Phien is missing");
    return FALSE;
  }
  return pn_http_check_origin (req, error);
}

/* ---- the answer */

static gboolean
may_answer (PnHttpRequest *req)
{
  if (req->answered)
    pn_warning ("http", "second answer ignored", "path", req->path);
  return req->wsi != NULL && !req->answered;
}

static gboolean
has_control (const char *text)
{
  for (; *text != '\0'; text++)
    if ((guchar) *text < 0x20 || *text == 0x7f)
      return TRUE;
  return FALSE;
}

void
pn_http_add_header (PnHttpRequest *req, const char *name, const char *value)
{
  if (req->wsi == NULL || req->answered)
    return;
  if (has_control (name) || has_control (value)) { /* response splitting: our own mistake */
    pn_error_log ("http", "header with control bytes dropped", "name", name);
    g_return_if_reached ();
  }
  if (g_ascii_strcasecmp (name, "cache-control") == 0)
    req->has_cache_control = TRUE;
  g_string_append_printf (req->head, "%s: %s\r\n", name, value);
}

static const char *
reason_phrase (int status)
{
  static const struct {
    int status;
    const char *text;
  } table[] = { { 200, "OK" }, { 201, "Created" }, { 202, "Accepted" }, { 204, "No Content" }, { 206, "Partial Content" },
                { 302, "Found" }, { 303, "See Other" }, { 304, "Not Modified" }, { 400, "Bad Request" },
                { 401, "Unauthorized" }, { 403, "Forbidden" }, { 404, "Not Found" }, { 405, "Method Not Allowed" },
                { 409, "Conflict" }, { 413, "Content Too Large" }, { 422, "Unprocessable Content" },
                { 429, "Too Many Requests" }, { 500, "Internal Server Error" }, { 503, "Service Unavailable" },
                { 504, "Gateway Timeout" } };
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (table[i].status == status)
      return table[i].text;
  return "Status";
}

void
pn_http_request_build_head (PnHttpRequest *req)
{
  g_autofree char *added = g_strdup (req->head->str);
  gboolean bodyless = req->status == 204 || req->status == 304;
  g_string_printf (req->head, "HTTP/1.1 %d %s\r\n", req->status, reason_phrase (req->status));
  if (!bodyless)
    g_string_append_printf (req->head, "Content-Length: %" G_GSIZE_FORMAT "\r\n", g_bytes_get_size (req->answer));
  if (!req->has_cache_control)
    g_string_append (req->head, "Cache-Control: no-store\r\n");
  g_string_append (req->head, "X-Content-Type-Options: nosniff\r\n");
  g_string_append_printf (req->head, "Connection: %s\r\n", req->close_after ? "close" : "keep-alive");
  g_string_append (req->head, added);
  g_string_append (req->head, "\r\n");
  if (bodyless || strcmp (req->method, "HEAD") == 0) {
    g_bytes_unref (req->answer);
    req->answer = g_bytes_new (NULL, 0);
  }
}

static void
count_answer (int status)
{
  static const char *const classes[] = { "1xx", "2xx", "3xx", "4xx", "5xx" };
  int class = CLAMP (status / 100, 1, 5) - 1;
  pn_metric_add (pn_metric_counter_with ("phien_http_responses_total", "HTTP answers.", "class", classes[class]), 1);
}

void
pn_http_respond (PnHttpRequest *req, int status, const char *content_type, GBytes *body)
{
  if (!may_answer (req))
    return;
  if (content_type != NULL)
    pn_http_add_header (req, "Content-Type", content_type);
  req->answered = TRUE;
  req->status = status;
  req->answer = body != NULL ? g_bytes_ref (body) : g_bytes_new (NULL, 0);
  count_answer (status);
  pn_http_answer_ready (req);
}

void
pn_http_respond_text (PnHttpRequest *req, int status, const char *text)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  pn_http_respond (req, status, "text/plain; charset=utf-8", body);
}

void
pn_http_respond_json (PnHttpRequest *req, int status, PnJson *take)
{
  g_autoptr (PnJson) json = take;
  g_autoptr (GBytes) body = pn_wire_dump_bytes (json);
  pn_http_respond (req, status, "application/json", body);
}

void
pn_http_respond_error (PnHttpRequest *req, const GError *error)
{
  PnErrorCode code = pn_error_code (error);
  if (pn_error_http (code) >= 500)
    pn_log_gerror (PN_LOG_WARNING, "http", req->path, error);
  pn_http_respond_json (req, pn_error_http (code), pn_wire_error (error));
}

void
pn_http_respond_code (PnHttpRequest *req, PnErrorCode code, const char *detail)
{
  g_autoptr (GError) error = g_error_new_literal (PN_ERROR, (int) code, detail != NULL ? detail : "");
  pn_http_respond_error (req, error);
}

gboolean
pn_http_request_answered (const PnHttpRequest *req)
{
  return req->answered;
}
