/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/tools/csc-demo/https.h"

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define REQUEST_MAX (64 * 1024)
#define IDLE_SECONDS 10

typedef struct {
  SSL_CTX *ctx;
  int fd;
  DemoHandler handler;
} Connection;

int
demo_listen (int port, int *chosen)
{
  struct sockaddr_in at = { .sin_family = AF_INET,
                            .sin_port = htons ((guint16) port),
                            .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof at;
  int one = 1, fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd >= 0 && setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0
      && bind (fd, (struct sockaddr *) &at, sizeof at) == 0 && listen (fd, 32) == 0
      && getsockname (fd, (struct sockaddr *) &at, &length) == 0) {
    *chosen = ntohs (at.sin_port);
    return fd;
  }
  perror ("phien-csc-demo: listen");
  if (fd >= 0)
    close (fd);
  return -1;
}

/* Head and body, at most REQUEST_MAX; NULL when it is none. */
static char *
read_request (SSL *ssl, char **body)
{
  g_autofree char *text = g_malloc0 (REQUEST_MAX + 1);
  int have = 0, n;
  while (have < REQUEST_MAX && (n = SSL_read (ssl, text + have, REQUEST_MAX - have)) > 0) {
    have += n;
    char *end = strstr (text, "\r\n\r\n");
    if (end == NULL)
      continue;
    const char *length = strcasestr (text, "\r\nContent-Length:");
    long wanted
        = length != NULL && length < end ? strtol (length + strlen ("\r\nContent-Length:"), NULL, 10) : 0;
    if (wanted < 0 || wanted > REQUEST_MAX || text + have < end + 4 + wanted)
      continue;
    *body = end + 4;
    (*body)[wanted] = '\0';
    *end = '\0';
    return g_steal_pointer (&text);
  }
  return NULL;
}

static char *
header_of (const char *head, const char *name)
{
  g_autofree char *key = g_strconcat ("\r\n", name, ":", NULL);
  const char *at = strcasestr (head, key);
  if (at == NULL)
    return g_strdup ("");
  at += strlen (key);
  return g_strstrip (g_strndup (at, strcspn (at, "\r")));
}

static void
send_reply (SSL *ssl, const DemoReply *reply)
{
  const char *body = reply->body != NULL ? reply->body : "";
  g_autofree char *location
      = reply->location != NULL ? g_strdup_printf ("Location: %s\r\n", reply->location) : g_strdup ("");
  g_autofree char *head = g_strdup_printf (
      "HTTP/1.1 %d x\r\nContent-Type: %s\r\nContent-Length: %zu\r\nCache-Control: no-store\r\n%sConnection: "
      "close\r\n\r\n",
      reply->status, reply->type != NULL ? reply->type : "application/json", strlen (body), location);
  if (SSL_write (ssl, head, (int) strlen (head)) > 0 && *body != '\0')
    SSL_write (ssl, body, (int) strlen (body));
}

static void
answer (SSL *ssl, DemoHandler handler)
{
  char *body = NULL;
  g_autofree char *head = read_request (ssl, &body);
  DemoReply reply = { .status = 400 };
  if (head == NULL)
    return;
  g_auto (GStrv) line = g_strsplit (head, " ", 3);
  g_autofree char *authorization = header_of (head, "Authorization");
  char *query = line[0] != NULL && line[1] != NULL ? strchr (line[1], '?') : NULL;
  if (query != NULL)
    *query++ = '\0';
  const DemoRequest request
      = { .path = line[0] != NULL && line[1] != NULL ? line[1] : "",
          .query = query != NULL ? query : "",
          .get = g_strcmp0 (line[0], "GET") == 0,
          .bearer = g_str_has_prefix (authorization, "Bearer ") ? authorization + 7 : "",
          .body = body };
  if (request.get || g_strcmp0 (line[0], "POST") == 0)
    handler (&request, &reply);
  send_reply (ssl, &reply);
  g_free (reply.body);
  g_free (reply.location);
}

static gpointer
serve_one (gpointer data)
{
  g_autofree Connection *c = data;
  SSL *ssl = SSL_new (c->ctx);
  SSL_set_fd (ssl, c->fd);
  if (SSL_accept (ssl) == 1) {
    answer (ssl, c->handler);
    SSL_shutdown (ssl);
  }
  SSL_free (ssl);
  close (c->fd);
  return NULL;
}

void
demo_serve (int listener, const char *cert, const char *key, DemoHandler handler)
{
  struct timeval idle = { .tv_sec = IDLE_SECONDS };
  SSL_CTX *ctx = SSL_CTX_new (TLS_server_method ());
  if (SSL_CTX_use_certificate_file (ctx, cert, SSL_FILETYPE_PEM) != 1
      || SSL_CTX_use_PrivateKey_file (ctx, key, SSL_FILETYPE_PEM) != 1)
    g_error ("no TLS key in %s", key);
  for (;;) {
    int fd = accept4 (listener, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0)
      continue;
    setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &idle, sizeof idle);
    setsockopt (fd, SOL_SOCKET, SO_SNDTIMEO, &idle, sizeof idle);
    Connection *c = g_new0 (Connection, 1);
    *c = (Connection){ ctx, fd, handler };
    g_thread_unref (g_thread_new ("connection", serve_one, c));
  }
}
