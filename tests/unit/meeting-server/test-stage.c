/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/core/stage.h"
#include "tests/unit/meeting-server/room-sample.h"

/* Everybody who sits down has the peer 100 × person. */
static PnRoom *
seated (guint n)
{
  PnRoom *room = sample_room ();
  for (gint64 person = 1; person <= n; person++) {
    pn_roster_join (pn_room_roster (room), person, person * 100);
    pn_roster_track_add (pn_room_roster (room), person * 100, "mic")->up = TRUE;
  }
  return room;
}

static void
test_who_has_the_floor_or_is_heard_goes_first (void)
{
  g_autoptr (PnRoom) room = seated (5);
  pn_floor_grant (pn_room_floor_to_fill (room), 2, 0, T0);
  g_autoptr (GArray) speakers = pn_stage_speakers (room, 300);
  g_assert_cmpint (pn_stage_priority (speakers, "200/camera", 100), ==, PN_PRIORITY_SPEAKER);
  g_assert_cmpint (pn_stage_priority (speakers, "300/camera", 640), ==, PN_PRIORITY_SPEAKER);
  g_assert_cmpint (pn_stage_priority (speakers, "400/camera", 640), ==, PN_PRIORITY_OTHER);
  g_assert_cmpint (pn_stage_priority (speakers, "400/camera", PN_STAGE_THUMB_WIDTH), ==, PN_PRIORITY_THUMB);
  g_assert_cmpint (pn_stage_priority (speakers, "400/screen", 1280), ==, PN_PRIORITY_SCREEN);
  g_assert_cmpint (pn_stage_priority (speakers, "200/screen", 1280), ==, PN_PRIORITY_SCREEN);
  g_assert_cmpint (pn_stage_priority (speakers, "400/screen", 160), ==, PN_PRIORITY_THUMB);
}

static void
test_the_equipment_of_a_site_stands_for_its_speaker (void)
{
  g_autoptr (PnRoom) room = sample_room ();
  ((PnParticipant *) pn_room_participant (room, 2))->site = 4;
  pn_roster_site_join (pn_room_roster (room), 4, 9000);
  pn_roster_site_join (pn_room_roster (room), 5, 9001);
  pn_floor_grant (pn_room_floor_to_fill (room), 2, 0, T0);
  g_autoptr (GArray) speakers = pn_stage_speakers (room, 0);
  g_assert_cmpint (pn_stage_priority (speakers, "9000/camera", 640), ==, PN_PRIORITY_SPEAKER);
  g_assert_cmpint (pn_stage_priority (speakers, "9001/camera", 640), ==, PN_PRIORITY_OTHER);
}

static void
test_only_a_change_of_rank_is_worth_a_word (void)
{
  g_autoptr (PnRoom) room = seated (3);
  g_autoptr (GArray) tiles = pn_tiles_new ();
  pn_tiles_add (tiles, "200/camera", 640, 360);
  pn_tiles_add (tiles, "300/camera", 160, 90);
  g_autoptr (GArray) silence = pn_stage_speakers (room, 0);
  g_autoptr (GArray) two = pn_stage_speakers (room, 200);
  g_assert_true (pn_stage_rank (silence, tiles)); /* the thumbnail */
  g_assert_false (pn_stage_rank (silence, tiles));
  g_assert_true (pn_stage_rank (two, tiles));
  g_assert_cmpint (g_array_index (tiles, PnTile, 0).priority, ==, PN_PRIORITY_SPEAKER);
}

static void
test_only_more_than_eight_microphones_are_a_large_room (void)
{
  g_autoptr (PnRoom) eight = seated (8);
  g_autoptr (PnRoom) nine = seated (9);
  g_assert_cmpuint (pn_stage_voices (eight), ==, 0);
  g_assert_cmpuint (pn_stage_voices (nine), ==, 3);
  pn_roster_track (pn_room_roster (nine), "900/mic")->up = FALSE;
  g_assert_cmpuint (pn_stage_voices (nine), ==, 0);
}

static void
test_floor_chair_and_presenter_are_called (void)
{
  g_autoptr (PnRoom) room = seated (12);
  pn_floor_grant (pn_room_floor_to_fill (room), 7, 0, T0);
  pn_roster_join (pn_room_roster (room), 7, 5); /* at a second device */
  sample_apply (room, (PnEvent) { .kind = PN_KIND_PRESENT_STARTED, .person = 9, .version = 3, .page = 1, .sha256 = (char *) "" });
  g_autoptr (GArray) called = pn_stage_called (room);
  const gint64 wanted[] = { 5, 100, 700, 900 };
  g_assert_cmpmem (called->data, called->len * sizeof (gint64), wanted, sizeof wanted);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stage/floor-and-voice-first", test_who_has_the_floor_or_is_heard_goes_first);
  g_test_add_func ("/stage/equipment-of-the-speakers-site", test_the_equipment_of_a_site_stands_for_its_speaker);
  g_test_add_func ("/stage/only-a-change-is-told", test_only_a_change_of_rank_is_worth_a_word);
  g_test_add_func ("/stage/more-than-eight-microphones", test_only_more_than_eight_microphones_are_a_large_room);
  g_test_add_func ("/stage/the-called", test_floor_chair_and_presenter_are_called);
  return g_test_run ();
}
