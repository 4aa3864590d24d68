/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/unix-link: both ends real, on one loop; and a raw socket that breaks the rules. */
#include <sys/un.h>
#include <errno.h>
#include <sys/wait.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "base/socket.h"
#include "base/unix-link.h"

typedef struct {
  uv_loop_t loop;
  char *dir, *path;
  PnLinkServer *server;
  PnLink *client, *peer; /* peer: the server's end */
  int opens, closes, server_opens, server_closes, messages, replies, fds;
  gint64 last;
  ino_t inode;
  gboolean drop_in_message, free_in_close;
} Fixture;

static void
spin (Fixture *f, const int *what, int value)
{
  for (int i = 0; i < 10000 && *what < value; i++) {
    uv_run (&f->loop, UV_RUN_NOWAIT);
    g_usleep (500);
  }
  g_assert_cmpint (*what, ==, value);
}

static void
server_open (PnLink *link, gpointer data)
{
  Fixture *f = data;
  f->server_opens++;
  f->peer = link;
  pn_link_set_user (link, g_strdup ("user"), g_free);
}

static void
server_message (PnLink *link, const PnJson *message, int fd, gpointer data)
{
  Fixture *f = data;
  f->messages++;
  g_assert_cmpint (pn_wire_int (message, "n", -1), ==, f->last + 1); /* in order, none lost */
  f->last++;
  if (fd >= 0) {
    struct stat st;
    g_assert_cmpint (fstat (fd, &st), ==, 0);
    f->inode = st.st_ino;
    f->fds++;
    g_assert_true (pn_wire_bool (message, "fd", FALSE)); /* came with its own message */
    close (fd);
  } else {
    g_assert_false (pn_wire_bool (message, "fd", FALSE));
  }
  if (f->drop_in_message)
    pn_link_drop (link);
  else
    pn_link_send (link, pn_json_ref (message), -1);
}

static void
server_close (PnLink *link, const GError *error, gpointer data)
{
  Fixture *f = data;
  f->server_closes++;
  f->peer = NULL;
  g_assert_false (pn_link_send (link, pn_wire_object (), -1));
}

static void
client_open (PnLink *link, gpointer data)
{
  ((Fixture *) data)->opens++;
}

static void
client_message (PnLink *link, const PnJson *message, int fd, gpointer data)
{
  ((Fixture *) data)->replies++;
}

static void
client_close (PnLink *link, const GError *error, gpointer data)
{
  Fixture *f = data;
  f->closes++;
  if (f->free_in_close)
    pn_link_free (g_steal_pointer (&f->client));
}

static const PnLinkHandler server_handler = { server_open, server_message, server_close };
static const PnLinkHandler client_handler = { client_open, client_message, client_close };

static void
listen_now (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  f->server = pn_link_listen (&f->loop, f->path, &server_handler, f, &error);
  g_assert_no_error (error);
}

static void
setup (Fixture *f, gconstpointer data)
{
  uv_loop_init (&f->loop);
  f->dir = g_dir_make_tmp ("phien-link-XXXXXX", NULL);
  f->path = g_build_filename (f->dir, "s", NULL);
  f->last = -1;
  listen_now (f);
  f->client = pn_link_connect (&f->loop, f->path, &client_handler, f);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  pn_link_free (f->client);
  pn_link_server_free (f->server);
  uv_run (&f->loop, UV_RUN_DEFAULT);
  g_assert_cmpint (uv_loop_close (&f->loop), ==, 0);
  g_unlink (f->path);
  g_rmdir (f->dir);
  g_free (f->dir);
  g_free (f->path);
}

static PnJson *
numbered (gint64 n, gsize padding)
{
  PnJson *o = pn_wire_object ();
  g_autofree char *text = g_strnfill (padding, 'p');
  pn_wire_set_int (o, "n", n);
  pn_wire_set_str (o, "pad", text);
  return o;
}

static void
test_messages_in_order (Fixture *f, gconstpointer data)
{
  g_assert_false (pn_link_send (f->client, pn_wire_object (), -1)); /* not up yet */
  spin (f, &f->opens, 1);
  for (int i = 0; i < 500; i++)
    g_assert_true (pn_link_send (f->client, numbered (i, (gsize) (i * 37 % 9000)), -1));
  spin (f, &f->replies, 500);
  g_assert_true (pn_link_send (f->client, numbered (500, PN_WIRE_LINK_MAX - 100), -1));
  spin (f, &f->replies, 501);
  g_assert_false (pn_link_send (f->client, numbered (501, PN_WIRE_LINK_MAX), -1)); /* too large: refused, link stays */
  g_assert_true (pn_link_is_open (f->client));
}

static void
test_descriptors_come_with_their_message (Fixture *f, gconstpointer data)
{
  struct stat st;
  int fd = open ("/etc/passwd", O_RDONLY | O_CLOEXEC);
  g_assert_cmpint (fstat (fd, &st), ==, 0);
  spin (f, &f->opens, 1);
  for (int i = 0; i < 30; i++) {
    PnJson *o = numbered (i, 10);
    pn_wire_set_bool (o, "fd", i % 3 == 1);
    g_assert_true (pn_link_send (f->client, o, i % 3 == 1 ? fd : -1));
  }
  close (fd);
  spin (f, &f->messages, 30);
  g_assert_cmpint (f->fds, ==, 10);
  g_assert_cmpint (f->inode, ==, st.st_ino);
}

