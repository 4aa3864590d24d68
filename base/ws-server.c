/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server: its libwebsockets context as a guest on our loop, its listening sockets, and the way of each event to
 * HTTP or WebSocket. We accept connections ourselves, so that draining is simply to stop accepting. */
#include "base/ws-server.h"

#include <errno.h>
#include <libwebsockets.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/socket.h"
#include "base/ws-server-private.h"

#define ACCEPT_BURST 64
#define ACCEPT_PAUSE_MS 200
#define HTTP_TIMEOUT_S 30 /* to send head or body */
#define KEEPALIVE_S 60

typedef struct {
  PnWsServer *server;
  int fd;
  char *path;       /* unix only */
  uv_poll_t poll;
  uv_timer_t pause; /* out of descriptors: not to spin */
  int open_handles;
} Listener;

/* ---- listening */

static void on_accept (uv_poll_t *poll, int status, int events);

static void
on_pause_over (uv_timer_t *timer)
{
  Listener *self = timer->data;
  uv_poll_start (&self->poll, UV_READABLE, on_accept);
}

static void
on_accept (uv_poll_t *poll, int status, int events)
{
  Listener *self = poll->data;
  for (int i = 0; i < ACCEPT_BURST; i++) {
    int fd = accept4 (self->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd >= 0) {
      struct lws_vhost *vhost = lws_get_vhost_by_name (self->server->context, "default");
      lws_adopt_socket_vhost (vhost, fd); /* closes fd when it fails */
      continue;
    }
    if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS) {
      pn_warning ("http", "cannot accept", "why", g_strerror (errno));
      uv_poll_stop (poll);
      uv_timer_start (&self->pause, on_pause_over, ACCEPT_PAUSE_MS, 0);
    }
    if (errno != EINTR && errno != ECONNABORTED)
      return;
  }
}

static void
on_listener_handle_closed (uv_handle_t *handle)
{
  Listener *self = handle->data;
  if (--self->open_handles > 0)
    return;
  g_free (self->path);
  g_free (self);
}

static void
listener_close (gpointer data)
{
  Listener *self = data;
  uv_poll_stop (&self->poll);
  close (self->fd);
  if (self->path != NULL)
    unlink (self->path);
  uv_close ((uv_handle_t *) &self->poll, on_listener_handle_closed);
  uv_close ((uv_handle_t *) &self->pause, on_listener_handle_closed);
}

static int
open_address (PnWsServer *self, const char *address, GError **error)
{
  if (g_str_has_prefix (address, "unix:"))
    return pn_socket_listen_unix (address + 5, 0660, error);
  g_auto (GStrv) parts = g_strsplit (address, ":", 2);
  guint64 port;
  if (parts[0] == NULL || parts[1] == NULL || !g_ascii_string_to_unsigned (parts[1], 10, 0, 65535, &port, NULL)) {
    g_set_error (error, PN_ERROR, PN_ERROR_CONFIG, "%s is neither unix:/path nor 127.0.0.1:port", address);
    return -1;
  }
  return pn_socket_listen_tcp (parts[0], (int) port, &self->port, error);
}

gboolean
pn_ws_server_listen (PnWsServer *self, const char *address, GError **error)
{
  int fd = open_address (self, address, error);
  if (fd < 0)
    return FALSE;
  Listener *listener = g_new0 (Listener, 1);
  listener->server = self;
  listener->fd = fd;
  listener->path = g_str_has_prefix (address, "unix:") ? g_strdup (address + 5) : NULL;
  uv_poll_init (self->loop, &listener->poll, fd);
  uv_timer_init (self->loop, &listener->pause);
  listener->poll.data = listener->pause.data = listener;
  listener->open_handles = 2;
  uv_poll_start (&listener->poll, UV_READABLE, on_accept);
  g_ptr_array_add (self->listeners, listener);
  return TRUE;
}

int
pn_ws_server_port (const PnWsServer *self)
{
  return self->port;
}

void
pn_ws_server_stop_accepting (PnWsServer *self)
{
  self->draining = TRUE;
  g_ptr_array_set_size (self->listeners, 0);
}

/* ---- events of libwebsockets */

static PnHttpRequest *
as_request (gpointer peer)
{
  return peer != NULL && *(PnPeerKind *) peer == PN_PEER_HTTP ? peer : NULL;
}

static PnWsConn *
as_conn (gpointer peer)
{
  return peer != NULL && *(PnPeerKind *) peer == PN_PEER_WS ? peer : NULL;
}

