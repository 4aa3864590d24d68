/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pure pieces of forwarding: rewriting, reception, send store, active speaker. */
#include "media/sfu/patience.h"
#include "media/sfu/reception.h"
#include "media/sfu/rewrite.h"
#include "media/sfu/speaker.h"
#include "media/sfu/store.h"

#define MS 1000

/* ---- rewriting */

static gboolean
map (PnRewrite *r, gint64 seq, guint32 ts, guint clock, gint64 now, gint64 *out_seq, guint32 *out_ts)
{
  PnNumbers in = { .seq = seq, .ts = ts, .pid = -1 }, out;
  gboolean ok = pn_rewrite_map (r, &in, clock, now, &out);
  *out_seq = ok ? out.seq : -1;
  *out_ts = ok ? out.ts : 0;
  return ok;
}

static void
test_one_source_keeps_its_steps (void)
{
  PnRewrite r;
  gint64 first, seq;
  guint32 ts0, ts;
  pn_rewrite_init (&r);
  g_assert_true (map (&r, 500, 9000, 90000, 0, &first, &ts0));
  g_assert_true (map (&r, 502, 15000, 90000, 66 * MS, &seq, &ts));
  g_assert_cmpint (seq - first, ==, 2); /* a gap stays a gap: the receiver shall ask for it */
  g_assert_cmpint (ts - ts0, ==, 6000);
  g_assert_true (map (&r, 501, 12000, 90000, 70 * MS, &seq, &ts));
  g_assert_cmpint (seq - first, ==, 1);
}

static void
test_switch_joins_number_and_time (void)
{
  PnRewrite r;
  gint64 last, seq;
  guint32 last_ts, ts;
  pn_rewrite_init (&r);
  g_assert_true (map (&r, 60000, 1000, 90000, 0, &last, &last_ts));
  pn_rewrite_switch (&r);
  g_assert_true (map (&r, 7, 4000000000u, 90000, 100 * MS, &seq, &ts));
  g_assert_cmpint (seq, ==, last + 1);
  g_assert_cmpint (ts - last_ts, ==, 9000); /* 100 ms of a 90 kHz clock */
  g_assert_false (map (&r, 6, 4000000000u - 10, 90000, 101 * MS, &seq, &ts));
}

static void
test_skip_closes_the_gap_and_keeps_time (void)
{
  PnRewrite r;
  gint64 last, seq;
  guint32 last_ts, ts;
  pn_rewrite_init (&r);
  g_assert_true (map (&r, 10, 1000, 48000, 0, &last, &last_ts));
  pn_rewrite_skip (&r);
  g_assert_true (map (&r, 300, 1000 + 290 * 960, 48000, 5800 * MS, &seq, &ts));
  g_assert_cmpint (seq, ==, last + 1);
  g_assert_cmpint (ts - last_ts, ==, 290 * 960);
}

static PnNumbers
send_picture (PnRewrite *r, gint64 seq, gint pid, guint8 tl0)
{
  PnNumbers in = { seq, (guint32) pid * 3000, pid, tl0 }, out;
  g_assert_true (pn_rewrite_map (r, &in, 90000, 0, &out));
  return out;
}

static void
drop_picture (PnRewrite *r, gint64 seq, gint pid)
{
  PnNumbers in = { seq, (guint32) pid * 3000, pid, 0 };
  pn_rewrite_drop (r, &in);
}

static void
test_pictures_left_out_leave_no_gap (void)
{
  PnRewrite r;
  pn_rewrite_init (&r);
  PnNumbers a = send_picture (&r, 100, 7, 3);
  drop_picture (&r, 101, 8); /* two packets of one picture */
  drop_picture (&r, 102, 8);
  PnNumbers b = send_picture (&r, 103, 9, 4);
  drop_picture (&r, 104, 10);
  drop_picture (&r, 105, 11);
  PnNumbers c = send_picture (&r, 106, 12, 5);
  g_assert_cmpint (b.seq, ==, a.seq + 1);
  g_assert_cmpint (b.pid, ==, (a.pid + 1) & 0x7FFF);
  g_assert_cmpint (c.seq, ==, a.seq + 2);
  g_assert_cmpint (c.pid, ==, (a.pid + 2) & 0x7FFF);
  g_assert_cmpint (c.tl0, ==, (guint8) (a.tl0 + 2));
  g_assert_cmpint (c.ts - a.ts, ==, 5 * 3000);
}

