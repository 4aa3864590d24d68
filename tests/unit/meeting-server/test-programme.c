/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/core/programme.h"
#include "tests/unit/meeting-server/room-sample.h"

/* Person n at peer 100 × n sends voice and picture; site 4 by equipment at peer 9000; delegate 2 sits there.
 */
static PnRoom *
sending (void)
{
  PnRoom *room = sample_room ();
  PnRoster *roster = pn_room_roster (room);
  for (gint64 person = 1; person <= 3; person++) {
    pn_roster_join (roster, person, person * 100);
    pn_roster_track_add (roster, person * 100, "mic")->up = TRUE;
    pn_roster_track_add (roster, person * 100, "camera")->up = TRUE;
  }
  ((PnParticipant *) pn_room_participant (room, 2))->site = 4;
  pn_roster_site_join (roster, 4, 9000);
  pn_roster_track_add (roster, 9000, "camera")->up = TRUE;
  return room;
}

static void
expect (const PnRoom *room, gint64 heard, gint64 site, const char *audio, const char *video)
{
  g_autofree char *a = NULL, *v = NULL;
  pn_programme_choose (room, heard, site, &a, &v);
  g_assert_cmpstr (a, ==, audio);
  g_assert_cmpstr (v, ==, video);
}

static void
test_the_chair_when_nobody_speaks (void)
{
  g_autoptr (PnRoom) room = sending ();
  expect (room, 0, 0, "100/mic", "100/camera");
  pn_roster_leave (pn_room_roster (room), 1, 100);
  expect (room, 0, 0, "200/mic", "200/camera"); /* never dark while anybody sends */
}

static void
test_who_has_the_floor_is_seen_who_is_heard_is_heard (void)
{
  g_autoptr (PnRoom) room = sending ();
  expect (room, 300, 0, "300/mic", "300/camera");
  pn_floor_grant (pn_room_floor_to_fill (room), 2, 0, T0);
  expect (room, 0, 0, "200/mic", "200/camera");
  expect (room, 100, 0, "100/mic", "200/camera");
  pn_roster_track (pn_room_roster (room), "200/camera")->muted = TRUE;
  expect (room, 0, 0, "200/mic", "9000/camera");
}

static void
test_a_shared_screen_goes_before_a_face (void)
{
  g_autoptr (PnRoom) room = sending ();
  pn_roster_track_add (pn_room_roster (room), 300, "screen")->up = TRUE;
  expect (room, 0, 0, "100/mic", "300/screen");
}

static void
test_one_site_by_its_equipment_else_by_who_sits_there (void)
{
  g_autoptr (PnRoom) room = sending ();
  expect (room, 300, 4, "200/mic", "9000/camera");
  expect (room, 300, 5, NULL, NULL);
  pn_roster_site_leave (pn_room_roster (room), 9000);
  expect (room, 300, 4, "200/mic", "200/camera");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/programme/chair-in-silence", test_the_chair_when_nobody_speaks);
  g_test_add_func ("/programme/floor-seen-voice-heard", test_who_has_the_floor_is_seen_who_is_heard_is_heard);
  g_test_add_func ("/programme/screen-first", test_a_shared_screen_goes_before_a_face);
  g_test_add_func ("/programme/one-site", test_one_site_by_its_equipment_else_by_who_sits_there);
  return g_test_run ();
}
