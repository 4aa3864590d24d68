/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/http/api.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/id.h"
#include "base/log.h"
#include "docs-service/core/fields.h"

#define COOKIE "__Host-phien"

/* ---- who asks */

typedef struct {
  PnDocs *docs;
  PnCallHandler handler;
} Route;

typedef struct {
  PnCall *call;
  PnCallHandler handler;
} Entry;

void
pn_call_free (PnCall *call)
{
  pn_http_request_unref (call->req);
  g_free (call->text);
  g_clear_pointer (&call->body, pn_json_unref);
  g_clear_pointer (&call->facts, pn_json_unref);
  g_free (call);
}

void
pn_call_token (const PnCall *call, guint8 hash[PN_SHA256_BYTES])
{
  const char *token = pn_http_request_cookie (call->req, COOKIE);
  pn_sha256 (token, strlen (token), hash);
}

static void
on_session (gint64 account, gint64 person, const GError *error, gpointer data)
{
  g_autofree Entry *entry = data;
  PnCall *call = entry->call;
  if (error != NULL) {
    pn_call_fail (call, error);
    return;
  }
  call->account = account;
  call->person = person;
  entry->handler (call);
}

static gboolean
same_site (PnHttpRequest *req)
{
  g_autoptr (GError) error = NULL;
  if (strcmp (pn_http_request_method (req), "GET") == 0 || strcmp (pn_http_request_method (req), "HEAD") == 0 || pn_http_check_same_site (req, &error))
    return TRUE;
  pn_http_respond_error (req, error);
  return FALSE;
}

static PnCall *
call_new (PnDocs *docs, PnHttpRequest *req)
{
  PnCall *call = g_new0 (PnCall, 1);
  call->docs = docs;
  call->req = pn_http_request_ref (req);
  if (!pn_http_request_param_id (req, "id", &call->id))
    call->id = 0;
  return call;
}

static void
on_open_request (PnHttpRequest *req, gpointer data)
{
  const Route *route = data;
  if (same_site (req))
    route->handler (call_new (route->docs, req));
}

static void
on_key_request (PnHttpRequest *req, gpointer data)
{
  const Route *route = data;
  route->handler (call_new (route->docs, req));
}

static void
on_request (PnHttpRequest *req, gpointer data)
{
  const Route *route = data;
  guint8 hash[PN_SHA256_BYTES];
  if (!same_site (req))
    return;
  const char *token = pn_http_request_cookie (req, COOKIE);
  if (token == NULL || strlen (token) > 200) {
    pn_http_respond_code (req, PN_ERROR_NOT_LOGGED_IN, NULL);
    return;
  }
  pn_sha256 (token, strlen (token), hash);
  Entry *entry = g_new0 (Entry, 1);
  entry->handler = route->handler;
  entry->call = call_new (route->docs, req);
  pn_store_session (route->docs->store, hash, on_session, entry);
}

static Route *
route_new (PnDocs *docs, PnCallHandler handler)
{
  Route *route = g_new0 (Route, 1);
  g_ptr_array_add (docs->routes, route);
  route->docs = docs;
  route->handler = handler;
  return route;
}

void
pn_docs_route (PnDocs *docs, PnWsServer *server, const char *method, const char *pattern, gsize body_max, PnCallHandler handler)
{
  pn_ws_server_route (server, method, pattern, body_max, on_request, route_new (docs, handler));
}

void
pn_docs_route_open (PnDocs *docs, PnWsServer *server, const char *method, const char *pattern, gsize body_max, PnCallHandler handler)
{
  pn_ws_server_route (server, method, pattern, body_max, on_open_request, route_new (docs, handler));
}

void
pn_docs_route_key (PnDocs *docs, PnWsServer *server, const char *method, const char *pattern, gsize body_max,
                   PnCallHandler handler)
{
  pn_ws_server_route (server, method, pattern, body_max, on_key_request, route_new (docs, handler));
}

/* ---- answers */

void
pn_call_reply (PnCall *take, int status, PnJson *take_json)
{
  pn_http_respond_json (take->req, status, take_json);
  pn_call_free (take);
}

