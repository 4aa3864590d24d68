/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sharing a line among pictures, carrying the loudest voices, and judging a line: the pure parts of the room. */
#include "media/sfu/allocate.h"
#include "media/sfu/lastn.h"
#include "media/sfu/quality.h"

#define MS 1000
#define SEC G_USEC_PER_SEC
#define KBIT 1000

/* ---- allocation */

static PnTileMemory memory[8];

static void
forget (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (memory); i++)
    memory[i] = (PnTileMemory){ 0 };
}

/* A camera in three layers: 100, 350 and 1200 kbit/s; shown so large that all are wanted. */
static PnTile
camera (guint i, guint priority)
{
  return (PnTile){ .layers = { { 100 * KBIT, 320, 180 }, { 350 * KBIT, 640, 360 }, { 1200 * KBIT, 1280, 720 } },
                   .n_layers = 3,
                   .n_tids = 1,
                   .width = 1280,
                   .height = 720,
                   .priority = priority,
                   .memory = &memory[i],
                   .layer = PN_TILE_PAUSED,
                   .tid = PN_TILE_ALL_TIDS };
}

static void
test_enough_for_all_is_given_to_all (void)
{
  guint64 wanted;
  forget ();
  PnTile t[] = { camera (0, 3), camera (1, 1) };
  guint64 used = pn_allocate (t, 2, 5000 * KBIT, TRUE, SEC, &wanted);
  g_assert_cmpint (t[0].layer, ==, 2);
  g_assert_cmpint (t[1].layer, ==, 2);
  g_assert_cmpuint (used, ==, 2400 * KBIT);
  g_assert_cmpuint (wanted, ==, 0);
}

static void
test_the_tile_decides_how_large (void)
{
  guint64 wanted;
  forget ();
  PnTile t[] = { camera (0, 1), camera (1, 1), camera (2, 1), camera (3, 1) };
  t[0].width = 400, t[0].height = 225;
  t[1].width = 200, t[1].height = 112;
  t[2].width = 0;
  t[3].width = G_MAXUINT16, t[3].height = G_MAXUINT16;
  pn_allocate (t, 4, 50000 * KBIT, TRUE, SEC, &wanted);
  g_assert_cmpint (t[0].layer, ==, 0); /* 320 wide is four fifths of 400 */
  g_assert_cmpint (t[1].layer, ==, 0);
  g_assert_cmpint (t[2].layer, ==, PN_TILE_PAUSED);
  g_assert_false (t[2].held_back); /* not the line's doing */
  g_assert_cmpint (t[3].layer, ==, 2);
}

static void
test_a_thin_line_shows_everybody_small_before_anybody_large (void)
{
  guint64 wanted;
  forget ();
  PnTile t[] = { camera (0, 1), camera (1, 3), camera (2, 1) };
  pn_allocate (t, 3, 700 * KBIT, TRUE, SEC, &wanted);
  g_assert_cmpint (t[1].layer, ==, 1); /* who speaks is first to be sharp: 350 + 100 + 100 */
  g_assert_cmpint (t[0].layer, ==, 0);
  g_assert_cmpint (t[2].layer, ==, 0);
  g_assert_cmpuint (wanted, >, 1200 * KBIT + 200 * KBIT);
  pn_allocate (t, 3, 150 * KBIT, TRUE, 2 * SEC, &wanted);
  g_assert_cmpint (t[1].layer, ==, 0);
  g_assert_cmpint (t[0].layer, ==, PN_TILE_PAUSED);
  g_assert_true (t[0].held_back);
  pn_allocate (t, 3, 10 * KBIT, TRUE, 2 * SEC, &wanted);
  g_assert_cmpint (t[1].layer, ==, PN_TILE_PAUSED); /* the voice has it all */
}

static void
test_screen_comes_before_others_and_after_the_speaker (void)
{
  guint64 wanted;
  forget ();
  PnTile t[] = { camera (0, 1), camera (1, 2), camera (2, 3) };
  t[1].n_layers = 1;
  t[1].layers[0] = (PnTileLayer){ 500 * KBIT, 1920, 1080 };
  pn_allocate (t, 3, 610 * KBIT * 115 / 100, TRUE, SEC, &wanted);
  g_assert_cmpint (t[2].layer, ==, 0);
  g_assert_cmpint (t[1].layer, ==, 0);
  g_assert_cmpint (t[0].layer, ==, PN_TILE_PAUSED);
}

