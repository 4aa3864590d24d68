/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The estimate of a line against models of lines, in simulated time: a bottleneck with a queue, loss of the line's own, a policer,
 * a sudden drop and its end. Packets carry real transport-wide numbers and feedback goes through the real bytes. */
#include <math.h>
#include <string.h>

#include "media/sfu/bwe.h"
#include "media/sfu/probe.h"

#define MS 1000
#define SEC G_USEC_PER_SEC
#define TICK_US (5 * MS)
#define PACKET 1000

/* ---- the line */

typedef struct {
  gint64 at;
  guint16 number;
} Event;

typedef struct {
  guint64 rate;        /* of the bottleneck, bit/s */
  gint64 queue_us;     /* its queue at most */
  guint loss_percent;  /* of the line's own, whatever is sent */
  guint64 policer;     /* bit/s; what is more is thrown away without a queue; 0 none */
  gint64 delay_us;
  gint64 jitter_us;
  /* state */
  gint64 free_at, clock_off;
  gdouble tokens;
  guint32 seed;
} Line;

typedef struct {
  PnBwe bwe;
  PnTwccOut out;
  PnTwccIn in;
  Line line;
  guint64 app; /* what the application would send, bit/s; 0: as much as it may */
  guint64 wanted; /* and what it would like to; 0: it does not probe */
  PnProbe probe;
  guint64 counted; /* bytes sent until the last tick of the probe */
  guint padding;   /* packets of it, in all */
  gdouble credit;
  GQueue flying, feedback;
  gint64 now, next_feedback;
  gint64 worst_queue;
  guint64 sum, samples;
} Sim;

static guint
roll (Line *l)
{
  l->seed = l->seed * 1664525u + 1013904223u;
  return (l->seed >> 8) % 100;
}

/* When a packet sent now arrives, or -1. */
static gint64
cross (Line *l, gint64 now, gsize size)
{
  if (l->policer > 0) {
    if (l->tokens < (gdouble) size)
      return -1;
    l->tokens -= (gdouble) size;
  }
  gint64 start = MAX (now, l->free_at);
  if (roll (l) < l->loss_percent || start - now > l->queue_us)
    return -1;
  l->free_at = start + (gint64) (size * 8 * SEC / l->rate);
  return l->free_at + l->delay_us + (l->jitter_us > 0 ? (gint64) roll (l) * l->jitter_us / 100 : 0);
}

static void
sim_init (Sim *s, guint64 rate)
{
  const PnBweLimits limits = { 50000, 600000, 10000000 };
  memset (s, 0, sizeof *s);
  pn_bwe_init (&s->bwe, &limits, TRUE);
  pn_twcc_out_init (&s->out);
  pn_twcc_in_init (&s->in);
  pn_probe_init (&s->probe);
  s->line = (Line){ .rate = rate, .queue_us = 400 * MS, .delay_us = 30 * MS, .seed = 1, .clock_off = 77 * SEC };
  s->now = 10 * SEC;
}

static void
sim_clear (Sim *s)
{
  g_queue_clear_full (&s->flying, g_free);
  g_queue_clear_full (&s->feedback, (GDestroyNotify) g_bytes_unref);
}

static void
send_packet (Sim *s)
{
  guint16 number = pn_twcc_out_add (&s->out, PACKET, s->now);
  gint64 at = cross (&s->line, s->now, PACKET);
  if (at < 0)
    return;
  Event *e = g_new (Event, 1);
  *e = (Event){ at, number };
  g_queue_push_tail (&s->flying, e);
}

static void
probe (Sim *s)
{
  guint64 estimate = pn_bwe_estimate (&s->bwe);
  gsize pad = pn_probe_tick (&s->probe, estimate, s->wanted, (gsize) (s->out.bytes - s->counted), s->now, &s->out.cluster);
  for (gsize sent = 0; sent < pad; sent += PACKET, s->padding++)
    send_packet (s);
  s->counted = s->out.bytes;
}

static void
send_packets (Sim *s)
{
  guint64 rate = pn_bwe_estimate (&s->bwe);
  if (s->app > 0)
    rate = MIN (rate, s->app);
  s->credit += (gdouble) rate * TICK_US / SEC / 8;
  s->line.tokens = MIN (s->line.tokens + (gdouble) s->line.policer * TICK_US / SEC / 8, 4000);
  while (s->credit >= PACKET) {
    s->credit -= PACKET;
    send_packet (s);
  }
  s->worst_queue = MAX (s->worst_queue, s->line.free_at - s->now);
}

