/* SPDX-License-Identifier: GPL-3.0-or-later */
/* WebSocket connections: upgrade, reassembly within a bound, a bounded queue out, close with a code. */
#include <libwebsockets.h>
#include <string.h>
#include <sys/socket.h>

#include "base/log.h"
#include "base/metrics.h"
#include "base/ws-server-private.h"

#define CLOSE_SECONDS 5 /* for queue and close frame to leave; then the connection is cut */
#define REASON_MAX 123  /* RFC 6455 5.5: control frames carry 125 bytes, two are the code */

typedef struct {
  GBytes *bytes;
  char *key; /* NULL: never replaced */
} Out;

struct PnWsConn {
  PnPeerKind kind;
  gint refs; /* the connection itself holds one */
  PnWsServer *server;
  struct lws *wsi; /* NULL: gone */
  PnWsHandler handler;
  gpointer data;
  guint64 number;
  GByteArray *in;
  GQueue out; /* Out */
  gsize queued;
  gboolean closing; /* we want to, or the peer does */
  gboolean close_sent;
  int code;         /* for on_close */
  char *reason;
  gpointer user;
  GDestroyNotify destroy;
};

static PnMetric *
open_gauge (void)
{
  return pn_metric_gauge ("phien_ws_connections", "Open WebSocket connections.");
}

/* ---- upgrade */

static const PnWsEndpoint *
find_endpoint (PnWsServer *server, const char *path)
{
  for (guint i = 0; i < server->endpoints->len; i++) {
    const PnWsEndpoint *endpoint = server->endpoints->pdata[i];
    if (strcmp (endpoint->path, path) == 0)
      return endpoint;
  }
  return NULL;
}

static gboolean
accept_upgrade (PnWsServer *server, PnHttpRequest *req)
{
  const PnWsEndpoint *endpoint = find_endpoint (server, req->path);
  if (endpoint == NULL) {
    pn_http_respond_code (req, PN_ERROR_NOT_FOUND, NULL);
    return FALSE;
  }
  if (server->draining) {
    pn_http_respond_code (req, PN_ERROR_OVERLOADED, "shutting down");
    return FALSE;
  }
  if (endpoint->handler.on_accept == NULL || endpoint->handler.on_accept (req, endpoint->data))
    return TRUE;
  if (!req->answered)
    pn_http_respond_code (req, PN_ERROR_NOT_ALLOWED, NULL);
  return FALSE;
}

/* 0: go on; 1: answered, done; -1: hang up. */
int
pn_ws_on_upgrade (PnWsServer *server, struct lws *wsi)
{
  char path[512];
  int length = lws_hdr_copy (wsi, path, sizeof path, WSI_TOKEN_GET_URI);
  if (length <= 0)
    return -1;
  PnHttpRequest *req = pn_http_request_read (server, wsi, path, (gsize) length);
  req->upgrade = TRUE;
  req->body_done = TRUE;
  req->close_after = TRUE;
  pn_http_request_ref (req);
  gboolean accepted = accept_upgrade (server, req);
  if (!accepted) {
    /* Answers to an upgrade are small: one write takes them whole. */
    int written = pn_http_write_now (req);
    lws_set_opaque_user_data (wsi, NULL);
    pn_http_request_detach (req);
    pn_http_request_unref (req);
    return written < 0 ? -1 : 1;
  }
  pn_http_request_unref (req);
  return 0;
}

int
pn_ws_on_established (PnWsServer *server, struct lws *wsi, PnHttpRequest *req)
{
  const PnWsEndpoint *endpoint = req != NULL ? find_endpoint (server, req->path) : NULL;
  if (endpoint == NULL)
    return -1;
  PnWsConn *conn = g_new0 (PnWsConn, 1);
  conn->kind = PN_PEER_WS;
  conn->refs = 1;
  conn->server = server;
  conn->wsi = wsi;
  conn->handler = endpoint->handler;
  conn->data = endpoint->data;
  conn->number = ++server->next_number;
  conn->in = g_byte_array_new ();
  conn->code = 1006;
  g_queue_init (&conn->out);
  g_hash_table_add (server->conns, conn);
  lws_set_opaque_user_data (wsi, conn);
  pn_metric_add (open_gauge (), 1);
  if (conn->handler.on_open != NULL)
    conn->handler.on_open (conn, req, conn->data);
  pn_http_request_detach (req);
  return 0;
}

/* ---- life */

static void
out_free (gpointer data)
{
  Out *out = data;
  g_bytes_unref (out->bytes);
  g_free (out->key);
  g_free (out);
}

