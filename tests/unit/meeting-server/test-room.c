/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/core/policy.h"
#include "room-sample.h"

static void
test_events_apply_in_the_order_of_their_numbers (void)
{
  g_autoptr (PnRoom) room = sample_room ();
  pn_room_set_seq (room, 10);
  g_assert_cmpint (sample_apply (room, (PnEvent) { .seq = 10, .kind = PN_KIND_MEETING_OPENED }), ==, PN_APPLIED_OLD);
  g_assert_cmpint (sample_apply (room, (PnEvent) { .seq = 12, .kind = PN_KIND_MEETING_OPENED }), ==, PN_APPLIED_GAP);
  g_assert_cmpint (pn_room_info (room)->state, ==, PN_MEETING_PUBLISHED);
  g_assert_cmpint (sample_apply (room, (PnEvent) { .seq = 11, .kind = PN_KIND_MEETING_OPENED }), ==, PN_APPLIED);
  g_assert_cmpint (pn_room_info (room)->state, ==, PN_MEETING_OPEN);
  g_assert_cmpint (pn_room_seq (room), ==, 11);
}

static void
test_what_changes_the_structure_asks_for_a_reload (void)
{
  for (guint kind = 0; kind < PN_N_KINDS; kind++) {
    g_autoptr (PnRoom) room = sample_room ();
    if (kind == PN_KIND_MEETING_CLOSED)
      pn_room_info_to_fill (room)->state = PN_MEETING_OPEN;
    if (!pn_kind_reloads ((PnKind) kind))
      continue;
    g_assert_cmpint (sample_apply (room, (PnEvent) { .kind = (PnKind) kind }), ==, PN_APPLIED_RELOAD);
  }
  g_assert_true (pn_kind_reloads (PN_KIND_AGENDA_CHANGED));
  g_assert_false (pn_kind_reloads (PN_KIND_VOTE_CAST));
  g_assert_cmpint (pn_kind_from_name ("no.such"), ==, PN_KIND_OTHER);
}

static void
test_quorum_counts_voting_members_who_are_present (void)
{
  g_autoptr (PnRoom) room = sample_room ();
  gint64 there[] = { 1, 50, 60 };
  for (guint i = 0; i < G_N_ELEMENTS (there); i++)
    sample_apply (room, (PnEvent) { .kind = PN_KIND_ATTENDANCE_CHANGED, .person = there[i], .attendance = PN_ATTENDANCE_PRESENT });
  g_assert_cmpint (pn_room_attendance (room).present, ==, 1);
  for (gint64 person = 2; person <= 14; person++)
    sample_apply (room, (PnEvent) { .kind = PN_KIND_ATTENDANCE_CHANGED, .person = person, .attendance = PN_ATTENDANCE_PRESENT });
  g_assert_cmpint (pn_room_attendance (room).present, ==, 14);
  g_assert_true (pn_room_attendance (room).reached);
  sample_apply (room, (PnEvent) { .kind = PN_KIND_ATTENDANCE_CHANGED, .person = 14, .attendance = PN_ATTENDANCE_LEFT });
  g_assert_false (pn_room_attendance (room).reached);
}

static void
test_a_ballot_makes_its_voter_present (void)
{
  g_autoptr (PnRoom) room = sample_room ();
  PnMotion *motion = pn_motion_new (9, 30, "?");
  for (gint64 person = 1; person <= 3; person++)
    g_assert_true (pn_motion_add_voter (motion, person, NULL));
  g_assert_true (pn_motion_set_state (motion, PN_MOTION_OPEN, T0, NULL));
  pn_room_add_motion (room, motion);
  sample_apply (room, (PnEvent) { .kind = PN_KIND_VOTE_CAST, .vote = 9, .person = 2, .choice = PN_CHOICE_YES });
  g_assert_cmpuint (pn_motion_cast_count (motion), ==, 1);
  g_assert_cmpint (pn_room_present_for (room, motion), ==, 1);
  g_assert_true (pn_room_open_motion (room) == motion);
}

static void
test_the_presented_page_survives_a_replay (void)
{
  g_autoptr (PnRoom) room = sample_room ();
  char *sha = (char *) "ab";
  PnEvent events[] = {
    { .seq = 1, .kind = PN_KIND_PRESENT_STARTED, .version = 7, .page = 1, .person = 50, .sha256 = sha },
    { .seq = 2, .kind = PN_KIND_PRESENT_PAGED, .page = 12 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    pn_room_replay (room, &events[i]);
  g_assert_cmpint (pn_room_present (room)->page, ==, 12);
  sample_apply (room, (PnEvent) { .kind = PN_KIND_PRESENT_STOPPED });
  g_assert_null (pn_room_present (room));
}

static void
test_the_chat_keeps_its_last_lines (void)
{
  g_autoptr (PnRoom) room = sample_room ();
  for (guint i = 0; i < PN_ROOM_CHAT_LINES + 10; i++)
    sample_apply (room, (PnEvent) { .kind = PN_KIND_CHAT_SAID, .actor = 2, .text = (char *) "x" });
  g_assert_cmpuint (pn_room_chat (room)->len, ==, PN_ROOM_CHAT_LINES);
  g_assert_cmpint (((PnChatLine *) g_ptr_array_index (pn_room_chat (room), 0))->seq, ==, 11);
}

static void
test_the_author_of_a_draft_is_no_stranger (void)
{
  g_autoptr (PnRoom) room = sample_room ();
  pn_room_info_to_fill (room)->created_by = 77;
  g_assert_cmpuint (pn_room_who (room, 77, PN_SYSTEM_USER), ==, PN_WHO (PN_ROLE_SECRETARY));
  g_assert_cmpuint (pn_room_who (room, 78, PN_SYSTEM_USER), ==, 0);
  sample_apply (room, (PnEvent) { .kind = PN_KIND_FLOOR_GRANTED, .person = 2 });
  g_assert_true (pn_room_who (room, 2, PN_SYSTEM_USER) & PN_WHO_SPEAKER);
}

static void
test_people_stay_through_a_reload (void)
{
  g_autoptr (PnRoom) old = sample_room ();
  g_autoptr (PnRoom) fresh = sample_room ();
  sample_apply (old, (PnEvent) { .kind = PN_KIND_ROSTER_JOINED, .person = 2, .peer = 200 });
  pn_room_take_roster (fresh, old);
  g_assert_nonnull (pn_roster_find (pn_room_roster (fresh), 2));
  g_assert_null (pn_roster_find (pn_room_roster (old), 2));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/room/events-in-order", test_events_apply_in_the_order_of_their_numbers);
  g_test_add_func ("/room/structure-asks-for-a-reload", test_what_changes_the_structure_asks_for_a_reload);
  g_test_add_func ("/room/quorum-counts-voting-members", test_quorum_counts_voting_members_who_are_present);
  g_test_add_func ("/room/a-ballot-makes-present", test_a_ballot_makes_its_voter_present);
  g_test_add_func ("/room/presented-page-survives-a-replay", test_the_presented_page_survives_a_replay);
  g_test_add_func ("/room/chat-keeps-its-last-lines", test_the_chat_keeps_its_last_lines);
  g_test_add_func ("/room/the-author-is-no-stranger", test_the_author_of_a_draft_is_no_stranger);
  g_test_add_func ("/room/people-stay-through-a-reload", test_people_stay_through_a_reload);
  return g_test_run ();
}