static void
test_late_packet_keeps_the_number_it_would_have_had (void)
{
  PnRewrite r;
  pn_rewrite_init (&r);
  PnNumbers a = send_picture (&r, 100, 7, 0);
  PnNumbers c = send_picture (&r, 102, 8, 0); /* 101 is missing */
  drop_picture (&r, 103, 9);
  PnNumbers e = send_picture (&r, 104, 10, 0);
  PnNumbers b = send_picture (&r, 101, 8, 0);
  g_assert_cmpint (b.seq, ==, a.seq + 1);
  g_assert_cmpint (c.seq, ==, a.seq + 2);
  g_assert_cmpint (e.seq, ==, a.seq + 3);
  g_assert_cmpint (b.pid, ==, c.pid);
}

static void
test_numbers_are_never_given_twice (void)
{
  PnRewrite r;
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  pn_rewrite_init (&r);
  for (gint64 seq = 1; seq < 5000; seq++) { /* dropped, lost and late ones, pauses: in any order */
    guint32 dice = g_rand_int_range (rand, 0, 20);
    if (dice == 0)
      pn_rewrite_skip (&r);
    if (dice < 6) {
      drop_picture (&r, seq, (gint) seq & 0x7FFF);
      continue;
    }
    if (dice == 6)
      continue;
    gint64 order[2] = { seq, seq };
    if (dice == 7) {
      order[0] = seq + 1;
      seq++;
    }
    for (guint i = 0; i < 1u + (dice == 7); i++) {
      PnNumbers in = { order[i], 0, -1, 0 }, out;
      if (pn_rewrite_map (&r, &in, 90000, 0, &out))
        g_assert_true (g_hash_table_add (seen, GSIZE_TO_POINTER (out.seq)));
    }
  }
  g_assert_cmpint (g_hash_table_size (seen), >, 3000);
}

static void
test_aligned_switch_begins_at_the_same_moment (void)
{
  PnRewrite r;
  gint64 last, seq;
  guint32 last_ts, ts;
  pn_rewrite_init (&r);
  g_assert_true (map (&r, 10, 1000, 90000, 0, &last, &last_ts));
  pn_rewrite_switch_at (&r, last_ts + 3003);
  g_assert_true (map (&r, 900, 77, 90000, 100 * MS, &seq, &ts));
  g_assert_cmpint (ts - last_ts, ==, 3003); /* whatever the arrival says */
  pn_rewrite_switch_at (&r, ts - 5);
  g_assert_true (map (&r, 90, 7, 90000, 133 * MS, &seq, &last_ts));
  g_assert_cmpint (last_ts - ts, ==, 1); /* never back */
}

/* ---- reception */

static void
test_loss_is_counted_and_reported (void)
{
  PnReception r;
  PnRtcpReport b;
  pn_reception_init (&r, 90000);
  for (guint16 i = 0; i < 100; i++)
    if (i % 4 != 3)
      pn_reception_packet (&r, (guint16) (65500 + i), i * 3000u, i * 33 * MS);
  pn_reception_report (&r, &b, 0);
  g_assert_cmpint (b.lost, ==, 24); /* the last one missing is not known yet */
  g_assert_cmpint (b.fraction, ==, 24 * 256 / 99);
  g_assert_cmpint (b.highest, ==, 65500 + 98);
  pn_reception_report (&r, &b, 0);
  g_assert_cmpint (b.fraction, ==, 0); /* a new interval */
}