static void
test_before_any_sign_of_the_line_nothing_is_paused (void)
{
  guint64 wanted;
  forget ();
  PnTile t[] = { camera (0, 1) };
  t[0].n_layers = 1;
  t[0].layers[0] = (PnTileLayer){ 1500 * KBIT, 1280, 720 };
  pn_allocate (t, 1, 600 * KBIT, FALSE, SEC, &wanted);
  g_assert_cmpint (t[0].layer, ==, 0);
  pn_allocate (t, 1, 600 * KBIT, TRUE, SEC, &wanted);
  g_assert_cmpint (t[0].layer, ==, PN_TILE_PAUSED);
}

static void
test_fewer_frames_come_before_no_picture (void)
{
  guint64 wanted;
  forget ();
  PnTile t[] = { camera (0, 1) };
  t[0].n_tids = 3;
  pn_allocate (t, 1, 75 * KBIT, TRUE, SEC, &wanted);
  g_assert_cmpint (t[0].layer, ==, 0);
  g_assert_cmpint (t[0].tid, ==, 1);
  pn_allocate (t, 1, 45 * KBIT, TRUE, SEC, &wanted);
  g_assert_cmpint (t[0].tid, ==, 0);
  pn_allocate (t, 1, 200 * KBIT, TRUE, 20 * SEC, &wanted);
  g_assert_cmpint (t[0].tid, ==, PN_TILE_ALL_TIDS);
}

static void
test_a_layer_that_is_not_sent_is_not_waited_for (void)
{
  guint64 wanted;
  forget ();
  PnTile t[] = { camera (0, 1), camera (1, 1) };
  t[0].layers[2].bitrate = 0;
  t[1].layers[0].bitrate = t[1].layers[1].bitrate = t[1].layers[2].bitrate = 0;
  pn_allocate (t, 2, 5000 * KBIT, TRUE, SEC, &wanted);
  g_assert_cmpint (t[0].layer, ==, 1);
  g_assert_cmpuint (wanted, ==, 0);
  g_assert_cmpint (t[1].layer, ==, 0); /* muted, on a thin line: the small one first when it comes */
  pn_allocate (t, 2, 5000 * KBIT, FALSE, SEC, &wanted);
  g_assert_cmpint (t[1].layer, ==, 2);
}

/* An estimate that wavers each second around a layer's need: left alone it would change sixty times. */
static void
test_a_wavering_estimate_does_not_flap (void)
{
  guint64 wanted;
  guint changes = 0;
  forget ();
  PnTile t[] = { camera (0, 1) };
  gint before = 0;
  for (gint64 ms = 0; ms < 60000; ms += 100) {
    guint64 budget = (ms / 1000) % 2 == 0 ? 1400 * KBIT : 1100 * KBIT;
    pn_allocate (t, 1, budget, TRUE, ms * MS, &wanted);
    changes += t[0].layer != before;
    before = t[0].layer;
  }
  g_assert_cmpuint (changes, >=, 2);
  g_assert_cmpuint (changes, <=, 18);
}

/* ---- voices */

static guint
carried (PnLastn *l, gint64 peer, guint level, gint64 from_ms, gint64 to_ms)
{
  guint n = 0;
  for (gint64 t = from_ms; t < to_ms; t += 20)
    n += pn_lastn_packet (l, peer, level, t * MS);
  return n;
}

static void
test_the_loudest_are_carried_and_the_called_always (void)
{
  g_autoptr (PnLastn) l = pn_lastn_new ();
  const gint64 called[] = { 9 };
  g_assert_true (pn_lastn_packet (l, 5, 127, 0)); /* no limit yet */
  pn_lastn_set (l, 3, called, 1);
  for (gint64 t = 0; t < 2000; t += 20)
    for (gint64 peer = 1; peer <= 6; peer++)
      pn_lastn_packet (l, peer, peer <= 3 ? 30 : 100, t * MS);
  for (gint64 peer = 1; peer <= 6; peer++)
    g_assert_cmpint (pn_lastn_packet (l, peer, peer <= 3 ? 30 : 100, 2000 * MS), ==, peer <= 3);
  g_assert_true (pn_lastn_packet (l, 9, 127, 2000 * MS)); /* silent, but called */
}

