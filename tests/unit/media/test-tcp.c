/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RFC 4571 frames in whatever pieces, and the bounds of TCP connections, with time handed in. */
#include <arpa/inet.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "media/rtp/bytes.h"
#include "media/sfu/tcp.h"

/* ---- framing */

static gsize
push_frame (guint8 *at, gsize n, guint8 fill)
{
  pn_put16 (at, (guint16) n);
  memset (at + 2, fill, n);
  return n + 2;
}

static void
test_frames_come_out_whole_whatever_the_pieces (void)
{
  static const gsize sizes[] = { 1, 0, 2, PN_FRAME_MAX, 20 };
  guint8 stream[4096];
  gsize len = 0;
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    len += push_frame (stream + len, sizes[i], (guint8) (i + 1));
  for (gsize piece = 1; piece < 40; piece++) {
    PnFramer f;
    guint i = 0;
    pn_framer_init (&f);
    for (gsize at = 0; at < len;) {
      at += pn_framer_push (&f, stream + at, MIN (piece, len - at));
      gsize n;
      const guint8 *frame = pn_framer_frame (&f, &n);
      if (frame == NULL)
        continue;
      i += sizes[i] == 0; /* the empty one is not told */
      g_assert_cmpint (n, ==, sizes[i]);
      g_assert_cmpint (frame[0], ==, i + 1);
      g_assert_cmpint (frame[n - 1], ==, i + 1);
      pn_framer_next (&f);
      i++;
    }
    g_assert_cmpint (i, ==, G_N_ELEMENTS (sizes));
  }
}

static void
test_too_long_a_frame_breaks_the_stream (void)
{
  PnFramer f;
  gsize n;
  guint8 head[2], more[8] = { 0 };
  pn_framer_init (&f);
  pn_put16 (head, PN_FRAME_MAX + 1);
  pn_framer_push (&f, head, sizeof head);
  g_assert_true (f.broken);
  g_assert_cmpint (pn_framer_push (&f, more, sizeof more), ==, 0);
  g_assert_null (pn_framer_frame (&f, &n));
}

/* ---- connections */

typedef struct {
  PnTcp *tcp;
  guint frames, closed;
  PnAddr last;
} Fixture;

static void
on_frame (guint8 *data, gsize len, const PnAddr *from, gpointer user)
{
  Fixture *f = user;
  f->frames++;
  f->last = *from;
}

static void
on_closed (const PnAddr *addr, gpointer user)
{
  ((Fixture *) user)->closed++;
}

static void
setup (Fixture *f, gconstpointer unused)
{
  static const PnTcpHandler handler = { on_frame, on_closed };
  g_autoptr (GError) error = NULL;
  f->tcp = pn_tcp_new (&handler, f);
  g_assert_true (pn_tcp_listen (f->tcp, "127.0.0.1", 0, &error));
  g_assert_no_error (error);
}

static void
teardown (Fixture *f, gconstpointer unused)
{
  pn_tcp_free (f->tcp);
}

