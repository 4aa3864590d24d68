/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of base/ws-server: what its four files share. Only they include it. Loop's thread only. */
#pragma once

#include "base/ws-server.h"

struct lws;
struct lws_context;

/* What hangs on a connection of libwebsockets (its opaque user data); the first member of both kinds. */
typedef enum { PN_PEER_HTTP = 0x50485454, PN_PEER_WS = 0x50575353 } PnPeerKind;

typedef struct {
  char *method; /* upper case */
  char **segments;
  gsize body_max;
  PnHttpHandler handler; /* NULL: streamed */
  PnHttpStreamHandler stream;
  gpointer data;
} PnHttpRoute;

typedef struct {
  char *path;
  PnWsHandler handler;
  gpointer data;
} PnWsEndpoint;

typedef struct {
  char *name; /* lower case */
  int token;  /* of libwebsockets; -1: not one it knows */
} PnKeptHeader;

struct PnWsServer {
  uv_loop_t *loop;
  struct lws_context *context;
  PnWsServerOptions options;
  GPtrArray *listeners; /* Listener of ws-server.c */
  int port;
  GPtrArray *routes;      /* PnHttpRoute */
  GPtrArray *endpoints;   /* PnWsEndpoint */
  GArray *headers;        /* PnKeptHeader */
  GHashTable *requests;   /* PnHttpRequest attached to a connection */
  GHashTable *conns;      /* PnWsConn */
  GByteArray *scratch;    /* room in front for the frame header, then the message being written */
  guint64 next_number;
  gboolean draining;
};

struct PnHttpRequest {
  PnPeerKind kind;
  gint refs;           /* of users; the connection's own hold is `wsi` */
  PnWsServer *server;  /* NULL once the server is gone */
  struct lws *wsi;     /* NULL: the client has gone, or the answer is out */
  char *method, *path, *client_ip;
  GHashTable *headers, *params, *query; /* char* → char* */
  GByteArray *body;
  GBytes *whole; /* the body, once asked for */
  gint64 content_length, received;
  const PnHttpRoute *route;
  gboolean dispatched; /* the handler has seen all there is to see */
  gboolean body_done;
  gboolean upgrade; /* asks for a WebSocket: the answer is written by the accept code */
  gboolean answered, head_sent, close_after;
  int status;
  GString *head; /* added headers, then the whole response head */
  gboolean has_cache_control;
  GBytes *answer;
  gsize answer_sent;
  gpointer user;
  GDestroyNotify destroy;
};

/* ---- ws-server-route.c: no libwebsockets */
gboolean pn_http_split_path (const char *path, char ***segments); /* FALSE: "..", empty segment, control byte */
/* Fills req->route and req->params; otherwise the code to answer with. */
gboolean pn_http_route_find (PnWsServer *server, PnHttpRequest *req, PnErrorCode *code);
void pn_http_route_free (gpointer data);

/* ---- ws-server-request.c: no libwebsockets */
PnHttpRequest *pn_http_request_alloc (PnWsServer *server, struct lws *wsi);
/* The connection lets go of it: gone, or answered in full. */
void pn_http_request_detach (PnHttpRequest *req);
void pn_http_request_build_head (PnHttpRequest *req);

/* ---- ws-server-http.c */
int pn_http_on_request (PnWsServer *server, struct lws *wsi, const char *path, gsize length);
int pn_http_on_body (PnHttpRequest *req, const guint8 *bytes, gsize length);
int pn_http_on_body_end (PnHttpRequest *req);
int pn_http_on_writable (PnHttpRequest *req);
void pn_http_on_closed (PnHttpRequest *req);
void pn_http_answer_ready (PnHttpRequest *req);
void pn_http_set_reading (PnHttpRequest *req, gboolean reading);
PnHttpRequest *pn_http_request_read (PnWsServer *server, struct lws *wsi, const char *path, gsize length);
int pn_http_write_now (PnHttpRequest *req);
int pn_http_header_token (const char *name);

/* ---- ws-server-ws.c */
int pn_ws_on_upgrade (PnWsServer *server, struct lws *wsi);
int pn_ws_on_established (PnWsServer *server, struct lws *wsi, PnHttpRequest *req);
int pn_ws_on_receive (PnWsConn *conn, struct lws *wsi, const void *bytes, gsize length);
int pn_ws_on_writable (PnWsConn *conn);
int pn_ws_on_peer_close (PnWsConn *conn, const guint8 *bytes, gsize length);
void pn_ws_on_closed (PnWsConn *conn);
/* Says good-bye (1001) as far as the socket takes it: before the context goes. */
void pn_ws_farewell (PnWsConn *conn);