static void
drop_queue (PnWsConn *conn)
{
  g_queue_clear_full (&conn->out, out_free);
  conn->queued = 0;
}

PnWsConn *
pn_ws_conn_ref (PnWsConn *conn)
{
  conn->refs++;
  return conn;
}

void
pn_ws_conn_unref (PnWsConn *conn)
{
  if (conn == NULL || --conn->refs > 0)
    return;
  if (conn->destroy != NULL)
    conn->destroy (conn->user);
  drop_queue (conn);
  g_byte_array_unref (conn->in);
  g_free (conn->reason);
  g_free (conn);
}

void
pn_ws_conn_set_user (PnWsConn *conn, gpointer user, GDestroyNotify destroy)
{
  if (conn->destroy != NULL)
    conn->destroy (conn->user);
  conn->user = user;
  conn->destroy = destroy;
}

gpointer
pn_ws_conn_user (const PnWsConn *conn)
{
  return conn->user;
}

gboolean
pn_ws_conn_is_open (const PnWsConn *conn)
{
  return conn->wsi != NULL && !conn->closing;
}

guint64
pn_ws_conn_number (const PnWsConn *conn)
{
  return conn->number;
}

gsize
pn_ws_conn_queued_bytes (const PnWsConn *conn)
{
  return conn->queued;
}

void
pn_ws_on_closed (PnWsConn *conn)
{
  if (conn->wsi == NULL)
    return;
  lws_set_opaque_user_data (conn->wsi, NULL);
  conn->wsi = NULL;
  drop_queue (conn);
  if (conn->server != NULL)
    g_hash_table_remove (conn->server->conns, conn);
  conn->server = NULL;
  pn_metric_add (open_gauge (), -1);
  if (conn->handler.on_close != NULL)
    conn->handler.on_close (conn, conn->code, conn->data);
  pn_ws_conn_unref (conn);
}

