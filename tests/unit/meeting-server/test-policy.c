/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rights, written a second time and by hand: rows actions, columns states, letters who may. Every cell is
 * compared, for every single role, so that no right comes or goes unnoticed. */
#include <string.h>

#include "base/error.h"
#include "meeting-server/core/policy.h"

/* C chair S secretary D delegate G guest T technician O observer F who has the floor A administrator */
static const struct {
  PnAction action;
  const char *may[PN_N_MEETING_STATES];
} wanted[] = {
  /*                         draft  published  open      paused    closed    archived */
  { PN_ACT_VIEW, { "CSA", "CSDGTO", "CSDGTO", "CSDGTO", "CSDGTO", "CSDGTO" } },
  { PN_ACT_EDIT, { "CS", "CS", "CS", "CS", "", "" } },
  { PN_ACT_DELETE, { "CSA", "", "", "", "", "" } },
  { PN_ACT_PUBLISH, { "CS", "", "", "", "", "" } },
  { PN_ACT_RESPOND, { "", "CSDGTO", "CSDGTO", "CSDGTO", "", "" } },
  { PN_ACT_MARK, { "", "CS", "CS", "CS", "", "" } },
  { PN_ACT_JOIN, { "", "CSDGTO", "CSDGTO", "CSDGTO", "CSDGTO", "" } },
  { PN_ACT_OPEN, { "", "C", "", "", "", "" } },
  { PN_ACT_PAUSE, { "", "", "C", "", "", "" } },
  { PN_ACT_RESUME, { "", "", "", "C", "", "" } },
  { PN_ACT_CLOSE, { "", "", "C", "C", "", "" } },
  { PN_ACT_RUN_AGENDA, { "", "", "CS", "", "", "" } },
  { PN_ACT_PRESENT, { "", "CS", "CSF", "CS", "", "" } },
  { PN_ACT_REQUEST_FLOOR, { "", "", "CSDG", "CSDG", "", "" } },
  { PN_ACT_GIVE_FLOOR, { "", "", "CS", "", "", "" } },
  { PN_ACT_END_OWN_SPEECH, { "", "", "CSF", "CSF", "", "" } },
  { PN_ACT_OPEN_VOTE, { "", "", "C", "", "", "" } },
  { PN_ACT_CAST, { "", "", "CSD", "CSD", "", "" } },
  { PN_ACT_CLOSE_VOTE, { "", "", "C", "C", "", "" } },
  { PN_ACT_SEND_MEDIA, { "", "CSDGT", "CSDGT", "CSDGT", "", "" } },
  { PN_ACT_MUTE_OTHER, { "", "CS", "CS", "CS", "", "" } },
  { PN_ACT_RECORD, { "", "", "CS", "CS", "", "" } },
  { PN_ACT_READ_MINUTES, { "", "", "", "", "CSD", "CSD" } },
  { PN_ACT_EDIT_MINUTES, { "", "", "", "", "CS", "" } },
  { PN_ACT_FREEZE_MINUTES, { "", "", "", "", "CS", "" } },
  { PN_ACT_CHAT, { "", "CSDGTO", "CSDGTO", "CSDGTO", "", "" } },
  { PN_ACT_SEE_LINES, { "", "CST", "CST", "CST", "", "" } },
  { PN_ACT_SITES, { "CS", "CS", "CS", "CS", "", "" } },
  { PN_ACT_SUBMIT_CHECK, { "", "CSDGTO", "CSDGTO", "CSDGTO", "", "" } },
  { PN_ACT_SEE_INTERNAL, { "CS", "CSD", "CSD", "CSD", "CSD", "CSD" } },
};

static const struct {
  char letter;
  guint who;
} people[] = {
  { 'C', PN_WHO (PN_ROLE_CHAIR) },
  { 'S', PN_WHO (PN_ROLE_SECRETARY) },
  { 'D', PN_WHO (PN_ROLE_DELEGATE) },
  { 'G', PN_WHO (PN_ROLE_GUEST) },
  { 'T', PN_WHO (PN_ROLE_TECHNICIAN) },
  { 'O', PN_WHO (PN_ROLE_OBSERVER) },
  { 'F', PN_WHO_SPEAKER },
  { 'A', PN_WHO_ADMIN },
};

static void
test_every_cell_is_as_written (void)
{
  g_assert_cmpuint (G_N_ELEMENTS (wanted), ==, PN_N_ACTIONS);
  for (guint a = 0; a < G_N_ELEMENTS (wanted); a++) {
    for (guint s = 0; s < PN_N_MEETING_STATES; s++) {
      for (guint p = 0; p < G_N_ELEMENTS (people); p++) {
        gboolean want = strchr (wanted[a].may[s], people[p].letter) != NULL;
        gboolean got = pn_policy_allows (people[p].who, (PnMeetingState) s, wanted[a].action);
        if (want != got)
          g_error ("%c may %s%s in a meeting that is %s", people[p].letter, got ? "" : "not ",
                   pn_action_name (wanted[a].action), pn_meeting_state_name ((PnMeetingState) s));
      }
    }
  }
}

static void
test_a_stranger_may_nothing_and_learns_nothing (void)
{
  for (guint a = 0; a < PN_N_ACTIONS; a++) {
    for (guint s = 0; s < PN_N_MEETING_STATES; s++) {
      g_autoptr (GError) error = NULL;
      g_assert_false (pn_policy_check (0, (PnMeetingState) s, (PnAction) a, &error));
      g_assert_error (error, PN_ERROR, PN_ERROR_NOT_FOUND);
    }
  }
}

static void
test_refusals_tell_wrong_time_from_wrong_person (void)
{
  g_autoptr (GError) error = NULL;
  g_assert_false (pn_policy_check (PN_WHO (PN_ROLE_CHAIR), PN_MEETING_PUBLISHED, PN_ACT_OPEN_VOTE, &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_WRONG_STATE);
  g_clear_error (&error);
  g_assert_false (pn_policy_check (PN_WHO (PN_ROLE_DELEGATE), PN_MEETING_OPEN, PN_ACT_OPEN_VOTE, &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_NOT_ALLOWED);
}

static void
test_floor_and_office_add_to_the_role (void)
{
  g_assert_cmpuint (pn_policy_who (PN_ROLE_DELEGATE, PN_SYSTEM_USER, TRUE), ==,
                    PN_WHO (PN_ROLE_DELEGATE) | PN_WHO_SPEAKER);
  g_assert_cmpuint (pn_policy_who (PN_ROLE_NONE, PN_SYSTEM_ADMIN, FALSE), ==, PN_WHO_ADMIN);
  g_assert_cmpuint (pn_policy_who (PN_ROLE_NONE, PN_SYSTEM_SECRETARY, TRUE), ==, 0);
  g_assert_false (pn_policy_may_create (PN_SYSTEM_USER));
  g_assert_true (pn_policy_may_create (PN_SYSTEM_SECRETARY));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/policy/every-cell-is-as-written", test_every_cell_is_as_written);
  g_test_add_func ("/policy/a-stranger-learns-nothing", test_a_stranger_may_nothing_and_learns_nothing);
  g_test_add_func ("/policy/wrong-time-or-wrong-person", test_refusals_tell_wrong_time_from_wrong_person);
  g_test_add_func ("/policy/floor-and-office-add-to-the-role", test_floor_and_office_add_to_the_role);
  return g_test_run ();
}