static void
test_a_voice_is_heard_at_once_when_there_is_a_place (void)
{
  g_autoptr (PnLastn) l = pn_lastn_new ();
  pn_lastn_set (l, 3, NULL, 0);
  carried (l, 1, 110, 0, 1000);
  g_assert_cmpuint (carried (l, 1, 30, 1000, 1200), >=, 9); /* of ten packets at most one is missing */
  carried (l, 2, 30, 1000, 1200);
  carried (l, 3, 30, 1000, 1200);
  g_assert_cmpuint (carried (l, 4, 30, 1200, 1400), ==, 0); /* as loud as the others: no place */
  carried (l, 1, 30, 1200, 4000);
  carried (l, 2, 30, 1200, 4000);
  g_assert_cmpuint (carried (l, 4, 30, 4000, 4200), >=, 9); /* 3 has been silent for long */
  g_assert_false (pn_lastn_packet (l, 3, 30, 4200 * MS));
}

static void
test_only_a_lasting_louder_voice_takes_a_place (void)
{
  g_autoptr (PnLastn) l = pn_lastn_new ();
  guint n = 0;
  pn_lastn_set (l, 1, NULL, 0);
  for (gint64 t = 0; t < 4000; t += 20) {
    pn_lastn_packet (l, 1, 45, t * MS);
    n += pn_lastn_packet (l, 2, t >= 1000 && t < 1200 ? 10 : 127, t * MS); /* a door slams */
  }
  g_assert_cmpuint (n, ==, 0);
  for (gint64 t = 4000; t < 6000; t += 20) {
    pn_lastn_packet (l, 1, 45, t * MS);
    n += pn_lastn_packet (l, 2, 20, t * MS);
  }
  g_assert_cmpuint (n, >, 60);
  pn_lastn_forget (l, 2);
  g_assert_true (pn_lastn_packet (l, 1, 45, 6000 * MS));
}

/* ---- quality */

static void
test_quality_falls_soon_and_rises_late (void)
{
  PnQuality q = { 0 };
  const PnQualitySample fine = { 0.0, 40 * MS, 0, FALSE }, bad = { 0.25, 40 * MS, 0, FALSE };
  const PnQualitySample limited = { 0.0, 40 * MS, 0, TRUE };
  g_assert_cmpint (pn_quality_sample (&q, &bad), ==, PN_QUALITY_GOOD); /* one bad second is nothing */
  g_assert_cmpint (pn_quality_sample (&q, &fine), ==, PN_QUALITY_GOOD);
  pn_quality_sample (&q, &bad);
  g_assert_cmpint (pn_quality_sample (&q, &bad), ==, PN_QUALITY_POOR);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (pn_quality_sample (&q, &fine), ==, PN_QUALITY_POOR);
  g_assert_cmpint (pn_quality_sample (&q, &fine), ==, PN_QUALITY_FAIR);
  for (guint i = 0; i < 5; i++)
    pn_quality_sample (&q, &fine);
  g_assert_cmpint (q.level, ==, PN_QUALITY_GOOD);
  pn_quality_sample (&q, &limited);
  g_assert_cmpint (pn_quality_sample (&q, &limited), ==, PN_QUALITY_FAIR);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/allocate/enough", test_enough_for_all_is_given_to_all);
  g_test_add_func ("/allocate/size", test_the_tile_decides_how_large);
  g_test_add_func ("/allocate/thin", test_a_thin_line_shows_everybody_small_before_anybody_large);
  g_test_add_func ("/allocate/screen", test_screen_comes_before_others_and_after_the_speaker);
  g_test_add_func ("/allocate/unsure", test_before_any_sign_of_the_line_nothing_is_paused);
  g_test_add_func ("/allocate/frames", test_fewer_frames_come_before_no_picture);
  g_test_add_func ("/allocate/absent", test_a_layer_that_is_not_sent_is_not_waited_for);
  g_test_add_func ("/allocate/flap", test_a_wavering_estimate_does_not_flap);
  g_test_add_func ("/lastn/loudest", test_the_loudest_are_carried_and_the_called_always);
  g_test_add_func ("/lastn/at-once", test_a_voice_is_heard_at_once_when_there_is_a_place);
  g_test_add_func ("/lastn/louder", test_only_a_lasting_louder_voice_takes_a_place);
  g_test_add_func ("/quality/hysteresis", test_quality_falls_soon_and_rises_late);
  return g_test_run ();
}
