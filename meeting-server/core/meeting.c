/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/core/meeting.h"

#include "base/error.h"

static const gboolean allowed[PN_N_MEETING_STATES][PN_N_MEETING_STATES] = {
  /*                DRAFT  PUBL.  OPEN   PAUSED CLOSED ARCHIVED */
  /* DRAFT     */ { FALSE, TRUE,  FALSE, FALSE, FALSE, FALSE },
  /* PUBLISHED */ { FALSE, FALSE, TRUE,  FALSE, FALSE, FALSE },
  /* OPEN      */ { FALSE, FALSE, FALSE, TRUE,  TRUE,  FALSE },
  /* PAUSED    */ { FALSE, FALSE, TRUE,  FALSE, TRUE,  FALSE },
  /* CLOSED    */ { FALSE, FALSE, FALSE, FALSE, FALSE, TRUE  },
  /* ARCHIVED  */ { FALSE, FALSE, FALSE, FALSE, FALSE, FALSE },
};

gboolean
pn_meeting_may_move (PnMeetingState state, PnMeetingState next, GError **error)
{
  if (allowed[state][next])
    return TRUE;
  g_set_error (error, PN_ERROR, PN_ERROR_WRONG_STATE, "a meeting does not go from %s to %s",
               pn_meeting_state_name (state), pn_meeting_state_name (next));
  return FALSE;
}

gboolean
pn_meeting_move (PnMeetingState *state, PnMeetingState next, GError **error)
{
  if (!pn_meeting_may_move (*state, next, error))
    return FALSE;
  *state = next;
  return TRUE;
}