static void
test_gap_is_asked_for_until_it_is_filled (void)
{
  PnReception r;
  guint16 seqs[8];
  pn_reception_init (&r, 90000);
  pn_reception_packet (&r, 1, 0, 0);
  pn_reception_packet (&r, 4, 0, 1 * MS);
  g_assert_cmpint (pn_reception_nacks (&r, seqs, 8, 1 * MS, 0), ==, 2); /* nothing was overtaken so far: at once */
  g_assert_cmpint (seqs[0], ==, 2);
  g_assert_cmpint (pn_reception_nacks (&r, seqs, 8, 20 * MS, 0), ==, 0);
  pn_reception_packet (&r, 2, 0, 30 * MS);
  g_assert_cmpint (pn_reception_nacks (&r, seqs, 8, 60 * MS, 0), ==, 1);
  g_assert_cmpint (seqs[0], ==, 3);
  g_assert_cmpint (r.recovered, ==, 1);
  g_assert_false (r.lost_too_much);
  g_assert_cmpint (pn_reception_nacks (&r, seqs, 8, 2000 * MS, 0), ==, 0);
  g_assert_true (r.lost_too_much);
}

static void
test_a_line_that_overtakes_is_waited_for (void)
{
  PnReception r;
  guint16 seqs[8];
  pn_reception_init (&r, 90000);
  pn_reception_packet (&r, 1, 0, 0);
  pn_reception_packet (&r, 3, 0, 1 * MS);
  pn_reception_packet (&r, 2, 0, 4 * MS);
  pn_reception_packet (&r, 5, 0, 20 * MS);
  g_assert_cmpint (pn_reception_nacks (&r, seqs, 8, 25 * MS, 0), ==, 0); /* perhaps only overtaken, again */
  g_assert_cmpint (pn_reception_nacks (&r, seqs, 8, 30 * MS, 0), ==, 1);
  pn_reception_packet (&r, 4, 0, 80 * MS);
  pn_reception_packet (&r, 7, 0, 15000 * MS);
  g_assert_cmpint (pn_reception_nacks (&r, seqs, 8, 15000 * MS, 0), ==, 1); /* long ago */
}

static void
test_a_repeated_request_waits_for_the_answer (void)
{
  PnReception r;
  guint16 seqs[8];
  pn_reception_init (&r, 90000);
  pn_reception_packet (&r, 1, 0, 0);
  pn_reception_packet (&r, 3, 0, 1 * MS);
  g_assert_cmpint (pn_reception_nacks (&r, seqs, 8, 1 * MS, 0), ==, 1);
  g_assert_cmpint (pn_reception_repaired (&r, 2, 101 * MS), >=, 0); /* a tenth of a second there and back */
  pn_reception_packet (&r, 5, 0, 4200 * MS);
  g_assert_cmpint (pn_reception_nacks (&r, seqs, 8, 4200 * MS, 0), ==, 1);
  g_assert_cmpint (pn_reception_nacks (&r, seqs, 8, 4300 * MS, 0), ==, 0);
  g_assert_cmpint (pn_reception_nacks (&r, seqs, 8, 4330 * MS, 0), ==, 1);
  g_assert_cmpint (pn_reception_repaired (&r, 4, 0), >=, 0); /* by redundancy: says nothing of the way */
  g_assert_cmpint (r.answer, ==, 100 * MS);
}

static void
test_on_a_losing_line_requests_are_said_twice (void)
{
  PnReception r;
  guint16 seqs[8];
  pn_reception_init (&r, 90000);
  pn_reception_packet (&r, 1, 0, 0);
  pn_reception_packet (&r, 3, 0, 1 * MS);
  g_assert_cmpint (pn_reception_nacks (&r, seqs, 8, 1 * MS, 0), ==, 1);
  g_assert_cmpint (pn_reception_nacks (&r, seqs, 8, 20 * MS, 0), ==, 0); /* the first loss of all */
  pn_reception_repaired (&r, 2, 61 * MS);
  pn_reception_packet (&r, 5, 0, 100 * MS);
  g_assert_cmpint (pn_reception_nacks (&r, seqs, 8, 100 * MS, 0), ==, 1);
  g_assert_cmpint (pn_reception_nacks (&r, seqs, 8, 110 * MS, 0), ==, 0);
  g_assert_cmpint (pn_reception_nacks (&r, seqs, 8, 120 * MS, 0), ==, 1);
  g_assert_cmpint (pn_reception_nacks (&r, seqs, 8, 140 * MS, 0), ==, 0); /* twice, not each time */
  g_assert_cmpint (pn_reception_nacks (&r, seqs, 8, 180 * MS, 0), ==, 1); /* a round trip later */
}