static void
arrive (Sim *s)
{
  for (GList *l = s->flying.head, *next; l != NULL; l = next) {
    Event *e = l->data;
    next = l->next;
    if (e->at > s->now)
      continue;
    pn_twcc_in_packet (&s->in, e->number, e->at + s->line.clock_off);
    g_queue_delete_link (&s->flying, l);
    g_free (e);
  }
}

/* The message goes back over a good line, 30 ms. */
static void
feed_back (Sim *s)
{
  static PnAck acks[PN_TWCC_WINDOW];
  guint8 data[1200];
  PnRtcpWriter w = { data, sizeof data, 0 };
  PnRtcpIter iter;
  PnRtcp r;
  PnTwcc t;
  if (!pn_twcc_in_due (&s->in, s->now) || !pn_twcc_in_write (&s->in, &w, 1, 2, s->now))
    return;
  g_assert_true (pn_rtcp_iter_init (&iter, data, w.len) && pn_rtcp_next (&iter, &r) && pn_twcc_read (&t, &r));
  guint n = pn_twcc_out_match (&s->out, &t, s->now + s->line.delay_us, acks);
  pn_bwe_feedback (&s->bwe, acks, n, 2 * s->line.delay_us, s->now + s->line.delay_us);
  guint64 carried;
  gboolean full;
  if (pn_probe_acks (&s->probe, acks, n, s->now, &carried, &full))
    pn_bwe_probed (&s->bwe, carried, full, s->now);
}

static void
run (Sim *s, gint64 us)
{
  s->worst_queue = 0;
  s->sum = s->samples = 0;
  for (gint64 end = s->now + us; s->now < end; s->now += TICK_US) {
    if (s->wanted > 0 && s->now % (20 * MS) == 0)
      probe (s);
    send_packets (s);
    arrive (s);
    feed_back (s);
    if (s->now % (100 * MS) == 0)
      pn_bwe_tick (&s->bwe, s->now);
    s->sum += pn_bwe_estimate (&s->bwe);
    s->samples++;
  }
  g_test_message ("mean %" G_GUINT64_FORMAT " now %" G_GUINT64_FORMAT " bit/s, worst queue %" G_GINT64_FORMAT " ms, threshold %.1f, own loss %.2f",
                  s->sum / s->samples, pn_bwe_estimate (&s->bwe), s->worst_queue / MS, s->bwe.delay.threshold, s->bwe.loss.own);
}

static guint64
mean (const Sim *s)
{
  return s->sum / s->samples;
}

/* ---- promises */

static void
test_a_steady_bottleneck_is_found_and_its_queue_stays_short (void)
{
  const guint64 rates[] = { 150000, 300000, 1000000, 3000000 };
  for (guint i = 0; i < G_N_ELEMENTS (rates); i++) {
    Sim s;
    sim_init (&s, rates[i]);
    run (&s, 30 * SEC);
    run (&s, 30 * SEC);
    g_assert_cmpuint (mean (&s), >, rates[i] * 65 / 100);
    g_assert_cmpuint (mean (&s), <, rates[i] * 105 / 100);
    g_assert_cmpint (s.worst_queue, <, 250 * MS + (gint64) (2 * PACKET * 8 * (guint64) SEC / rates[i])); /* two packets being sent */
    sim_clear (&s);
  }
}

/* Every picture is paused and nobody speaks: padding is all there is on the line. */
static void
test_probes_find_the_line_when_nothing_else_is_sent (void)
{
  Sim s;
  sim_init (&s, 5000000);
  s.app = 1;
  s.wanted = 3000000;
  run (&s, 10 * SEC);
  g_assert_cmpuint (pn_bwe_estimate (&s.bwe), >=, 3000000);
  sim_clear (&s);
}

static void
test_jitter_is_no_congestion (void)
{
  Sim s;
  sim_init (&s, 2000000);
  s.line.jitter_us = 20 * MS;
  run (&s, 30 * SEC);
  run (&s, 30 * SEC);
  g_assert_cmpuint (mean (&s), >, 1000000);
  sim_clear (&s);
}

