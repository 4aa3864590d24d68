/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"

void
pn_handle_meeting_resume (PnSession *session, PnCall *call, const PnMsgMeetingResume *msg)
{
  const PnStore *store = pn_call_app (call)->store;
  if (!pn_call_may (call, PN_ACT_RESUME))
    return;
  store->meeting_state (pn_call_begin (call), msg->meeting, PN_MEETING_OPEN, NULL);
  pn_call_event (call, PN_EVENT_MEETING_RESUMED, NULL, NULL);
  pn_call_done (call);
}
