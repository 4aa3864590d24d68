/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTTP between libwebsockets and the request as data.
 *
 * Traps of libwebsockets 4.1 met here:
 * - While an answer is awaited it reads nothing, but still polls for reading: a client that closes would make the loop
 *   spin. So reading is switched off from the end of the request until there is an answer; then on again, because a
 *   connection that must not read is not let write either.
 * - A POST or PUT without Content-Length is taken for 100 MB to come: answered at once and closed.
 * - Completing a transaction before the body is read discards the rest; to keep one path we discard it ourselves and
 *   write the answer afterwards, or close when there is too much of it. */
#include <arpa/inet.h>
#include <libwebsockets.h>
#include <string.h>

#include "base/log.h"
#include "base/ws-server-private.h"

#define DISCARD_MAX (16 * 1024 * 1024)
#define WRITE_CHUNK (64 * 1024)
#define HEADER_MAX 4096

static const struct {
  enum lws_token_indexes token;
  const char *method;
} methods[] = {
  { WSI_TOKEN_GET_URI, "GET" },       { WSI_TOKEN_POST_URI, "POST" },     { WSI_TOKEN_PUT_URI, "PUT" },
  { WSI_TOKEN_DELETE_URI, "DELETE" }, { WSI_TOKEN_PATCH_URI, "PATCH" },   { WSI_TOKEN_HEAD_URI, "HEAD" },
  { WSI_TOKEN_OPTIONS_URI, "OPTIONS" },
};

int
pn_http_header_token (const char *name)
{
  g_autofree char *wanted = g_strconcat (name, ":", NULL);
  for (int i = 0; i < WSI_TOKEN_COUNT; i++) {
    const char *known = (const char *) lws_token_to_string ((enum lws_token_indexes) i);
    if (known != NULL && strcmp (known, wanted) == 0)
      return i;
  }
  return -1;
}

/* ---- reading the head */

static char *
copy_header (struct lws *wsi, const PnKeptHeader *header)
{
  char buffer[HEADER_MAX + 1];
  int length;
  if (header->token >= 0) {
    length = lws_hdr_total_length (wsi, (enum lws_token_indexes) header->token);
    if (length <= 0 || length > HEADER_MAX)
      return NULL;
    length = lws_hdr_copy (wsi, buffer, sizeof buffer, (enum lws_token_indexes) header->token);
  } else {
    g_autofree char *name = g_strconcat (header->name, ":", NULL);
    length = lws_hdr_custom_length (wsi, name, (int) strlen (name));
    if (length <= 0 || length > HEADER_MAX)
      return NULL;
    length = lws_hdr_custom_copy (wsi, buffer, sizeof buffer, name, (int) strlen (name));
  }
  if (length < 0)
    return NULL;
  char *text = g_strndup (buffer, (gsize) length);
  return g_strstrip (text);
}

static void
read_headers (PnHttpRequest *req)
{
  for (guint i = 0; i < req->server->headers->len; i++) {
    const PnKeptHeader *header = &g_array_index (req->server->headers, PnKeptHeader, i);
    char *value = copy_header (req->wsi, header);
    if (value != NULL)
      g_hash_table_replace (req->headers, g_strdup (header->name), value);
  }
}

/* One fragment for each "name=value", decoded already. */
static void
read_query (PnHttpRequest *req)
{
  char buffer[HEADER_MAX + 1];
  for (int i = 0; i < 64; i++) {
    int length = lws_hdr_copy_fragment (req->wsi, buffer, sizeof buffer, WSI_TOKEN_HTTP_URI_ARGS, i);
    if (length < 0)
      return;
    buffer[length] = '\0';
    char *equals = strchr (buffer, '=');
    if (equals != NULL)
      *equals = '\0';
    const char *value = equals != NULL ? equals + 1 : "";
    if (g_utf8_validate (buffer, -1, NULL) && g_utf8_validate (value, -1, NULL) &&
        !g_hash_table_contains (req->query, buffer))
      g_hash_table_insert (req->query, g_strdup (buffer), g_strdup (value));
  }
}

