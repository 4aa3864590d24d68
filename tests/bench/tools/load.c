/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clang-format off */
/* bench-load: many light peers in one process, told over stdin what to be and answering on stdout, one line each.
 *   peers COUNT gcm|cm IP lite|full          → peer I UFRAG PWD PORT (COUNT lines)
 *   remote I UFRAG PWD IP PORT TWCC_EXT RTX_PT   connects
 *   source I video|audio SSRC PT KBPS FPS TWCC_EXT paced|whole
 *   unsource I                               the peer sends no more
 *   drop FROM TO                             these peers go without a word
 *   sample N                                 one packet in N is opened and timed (16 by itself)
 *   stat                                     → stat NAME VALUE NAME VALUE …
 *   delays                                   → delays COUNT P50 P99 MAX (us), and forgets them
 *   joined                                   → joined COUNT FIRST_US LAST_US P50_US P99_US (since the first "remote")
 * A line that is none of these ends the process with an error. */
/* clang-format on */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "tests/bench/tools/peer.h"

#define TICK_NS 1000000L

typedef struct {
  GPtrArray *peers; /* BenchPeer or NULL */
  BenchTotals totals;
  int epoll, timer;
  GString *input;
} Load;

static const char *
word (char **words, guint i)
{
  if (i >= g_strv_length (words))
    g_error ("a word is missing after: %s", words[0]);
  return words[i];
}

static guint
number (char **words, guint i)
{
  return (guint) g_ascii_strtoull (word (words, i), NULL, 10);
}

static BenchPeer *
peer_at (Load *load, char **words)
{
  guint i = number (words, 1);
  if (i >= load->peers->len || g_ptr_array_index (load->peers, i) == NULL)
    g_error ("no peer %u", i);
  return g_ptr_array_index (load->peers, i);
}

static void
do_peers (Load *load, char **words)
{
  guint count = number (words, 1);
  PnSrtpProfile profile = g_str_equal (word (words, 2), "gcm") ? PN_SRTP_GCM : PN_SRTP_CM80;
  for (guint k = 0; k < count; k++) {
    BenchPeer *p = bench_peer_new (load->peers->len, word (words, 3), profile,
                                   g_str_equal (word (words, 4), "lite"), &load->totals);
    struct epoll_event e = { .events = EPOLLIN, .data.ptr = p };
    g_assert (epoll_ctl (load->epoll, EPOLL_CTL_ADD, p->fd, &e) == 0);
    g_ptr_array_add (load->peers, p);
    printf ("peer %u %s %s %u\n", p->index, p->ufrag, p->pwd, p->port);
  }
}

static void
do_source (Load *load, char **words)
{
  BenchSourceOptions o = { .video = g_str_equal (word (words, 2), "video"),
                           .ssrc = number (words, 3),
                           .pt = (guint8) number (words, 4),
                           .kbps = number (words, 5),
                           .fps = MAX (number (words, 6), 1),
                           .twcc_ext = (guint8) number (words, 7),
                           .paced = g_str_equal (word (words, 8), "paced") };
  bench_peer_source (peer_at (load, words), &o, g_get_monotonic_time ());
}

static void
do_drop (Load *load, char **words)
{
  for (guint i = number (words, 1); i < number (words, 2) && i < load->peers->len; i++) {
    BenchPeer *p = g_ptr_array_index (load->peers, i);
    if (p != NULL && p->out != NULL)
      load->totals.connected--;
    bench_peer_free (p);
    g_ptr_array_index (load->peers, i) = NULL;
  }
}

static void
do_stat (const Load *load)
{
  const BenchTotals *t = &load->totals;
  printf ("stat connected %" G_GUINT64_FORMAT " rtp_in %" G_GUINT64_FORMAT " bytes_in %" G_GUINT64_FORMAT
          " opened %" G_GUINT64_FORMAT " good %" G_GUINT64_FORMAT " bad %" G_GUINT64_FORMAT
          " asked %" G_GUINT64_FORMAT " again %" G_GUINT64_FORMAT " missing %" G_GUINT64_FORMAT
          " rtcp_in %" G_GUINT64_FORMAT " rtp_out %" G_GUINT64_FORMAT " refused %" G_GUINT64_FORMAT
          " reports %" G_GUINT64_FORMAT " twcc %" G_GUINT64_FORMAT " extra %" G_GUINT64_FORMAT "\n",
          t->connected, t->rtp_in, t->bytes_in, t->opened, t->good, t->bad, t->asked, t->again, t->missing,
          t->rtcp_in, t->rtp_out, t->refused, t->reports, t->twcc, t->extra);
}

static gint
compare_u32 (gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;
  return x < y ? -1 : x > y;
}

static guint32
quantile (const GArray *sorted, guint percent)
{
  return sorted->len == 0 ? 0 : g_array_index (sorted, guint32, (gsize) (sorted->len - 1) * percent / 100);
}

