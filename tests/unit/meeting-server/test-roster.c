/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/core/roster.h"

static void
test_somebody_is_there_until_the_last_device_leaves (void)
{
  g_autoptr (PnRoster) roster = pn_roster_new ();
  g_assert_true (pn_roster_join (roster, 7, 100));
  g_assert_false (pn_roster_join (roster, 7, 101));
  g_assert_false (pn_roster_join (roster, 7, 101));
  g_assert_cmpuint (pn_roster_find (roster, 7)->peers->len, ==, 2);
  g_assert_false (pn_roster_leave (roster, 7, 100));
  g_assert_true (pn_roster_leave (roster, 7, 101));
  g_assert_null (pn_roster_find (roster, 7));
  g_assert_false (pn_roster_leave (roster, 7, 101));
}

static void
test_tracks_go_with_their_connection (void)
{
  g_autoptr (PnRoster) roster = pn_roster_new ();
  pn_roster_join (roster, 7, 100);
  pn_roster_join (roster, 8, 200);
  PnTrack *mic = pn_roster_track_add (roster, 100, "mic");
  g_assert_true (pn_roster_track_add (roster, 100, "mic") == mic);
  g_assert_cmpstr (mic->id, ==, "100/mic");
  g_assert_cmpint (mic->person, ==, 7);
  pn_roster_track_add (roster, 100, "camera");
  pn_roster_track_add (roster, 200, "mic");
  pn_roster_leave (roster, 7, 100);
  g_assert_cmpuint (pn_roster_tracks (roster), ==, 1);
  g_assert_nonnull (pn_roster_track (roster, "200/mic"));
  g_assert_cmpint (pn_roster_person (roster, 100), ==, 0);
}

static void
test_a_mute_outlives_its_track (void)
{
  g_autoptr (PnRoster) roster = pn_roster_new ();
  pn_roster_join (roster, 7, 100);
  pn_roster_track_add (roster, 100, "mic")->muted = TRUE;
  pn_roster_track_add (roster, 100, "camera")->up = TRUE;
  pn_roster_tracks_clear (roster);
  g_assert_null (pn_roster_track (roster, "100/camera"));
  g_assert_true (pn_roster_track (roster, "100/mic")->muted);
  g_assert_false (pn_roster_track (roster, "100/mic")->up);
}

static void
test_what_the_chair_has_muted_holds_on_a_new_device (void)
{
  g_autoptr (PnRoster) roster = pn_roster_new ();
  pn_roster_join (roster, 7, 100);
  pn_roster_force (roster, 7, "mic", TRUE);
  pn_roster_leave (roster, 7, 100);
  pn_roster_join (roster, 7, 101);
  g_assert_true (pn_roster_track_add (roster, 101, "mic")->muted);
  g_assert_true (pn_roster_track_add (roster, 101, "mic")->forced);
  g_assert_false (pn_roster_track_add (roster, 101, "camera")->muted);
  pn_roster_force (roster, 7, "mic", FALSE);
  g_assert_false (pn_roster_is_forced (roster, 7, "mic"));
}

static void
test_equipment_belongs_to_a_site (void)
{
  g_autoptr (PnRoster) roster = pn_roster_new ();
  pn_roster_site_join (roster, 4, 300);
  PnTrack *camera = pn_roster_track_add (roster, 300, "camera");
  g_assert_cmpint (camera->person, ==, 0);
  g_assert_cmpint (camera->site, ==, 4);
  pn_roster_site_leave (roster, 300);
  g_assert_cmpuint (pn_roster_tracks (roster), ==, 0);
  g_assert_cmpint (pn_roster_site (roster, 300), ==, 0);
}

static void
test_the_last_word_about_a_line_is_kept (void)
{
  g_autoptr (PnRoster) roster = pn_roster_new ();
  pn_roster_join (roster, 7, 100);
  PnLine line = { .peer = 100, .dir = PN_LINE_UP, .level = PN_LINE_GOOD };
  g_assert_true (pn_roster_line (roster, &line));
  g_assert_cmpint (line.person, ==, 7);
  g_assert_false (pn_roster_line (roster, &line));
  line.level = PN_LINE_POOR;
  g_assert_true (pn_roster_line (roster, &line));
  line.dir = PN_LINE_DOWN;
  g_assert_true (pn_roster_line (roster, &line));
  g_assert_cmpuint (pn_roster_lines (roster), ==, 2);
  PnLine stranger = { .peer = 999 };
  g_assert_false (pn_roster_line (roster, &stranger));
  g_assert_cmpint (stranger.person + stranger.site, ==, 0);
  pn_roster_leave (roster, 7, 100);
  g_assert_cmpuint (pn_roster_lines (roster), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/roster/until-the-last-device-leaves", test_somebody_is_there_until_the_last_device_leaves);
  g_test_add_func ("/roster/tracks-go-with-their-connection", test_tracks_go_with_their_connection);
  g_test_add_func ("/roster/a-mute-outlives-its-track", test_a_mute_outlives_its_track);
  g_test_add_func ("/roster/muted-on-a-new-device", test_what_the_chair_has_muted_holds_on_a_new_device);
  g_test_add_func ("/roster/equipment-of-a-site", test_equipment_belongs_to_a_site);
  g_test_add_func ("/roster/last-word-about-a-line", test_the_last_word_about_a_line_is_kept);
  return g_test_run ();
}
