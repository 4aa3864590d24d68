/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "meeting-server/core/meeting.h"

/* Rows: from; columns: to; D P O A C R = draft published open pAused closed aRchived. */
static const char *const moves[PN_N_MEETING_STATES] = {
  "-P----", /* draft */
  "--O---", /* published */
  "---AC-", /* open */
  "--O-C-", /* paused */
  "-----R", /* closed */
  "------", /* archived */
};

static void
test_every_move_is_as_drawn (void)
{
  for (guint from = 0; from < PN_N_MEETING_STATES; from++) {
    for (guint to = 0; to < PN_N_MEETING_STATES; to++) {
      g_autoptr (GError) error = NULL;
      PnMeetingState state = (PnMeetingState) from;
      gboolean moved = pn_meeting_move (&state, (PnMeetingState) to, &error);
      g_assert_cmpint (moved, ==, moves[from][to] != '-');
      g_assert_cmpint (state, ==, moved ? to : from);
      if (!moved)
        g_assert_error (error, PN_ERROR, PN_ERROR_WRONG_STATE);
    }
  }
}

static void
test_words_go_there_and_back (void)
{
  for (guint i = 0; i < PN_N_MEETING_STATES; i++) {
    PnMeetingState state = PN_MEETING_ARCHIVED;
    g_assert_true (pn_meeting_state_parse (pn_meeting_state_name ((PnMeetingState) i), &state));
    g_assert_cmpint (state, ==, i);
  }
  PnRole role = PN_ROLE_CHAIR;
  g_assert_false (pn_role_parse ("emperor", &role));
  g_assert_false (pn_role_parse (NULL, &role));
  g_assert_cmpint (role, ==, PN_ROLE_CHAIR);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/meeting/every-move-is-as-drawn", test_every_move_is_as_drawn);
  g_test_add_func ("/meeting/words-go-there-and-back", test_words_go_there_and_back);
  return g_test_run ();
}
