/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTTP/1.1 and WebSocket for the daemons, behind nginx or on loopback; the only user of libwebsockets.
 * Knows no domain words, no TLS, no files; everything is called, and calls back, on the loop's thread. */
#pragma once

#include <glib.h>
#include <uv.h>
#include "base/error.h"
#include "base/wire.h"

typedef struct PnWsServer PnWsServer;
typedef struct PnHttpRequest PnHttpRequest;
typedef struct PnWsConn PnWsConn;

typedef struct {
  gsize message_max;     /* bytes of one incoming WebSocket message; 0: 64 KiB. Larger: close 1009 */
  gsize queue_max_bytes; /* waiting for one client; 0: 1 MiB. More: close 1013 */
  guint queue_max_items; /* 0: 1024 */
  guint ping_seconds;    /* 0: 25; a client silent for ping + 20 s is closed */
} PnWsServerOptions;

/* options may be NULL. Fails with IO (no event library, no memory). */
PnWsServer *pn_ws_server_new (uv_loop_t *loop, const PnWsServerOptions *options, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* "unix:/path/to.sock" (a stale socket file is replaced, mode 0660) or "127.0.0.1:7000" (port 0: any, see _port). */
gboolean pn_ws_server_listen (PnWsServer *self, const char *address, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* TCP port of the last loopback listener, 0 when there is none. */
int pn_ws_server_port (const PnWsServer *self);
/* No new connections; those present go on. New requests on kept-alive connections get "Connection: close". */
void pn_ws_server_stop_accepting (PnWsServer *self);
/* Open WebSocket connections, and HTTP requests not yet answered. */
guint pn_ws_server_connections (const PnWsServer *self);
guint pn_ws_server_requests (const PnWsServer *self);
/* Closes what is left (WebSocket: 1001). on_close callbacks run before it returns; handles the loop still has to drop go
 * in its next turns. */
void pn_ws_server_free (PnWsServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnWsServer, pn_ws_server_free)

/* ---- HTTP. Routes: method and a pattern whose {name} segments match one path segment each: "/docs/versions/{id}/file".
 * HEAD is served by GET routes. The path is decoded and free of "..", empty segments and NUL before it gets here.
 *
 * `req` is borrowed for the call; keep it with pn_http_request_ref to answer later. Once the client has gone every call is
 * harmless and does nothing. The last unref without an answer answers 500. */
typedef void (*PnHttpHandler) (PnHttpRequest *req, gpointer data);
/* The whole body is there (pn_http_request_body). body_max 0: no body allowed; larger bodies get 413. */
void pn_ws_server_route (PnWsServer *self, const char *method, const char *pattern, gsize body_max, PnHttpHandler handler,
                         gpointer data);

/* Streamed body: on_begin with the headers, on_chunk for each piece, on_end after the last (or with the client gone: aborted
 * TRUE). Any of them may answer; after an early answer the rest of the body is thrown away, on_end is not called, and the
 * answer goes out when the body has been read (at once, and the connection closed, when more than 16 MiB are to come).
 * They share pn_http_request_set_user, whose destroy function runs in any case. */
typedef struct {
  void (*on_begin) (PnHttpRequest *req, gpointer data);
  void (*on_chunk) (PnHttpRequest *req, const guint8 *bytes, gsize length, gpointer data);
  void (*on_end) (PnHttpRequest *req, gboolean aborted, gpointer data);
} PnHttpStreamHandler;
void pn_ws_server_route_stream (PnWsServer *self, const char *method, const char *pattern, gsize body_max,
                                const PnHttpStreamHandler *handler, gpointer data);
/* Stops and restarts reading the body (back-pressure while a disk or database is busy). */
void pn_http_request_pause (PnHttpRequest *req, gboolean paused);

PnHttpRequest *pn_http_request_ref (PnHttpRequest *req);
void pn_http_request_unref (PnHttpRequest *req);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnHttpRequest, pn_http_request_unref)
const char *pn_http_request_method (const PnHttpRequest *req);
const char *pn_http_request_path (const PnHttpRequest *req);
/* NULL when absent. Headers are copied at arrival and stay valid with the request; at most 4 KiB each. Known: every header
 * named in pn_ws_server_keep_header plus Host, Origin, Cookie, Content-Type, Content-Length, Range, If-None-Match, If-Range,
 * User-Agent, Accept-Language, X-Real-IP, X-Forwarded-Proto, X-Phien, Authorization. Any case. */
const char *pn_http_request_header (const PnHttpRequest *req, const char *name);
void pn_ws_server_keep_header (PnWsServer *self, const char *name);
const char *pn_http_request_param (const PnHttpRequest *req, const char *name); /* {name} of the pattern */
gboolean pn_http_request_param_id (const PnHttpRequest *req, const char *name, gint64 *id); /* 1 … 2^53-1 */
const char *pn_http_request_query (const PnHttpRequest *req, const char *name); /* decoded, first of the name */
gint64 pn_http_request_query_int (const PnHttpRequest *req, const char *name, gint64 min, gint64 max, gint64 fallback);
const char *pn_http_request_cookie (const PnHttpRequest *req, const char *name);
/* X-Real-IP when the peer is a unix socket or loopback (nginx), else the address of the peer. */
const char *pn_http_request_client_ip (const PnHttpRequest *req);
GBytes *pn_http_request_body (const PnHttpRequest *req); /* borrowed; empty when none */
gint64 pn_http_request_content_length (const PnHttpRequest *req); /* -1 when not given */
/* Parses the body as a JSON object; on failure answers for you (400/413) and returns NULL. transfer full */
PnJson *pn_http_request_json (PnHttpRequest *req);
gboolean pn_http_request_gone (const PnHttpRequest *req);
void pn_http_request_set_user (PnHttpRequest *req, gpointer user, GDestroyNotify destroy);
gpointer pn_http_request_user (const PnHttpRequest *req);

/* Same-site rule for everything that changes something (DESIGN: login): header X-Phien: 1, and Origin, when present, of the
 * same host as Host. Error FOREIGN_ORIGIN. */
gboolean pn_http_check_same_site (const PnHttpRequest *req, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The Origin half only (for /ws, where a browser cannot set headers but always sends Origin). */
gboolean pn_http_check_origin (const PnHttpRequest *req, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* ---- Answer, once; later calls are ignored (with a warning in the log). Added headers first, any number, also of one name
 * (Set-Cookie). A value with CR or LF is a programming error (aborts in debug, dropped otherwise). Default header:
 * "Cache-Control: no-store" unless one was added. */
void pn_http_add_header (PnHttpRequest *req, const char *name, const char *value);
void pn_http_respond (PnHttpRequest *req, int status, const char *content_type, GBytes *body /* borrowed, may be NULL */);
void pn_http_respond_text (PnHttpRequest *req, int status, const char *text);
void pn_http_respond_json (PnHttpRequest *req, int status, PnJson *take);
/* pn_error_http (code) and {"error":…} of pn_wire_error. */
void pn_http_respond_error (PnHttpRequest *req, const GError *error);
void pn_http_respond_code (PnHttpRequest *req, PnErrorCode code, const char *detail);
gboolean pn_http_request_answered (const PnHttpRequest *req);

/* ---- WebSocket. Text frames in and out; permessage-deflate is off. */
typedef struct {
  /* Headers of the upgrade request (borrowed): look at Origin, Cookie, client ip. FALSE refuses: 403, or the status of
   * an answer given with pn_http_respond_code. NULL: accept all. */
  gboolean (*on_accept) (PnHttpRequest *req, gpointer data);
  /* `req` is the upgrade request again, so that cookies and address can be copied. conn is borrowed (pn_ws_conn_ref). */
  void (*on_open) (PnWsConn *conn, PnHttpRequest *req, gpointer data);
  /* One whole message, UTF-8 checked, NUL-terminated after length. */
  void (*on_message) (PnWsConn *conn, const char *bytes, gsize length, gpointer data);
  /* Exactly once for each on_open, also when we closed it. code: RFC 6455 7.4 (1006: it just went). */
  void (*on_close) (PnWsConn *conn, int code, gpointer data);
} PnWsHandler;

#define PN_WS_CLOSE_NORMAL 1000
#define PN_WS_CLOSE_GOING_AWAY 1001
#define PN_WS_CLOSE_NOT_TEXT 1003
#define PN_WS_CLOSE_BAD_DATA 1007
#define PN_WS_CLOSE_POLICY 1008
#define PN_WS_CLOSE_TOO_BIG 1009
#define PN_WS_CLOSE_SERVER_ERROR 1011
#define PN_WS_CLOSE_TRY_LATER 1013     /* our queue for this client is full: it is too slow */
#define PN_WS_CLOSE_NOT_LOGGED_IN 4401 /* private range: sign in again */

/* handler is copied. One per path. */
void pn_ws_server_websocket (PnWsServer *self, const char *path, const PnWsHandler *handler, gpointer data);

PnWsConn *pn_ws_conn_ref (PnWsConn *conn);
void pn_ws_conn_unref (PnWsConn *conn);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnWsConn, pn_ws_conn_unref)
void pn_ws_conn_set_user (PnWsConn *conn, gpointer user, GDestroyNotify destroy);
gpointer pn_ws_conn_user (const PnWsConn *conn);
gboolean pn_ws_conn_is_open (const PnWsConn *conn);
guint64 pn_ws_conn_number (const PnWsConn *conn); /* unique in this process */
gsize pn_ws_conn_queued_bytes (const PnWsConn *conn);

/* Queues one text message (the bytes are shared, not copied: one GBytes may go to thousands). After close: nothing happens.
 * A full queue closes the client with 1013; on_close tells. */
void pn_ws_send (PnWsConn *conn, GBytes *message);
/* The same, but a message of the same key (g_intern_string or literal, compared by content) that still waits is replaced:
 * for state of which only the newest matters (pointer, page, speaker). */
void pn_ws_send_coalesced (PnWsConn *conn, const char *key, GBytes *message);
void pn_ws_send_json (PnWsConn *conn, PnJson *take);
/* Sends what is queued, then the close frame. reason: at most 123 bytes. */
void pn_ws_close (PnWsConn *conn, int code, const char *reason);
/* Stops and restarts reading (while a login check or a full pipeline is under way). */
void pn_ws_pause (PnWsConn *conn, gboolean paused);