static void
test_a_sudden_drop_is_followed_within_a_second_and_its_end_is_noticed (void)
{
  Sim s;
  sim_init (&s, 2000000);
  run (&s, 40 * SEC);
  g_assert_cmpuint (pn_bwe_estimate (&s.bwe), >, 1200000);
  s.line.rate = 300000;
  run (&s, SEC);
  g_assert_cmpuint (pn_bwe_estimate (&s.bwe), <, 330000);
  g_assert_true (pn_bwe_is_congested (&s.bwe, s.now));
  run (&s, 20 * SEC);
  g_assert_cmpuint (mean (&s), >, 180000);
  g_assert_cmpuint (mean (&s), <, 310000);
  s.line.rate = 2000000;
  run (&s, 30 * SEC);
  g_assert_cmpuint (pn_bwe_estimate (&s.bwe), >, 1000000); /* by steps alone; probes do it sooner (test-probe) */
  sim_clear (&s);
}

/* Radio and bad copper: 5, 10 and 20 % are lost whatever is sent. */
/* One window of half a second with so many of 100 lost. */
static gboolean
lose (PnLoss *l, guint lost, guint64 rate, gint64 *now)
{
  pn_loss_note (l, lost, 100, 40000);
  *now += 600 * MS;
  return pn_loss_judge (l, rate, 640000, 50 * MS, *now);
}

static void
test_one_bad_window_is_no_full_line (void)
{
  PnLoss l;
  gint64 now = MS;
  pn_loss_init (&l);
  lose (&l, 0, 700000, &now); /* only opens a window */
  lose (&l, 0, 700000, &now);
  g_assert_false (lose (&l, 13, 700000, &now));
  g_assert_false (lose (&l, 4, 700000, &now));
  g_assert_false (lose (&l, 13, 700000, &now));
  g_assert_cmpuint (l.bound, ==, 0);
  g_assert_true (lose (&l, 13, 700000, &now)); /* but two on end are */
  g_assert_cmpuint (l.bound, <, 640000);
  pn_loss_init (&l);
  now = MS;
  lose (&l, 0, 700000, &now); /* only opens a window */
  lose (&l, 0, 700000, &now);
  g_assert_true (lose (&l, 40, 700000, &now)); /* and one this bad is */
}

static void
test_what_little_loses_is_the_lines_own (void)
{
  PnLoss l;
  gint64 now = MS;
  pn_loss_init (&l);
  lose (&l, 0, 2000000, &now); /* only opens a window */
  lose (&l, 0, 2000000, &now);
  for (guint i = 0; i < 20; i++)
    g_assert_false (lose (&l, 13, 2000000, &now)); /* 640 kbit/s on a line that carried 2,000 */
  g_assert_cmpuint (l.bound, ==, 0);
  g_assert_true (lose (&l, 45, 2000000, &now)); /* it became narrow */
}

static void
test_loss_of_the_line_itself_does_not_starve_it (void)
{
  const guint losses[] = { 5, 10, 20 };
  for (guint i = 0; i < G_N_ELEMENTS (losses); i++) {
    Sim s;
    sim_init (&s, 4000000);
    s.app = 1500000;
    run (&s, 20 * SEC);
    s.line.loss_percent = losses[i];
    gint64 full_at = s.bwe.full_at;
    run (&s, 10 * SEC);
    run (&s, 30 * SEC);
    g_assert_cmpuint (mean (&s), >, 1200000);
    g_assert_cmpint (s.bwe.full_at, ==, full_at); /* no picture stands for a trial */
    s.line.loss_percent = 0;
    run (&s, 3 * SEC);
    g_assert_cmpuint (pn_bwe_estimate (&s.bwe), >, 1500000);
    sim_clear (&s);
  }
}

/* A provider that throws away what is too much, without a queue that would warn. */
static void
test_a_policer_is_obeyed (void)
{
  Sim s;
  sim_init (&s, 100000000);
  s.line.policer = 800000;
  run (&s, 20 * SEC);
  run (&s, 40 * SEC);
  g_assert_cmpuint (mean (&s), >, 500000);
  g_assert_cmpuint (mean (&s), <, 1100000);
  sim_clear (&s);
}