/* The sentence of the table does not know which field; this one does (R18). */
static PnJson *
field_error (const GError *error)
{
  g_autofree char *vi = NULL, *en = NULL;
  if (!pn_error_is (error, PN_ERROR_FIELD_TOO_LONG) || !pn_field_too_long_words (error->message, &vi, &en))
    return NULL;
  PnJson *body = pn_args_str ("code", pn_error_name (PN_ERROR_FIELD_TOO_LONG)), *outer = pn_wire_object ();
  pn_wire_set_str (body, "vi", vi);
  pn_wire_set_str (body, "en", en);
  pn_wire_set_str (body, "detail", error->message);
  pn_wire_set_take (outer, "error", body);
  return outer;
}

void
pn_call_fail (PnCall *take, const GError *error)
{
  PnJson *named = field_error (error);
  if (pn_error_http (pn_error_code (error)) >= 500)
    pn_log_gerror (PN_LOG_WARNING, "docs", pn_http_request_path (take->req), error);
  if (named != NULL)
    pn_http_respond_json (take->req, pn_error_http (PN_ERROR_FIELD_TOO_LONG), named);
  else
    pn_http_respond_error (take->req, error);
  pn_call_free (take);
}

void
pn_call_code (PnCall *take, PnErrorCode code, const char *detail)
{
  pn_http_respond_code (take->req, code, detail);
  pn_call_free (take);
}

typedef struct {
  PnCall *call;
  void (*then) (PnCall *call, const PnJson *json);
} Step;

static void
on_step (const PnJson *json, const GError *error, gpointer data)
{
  g_autofree Step *step = data;
  if (error != NULL)
    pn_call_fail (step->call, error);
  else
    step->then (step->call, json);
}

void
pn_call_ask (PnCall *take, PnStoreQuery query, gint64 id, PnJson *args, void (*then) (PnCall *call, const PnJson *json))
{
  Step *step = g_new0 (Step, 1);
  step->call = take;
  step->then = then;
  pn_store_ask (take->docs->store, query, take->person, id, args, on_step, step);
}

void
pn_call_reply_with (PnCall *take, const PnJson *json)
{
  pn_call_reply (take, 200, pn_json_ref (json));
}

PnJson *
pn_args_int (const char *key, gint64 value)
{
  PnJson *args = pn_wire_object ();
  pn_wire_set_int (args, key, value);
  return args;
}

PnJson *
pn_args_str (const char *key, const char *value)
{
  PnJson *args = pn_wire_object ();
  pn_wire_set_str (args, key, value);
  return args;
}

static gboolean
add_fact (const char *key, const PnJson *value, gpointer data)
{
  pn_wire_set_ref (data, key, value);
  return TRUE;
}

void
pn_args_add (PnJson *into, const PnJson *facts)
{
  pn_wire_each (facts, add_fact, into);
}

/* RFC 6266 with RFC 5987 coding: the name is in Vietnamese. */
static void
add_disposition (PnHttpRequest *req, const char *name)
{
  g_autofree char *coded = g_uri_escape_string (name, NULL, FALSE);
  g_autofree char *value = g_strdup_printf ("attachment; filename*=UTF-8''%s", coded);
  pn_http_add_header (req, "Content-Disposition", value);
}

void
pn_call_send_file (PnCall *take, const char *internal, const char *path, const char *content_type, const char *name)
{
  g_autoptr (GError) error = NULL;
  if (name != NULL)
    add_disposition (take->req, name);
  pn_http_add_header (take->req, "X-Content-Type-Options", "nosniff");
  if (take->docs->accel) {
    pn_http_add_header (take->req, "X-Accel-Redirect", internal);
    pn_http_respond (take->req, 200, content_type, NULL);
    pn_call_free (take);
    return;
  }
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, &error);
  if (file == NULL) {
    pn_call_fail (take, error);
    return;
  }
  g_autoptr (GBytes) bytes = g_mapped_file_get_bytes (file);
  pn_http_respond (take->req, 200, content_type, bytes);
  pn_call_free (take);
}