/* A proxy in front speaks for the client only when it is on this machine. */
static void
read_client_ip (PnHttpRequest *req)
{
  struct sockaddr_storage address = { 0 };
  socklen_t length = sizeof address;
  char text[INET6_ADDRSTRLEN] = "";
  gboolean near = TRUE;
  if (getpeername (lws_get_socket_fd (req->wsi), (struct sockaddr *) &address, &length) == 0 &&
      address.ss_family == AF_INET) {
    const struct sockaddr_in *in = (const struct sockaddr_in *) &address;
    inet_ntop (AF_INET, &in->sin_addr, text, sizeof text);
    near = (ntohl (in->sin_addr.s_addr) >> 24) == 127;
  }
  const char *real = near ? g_hash_table_lookup (req->headers, "x-real-ip") : NULL;
  req->client_ip = g_strdup (real != NULL ? real : text[0] != '\0' ? text : "local");
}

static void
read_method (PnHttpRequest *req)
{
  for (guint i = 0; i < G_N_ELEMENTS (methods) && req->method == NULL; i++)
    if (lws_hdr_total_length (req->wsi, methods[i].token) > 0)
      req->method = g_strdup (methods[i].method);
  if (req->method == NULL)
    req->method = g_strdup ("?");
}

PnHttpRequest *
pn_http_request_read (PnWsServer *server, struct lws *wsi, const char *path, gsize length)
{
  PnHttpRequest *req = pn_http_request_alloc (server, wsi);
  req->path = g_strndup (path, length); /* ends at a NUL inside, which then fits no route */
  read_method (req);
  read_headers (req);
  read_query (req);
  read_client_ip (req);
  lws_set_opaque_user_data (wsi, req);
  return req;
}

/* FALSE: the length of the body cannot be trusted (RFC 9112 6.3), the connection ends after the answer. */
static gboolean
read_length (PnHttpRequest *req)
{
  if (lws_hdr_total_length (req->wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING) > 0)
    return FALSE;
  const char *text = g_hash_table_lookup (req->headers, "content-length");
  if (text == NULL)
    return lws_hdr_total_length (req->wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH) == 0;
  if (!g_ascii_isdigit (text[0]))
    return FALSE;
  return g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, &req->content_length, NULL);
}

/* ---- the request arrives */

void
pn_http_set_reading (PnHttpRequest *req, gboolean reading)
{
  if (req->wsi == NULL)
    return;
  lws_rx_flow_control (req->wsi, reading);
  if (!reading) /* waiting for ourselves is no fault of the client */
    lws_set_timeout (req->wsi, NO_PENDING_TIMEOUT, 0);
}

static void
want_write (PnHttpRequest *req)
{
  lws_rx_flow_control (req->wsi, 1);
  lws_callback_on_writable (req->wsi);
}

/* Everything of the request is here. */
static void
complete (PnHttpRequest *req)
{
  req->body_done = TRUE;
  req->dispatched = TRUE;
  pn_http_set_reading (req, FALSE);
  if (req->answered) {
    want_write (req);
    return;
  }
  pn_http_request_ref (req);
  if (req->route->handler != NULL)
    req->route->handler (req, req->route->data);
  else if (req->route->stream.on_end != NULL)
    req->route->stream.on_end (req, FALSE, req->route->data);
  pn_http_request_unref (req);
}

static void
begin (PnHttpRequest *req)
{
  PnErrorCode code;
  if (!pn_http_route_find (req->server, req, &code)) {
    pn_http_respond_code (req, code, NULL);
    return;
  }
  if (req->content_length > 0 && (guint64) req->content_length > req->route->body_max) {
    pn_http_respond_code (req, PN_ERROR_TOO_LARGE, NULL);
    return;
  }
  if (req->route->handler == NULL && req->route->stream.on_begin != NULL)
    req->route->stream.on_begin (req, req->route->data);
}

int
pn_http_on_request (PnWsServer *server, struct lws *wsi, const char *path, gsize length)
{
  PnHttpRequest *req = pn_http_request_read (server, wsi, path, length);
  gboolean sane = read_length (req);
  gboolean needs_length = req->method[0] == 'P'; /* POST, PUT, PATCH: see above */
  /* With "close" told, libwebsockets need not understand where the next request begins. */
  req->close_after = !sane || server->draining || (needs_length && req->content_length < 0);
  pn_http_request_ref (req);
  if (!sane)
    pn_http_respond_code (req, PN_ERROR_BAD_MESSAGE, "length of the body");
  else
    begin (req);
  if (!sane || req->content_length <= 0)
    complete (req);
  pn_http_request_unref (req);
  return 0;
}

