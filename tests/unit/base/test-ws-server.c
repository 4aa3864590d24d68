/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/ws-server spoken to by a client that writes every byte itself, so that broken ones can be sent too. The client
 * runs in a thread, the server on the loop of the main one. */
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/id.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/ws-server.h"

typedef struct {
  uv_loop_t loop;
  PnWsServer *server;
  uv_async_t done;
  uv_timer_t timer;
  gboolean finished;
  char *dir, *path;
  /* what the server side saw */
  PnHttpRequest *kept;
  GString *streamed;
  int ended, aborted, closes, close_code;
  guint64 chunks;
  PnWsConn *conn;
} Fixture;

/* ---- client side (thread) */

static int
dial (Fixture *f)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  strcpy (address.sun_path, f->path);
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct timeval limit = { 10, 0 };
  setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  g_assert_cmpint (connect (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  return fd;
}

static void
put (int fd, const void *bytes, gsize length)
{
  const char *p = bytes;
  while (length > 0) {
    ssize_t n = send (fd, p, length, MSG_NOSIGNAL);
    g_assert_cmpint (n, >, 0);
    p += n;
    length -= (gsize) n;
  }
}

static void
put_text (int fd, const char *text)
{
  put (fd, text, strlen (text));
}

static gboolean
get_exactly (int fd, void *out, gsize length)
{
  char *p = out;
  while (length > 0) {
    ssize_t n = recv (fd, p, length, 0);
    if (n <= 0)
      return FALSE;
    p += n;
    length -= (gsize) n;
  }
  return TRUE;
}

/* One whole answer: head, and the body its Content-Length announces. NULL: closed before. */
static char *
get_answer (int fd, gboolean head_only)
{
  GString *text = g_string_new (NULL);
  char c;
  while (strstr (text->str, "\r\n\r\n") == NULL) {
    if (!get_exactly (fd, &c, 1)) {
      g_string_free (text, TRUE);
      return NULL;
    }
    g_string_append_c (text, c);
  }
  const char *length = strstr (text->str, "Content-Length: ");
  gsize n = length != NULL && !head_only ? (gsize) g_ascii_strtoull (length + 16, NULL, 10) : 0;
  gsize head = text->len;
  g_string_set_size (text, head + n);
  g_assert_true (get_exactly (fd, text->str + head, n));
  return g_string_free (text, FALSE);
}

static char *
ask (int fd, const char *request)
{
  put_text (fd, request);
  return get_answer (fd, FALSE);
}

#define assert_has(text, part) \
  G_STMT_START { \
    if ((text) == NULL || strstr ((text), (part)) == NULL) \
      g_error ("%s:%d: no \"%s\" in: %s", __FILE__, __LINE__, (part), (text) != NULL ? (text) : "(closed)"); \
  } G_STMT_END

static void
ws_send_frame (int fd, int opcode, gboolean fin, const void *bytes, gsize length)
{
  guint8 head[14] = { (guint8) (opcode | (fin ? 0x80 : 0)) };
  gsize n = 2;
  if (length < 126) {
    head[1] = (guint8) (0x80 | length);
  } else if (length < 65536) {
    head[1] = 0x80 | 126;
    head[2] = (guint8) (length >> 8);
    head[3] = (guint8) length;
    n = 4;
  } else {
    head[1] = 0x80 | 127;
    for (int i = 0; i < 8; i++)
      head[2 + i] = (guint8) ((guint64) length >> (56 - 8 * i));
    n = 10;
  }
  n += 4; /* mask of zeros: the bytes stay as they are */
  put (fd, head, n);
  put (fd, bytes, length);
}

/* Opcode, or -1 when closed. Pings and pongs are shown too. */
static int
ws_read_frame (int fd, GString *into)
{
  guint8 head[8];
  if (!get_exactly (fd, head, 2))
    return -1;
  int opcode = head[0] & 15;
  gsize length = head[1] & 0x7f;
  if (length == 126) {
    g_assert_true (get_exactly (fd, head, 2));
    length = (gsize) head[0] << 8 | head[1];
  } else if (length == 127) {
    g_assert_true (get_exactly (fd, head, 8));
    length = 0;
    for (int i = 0; i < 8; i++)
      length = length << 8 | head[i];
  }
  g_string_set_size (into, length);
  g_assert_true (get_exactly (fd, into->str, length));
  return opcode;
}

static char *
ws_upgrade (int fd, const char *path, const char *extra)
{
  g_autofree char *request = g_strdup_printf ("GET %s HTTP/1.1\r\nHost: phien.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                              "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%s\r\n",
                                              path, extra);
  return ask (fd, request);
}

static int
ws_dial (Fixture *f)
{
  int fd = dial (f);
  g_autofree char *answer = ws_upgrade (fd, "/ws", "Origin: https://phien.test\r\nCookie: a=1; __Host-phien=tok; b=2\r\nX-Real-IP: 203.0.113.9\r\n");
  assert_has (answer, "101 ");
  assert_has (answer, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  return fd;
}

static int
close_code_of (const GString *frame)
{
  return frame->len >= 2 ? (guint8) frame->str[0] << 8 | (guint8) frame->str[1] : 0;
}

/* ---- server side */

static void
on_echo (PnHttpRequest *req, gpointer data)
{
  PnJson *o = pn_wire_object ();
  gint64 id = 0;
  pn_wire_set_str (o, "method", pn_http_request_method (req));
  pn_wire_set_bool (o, "id_ok", pn_http_request_param_id (req, "id", &id));
  pn_wire_set_int (o, "id", id);
  pn_wire_set_str (o, "q", pn_http_request_query (req, "q"));
  pn_wire_set_int (o, "w", pn_http_request_query_int (req, "w", 200, 2400, 800));
  pn_wire_set_str (o, "cookie", pn_http_request_cookie (req, "__Host-phien"));
  pn_wire_set_str (o, "ip", pn_http_request_client_ip (req));
  pn_wire_set_str (o, "x", pn_http_request_header (req, "X-Extra"));
  pn_http_add_header (req, "Set-Cookie", "one=1; Path=/");
  pn_http_add_header (req, "Set-Cookie", "two=2; Path=/");
  pn_http_add_header (req, "X-Accel-Redirect", "/-/blobs/ab/cd");
  pn_http_respond_json (req, 200, o);
}

static void
on_json (PnHttpRequest *req, gpointer data)
{
  g_autoptr (GError) error = NULL;
  if (!pn_http_check_same_site (req, &error)) {
    pn_http_respond_error (req, error);
    return;
  }
  g_autoptr (PnJson) json = pn_http_request_json (req);
  if (json != NULL)
    pn_http_respond_text (req, 200, pn_wire_str (json, "name", "?"));
}

static void
on_later (uv_timer_t *timer)
{
  Fixture *f = timer->data;
  if (f->kept == NULL)
    return;
  pn_http_respond_text (f->kept, 200, "late");
  g_clear_pointer (&f->kept, pn_http_request_unref);
}

static void
on_keep (PnHttpRequest *req, gpointer data)
{
  Fixture *f = data;
  f->kept = pn_http_request_ref (req);
  uv_timer_start (&f->timer, on_later, 200, 0);
}

static void
on_forget (PnHttpRequest *req, gpointer data)
{
}

static void
on_big (PnHttpRequest *req, gpointer data)
{
  g_autofree char *text = g_strnfill (3 * 1024 * 1024 + 17, 'y');
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  pn_http_add_header (req, "Cache-Control", "private, immutable");
  pn_http_respond (req, 200, "application/octet-stream", body);
}

static void
on_begin (PnHttpRequest *req, gpointer data)
{
  if (pn_http_request_query (req, "refuse") != NULL)
    pn_http_respond_code (req, PN_ERROR_NOT_ALLOWED, "no");
}

static void
on_unpause (uv_timer_t *timer)
{
  Fixture *f = timer->data;
  if (f->kept != NULL)
    pn_http_request_pause (f->kept, FALSE);
  g_clear_pointer (&f->kept, pn_http_request_unref);
}

static void
on_chunk (PnHttpRequest *req, const guint8 *bytes, gsize length, gpointer data)
{
  Fixture *f = data;
  g_string_append_len (f->streamed, (const char *) bytes, (gssize) length);
  if (++f->chunks == 3 && pn_http_request_query (req, "pause") != NULL) {
    pn_http_request_pause (req, TRUE);
    f->kept = pn_http_request_ref (req);
    uv_timer_start (&f->timer, on_unpause, 100, 0);
  }
}

static void
on_end (PnHttpRequest *req, gboolean aborted, gpointer data)
{
  Fixture *f = data;
  f->ended++;
  f->aborted += aborted;
  g_autofree char *text = g_strdup_printf ("%" G_GSIZE_FORMAT, f->streamed->len);
  pn_http_respond_text (req, 200, text); /* harmless when aborted */
}

static gboolean
on_accept (PnHttpRequest *req, gpointer data)
{
  return pn_http_request_header (req, "Origin") != NULL && pn_http_check_origin (req, NULL);
}

static void
on_open (PnWsConn *conn, PnHttpRequest *req, gpointer data)
{
  Fixture *f = data;
  f->conn = pn_ws_conn_ref (conn);
  pn_ws_conn_set_user (conn, g_strdup (pn_http_request_cookie (req, "__Host-phien")), g_free);
  PnJson *o = pn_wire_object ();
  pn_wire_set_str (o, "ip", pn_http_request_client_ip (req));
  pn_ws_send_json (conn, o);
}

static void
on_message (PnWsConn *conn, const char *bytes, gsize length, gpointer data)
{
  g_autoptr (GBytes) message = g_bytes_new (bytes, length);
  g_assert_cmpint (bytes[length], ==, '\0');
  if (strcmp (bytes, "user") == 0) {
    g_autoptr (GBytes) user = g_bytes_new (pn_ws_conn_user (conn), strlen (pn_ws_conn_user (conn)));
    pn_ws_send (conn, user);
  } else if (strcmp (bytes, "coalesce") == 0) {
    for (int i = 0; i < 100; i++) {
      g_autofree char *text = g_strdup_printf ("page %d", i);
      g_autoptr (GBytes) page = g_bytes_new (text, strlen (text));
      pn_ws_send_coalesced (conn, "page", page);
    }
    pn_ws_send (conn, message);
  } else if (strcmp (bytes, "flood") == 0) {
    g_autofree char *text = g_strnfill (60000, 'z');
    g_autoptr (GBytes) big = g_bytes_new (text, strlen (text));
    for (int i = 0; i < 200; i++)
      pn_ws_send (conn, big);
    g_assert_false (pn_ws_conn_is_open (conn));
  } else if (strcmp (bytes, "bye") == 0) {
    pn_ws_send (conn, message);
    pn_ws_close (conn, PN_WS_CLOSE_NOT_LOGGED_IN, "sign in again");
  } else {
    pn_ws_send (conn, message);
  }
}

static void
on_close (PnWsConn *conn, int code, gpointer data)
{
  Fixture *f = data;
  f->closes++;
  f->close_code = code;
  pn_ws_send (conn, NULL); /* after close: nothing, whatever it is */
  g_clear_pointer (&f->conn, pn_ws_conn_unref);
}

/* ---- frame of a test */

static void
on_done (uv_async_t *async)
{
  ((Fixture *) async->data)->finished = TRUE;
}

static void
setup (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const PnHttpStreamHandler stream = { on_begin, on_chunk, on_end };
  const PnWsHandler ws = { on_accept, on_open, on_message, on_close };
  const PnWsServerOptions options = { .queue_max_bytes = 1024 * 1024, .ping_seconds = 1 };
  uv_loop_init (&f->loop);
  uv_async_init (&f->loop, &f->done, on_done);
  uv_timer_init (&f->loop, &f->timer);
  f->done.data = f->timer.data = f;
  f->streamed = g_string_new (NULL);
  f->dir = g_dir_make_tmp ("phien-ws-XXXXXX", NULL);
  f->path = g_build_filename (f->dir, "s", NULL);
  g_autofree char *address = g_strconcat ("unix:", f->path, NULL);
  f->server = pn_ws_server_new (&f->loop, &options, &error);
  g_assert_no_error (error);
  pn_ws_server_keep_header (f->server, "X-Extra");
  pn_ws_server_route (f->server, "GET", "/echo/{id}/x", 0, on_echo, f);
  pn_ws_server_route (f->server, "DELETE", "/echo/{id}/x", 0, on_echo, f);
  pn_ws_server_route (f->server, "POST", "/json", 100, on_json, f);
  pn_ws_server_route (f->server, "GET", "/later", 0, on_keep, f);
  pn_ws_server_route (f->server, "GET", "/forget", 0, on_forget, f);
  pn_ws_server_route (f->server, "GET", "/big", 0, on_big, f);
  pn_ws_server_route_stream (f->server, "PUT", "/up", 8 * 1024 * 1024, &stream, f);
  pn_ws_server_websocket (f->server, "/ws", &ws, f);
  g_assert_true (pn_ws_server_listen (f->server, address, &error));
  g_assert_no_error (error);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  pn_ws_server_free (f->server);
  g_clear_pointer (&f->kept, pn_http_request_unref);
  uv_close ((uv_handle_t *) &f->done, NULL);
  uv_close ((uv_handle_t *) &f->timer, NULL);
  uv_run (&f->loop, UV_RUN_DEFAULT);
  g_assert_cmpint (uv_loop_close (&f->loop), ==, 0);
  g_assert_false (g_file_test (f->path, G_FILE_TEST_EXISTS));
  g_rmdir (f->dir);
  g_free (f->dir);
  g_free (f->path);
  g_string_free (f->streamed, TRUE);
}

typedef struct {
  Fixture *f;
  void (*body) (Fixture *f);
} Job;

static gpointer
client_main (gpointer data)
{
  Job *job = data;
  job->body (job->f);
  uv_async_send (&job->f->done);
  return NULL;
}

static void
run_client (Fixture *f, void (*body) (Fixture *f))
{
  Job job = { f, body };
  f->finished = FALSE;
  GThread *thread = g_thread_new ("client", client_main, &job);
  while (!f->finished)
    uv_run (&f->loop, UV_RUN_ONCE);
  g_thread_join (thread);
}

/* Lets the server see what the client did last. */
static void
settle (Fixture *f, const int *what, int value)
{
  for (int i = 0; i < 3000 && *what < value; i++) {
    uv_run (&f->loop, UV_RUN_NOWAIT);
    g_usleep (1000);
  }
  g_assert_cmpint (*what, ==, value);
}

/* ---- HTTP */

static void
client_requests (Fixture *f)
{
  int fd = dial (f);
  g_autofree char *a = ask (fd, "GET /echo/12/x?q=S%C6%A1n+H%C3%A0%26co&w=1600 HTTP/1.1\r\nHost: h\r\nCookie: x=1; __Host-phien=tok\r\n"
                                "X-Real-IP: 203.0.113.7\r\nX-Extra: e\r\n\r\n");
  assert_has (a, "HTTP/1.1 200 OK\r\n");
  assert_has (a, "\"id\":12");
  assert_has (a, "\"q\":\"Sơn Hà&co\"");
  assert_has (a, "\"w\":1600");
  assert_has (a, "\"cookie\":\"tok\"");
  assert_has (a, "\"ip\":\"203.0.113.7\"");
  assert_has (a, "\"x\":\"e\"");
  assert_has (a, "Set-Cookie: one=1; Path=/\r\n");
  assert_has (a, "Set-Cookie: two=2; Path=/\r\n");
  assert_has (a, "X-Accel-Redirect: /-/blobs/ab/cd\r\n");
  assert_has (a, "Cache-Control: no-store\r\n");
  /* the same connection again, then what does not fit */
  g_autofree char *b = ask (fd, "GET /echo/0/x?w=99 HTTP/1.1\r\nHost: h\r\n\r\n");
  assert_has (b, "\"id_ok\":false");
  assert_has (b, "\"w\":800");
  assert_has (b, "\"q\":null");
  g_autofree char *c = ask (fd, "POST /echo/1/x HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
  assert_has (c, "405 ");
  assert_has (c, "method_not_allowed");
  g_autofree char *d = ask (fd, "GET /nothing HTTP/1.1\r\nHost: h\r\n\r\n");
  assert_has (d, "404 ");
  g_autofree char *e = ask (fd, "DELETE /echo/7/x HTTP/1.1\r\nHost: h\r\n\r\n");
  assert_has (e, "\"method\":\"DELETE\"");
  put_text (fd, "HEAD /echo/7/x HTTP/1.1\r\nHost: h\r\n\r\n");
  g_autofree char *g = get_answer (fd, TRUE);
  assert_has (g, "Content-Length: ");
  g_autofree char *h = ask (fd, "GET /forget HTTP/1.1\r\nHost: h\r\n\r\n");
  assert_has (h, "500 ");
  close (fd);
}

static void
test_requests (Fixture *f, gconstpointer data)
{
  run_client (f, client_requests);
}

static void
client_json (Fixture *f)
{
  int fd = dial (f);
  g_autofree char *a = ask (fd, "POST /json HTTP/1.1\r\nHost: h:8080\r\nX-Phien: 1\r\nOrigin: http://h:8080\r\nContent-Length: 12\r\n\r\n{\"name\":\"á\"}");
  assert_has (a, "400 "); /* 13 bytes sent, 12 announced: cut JSON */
  close (fd);
  fd = dial (f);
  g_autofree char *b = ask (fd, "POST /json HTTP/1.1\r\nHost: h:8080\r\nX-Phien: 1\r\nOrigin: http://h:8080\r\nContent-Length: 13\r\n\r\n{\"name\":\"á\"}");
  assert_has (b, "200 ");
  assert_has (b, "\r\n\r\ná");
  g_autofree char *c = ask (fd, "POST /json HTTP/1.1\r\nHost: h:8080\r\nX-Phien: 1\r\nOrigin: http://evil:8080\r\nContent-Length: 2\r\n\r\n{}");
  assert_has (c, "foreign_origin");
  g_autofree char *d = ask (fd, "POST /json HTTP/1.1\r\nHost: h:8080\r\nContent-Length: 2\r\n\r\n{}");
  assert_has (d, "foreign_origin");
  g_autofree char *e = ask (fd, "POST /json HTTP/1.1\r\nHost: h:8080\r\nX-Phien: 1\r\nContent-Length: 2\r\n\r\n[]");
  assert_has (e, "bad_message");
  g_autofree char *big = g_strnfill (101, 'x');
  g_autofree char *request = g_strdup_printf ("POST /json HTTP/1.1\r\nHost: h\r\nX-Phien: 1\r\nContent-Length: 101\r\n\r\n%s", big);
  g_autofree char *g = ask (fd, request);
  assert_has (g, "413 ");
  /* the connection still works after the body was thrown away */
  g_autofree char *h = ask (fd, "GET /echo/3/x HTTP/1.1\r\nHost: h\r\n\r\n");
  assert_has (h, "\"id\":3");
  close (fd);
}

static void
test_json_bodies (Fixture *f, gconstpointer data)
{
  run_client (f, client_json);
}

static void
client_hostile (Fixture *f)
{
  static const char *const requests[] = {
    "GET /../etc/passwd HTTP/1.1\r\nHost: h\r\n\r\n",
    "GET /echo/%2e%2e/x HTTP/1.1\r\nHost: h\r\n\r\n",
    "GET /echo/1%002/x HTTP/1.1\r\nHost: h\r\n\r\n",
    "GET /echo/%ff%fe/y HTTP/1.1\r\nHost: h\r\n\r\n",
    "POST /json HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "POST /json HTTP/1.1\r\nHost: h\r\nContent-Length: -5\r\n\r\n",
    "POST /json HTTP/1.1\r\nHost: h\r\nContent-Length: 5x\r\n\r\n",
    "POST /json HTTP/1.1\r\nHost: h\r\n\r\n",
    "PUT /up HTTP/1.1\r\nHost: h\r\n\r\n",
    "POST /json HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999999\r\n\r\n",
    "POST /json HTTP/1.1\r\nHost: h\r\nContent-Length: 4294967299\r\n\r\n{}",
    "\x16\x03\x01\x02garbage\r\n\r\n",
    "GET\r\n\r\n",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "GET /ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n",
  };
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++) {
    int fd = dial (f);
    put_text (fd, requests[i]);
    shutdown (fd, SHUT_WR); /* whatever it waits for does not come */
    g_autofree char *answer = get_answer (fd, FALSE);
    if (answer != NULL && strncmp (answer + 8, " 4", 2) != 0 && strstr (requests[i], "/up") == NULL)
      g_error ("request %u: %s", i, answer);
    close (fd);
  }
  int fd = dial (f);
  g_autofree char *cookie = g_strnfill (40000, 'c');
  g_autofree char *request = g_strdup_printf ("GET /echo/1/x HTTP/1.1\r\nHost: h\r\nCookie: %s\r\n\r\n", cookie);
  (void) !send (fd, request, strlen (request), MSG_NOSIGNAL);
  g_autofree char *a = get_answer (fd, FALSE);
  g_assert_true (a == NULL || strstr (a, "HTTP/1.1 4") != NULL);
  close (fd);
  fd = dial (f);
  g_autofree char *b = ask (fd, "GET /echo/3/x HTTP/1.1\r\nHost: h\r\n\r\n");
  assert_has (b, "\"id\":3");
  close (fd);
}

static void
test_hostile_requests (Fixture *f, gconstpointer data)
{
  run_client (f, client_hostile);
  g_assert_cmpint (pn_ws_server_requests (f->server), ==, 0);
}

static void
client_later (Fixture *f)
{
  int fd = dial (f);
  g_autofree char *a = ask (fd, "GET /later HTTP/1.1\r\nHost: h\r\n\r\n");
  assert_has (a, "late");
  /* two in one write: the second waits its turn */
  put_text (fd, "GET /later HTTP/1.1\r\nHost: h\r\n\r\nGET /echo/5/x HTTP/1.1\r\nHost: h\r\n\r\n");
  g_autofree char *b = get_answer (fd, FALSE);
  g_autofree char *c = get_answer (fd, FALSE);
  assert_has (b, "late");
  assert_has (c, "\"id\":5");
  put_text (fd, "GET /later HTTP/1.1\r\nHost: h\r\n\r\n");
  g_usleep (50000);
  close (fd); /* gone before the answer */
}

static void
test_later_answers (Fixture *f, gconstpointer data)
{
  run_client (f, client_later);
  gint64 turns = 0;
  for (gint64 end = g_get_monotonic_time () + 100000; g_get_monotonic_time () < end; turns++)
    uv_run (&f->loop, UV_RUN_ONCE);
  g_assert_cmpint (turns, <, 1000); /* the dead client does not make the loop spin */
  for (int i = 0; i < 500 && f->kept != NULL; i++) {
    uv_run (&f->loop, UV_RUN_NOWAIT);
    g_usleep (1000);
  }
  g_assert_null (f->kept);
  for (int i = 0; i < 500 && pn_ws_server_requests (f->server) > 0; i++) {
    uv_run (&f->loop, UV_RUN_NOWAIT);
    g_usleep (1000);
  }
  g_assert_cmpint (pn_ws_server_requests (f->server), ==, 0);
}

static void
client_big (Fixture *f)
{
  int fd = dial (f);
  for (int i = 0; i < 3; i++) {
    g_autofree char *a = ask (fd, "GET /big HTTP/1.1\r\nHost: h\r\n\r\n");
    const char *body = strstr (a, "\r\n\r\n") + 4;
    g_assert_cmpint (strspn (body, "y"), ==, 3 * 1024 * 1024 + 17);
    assert_has (a, "Cache-Control: private, immutable\r\n");
  }
  close (fd);
}

static void
test_big_answers (Fixture *f, gconstpointer data)
{
  run_client (f, client_big);
}

static void
put_body (int fd, const char *path, gsize announced, gsize sent)
{
  g_autofree char *head = g_strdup_printf ("PUT %s HTTP/1.1\r\nHost: h\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n", path, announced);
  g_autofree char *body = g_malloc (sent);
  for (gsize i = 0; i < sent; i++)
    body[i] = (char) (i * 7 + i / 251);
  put_text (fd, head);
  put (fd, body, sent);
}

static void
client_stream (Fixture *f)
{
  int fd = dial (f);
  put_body (fd, "/up?pause=1", 4 * 1024 * 1024, 4 * 1024 * 1024);
  g_autofree char *a = get_answer (fd, FALSE);
  assert_has (a, "\r\n\r\n4194304");
  put_body (fd, "/up?refuse=1", 2 * 1024 * 1024, 2 * 1024 * 1024);
  g_autofree char *b = get_answer (fd, FALSE);
  assert_has (b, "403 ");
  put_body (fd, "/up", 1000, 500);
  g_usleep (50000);
  close (fd);
}

static void
test_streamed_bodies (Fixture *f, gconstpointer data)
{
  run_client (f, client_stream);
  settle (f, &f->ended, 2);
  g_assert_cmpint (f->aborted, ==, 1);
  g_assert_cmpint (f->streamed->len, ==, 4 * 1024 * 1024 + 500);
  for (gsize i = 0; i < 4 * 1024 * 1024; i++)
    if (f->streamed->str[i] != (char) (i * 7 + i / 251))
      g_error ("byte %" G_GSIZE_FORMAT " differs", i);
  g_assert_cmpint (f->chunks, >, 3);
}

/* ---- WebSocket */

static void
client_ws (Fixture *f)
{
  int fd = ws_dial (f);
  g_autoptr (GString) in = g_string_new (NULL);
  g_assert_cmpint (ws_read_frame (fd, in), ==, 1);
  g_assert_cmpstr (in->str, ==, "{\"ip\":\"203.0.113.9\"}");
  ws_send_frame (fd, 1, TRUE, "user", 4);
  g_assert_cmpint (ws_read_frame (fd, in), ==, 1);
  g_assert_cmpstr (in->str, ==, "tok");
  /* fragments, a ping between them, and a frame larger than any buffer */
  g_autofree char *big = g_strnfill (60000, 'b');
  ws_send_frame (fd, 1, FALSE, "ab", 2);
  ws_send_frame (fd, 9, TRUE, "hi", 2);
  ws_send_frame (fd, 0, TRUE, big, 60000);
  g_assert_cmpint (ws_read_frame (fd, in), ==, 10);
  g_assert_cmpstr (in->str, ==, "hi");
  g_assert_cmpint (ws_read_frame (fd, in), ==, 1);
  g_assert_cmpint (in->len, ==, 60002);
  g_assert_true (g_str_has_prefix (in->str, "abb"));
  ws_send_frame (fd, 1, TRUE, "coalesce", 8);
  g_assert_cmpint (ws_read_frame (fd, in), ==, 1);
  g_assert_cmpstr (in->str, ==, "page 99");
  g_assert_cmpint (ws_read_frame (fd, in), ==, 1);
  g_assert_cmpstr (in->str, ==, "coalesce");
  ws_send_frame (fd, 1, TRUE, "bye", 3);
  g_assert_cmpint (ws_read_frame (fd, in), ==, 1);
  g_assert_cmpstr (in->str, ==, "bye"); /* what was queued comes before the close */
  g_assert_cmpint (ws_read_frame (fd, in), ==, 8);
  g_assert_cmpint (close_code_of (in), ==, PN_WS_CLOSE_NOT_LOGGED_IN);
  g_assert_cmpstr (in->str + 2, ==, "sign in again");
  ws_send_frame (fd, 8, TRUE, in->str, 2);
  close (fd);
}

static void
test_ws_conversation (Fixture *f, gconstpointer data)
{
  run_client (f, client_ws);
  settle (f, &f->closes, 1);
  g_assert_cmpint (f->close_code, ==, PN_WS_CLOSE_NOT_LOGGED_IN);
  g_assert_cmpint (pn_ws_server_connections (f->server), ==, 0);
}

static void
client_refused (Fixture *f)
{
  int fd = dial (f);
  g_autofree char *a = ws_upgrade (fd, "/ws", "Origin: https://evil.test\r\n");
  assert_has (a, "403 ");
  assert_has (a, "not_allowed");
  close (fd);
  fd = dial (f);
  g_autofree char *b = ws_upgrade (fd, "/ws", "");
  assert_has (b, "403 ");
  close (fd);
  fd = dial (f);
  g_autofree char *c = ws_upgrade (fd, "/other", "Origin: https://phien.test\r\n");
  assert_has (c, "404 ");
  close (fd);
}

static void
test_ws_refuses_strangers (Fixture *f, gconstpointer data)
{
  run_client (f, client_refused);
  g_assert_cmpint (pn_ws_server_connections (f->server), ==, 0);
  g_assert_cmpint (pn_ws_server_requests (f->server), ==, 0);
}

static void
expect_close (Fixture *f, int opcode, const void *bytes, gsize length, gboolean fin, int code)
{
  int fd = ws_dial (f), got;
  g_autoptr (GString) in = g_string_new (NULL);
  g_assert_cmpint (ws_read_frame (fd, in), ==, 1);
  ws_send_frame (fd, opcode, fin, bytes, length);
  while ((got = ws_read_frame (fd, in)) != 8 && got != -1)
    ;
  g_assert_cmpint (got, ==, 8);
  g_assert_cmpint (close_code_of (in), ==, code);
  close (fd);
}

static void
client_ws_hostile (Fixture *f)
{
  g_autofree char *big = g_strnfill (70000, 'b');
  expect_close (f, 1, big, 70000, TRUE, PN_WS_CLOSE_TOO_BIG);
  expect_close (f, 1, "\xff\xfe", 2, TRUE, PN_WS_CLOSE_BAD_DATA);
  expect_close (f, 2, "bin", 3, TRUE, 1003);
  int fd = ws_dial (f); /* half a message, then nothing */
  ws_send_frame (fd, 1, FALSE, "half", 4);
  close (fd);
}

static void
test_ws_closes_bad_clients (Fixture *f, gconstpointer data)
{
  run_client (f, client_ws_hostile);
  settle (f, &f->closes, 4);
  g_assert_cmpint (f->close_code, ==, 1006);
}

static void
client_slow (Fixture *f)
{
  int fd = ws_dial (f);
  g_autoptr (GString) in = g_string_new (NULL);
  ws_send_frame (fd, 1, TRUE, "flood", 5);
  g_usleep (300000);
  int opcode, messages = 0;
  while ((opcode = ws_read_frame (fd, in)) == 1)
    messages++;
  g_assert_cmpint (opcode, ==, 8);
  g_assert_cmpint (close_code_of (in), ==, PN_WS_CLOSE_TRY_LATER);
  g_assert_cmpint (messages, <, 30);
  close (fd);
}

static void
test_ws_slow_client_is_closed (Fixture *f, gconstpointer data)
{
  run_client (f, client_slow);
  settle (f, &f->closes, 1);
  g_assert_cmpint (f->close_code, ==, PN_WS_CLOSE_TRY_LATER);
}

static void
client_silent (Fixture *f)
{
  int fd = ws_dial (f);
  g_autoptr (GString) in = g_string_new (NULL);
  g_assert_cmpint (ws_read_frame (fd, in), ==, 1);
  g_assert_cmpint (ws_read_frame (fd, in), ==, 9); /* ping after a second of silence */
  close (fd);
}

static void
test_ws_pings_idle_client (Fixture *f, gconstpointer data)
{
  run_client (f, client_silent);
  settle (f, &f->closes, 1);
}

static void
client_left_open (Fixture *f)
{
  int fd = ws_dial (f);
  g_autoptr (GString) in = g_string_new (NULL);
  g_assert_cmpint (ws_read_frame (fd, in), ==, 1);
  f->chunks = (guint64) fd;
}

static void
test_free_says_good_bye (Fixture *f, gconstpointer data)
{
  run_client (f, client_left_open);
  int fd = (int) f->chunks;
  pn_ws_server_stop_accepting (f->server);
  pn_ws_server_free (g_steal_pointer (&f->server));
  g_assert_cmpint (f->closes, ==, 1);
  g_assert_cmpint (f->close_code, ==, PN_WS_CLOSE_GOING_AWAY);
  g_autoptr (GString) in = g_string_new (NULL);
  g_assert_cmpint (ws_read_frame (fd, in), ==, 8);
  g_assert_cmpint (close_code_of (in), ==, PN_WS_CLOSE_GOING_AWAY);
  close (fd);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  pn_log_init ("test-ws-server", PN_LOG_ERROR);
#define T(name, func) g_test_add ("/base/ws-server/" name, Fixture, NULL, setup, func, teardown)
  T ("requests", test_requests);
  T ("json-bodies", test_json_bodies);
  T ("hostile-requests", test_hostile_requests);
  T ("later-answers", test_later_answers);
  T ("big-answers", test_big_answers);
  T ("streamed-bodies", test_streamed_bodies);
  T ("ws-conversation", test_ws_conversation);
  T ("ws-refuses-strangers", test_ws_refuses_strangers);
  T ("ws-closes-bad-clients", test_ws_closes_bad_clients);
  T ("ws-slow-client-is-closed", test_ws_slow_client_is_closed);
  T ("ws-pings-idle-client", test_ws_pings_idle_client);
  T ("free-says-good-bye", test_free_says_good_bye);
  int status = g_test_run ();
  pn_metrics_free_all ();
  return status;
}