void
pn_ws_farewell (PnWsConn *conn)
{
  static const guint8 frame[] = { 0x88, 2, PN_WS_CLOSE_GOING_AWAY >> 8, PN_WS_CLOSE_GOING_AWAY & 0xff };
  /* Past libwebsockets, whose own way takes turns of the loop we do not have any more; only between frames. */
  if (!conn->closing && !lws_partial_buffered (conn->wsi))
    (void) !send (lws_get_socket_fd (conn->wsi), frame, sizeof frame, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (!conn->closing)
    conn->code = PN_WS_CLOSE_GOING_AWAY;
  conn->closing = TRUE;
}

/* ---- in */

/* -1: this answers our own close frame, the connection may go. 0: libwebsockets answers and closes. */
int
pn_ws_on_peer_close (PnWsConn *conn, const guint8 *bytes, gsize length)
{
  if (conn->close_sent)
    return -1;
  if (!conn->closing)
    conn->code = length >= 2 ? bytes[0] << 8 | bytes[1] : 1005; /* RFC 6455 7.4.1: no code given */
  conn->closing = TRUE;
  return 0;
}

int
pn_ws_on_receive (PnWsConn *conn, struct lws *wsi, const void *bytes, gsize length)
{
  if (conn->closing)
    return 0;
  if (conn->in->len + length > conn->server->options.message_max) {
    pn_ws_close (conn, PN_WS_CLOSE_TOO_BIG, "message too large");
    return 0;
  }
  if (lws_frame_is_binary (wsi)) {
    pn_ws_close (conn, PN_WS_CLOSE_NOT_TEXT, "text only");
    return 0;
  }
  g_byte_array_append (conn->in, bytes, (guint) length);
  if (!lws_is_final_fragment (wsi) || lws_remaining_packet_payload (wsi) > 0)
    return 0;
  gsize size = conn->in->len;
  g_byte_array_append (conn->in, (const guint8 *) "", 1);
  /* The handler may close or even free its last reference; the message must stay. */
  g_autoptr (GByteArray) message = conn->in;
  conn->in = g_byte_array_new ();
  if (conn->handler.on_message != NULL)
    conn->handler.on_message (conn, (const char *) message->data, size, conn->data);
  return 0;
}

/* ---- out */

static void
too_slow (PnWsConn *conn)
{
  drop_queue (conn);
  pn_metric_add (pn_metric_counter ("phien_ws_too_slow_total", "Clients closed because their queue was full."), 1);
  pn_ws_close (conn, PN_WS_CLOSE_TRY_LATER, "too slow");
}

static gboolean
replace_waiting (PnWsConn *conn, const char *key, GBytes *message)
{
  for (GList *l = conn->out.head; l != NULL; l = l->next) {
    Out *out = l->data;
    if (out->key == NULL || strcmp (out->key, key) != 0)
      continue;
    conn->queued += g_bytes_get_size (message);
    conn->queued -= g_bytes_get_size (out->bytes);
    g_bytes_unref (out->bytes);
    out->bytes = g_bytes_ref (message);
    /* To the end: it must not overtake what was sent after the old one. */
    g_queue_unlink (&conn->out, l);
    g_queue_push_tail_link (&conn->out, l);
    return TRUE;
  }
  return FALSE;
}

static void
enqueue (PnWsConn *conn, const char *key, GBytes *message)
{
  if (!pn_ws_conn_is_open (conn))
    return;
  const PnWsServerOptions *limits = &conn->server->options;
  if (key == NULL || !replace_waiting (conn, key, message)) {
    Out *out = g_new0 (Out, 1);
    out->bytes = g_bytes_ref (message);
    out->key = g_strdup (key);
    conn->queued += g_bytes_get_size (message);
    g_queue_push_tail (&conn->out, out);
  }
  if (conn->queued > limits->queue_max_bytes || conn->out.length > limits->queue_max_items) {
    too_slow (conn);
    return;
  }
  lws_callback_on_writable (conn->wsi);
}

void
pn_ws_send (PnWsConn *conn, GBytes *message)
{
  enqueue (conn, NULL, message);
}

void
pn_ws_send_coalesced (PnWsConn *conn, const char *key, GBytes *message)
{
  enqueue (conn, key, message);
}

void
pn_ws_send_json (PnWsConn *conn, PnJson *take)
{
  g_autoptr (PnJson) json = take;
  g_autoptr (GBytes) bytes = pn_wire_dump_bytes (json);
  enqueue (conn, NULL, bytes);
}

void
pn_ws_close (PnWsConn *conn, int code, const char *reason)
{
  if (!pn_ws_conn_is_open (conn))
    return;
  conn->closing = TRUE;
  conn->code = code;
  conn->reason = g_strndup (reason != NULL ? reason : "", REASON_MAX);
  lws_rx_flow_control (conn->wsi, 1); /* a paused one must still hear the answer to our close */
  lws_set_timeout (conn->wsi, PENDING_TIMEOUT_CLOSE_SEND, CLOSE_SECONDS);
  lws_callback_on_writable (conn->wsi);
}

void
pn_ws_pause (PnWsConn *conn, gboolean paused)
{
  if (pn_ws_conn_is_open (conn))
    lws_rx_flow_control (conn->wsi, !paused);
}

/* Our own close frame. lws_close_reason and -1 from the writable callback would be the way, but Debian's build of
 * libwebsockets (with _DEBUG) then closes twice, and the second time before the frame is out. */
static int
write_close (PnWsConn *conn)
{
  guint8 buffer[LWS_PRE + 4 + REASON_MAX], *frame = buffer + LWS_PRE;
  gsize length = strlen (conn->reason);
  frame[0] = 0x88; /* FIN, opcode close */
  frame[1] = (guint8) (2 + length);
  frame[2] = (guint8) (conn->code >> 8);
  frame[3] = (guint8) conn->code;
  memcpy (frame + 4, conn->reason, length);
  conn->close_sent = TRUE;
  return lws_write (conn->wsi, frame, 4 + length, LWS_WRITE_RAW) < 0 ? -1 : 0;
}

/* One message for each call: libwebsockets buffers what the socket did not take, and calls again when it did. */
int
pn_ws_on_writable (PnWsConn *conn)
{
  Out *out = g_queue_pop_head (&conn->out);
  if (out == NULL)
    return conn->closing && !conn->close_sent && conn->reason != NULL ? write_close (conn) : 0;
  gsize size;
  const void *data = g_bytes_get_data (out->bytes, &size);
  GByteArray *scratch = conn->server->scratch;
  g_byte_array_set_size (scratch, (guint) (LWS_PRE + size));
  if (size > 0)
    memcpy (scratch->data + LWS_PRE, data, size);
  conn->queued -= size;
  out_free (out);
  if (lws_write (conn->wsi, scratch->data + LWS_PRE, size, LWS_WRITE_TEXT) < 0)
    return -1;
  if (!g_queue_is_empty (&conn->out) || conn->closing)
    lws_callback_on_writable (conn->wsi);
  return 0;
}