static void
test_what_was_never_sent_is_not_promised (void)
{
  Sim s;
  sim_init (&s, 5000000);
  s.app = 200000;
  run (&s, 30 * SEC);
  /* the start value stays, it is not raised beyond what was tried */
  g_assert_cmpuint (pn_bwe_estimate (&s.bwe), <=, 600000);
  pn_bwe_probed (&s.bwe, 2000000, FALSE, s.now);
  run (&s, 10 * SEC);
  g_assert_cmpuint (pn_bwe_estimate (&s.bwe), ==, 2000000); /* and is not lowered because little is sent */
  sim_clear (&s);
}

static void
test_lost_feedback_means_a_full_line (void)
{
  Sim s;
  sim_init (&s, 1000000);
  run (&s, 20 * SEC);
  guint64 before = pn_bwe_estimate (&s.bwe);
  for (guint i = 0; i < 40; i++)
    pn_bwe_tick (&s.bwe, s.now + i * 100 * MS);
  g_assert_cmpuint (pn_bwe_estimate (&s.bwe), <, before * 6 / 10);
  sim_clear (&s);
}

static void
test_old_clients_are_believed_by_remb_and_reports (void)
{
  const PnBweLimits limits = { 50000, 600000, 5000000 };
  PnBwe b;
  pn_bwe_init (&b, &limits, FALSE);
  g_assert_cmpuint (pn_bwe_estimate (&b), ==, 5000000); /* no means to know */
  pn_bwe_remb (&b, 900000, SEC);
  g_assert_cmpuint (pn_bwe_estimate (&b), ==, 900000);
  for (gint64 t = 2; t < 5; t++)
    pn_bwe_report (&b, 30, 100, 100000, 50 * MS, t * SEC);
  g_assert_cmpuint (pn_bwe_estimate (&b), <, 900000);
  pn_bwe_remb (&b, 10, 6 * SEC);
  g_assert_cmpuint (pn_bwe_estimate (&b), ==, 50000); /* never below the least: a voice goes through */
}

/* ---- probing */

static void
test_a_probe_finds_room_for_a_better_layer_within_two_seconds (void)
{
  Sim s;
  sim_init (&s, 3000000);
  s.app = 300000; /* a small layer is sent, and 1.5 Mbit/s would be the large one */
  s.wanted = 1500000;
  run (&s, 2 * SEC);
  g_assert_cmpuint (pn_bwe_estimate (&s.bwe), >=, 1500000);
  guint padding = s.padding;
  run (&s, 10 * SEC);
  g_assert_cmpuint (s.padding, ==, padding); /* what is known is not asked again */
  sim_clear (&s);
}

static void
test_a_thin_line_is_not_promised_what_it_lacks_and_little_disturbed (void)
{
  Sim s;
  sim_init (&s, 400000);
  s.app = 200000;
  s.wanted = 1500000;
  run (&s, 30 * SEC);
  run (&s, 60 * SEC);
  g_assert_cmpuint (mean (&s), <, 480000);
  g_assert_cmpuint (mean (&s), >, 250000);
  g_assert_cmpint (s.worst_queue, <, 250 * MS);
  g_assert_cmpuint (s.padding * PACKET, <, 90 * 200000 / 8 / 4); /* a quarter of what the application sent */
  sim_clear (&s);
}

static void
test_when_a_squeeze_ends_the_line_is_known_again_within_five_seconds (void)
{
  Sim s;
  sim_init (&s, 3000000);
  s.wanted = 1500000;
  s.app = 1300000;
  run (&s, 10 * SEC);
  g_assert_cmpuint (pn_bwe_estimate (&s.bwe), >=, 1500000);
  s.line.rate = 300000;
  run (&s, 2 * SEC);
  s.app = 150000; /* the allocation went down a layer */
  run (&s, 20 * SEC);
  g_assert_cmpuint (pn_bwe_estimate (&s.bwe), <, 400000);
  s.line.rate = 3000000;
  run (&s, 5 * SEC);
  g_assert_cmpuint (pn_bwe_estimate (&s.bwe), >=, 1200000);
  sim_clear (&s);
}

/* ---- transport-wide numbers */