static int
dial (Fixture *f)
{
  struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons (pn_tcp_port (f->tcp)),
                            .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  int fd = socket (AF_INET, SOCK_STREAM, 0), small = 4096;
  setsockopt (fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  g_assert_cmpint (connect (fd, (struct sockaddr *) &to, sizeof to), ==, 0);
  return fd;
}

/* Serves until nothing is left to do for a moment. */
static void
serve (Fixture *f, gint64 now)
{
  struct pollfd p = { pn_tcp_fd (f->tcp), POLLIN, 0 };
  while (poll (&p, 1, 50) > 0)
    pn_tcp_service (f->tcp, now);
}

static void
say (int fd)
{
  guint8 d[32];
  gsize n = push_frame (d, 20, 0);
  g_assert_cmpint (send (fd, d, n, 0), ==, (gssize) n);
}

static void
test_silent_connections_are_closed_and_proven_ones_stay (Fixture *f, gconstpointer unused)
{
  const gint64 start = 1000 * G_USEC_PER_SEC;
  int silent = dial (f), good = dial (f);
  say (good);
  serve (f, start);
  g_assert_cmpint (pn_tcp_count (f->tcp), ==, 2);
  g_assert_cmpint (f->frames, ==, 1);
  pn_tcp_proven (f->tcp, f->last.stream, start);
  pn_tcp_tick (f->tcp, start + PN_TCP_PROVE_US);
  g_assert_cmpint (pn_tcp_count (f->tcp), ==, 2);
  pn_tcp_tick (f->tcp, start + PN_TCP_PROVE_US + 2 * G_USEC_PER_SEC);
  g_assert_cmpint (pn_tcp_count (f->tcp), ==, 1);
  pn_tcp_tick (f->tcp, start + PN_TCP_SILENT_US);
  g_assert_cmpint (pn_tcp_count (f->tcp), ==, 1);
  pn_tcp_tick (f->tcp, start + PN_TCP_SILENT_US + 2 * G_USEC_PER_SEC);
  g_assert_cmpint (pn_tcp_count (f->tcp), ==, 0);
  g_assert_cmpint (f->closed, ==, 2);
  close (silent);
  close (good);
}

static void
test_a_crowd_from_one_address_is_bounded (Fixture *f, gconstpointer unused)
{
  int fds[PN_TCP_UNPROVEN_PER_IP + 20];
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    fds[i] = dial (f);
  serve (f, 1);
  g_assert_cmpint (pn_tcp_count (f->tcp), ==, PN_TCP_UNPROVEN_PER_IP);
  g_assert_cmpint (pn_tcp_refused (f->tcp), ==, 20);
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    close (fds[i]);
  serve (f, 2);
  g_assert_cmpint (pn_tcp_count (f->tcp), ==, 0);
}

static void
test_garbage_is_cut_off (Fixture *f, gconstpointer unused)
{
  int fd = dial (f);
  g_assert_cmpint (send (fd, "GET / HTTP/1.1\r\n\r\n", 18, 0), ==, 18);
  serve (f, 1);
  g_assert_cmpint (f->frames, ==, 0);
  g_assert_cmpint (pn_tcp_count (f->tcp), ==, 0);
  close (fd);
}

static void
test_before_the_first_check_one_frame_at_a_time_is_read_and_can_be_given_away (Fixture *f, gconstpointer unused)
{
  Fixture other = { 0 };
  setup (&other, NULL);
  int fd = dial (f);
  say (fd);
  serve (f, 1);
  g_assert_cmpint (f->frames, ==, 1);
  close (fd);
  serve (f, 1);
  fd = dial (f);
  guint8 d[32];
  push_frame (d, 20, 7);
  g_assert_cmpint (send (fd, d, 10, 0), ==, 10); /* half of it: nothing to give yet */
  serve (f, 1);
  g_assert_cmpint (f->frames, ==, 1);
  PnTcpGift *gift = pn_tcp_release (f->tcp, f->last.stream + 1);
  g_assert_nonnull (gift);
  g_assert_cmpint (pn_tcp_count (f->tcp), ==, 0);
  pn_tcp_adopt (other.tcp, gift, 1);
  g_assert_cmpint (send (fd, d + 10, 12, 0), ==, 12);
  serve (&other, 1);
  g_assert_cmpint (other.frames, ==, 1);
  g_assert_true (pn_tcp_send (other.tcp, other.last.stream, d, 20, 20));
  g_assert_cmpint (recv (fd, d, 22, MSG_WAITALL), ==, 22);
  close (fd);
  teardown (&other, NULL);
}

static void
test_slow_receiver_is_full_and_nothing_grows (Fixture *f, gconstpointer unused)
{
  guint8 packet[1200] = { 0 }, sink[8192];
  guint sent = 0, received = 0;
  int fd = dial (f);
  say (fd);
  serve (f, 1);
  guint32 id = f->last.stream;
  pn_tcp_proven (f->tcp, id, 1);
  while (pn_tcp_has_room (f->tcp, id, TRUE) && sent < 100000)
    sent += pn_tcp_send (f->tcp, id, packet, sizeof packet, sizeof packet);
  g_assert_cmpint (sent, <, 4000); /* a few hundred kilobytes, whatever the kernel holds */
  g_assert_true (pn_tcp_has_room (f->tcp, id, FALSE)); /* voice still goes */
  while (pn_tcp_send (f->tcp, id, packet, sizeof packet, sizeof packet))
    sent++;
  g_assert_false (pn_tcp_has_room (f->tcp, id, FALSE));
  while (received < sent * (sizeof packet + 2)) { /* now it reads: all that was taken comes, whole */
    ssize_t n = recv (fd, sink, sizeof sink, MSG_DONTWAIT);
    if (n > 0)
      received += (guint) n;
    pn_tcp_service (f->tcp, 1);
  }
  g_assert_true (pn_tcp_has_room (f->tcp, id, TRUE));
  close (fd);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*run) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "/tcp/silence", test_silent_connections_are_closed_and_proven_ones_stay },
    { "/tcp/crowd", test_a_crowd_from_one_address_is_bounded },
    { "/tcp/garbage", test_garbage_is_cut_off },
    { "/tcp/give", test_before_the_first_check_one_frame_at_a_time_is_read_and_can_be_given_away },
    { "/tcp/slow", test_slow_receiver_is_full_and_nothing_grows },
  };
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/framing/pieces", test_frames_come_out_whole_whatever_the_pieces);
  g_test_add_func ("/framing/too-long", test_too_long_a_frame_breaks_the_stream);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, setup, tests[i].run, teardown);
  return g_test_run ();
}