static void
do_delays (Load *load)
{
  GArray *d = load->totals.delays;
  g_array_sort (d, compare_u32);
  printf ("delays %u %u %u %u\n", d->len, quantile (d, 50), quantile (d, 99), quantile (d, 100));
  g_array_set_size (d, 0);
}

static void
do_joined (const Load *load)
{
  g_autoptr (GArray) took = g_array_new (FALSE, FALSE, sizeof (guint32));
  gint64 first = G_MAXINT64, last = 0, began = G_MAXINT64;
  for (guint i = 0; i < load->peers->len; i++) {
    const BenchPeer *p = g_ptr_array_index (load->peers, i);
    if (p == NULL || p->born == 0)
      continue;
    began = MIN (began, p->born);
    if (p->up_at == 0)
      continue;
    guint32 us = (guint32) (p->up_at - p->born);
    g_array_append_val (took, us);
    first = MIN (first, p->up_at);
    last = MAX (last, p->up_at);
  }
  g_array_sort (took, compare_u32);
  printf ("joined %u %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %u %u\n", took->len,
          took->len > 0 ? first - began : 0, took->len > 0 ? last - began : 0, quantile (took, 50),
          quantile (took, 99));
}

static void
run_line (Load *load, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  const char *verb = words[0] != NULL ? words[0] : "";
  if (g_str_equal (verb, "peers"))
    do_peers (load, words);
  else if (g_str_equal (verb, "remote"))
    bench_peer_remote (peer_at (load, words), word (words, 2), word (words, 3), word (words, 4),
                       (guint16) number (words, 5), (guint8) number (words, 6), (guint8) number (words, 7));
  else if (g_str_equal (verb, "source"))
    do_source (load, words);
  else if (g_str_equal (verb, "unsource"))
    bench_peer_unsource (peer_at (load, words));
  else if (g_str_equal (verb, "drop"))
    do_drop (load, words);
  else if (g_str_equal (verb, "sample"))
    load->totals.sample = MAX (number (words, 1), 1);
  else if (g_str_equal (verb, "stat"))
    do_stat (load);
  else if (g_str_equal (verb, "delays"))
    do_delays (load);
  else if (g_str_equal (verb, "joined"))
    do_joined (load);
  else
    g_error ("not understood: %s", line);
  fflush (stdout);
}

/* FALSE at the end of the input. */
static gboolean
read_input (Load *load)
{
  char buffer[65536];
  ssize_t n = read (STDIN_FILENO, buffer, sizeof buffer);
  if (n <= 0)
    return n < 0 && errno == EAGAIN;
  g_string_append_len (load->input, buffer, n);
  for (char *end; (end = strchr (load->input->str, '\n')) != NULL;) {
    g_autofree char *line = g_strndup (load->input->str, (gsize) (end - load->input->str));
    g_string_erase (load->input, 0, end - load->input->str + 1);
    run_line (load, line);
  }
  return TRUE;
}

static void
tick (Load *load)
{
  guint64 expired;
  if (read (load->timer, &expired, sizeof expired) < 0)
    return;
  gint64 now = g_get_monotonic_time ();
  for (guint i = 0; i < load->peers->len; i++)
    if (g_ptr_array_index (load->peers, i) != NULL)
      bench_peer_tick (g_ptr_array_index (load->peers, i), now);
}

static void
loop (Load *load)
{
  struct epoll_event events[256];
  for (;;) {
    int n = epoll_wait (load->epoll, events, G_N_ELEMENTS (events), -1);
    for (int i = 0; i < n; i++) {
      if (events[i].data.ptr == &load->timer)
        tick (load);
      else if (events[i].data.ptr == &load->input) {
        if (!read_input (load))
          return;
        break; /* a peer of this batch may be gone */
      } else
        bench_peer_readable (events[i].data.ptr, g_get_monotonic_time ());
    }
  }
}

int
main (void)
{
  Load load = { .peers = g_ptr_array_new (),
                .totals = { .delays = g_array_new (FALSE, FALSE, sizeof (guint32)), .sample = 16 },
                .epoll = epoll_create1 (EPOLL_CLOEXEC),
                .timer = timerfd_create (CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC),
                .input = g_string_new (NULL) };
  struct itimerspec every = { { 0, TICK_NS }, { 0, TICK_NS } };
  struct epoll_event timer = { .events = EPOLLIN, .data.ptr = &load.timer };
  struct epoll_event input = { .events = EPOLLIN, .data.ptr = &load.input };
  timerfd_settime (load.timer, 0, &every, NULL);
  fcntl (STDIN_FILENO, F_SETFL, O_NONBLOCK);
  g_assert (epoll_ctl (load.epoll, EPOLL_CTL_ADD, load.timer, &timer) == 0
            && epoll_ctl (load.epoll, EPOLL_CTL_ADD, STDIN_FILENO, &input) == 0);
  printf ("fingerprint %s\n", bench_dtls_fingerprint ());
  fflush (stdout);
  loop (&load);
  return 0;
}