int
pn_http_on_body (PnHttpRequest *req, const guint8 *bytes, gsize length)
{
  if (req->body_done)
    return 0;
  req->received += (gint64) length;
  if (req->answered || length == 0)
    return 0; /* thrown away */
  pn_http_request_ref (req);
  if (req->route->handler != NULL)
    g_byte_array_append (req->body, bytes, (guint) length);
  else if (req->route->stream.on_chunk != NULL)
    req->route->stream.on_chunk (req, bytes, length, req->route->data);
  pn_http_request_unref (req);
  return 0;
}

int
pn_http_on_body_end (PnHttpRequest *req)
{
  if (!req->body_done)
    complete (req);
  return 0;
}

void
pn_http_on_closed (PnHttpRequest *req)
{
  pn_http_request_ref (req);
  const PnHttpRoute *route = req->route;
  gboolean streaming = route != NULL && route->handler == NULL && !req->body_done && !req->answered;
  pn_http_request_detach (req); /* first: whatever on_end does, nothing is written any more */
  if (streaming && route->stream.on_end != NULL)
    route->stream.on_end (req, TRUE, route->data);
  pn_http_request_unref (req);
}

void
pn_http_request_pause (PnHttpRequest *req, gboolean paused)
{
  if (!req->body_done)
    pn_http_set_reading (req, !paused);
}

/* ---- the answer leaves */

void
pn_http_answer_ready (PnHttpRequest *req)
{
  if (req->upgrade)
    return; /* pn_ws_on_upgrade writes it */
  if (!req->body_done) {
    if (req->content_length - req->received <= DISCARD_MAX) {
      pn_http_set_reading (req, TRUE); /* in case the handler had paused */
      return;                          /* the rest of the body first */
    }
    req->close_after = TRUE;
  }
  want_write (req);
}

static int
write_bytes (PnHttpRequest *req, const void *bytes, gsize length, enum lws_write_protocol how)
{
  GByteArray *scratch = req->server->scratch;
  g_byte_array_set_size (scratch, (guint) (LWS_PRE + length));
  memcpy (scratch->data + LWS_PRE, bytes, length);
  return lws_write (req->wsi, scratch->data + LWS_PRE, length, how);
}

/* Head and as much of the body as fits in one go. -1: the connection is broken. */
int
pn_http_write_now (PnHttpRequest *req)
{
  if (!req->head_sent) {
    pn_http_request_build_head (req);
    req->head_sent = TRUE;
    if (g_bytes_get_size (req->answer) <= WRITE_CHUNK) { /* one segment for small answers */
      g_string_append_len (req->head, g_bytes_get_data (req->answer, NULL), (gssize) g_bytes_get_size (req->answer));
      req->answer_sent = g_bytes_get_size (req->answer);
    }
    return write_bytes (req, req->head->str, req->head->len, LWS_WRITE_HTTP_HEADERS) < 0 ? -1 : 0;
  }
  gsize size;
  const guint8 *data = g_bytes_get_data (req->answer, &size);
  gsize chunk = MIN (WRITE_CHUNK, size - req->answer_sent);
  if (write_bytes (req, data + req->answer_sent, chunk, LWS_WRITE_HTTP) < 0)
    return -1;
  req->answer_sent += chunk;
  return 0;
}

int
pn_http_on_writable (PnHttpRequest *req)
{
  if (!req->answered || (!req->body_done && !req->close_after))
    return 0;
  if (pn_http_write_now (req) < 0)
    return -1;
  struct lws *wsi = req->wsi;
  if (req->answer_sent < g_bytes_get_size (req->answer)) {
    lws_callback_on_writable (wsi);
    return 0;
  }
  gboolean close_after = req->close_after;
  lws_set_opaque_user_data (wsi, NULL);
  pn_http_request_detach (req);
  if (close_after)
    return -1; /* what is still buffered is flushed first */
  return lws_http_transaction_completed (wsi) != 0 ? -1 : 0;
}