static int
on_http_event (PnWsServer *server, struct lws *wsi, enum lws_callback_reasons reason, void *in, size_t length)
{
  PnHttpRequest *req = as_request (lws_get_opaque_user_data (wsi));
  switch ((int) reason) {
  case LWS_CALLBACK_HTTP:
    return pn_http_on_request (server, wsi, in, length);
  case LWS_CALLBACK_HTTP_BODY:
    return req != NULL ? pn_http_on_body (req, in, length) : 0;
  case LWS_CALLBACK_HTTP_BODY_COMPLETION:
    return req != NULL ? pn_http_on_body_end (req) : 0;
  case LWS_CALLBACK_HTTP_WRITEABLE:
    return req != NULL ? pn_http_on_writable (req) : 0;
  case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
    return strcmp (in, "websocket") == 0 ? pn_ws_on_upgrade (server, wsi) : -1; /* h2c: not here */
  default: /* LWS_CALLBACK_CLOSED_HTTP */
    if (req != NULL) {
      lws_set_opaque_user_data (wsi, NULL);
      pn_http_on_closed (req);
    }
    return 0;
  }
}

static int
on_ws_event (PnWsServer *server, struct lws *wsi, enum lws_callback_reasons reason, void *in, size_t length)
{
  gpointer peer = lws_get_opaque_user_data (wsi);
  PnWsConn *conn = as_conn (peer);
  if (reason == LWS_CALLBACK_ESTABLISHED)
    return pn_ws_on_established (server, wsi, as_request (peer));
  if (conn == NULL)
    return 0;
  switch ((int) reason) {
  case LWS_CALLBACK_RECEIVE:
    return pn_ws_on_receive (conn, wsi, in, length);
  case LWS_CALLBACK_SERVER_WRITEABLE:
    return pn_ws_on_writable (conn);
  case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
    return pn_ws_on_peer_close (conn, in, length);
  default: /* LWS_CALLBACK_CLOSED */
    pn_ws_on_closed (conn);
    return 0;
  }
}

static int
on_event (struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t length)
{
  PnWsServer *server = wsi != NULL ? lws_context_user (lws_get_context (wsi)) : NULL;
  switch ((int) reason) {
  case LWS_CALLBACK_HTTP:
  case LWS_CALLBACK_HTTP_BODY:
  case LWS_CALLBACK_HTTP_BODY_COMPLETION:
  case LWS_CALLBACK_HTTP_WRITEABLE:
  case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
  case LWS_CALLBACK_CLOSED_HTTP:
    return on_http_event (server, wsi, reason, in, length);
  case LWS_CALLBACK_ESTABLISHED:
  case LWS_CALLBACK_RECEIVE:
  case LWS_CALLBACK_SERVER_WRITEABLE:
  case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
  case LWS_CALLBACK_CLOSED:
    return on_ws_event (server, wsi, reason, in, length);
  case LWS_CALLBACK_WSI_DESTROY: { /* last resort: an upgrade that broke off between accept and established */
    PnHttpRequest *req = as_request (lws_get_opaque_user_data (wsi));
    if (req != NULL) {
      lws_set_opaque_user_data (wsi, NULL);
      pn_http_on_closed (req);
    }
    return 0;
  }
  default:
    return 0;
  }
}

static void
on_lws_log (int level, const char *line)
{
  g_autofree char *text = g_strdup (line);
  if ((level & LLL_ERR) != 0)
    pn_warning ("lws", g_strchomp (text));
  else
    pn_debug ("lws", g_strchomp (text));
}

/* ---- life */

static void
add_header_name (PnWsServer *self, const char *name)
{
  PnKeptHeader header = { .name = g_ascii_strdown (name, -1) };
  header.token = pn_http_header_token (header.name);
  g_array_append_val (self->headers, header);
}

void
pn_ws_server_keep_header (PnWsServer *self, const char *name)
{
  add_header_name (self, name);
}

static void
kept_header_clear (gpointer data)
{
  g_free (((PnKeptHeader *) data)->name);
}

static void
endpoint_free (gpointer data)
{
  PnWsEndpoint *endpoint = data;
  g_free (endpoint->path);
  g_free (endpoint);
}

static struct lws_context *
make_context (PnWsServer *self)
{
  static const struct lws_protocols protocols[] = { { "phien", on_event, 0, 65536, 0, NULL, 0 }, { 0 } };
  static lws_retry_bo_t idle; /* one policy for the process: lws keeps the pointer */
  void *loops[] = { self->loop };
  struct lws_context_creation_info info = { 0 };
  idle.secs_since_valid_ping = (uint16_t) self->options.ping_seconds;
  idle.secs_since_valid_hangup = (uint16_t) (self->options.ping_seconds + 20);
  info.port = CONTEXT_PORT_NO_LISTEN;
  info.protocols = protocols;
  info.options = LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_VALIDATE_UTF8;
  info.foreign_loops = loops;
  info.gid = info.uid = (gid_t) -1;
  info.user = self;
  info.timeout_secs = HTTP_TIMEOUT_S;
  info.keepalive_timeout = KEEPALIVE_S;
  info.pt_serv_buf_size = 64 * 1024;
  info.max_http_header_data = 16 * 1024;
  info.max_http_header_pool = 2000;
  info.retry_and_idle_policy = &idle;
  info.server_string = "phien";
  return lws_create_context (&info);
}