/* ---- caged work */

typedef struct {
  int out;
  gsize max;
  PnWorkDone done;
  gpointer data;
} Work;

/* A refusing child says "wire_code: detail". */
static GError *
refusal (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ": ", 2);
  PnErrorCode code = PN_ERROR_BAD_VALUE;
  gboolean known = parts[0] != NULL && pn_error_from_name (parts[0], &code);
  return g_error_new_literal (PN_ERROR, (int) code, known && parts[1] != NULL ? parts[1] : text);
}

GError *
pn_docs_render_error (const PnRenderResult *result)
{
  static const PnErrorCode codes[] = {
    [PN_RENDER_ENCRYPTED] = PN_ERROR_PDF_ENCRYPTED, [PN_RENDER_DAMAGED] = PN_ERROR_PDF_DAMAGED,
    [PN_RENDER_EMPTY] = PN_ERROR_PDF_EMPTY,         [PN_RENDER_TOO_MANY_PAGES] = PN_ERROR_PDF_TOO_LONG,
    [PN_RENDER_NO_PAGE] = PN_ERROR_NOT_FOUND,       [PN_RENDER_TOO_LARGE] = PN_ERROR_TOO_LARGE,
    [PN_RENDER_INTERNAL] = PN_ERROR_INTERNAL,       [PN_RENDER_DIED] = PN_ERROR_PDF_CRASHES,
    [PN_RENDER_TIMEOUT] = PN_ERROR_PDF_CRASHES,     [PN_RENDER_BUSY] = PN_ERROR_OVERLOADED,
    [PN_RENDER_NO_ROOM] = PN_ERROR_DISK_FULL,
  };
  if (result->status == PN_RENDER_REFUSED)
    return refusal (result->text);
  if (result->status == PN_RENDER_DIED || result->status == PN_RENDER_TIMEOUT) {
    g_autofree char *reason = pn_render_death_reason (result);
    return g_error_new (PN_ERROR, PN_ERROR_PDF_CRASHES, "the renderer was stopped: %s", reason);
  }
  PnErrorCode code = (guint) result->status < G_N_ELEMENTS (codes) ? codes[result->status] : PN_ERROR_INTERNAL;
  return g_error_new (PN_ERROR, (int) code, "%s%s%s", pn_render_status_name (result->status), result->text[0] ? ": " : "", result->text);
}

static GBytes *
read_output (int fd, gsize max, GError **error)
{
  struct stat st;
  gsize length = fstat (fd, &st) == 0 ? (gsize) st.st_size : 0, at = 0;
  if (length > max) {
    g_set_error (error, PN_ERROR, PN_ERROR_TOO_LARGE, "the result has %" G_GSIZE_FORMAT " bytes", length);
    return NULL;
  }
  guint8 *bytes = g_malloc (length + 1);
  ssize_t n;
  while (at < length && (n = pread (fd, bytes + at, length - at, (off_t) at)) > 0)
    at += (gsize) n;
  return g_bytes_new_take (bytes, at);
}

static void
on_work (const PnRenderResult *result, gpointer data)
{
  g_autofree Work *work = data;
  g_autoptr (GError) error = result->status == PN_RENDER_OK ? NULL : pn_docs_render_error (result);
  g_autoptr (GBytes) output = error == NULL ? read_output (work->out, work->max, &error) : NULL;
  close (work->out);
  work->done (output, error, work->data);
}

void
pn_docs_work (PnDocs *docs, const PnRenderRequest *request, gsize output_max, PnWorkDone done, gpointer data)
{
  PnRenderRequest full = *request;
  Work *work = g_new0 (Work, 1);
  work->out = memfd_create ("phien-work", MFD_CLOEXEC);
  work->max = output_max;
  work->done = done;
  work->data = data;
  full.out = work->out; /* -1 when descriptors ran out: the pool answers INTERNAL */
  pn_render_pool_ask (docs->render, &full, on_work, work);
}