static void
test_a_large_hole_asks_for_a_key_frame_instead (void)
{
  PnReception r;
  guint16 seqs[8];
  pn_reception_init (&r, 90000);
  pn_reception_packet (&r, 1, 0, 0);
  pn_reception_packet (&r, 1000, 0, 1 * MS);
  g_assert_cmpint (pn_reception_nacks (&r, seqs, 8, 50 * MS, 0), ==, 0);
  g_assert_true (r.lost_too_much);
}

static void
test_a_restarted_source_goes_on_upwards (void)
{
  PnReception r;
  pn_reception_init (&r, 90000);
  gint64 a = pn_reception_packet (&r, 60000, 0, 0);
  gint64 b = pn_reception_packet (&r, 20, 0, 1 * MS);
  gint64 c = pn_reception_packet (&r, 21, 0, 2 * MS);
  g_assert_cmpint (b, >, a);
  g_assert_cmpint (c, ==, b + 1);
}

/* ---- patience */

static void
test_pictures_are_held_while_packets_come_again (void)
{
  const PnWay good = { 0.01, 60 * MS }, bad = { 0.05, 60 * MS }, awful = { 0.2, 60 * MS }, unknown = { 0.05, 0 }, far = { 0.05, 800 * MS };
  PnPatience p = { 0 };
  guint8 told[3];
  gint64 now = 1000 * MS;
  g_assert_cmpuint (pn_patience_judge (&p, &good, &good, now), ==, 0);
  g_assert_false (pn_patience_is_told (&p, now));
  g_assert_cmpuint (pn_patience_judge (&p, &good, &bad, now), ==, 100);
  g_assert_cmpuint (pn_patience_judge (&p, &bad, &bad, now), ==, 160);
  pn_patience_write (&p, told);
  g_assert_cmpuint (told[0] << 4 | told[1] >> 4, ==, 16); /* of 10 ms */
  g_assert_cmpuint ((told[1] & 15) << 8 | told[2], ==, 1000);
  for (guint i = 0; i < 9; i++)
    g_assert_cmpuint (pn_patience_judge (&p, &good, &good, now += 1000 * MS), ==, 160);
  g_assert_cmpuint (pn_patience_judge (&p, &bad, &bad, now += 1000 * MS), ==, 160); /* it begins anew */
  for (guint i = 0; i < 10; i++)
    g_assert_cmpuint (pn_patience_judge (&p, &good, &good, now += 1000 * MS), ==, 160);
  g_assert_cmpuint (pn_patience_judge (&p, &good, &good, now += 1000 * MS), ==, 0);
  g_assert_true (pn_patience_is_told (&p, now)); /* that it is over */
  g_assert_false (pn_patience_is_told (&p, now + 6000 * MS));
  g_assert_cmpuint (pn_patience_judge (&p, &good, &unknown, now), ==, 140);
  g_assert_cmpuint (pn_patience_judge (&p, &awful, &bad, now), ==, 220);
  g_assert_cmpuint (pn_patience_judge (&p, &far, &far, now), ==, 250);
}

/* ---- store */

static void
test_store_keeps_the_newest (void)
{
  g_autoptr (PnStore) s = pn_store_new (64);
  for (gint64 i = 0; i < 200; i++)
    pn_store_put (s, i)->ts = (guint32) i;
  g_assert_null (pn_store_get (s, 135));
  g_assert_cmpint (pn_store_get (s, 136)->ts, ==, 136);
  g_assert_cmpint (pn_store_get (s, 199)->ts, ==, 199);
  g_assert_null (pn_store_get (s, 200));
  g_assert_null (pn_store_put (s, 100));
}