PnWsServer *
pn_ws_server_new (uv_loop_t *loop, const PnWsServerOptions *options, GError **error)
{
  static const char *const known[] = { "host", "origin", "cookie", "content-type", "content-length", "range",
                                       "if-none-match", "if-range", "user-agent", "accept-language", "x-real-ip",
                                       "x-forwarded-proto", "x-phien", "authorization" };
  PnWsServer *self = g_new0 (PnWsServer, 1);
  if (options != NULL)
    self->options = *options;
  PnWsServerOptions *o = &self->options;
  o->message_max = o->message_max > 0 ? o->message_max : PN_WIRE_FRAME_MAX;
  o->queue_max_bytes = o->queue_max_bytes > 0 ? o->queue_max_bytes : 1024 * 1024;
  o->queue_max_items = o->queue_max_items > 0 ? o->queue_max_items : 1024;
  o->ping_seconds = o->ping_seconds > 0 ? o->ping_seconds : 25;
  self->loop = loop;
  self->listeners = g_ptr_array_new_with_free_func (listener_close);
  self->routes = g_ptr_array_new_with_free_func (pn_http_route_free);
  self->endpoints = g_ptr_array_new_with_free_func (endpoint_free);
  self->headers = g_array_new (FALSE, FALSE, sizeof (PnKeptHeader));
  g_array_set_clear_func (self->headers, kept_header_clear);
  self->requests = g_hash_table_new (NULL, NULL);
  self->conns = g_hash_table_new (NULL, NULL);
  self->scratch = g_byte_array_new ();
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    add_header_name (self, known[i]);
  signal (SIGPIPE, SIG_IGN);
  lws_set_log_level (LLL_ERR | LLL_WARN, on_lws_log);
  self->context = make_context (self);
  if (self->context == NULL) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_IO, "libwebsockets gives no context (is libwebsockets-evlib-uv there?)");
    pn_ws_server_free (self);
    return NULL;
  }
  return self;
}

void
pn_ws_server_websocket (PnWsServer *self, const char *path, const PnWsHandler *handler, gpointer data)
{
  PnWsEndpoint *endpoint = g_new0 (PnWsEndpoint, 1);
  endpoint->path = g_strdup (path);
  endpoint->handler = *handler;
  endpoint->data = data;
  g_ptr_array_add (self->endpoints, endpoint);
}

guint
pn_ws_server_connections (const PnWsServer *self)
{
  return g_hash_table_size (self->conns);
}

guint
pn_ws_server_requests (const PnWsServer *self)
{
  return g_hash_table_size (self->requests);
}

static void
let_go (PnWsServer *self)
{
  g_autoptr (GList) conns = g_hash_table_get_keys (self->conns);
  for (GList *l = conns; l != NULL; l = l->next) {
    pn_ws_farewell (l->data);
    pn_ws_on_closed (l->data);
  }
  /* No opaque pointer may stay behind: the context closes its connections in later turns of the loop. */
  g_autoptr (GList) requests = g_hash_table_get_keys (self->requests);
  for (GList *l = requests; l != NULL; l = l->next) {
    PnHttpRequest *req = l->data;
    lws_set_opaque_user_data (req->wsi, NULL);
    pn_http_on_closed (req);
  }
}

/* On a foreign loop lws_context_destroy only begins: its connections close in the next turn, its own timer and idle
 * handle in the one after, and then it must be called once more to free itself (4.1 forgets, and does not tell when).
 * The ticks are turns of the loop, with some to spare. */
#define REAP_TICKS 5
#define REAP_TICK_MS 2

typedef struct {
  uv_timer_t timer;
  struct lws_context *context;
  int ticks;
} Reaper;

static void
on_reaper_closed (uv_handle_t *handle)
{
  g_free (handle->data);
}

static void
on_reap (uv_timer_t *timer)
{
  Reaper *reaper = timer->data;
  if (++reaper->ticks < REAP_TICKS)
    return;
  lws_context_destroy (reaper->context);
  uv_close ((uv_handle_t *) timer, on_reaper_closed);
}

static void
destroy_context (PnWsServer *self)
{
  Reaper *reaper = g_new0 (Reaper, 1);
  reaper->context = self->context;
  reaper->timer.data = reaper;
  uv_timer_init (self->loop, &reaper->timer);
  uv_timer_start (&reaper->timer, on_reap, REAP_TICK_MS, REAP_TICK_MS);
  lws_context_destroy (self->context);
}

void
pn_ws_server_free (PnWsServer *self)
{
  if (self == NULL)
    return;
  pn_ws_server_stop_accepting (self);
  let_go (self);
  if (self->context != NULL)
    destroy_context (self);
  g_ptr_array_unref (self->listeners);
  g_ptr_array_unref (self->routes);
  g_ptr_array_unref (self->endpoints);
  g_array_unref (self->headers);
  g_hash_table_unref (self->requests);
  g_hash_table_unref (self->conns);
  g_byte_array_unref (self->scratch);
  g_free (self);
}