static void
test_each_packet_is_told_of_once_and_late_ones_are_told_again (void)
{
  static PnAck acks[PN_TWCC_WINDOW];
  Sim s;
  guint8 data[1200];
  PnRtcpIter iter;
  PnRtcp r;
  PnTwcc t;
  sim_init (&s, 1000000);
  for (guint i = 0; i < 10; i++) {
    guint16 number = pn_twcc_out_add (&s.out, 100 + i, s.now + i * MS);
    if (i != 4)
      pn_twcc_in_packet (&s.in, number, s.now + 40 * MS + i * MS);
  }
  const guint expect[] = { 10, 1, 0 };
  for (guint round = 0; round < G_N_ELEMENTS (expect); round++) {
    PnRtcpWriter w = { data, sizeof data, 0 };
    g_assert_true (pn_twcc_in_write (&s.in, &w, 1, 2, s.now) == (round < 2));
    if (round == 2)
      break;
    g_assert_true (pn_rtcp_iter_init (&iter, data, w.len) && pn_rtcp_next (&iter, &r) && pn_twcc_read (&t, &r));
    guint n = pn_twcc_out_match (&s.out, &t, s.now + 80 * MS, acks);
    g_assert_cmpint (n, ==, expect[round]);
    if (round == 0) {
      g_assert_cmpint (acks[4].arrived, ==, -1);
      g_assert_cmpint (acks[5].size, ==, 105);
      g_assert_cmpint (acks[5].sent, ==, s.now + 5 * MS);
      g_assert_cmpint (acks[9].arrived - acks[5].arrived, ==, 4 * MS);
      pn_twcc_in_packet (&s.in, 4, s.now + 60 * MS);
    } else {
      g_assert_cmpint (acks[0].size, ==, 104);
      g_assert_cmpint (acks[0].arrived, >, 0);
    }
  }
  sim_clear (&s);
}

static void
test_numbers_wrap_and_holes_are_bounded (void)
{
  PnTwccIn in;
  guint8 data[1200];
  guint64 told = 0;
  pn_twcc_in_init (&in);
  for (guint i = 0; i < 200000; i++) {
    pn_twcc_in_packet (&in, (guint16) i, SEC + (gint64) i * MS);
    if (pn_twcc_in_due (&in, SEC + (gint64) i * MS)) {
      PnRtcpWriter w = { data, sizeof data, 0 };
      gint64 before = in.next;
      g_assert_true (pn_twcc_in_write (&in, &w, 1, 2, SEC + (gint64) i * MS));
      told += (guint64) (in.next - before);
    }
  }
  g_assert_cmpint (told + (guint64) (in.highest - in.next + 1), ==, 200000);
  pn_twcc_in_packet (&in, (guint16) (200000 + 30000), 300 * SEC); /* a jump: only the window is told of */
  PnRtcpWriter w = { data, sizeof data, 0 };
  while (pn_twcc_in_write (&in, &w, 1, 2, 300 * SEC))
    w.len = 0;
  g_assert_cmpint (in.highest - in.next, <, PN_TWCC_WINDOW);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bwe/steady", test_a_steady_bottleneck_is_found_and_its_queue_stays_short);
  g_test_add_func ("/bwe/probes-alone", test_probes_find_the_line_when_nothing_else_is_sent);
  g_test_add_func ("/bwe/jitter", test_jitter_is_no_congestion);
  g_test_add_func ("/bwe/drop", test_a_sudden_drop_is_followed_within_a_second_and_its_end_is_noticed);
  g_test_add_func ("/bwe/one-bad-window", test_one_bad_window_is_no_full_line);
  g_test_add_func ("/bwe/little-loses", test_what_little_loses_is_the_lines_own);
  g_test_add_func ("/bwe/own-loss", test_loss_of_the_line_itself_does_not_starve_it);
  g_test_add_func ("/bwe/policer", test_a_policer_is_obeyed);
  g_test_add_func ("/bwe/application-limited", test_what_was_never_sent_is_not_promised);
  g_test_add_func ("/bwe/silence", test_lost_feedback_means_a_full_line);
  g_test_add_func ("/bwe/old-clients", test_old_clients_are_believed_by_remb_and_reports);
  g_test_add_func ("/probe/room", test_a_probe_finds_room_for_a_better_layer_within_two_seconds);
  g_test_add_func ("/probe/thin", test_a_thin_line_is_not_promised_what_it_lacks_and_little_disturbed);
  g_test_add_func ("/probe/relief", test_when_a_squeeze_ends_the_line_is_known_again_within_five_seconds);
  g_test_add_func ("/twcc/once", test_each_packet_is_told_of_once_and_late_ones_are_told_again);
  g_test_add_func ("/twcc/wrap", test_numbers_wrap_and_holes_are_bounded);
  return g_test_run ();
}