/* ---- speaker */

static gint64
talk (PnSpeaker *s, gint64 loud, guint level, gint64 from_ms, gint64 to_ms, guint *changes)
{
  gint64 who = 0, now_who;
  for (gint64 t = from_ms; t < to_ms; t += 20) {
    for (gint64 peer = 1; peer <= 3; peer++)
      pn_speaker_level (s, peer, peer == loud ? level : 100, t * MS);
    if (t % 200 == 0 && pn_speaker_decide (s, t * MS, &now_who)) {
      who = now_who;
      (*changes)++;
    }
  }
  return who;
}

static void
test_who_talks_becomes_the_speaker_and_coughs_do_not (void)
{
  g_autoptr (PnSpeaker) s = pn_speaker_new ();
  guint n = 0;
  g_assert_cmpint (talk (s, 1, 30, 0, 2000, &n), ==, 1);
  g_assert_cmpint (n, ==, 1);
  talk (s, 2, 25, 2000, 2040, &n); /* a cough */
  talk (s, 1, 30, 2040, 6000, &n);
  g_assert_cmpint (n, ==, 1);
  g_assert_cmpint (talk (s, 2, 30, 6000, 12000, &n), ==, 2);
  g_assert_cmpint (n, ==, 2);
}

static void
test_silence_and_leaving_end_a_speech (void)
{
  g_autoptr (PnSpeaker) s = pn_speaker_new ();
  guint n = 0;
  gint64 who = -1;
  talk (s, 1, 30, 0, 2000, &n);
  g_assert_cmpint (talk (s, 0, 0, 2000, 8000, &n), ==, 0); /* no change yet */
  g_assert_cmpint (n, ==, 1);
  talk (s, 0, 0, 8000, 20000, &n);
  g_assert_cmpint (n, ==, 2);
  talk (s, 3, 30, 20000, 22000, &n);
  pn_speaker_forget (s, 3);
  g_assert_true (pn_speaker_decide (s, 22000 * MS, &who));
  g_assert_cmpint (who, !=, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rewrite/steps", test_one_source_keeps_its_steps);
  g_test_add_func ("/rewrite/switch", test_switch_joins_number_and_time);
  g_test_add_func ("/rewrite/left-out", test_pictures_left_out_leave_no_gap);
  g_test_add_func ("/rewrite/late", test_late_packet_keeps_the_number_it_would_have_had);
  g_test_add_func ("/rewrite/once", test_numbers_are_never_given_twice);
  g_test_add_func ("/rewrite/aligned", test_aligned_switch_begins_at_the_same_moment);
  g_test_add_func ("/rewrite/skip", test_skip_closes_the_gap_and_keeps_time);
  g_test_add_func ("/reception/loss", test_loss_is_counted_and_reported);
  g_test_add_func ("/reception/gap", test_gap_is_asked_for_until_it_is_filled);
  g_test_add_func ("/reception/overtaken", test_a_line_that_overtakes_is_waited_for);
  g_test_add_func ("/reception/twice", test_on_a_losing_line_requests_are_said_twice);
  g_test_add_func ("/reception/answer", test_a_repeated_request_waits_for_the_answer);
  g_test_add_func ("/reception/hole", test_a_large_hole_asks_for_a_key_frame_instead);
  g_test_add_func ("/reception/restart", test_a_restarted_source_goes_on_upwards);
  g_test_add_func ("/patience/held", test_pictures_are_held_while_packets_come_again);
  g_test_add_func ("/store/newest", test_store_keeps_the_newest);
  g_test_add_func ("/speaker/talk", test_who_talks_becomes_the_speaker_and_coughs_do_not);
  g_test_add_func ("/speaker/silence", test_silence_and_leaving_end_a_speech);
  return g_test_run ();
}