static void
test_reconnects_after_server_restart (Fixture *f, gconstpointer data)
{
  spin (f, &f->opens, 1);
  spin (f, &f->server_opens, 1);
  pn_link_server_free (f->server);
  g_assert_cmpint (f->server_closes, ==, 1);
  spin (f, &f->closes, 1);
  g_assert_false (pn_link_is_open (f->client));
  listen_now (f);
  spin (f, &f->opens, 2);
  g_assert_true (pn_link_send (f->client, numbered (0, 1), -1));
  spin (f, &f->replies, 1);
}

static void
test_drop_inside_message (Fixture *f, gconstpointer data)
{
  f->drop_in_message = TRUE;
  spin (f, &f->opens, 1);
  for (int i = 0; i < 5; i++)
    pn_link_send (f->client, numbered (i, 1), -1);
  spin (f, &f->closes, 1);
  g_assert_cmpint (f->messages, ==, 1); /* nothing after the drop */
  spin (f, &f->opens, 2);
}

static void
test_free_inside_close (Fixture *f, gconstpointer data)
{
  f->free_in_close = TRUE;
  spin (f, &f->server_opens, 1);
  pn_link_drop (f->peer);
  spin (f, &f->closes, 1);
  g_assert_null (f->client);
}

static void
test_rule_breakers_are_cut_off (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *bytes;
    gsize length;
  } bad[] = { { "\0\0\0\0", 4 }, { "\x7f\xff\xff\xff", 4 }, { "\0\0\0\x02{x", 6 }, { "GET / HTTP/1.1\r\n\r\n", 18 } };
  spin (f, &f->server_opens, 1);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    int fd = pn_socket_connect_unix (f->path);
    g_assert_cmpint (send (fd, bad[i].bytes, bad[i].length, MSG_NOSIGNAL), ==, bad[i].length);
    spin (f, &f->server_closes, (int) i + 1);
    char c;
    g_assert_cmpint (recv (fd, &c, 1, 0), <=, 0);
    close (fd);
  }
  g_assert_true (pn_link_is_open (f->client)); /* nobody else notices */
}

/* Whether a process of that user gets a link that stays: the server says nothing, so a cut is all there is to see. */
static gboolean
stranger_stays (Fixture *f, uid_t uid)
{
  struct sockaddr_un to = { .sun_family = AF_UNIX };
  struct timeval patience = { 0, 300000 };
  int status = 0;
  char c;
  g_strlcpy (to.sun_path, f->path, sizeof to.sun_path);
  pid_t child = fork ();
  if (child == 0) {
    int fd = socket (AF_UNIX, SOCK_STREAM, 0);
    setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (setuid (uid) != 0 || connect (fd, (struct sockaddr *) &to, sizeof to) != 0)
      _exit (2);
    _exit (recv (fd, &c, 1, 0) < 0 && errno == EAGAIN ? 0 : 1);
  }
  while (waitpid (child, &status, WNOHANG) == 0)
    uv_run (&f->loop, UV_RUN_NOWAIT);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) < 2);
  return WEXITSTATUS (status) == 0;
}

static void
test_other_users_are_refused_unless_trusted (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_assert_false (pn_link_trust ("no-such-user-here", &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_CONFIG);
  if (geteuid () != 0) {
    g_test_skip ("only root can be somebody else");
    return;
  }
  g_assert_cmpint (chmod (f->dir, 0755) | chmod (f->path, 0666), ==, 0);
  g_assert_true (pn_link_trust ("", NULL));
  g_assert_false (stranger_stays (f, 4321));
  g_assert_true (pn_link_trust ("4320, 4321", NULL));
  g_assert_true (stranger_stays (f, 4321));
  g_assert_false (stranger_stays (f, 4322));
  g_assert_true (pn_link_trust ("", NULL));
}

static void
test_second_server_is_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (pn_link_listen (&f->loop, f->path, &server_handler, f, &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_IO);
}

static void
test_reader_that_sleeps_is_cut_off (Fixture *f, gconstpointer data)
{
  spin (f, &f->opens, 1);
  spin (f, &f->server_opens, 1);
  gboolean accepted = TRUE;
  int sent = 0;
  for (; accepted && sent < 100; sent++) /* the loop does not run: nobody reads */
    accepted = pn_link_send (f->peer, numbered (sent, 200000), -1);
  g_assert_false (accepted);
  g_assert_cmpint (sent, <, 60);
  spin (f, &f->server_closes, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  pn_log_init ("test-unix-link", PN_LOG_ERROR);
#define T(name, func) g_test_add ("/base/unix-link/" name, Fixture, NULL, setup, func, teardown)
  T ("messages-in-order", test_messages_in_order);
  T ("descriptors-come-with-their-message", test_descriptors_come_with_their_message);
  T ("reconnects-after-server-restart", test_reconnects_after_server_restart);
  T ("drop-inside-message", test_drop_inside_message);
  T ("free-inside-close", test_free_inside_close);
  T ("rule-breakers-are-cut-off", test_rule_breakers_are_cut_off);
  T ("other-users-are-refused-unless-trusted", test_other_users_are_refused_unless_trusted);
  T ("second-server-is-refused", test_second_server_is_refused);
  T ("reader-that-sleeps-is-cut-off", test_reader_that_sleeps_is_cut_off);
  return g_test_run ();
}
