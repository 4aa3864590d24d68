/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/core/policy.h"

#include "base/error.h"

#define CHAIR PN_WHO (PN_ROLE_CHAIR)
#define SECR PN_WHO (PN_ROLE_SECRETARY)
#define DELEG PN_WHO (PN_ROLE_DELEGATE)
#define GUEST PN_WHO (PN_ROLE_GUEST)
#define TECHN PN_WHO (PN_ROLE_TECHNICIAN)
#define OBSER PN_WHO (PN_ROLE_OBSERVER)
#define SPEAK PN_WHO_SPEAKER
#define ADMIN PN_WHO_ADMIN
#define DESK (CHAIR | SECR)         /* leads the meeting */
#define BODY (DESK | DELEG)         /* takes part with all rights */
#define TABLE (BODY | GUEST)        /* may speak */
#define ALL (TABLE | TECHN | OBSER) /* everybody invited */

/* Quyết định 45/2018/QĐ-TTg: the chair leads and decides on minutes and recording (R33); the secretary
 * prepares. An administrator looks after accounts and may throw away a forgotten draft, but has no part in
 * the matter. */
static const guint table[PN_N_ACTIONS][PN_N_MEETING_STATES] = {
  /*                          DRAFT          PUBLISHED OPEN          PAUSED   CLOSED ARCHIVED */
  [PN_ACT_VIEW] = { DESK | ADMIN, ALL, ALL, ALL, ALL, ALL },
  [PN_ACT_EDIT] = { DESK, DESK, DESK, DESK, 0, 0 },
  [PN_ACT_DELETE] = { DESK | ADMIN, 0, 0, 0, 0, 0 },
  [PN_ACT_PUBLISH] = { DESK, 0, 0, 0, 0, 0 },
  [PN_ACT_RESPOND] = { 0, ALL, ALL, ALL, 0, 0 },
  [PN_ACT_MARK] = { 0, DESK, DESK, DESK, 0, 0 },
  [PN_ACT_JOIN] = { 0, ALL, ALL, ALL, ALL, 0 },
  [PN_ACT_OPEN] = { 0, CHAIR, 0, 0, 0, 0 },
  [PN_ACT_PAUSE] = { 0, 0, CHAIR, 0, 0, 0 },
  [PN_ACT_RESUME] = { 0, 0, 0, CHAIR, 0, 0 },
  [PN_ACT_CLOSE] = { 0, 0, CHAIR, CHAIR, 0, 0 },
  [PN_ACT_RUN_AGENDA] = { 0, 0, DESK, 0, 0, 0 },
  [PN_ACT_PRESENT] = { 0, DESK, DESK | SPEAK, DESK, 0, 0 },
  [PN_ACT_REQUEST_FLOOR] = { 0, 0, TABLE, TABLE, 0, 0 },
  [PN_ACT_GIVE_FLOOR] = { 0, 0, DESK, 0, 0, 0 },
  [PN_ACT_END_OWN_SPEECH] = { 0, 0, DESK | SPEAK, DESK | SPEAK, 0, 0 },
  [PN_ACT_OPEN_VOTE] = { 0, 0, CHAIR, 0, 0, 0 },
  [PN_ACT_CAST] = { 0, 0, BODY, BODY, 0, 0 },
  [PN_ACT_CLOSE_VOTE] = { 0, 0, CHAIR, CHAIR, 0, 0 },
  [PN_ACT_SEND_MEDIA] = { 0, TABLE | TECHN, TABLE | TECHN, TABLE | TECHN, 0, 0 },
  [PN_ACT_MUTE_OTHER] = { 0, DESK, DESK, DESK, 0, 0 },
  [PN_ACT_RECORD] = { 0, 0, DESK, DESK, 0, 0 },
  [PN_ACT_READ_MINUTES] = { 0, 0, 0, 0, BODY, BODY },
  [PN_ACT_EDIT_MINUTES] = { 0, 0, 0, 0, DESK, 0 },
  [PN_ACT_FREEZE_MINUTES] = { 0, 0, 0, 0, DESK, 0 },
  [PN_ACT_CHAT] = { 0, ALL, ALL, ALL, 0, 0 },
  [PN_ACT_SEE_LINES] = { 0, DESK | TECHN, DESK | TECHN, DESK | TECHN, 0, 0 },
  [PN_ACT_SITES] = { DESK, DESK, DESK, DESK, 0, 0 },
  [PN_ACT_SUBMIT_CHECK] = { 0, ALL, ALL, ALL, 0, 0 },
  [PN_ACT_SEE_INTERNAL] = { DESK, BODY, BODY, BODY, BODY, BODY },
};

static const char *const names[PN_N_ACTIONS] = {
  "view",           "edit",          "delete",     "publish",        "respond",      "mark",
  "join",           "open",          "pause",      "resume",         "close",        "run_agenda",
  "present",        "request_floor", "give_floor", "end_own_speech", "open_vote",    "cast",
  "close_vote",     "send_media",    "mute_other", "record",         "read_minutes", "edit_minutes",
  "freeze_minutes", "chat",          "see_lines",  "sites",          "submit_check", "see_internal",
};

const char *
pn_action_name (PnAction action)
{
  g_return_val_if_fail ((guint) action < PN_N_ACTIONS, "");
  return names[action];
}

guint
pn_policy_who (PnRole role, PnSystemRole system_role, gboolean has_floor)
{
  guint who = role == PN_ROLE_NONE ? 0 : PN_WHO (role);
  if (system_role == PN_SYSTEM_ADMIN)
    who |= PN_WHO_ADMIN;
  if (has_floor && role != PN_ROLE_NONE)
    who |= PN_WHO_SPEAKER;
  return who;
}

gboolean
pn_policy_allows (guint who, PnMeetingState state, PnAction action)
{
  return (table[action][state] & who) != 0;
}

gboolean
pn_policy_check (guint who, PnMeetingState state, PnAction action, GError **error)
{
  if (pn_policy_allows (who, state, action))
    return TRUE;
  if (!pn_policy_allows (who, state, PN_ACT_VIEW)) {
    g_set_error (error, PN_ERROR, PN_ERROR_NOT_FOUND, "no such meeting");
    return FALSE;
  }
  for (guint other = 0; other < PN_N_MEETING_STATES; other++) {
    if (pn_policy_allows (who, (PnMeetingState) other, action)) {
      g_set_error (error, PN_ERROR, PN_ERROR_WRONG_STATE, "%s is not possible while the meeting is %s",
                   names[action], pn_meeting_state_name (state));
      return FALSE;
    }
  }
  g_set_error (error, PN_ERROR, PN_ERROR_NOT_ALLOWED, "%s is not for this role", names[action]);
  return FALSE;
}

gboolean
pn_policy_may_create (PnSystemRole system_role)
{
  return system_role == PN_SYSTEM_SECRETARY || system_role == PN_SYSTEM_ADMIN;
}
