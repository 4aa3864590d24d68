/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"

void
pn_handle_meeting_delete (PnSession *session, PnCall *call, const PnMsgMeetingDelete *msg)
{
  const PnStore *store = pn_call_app (call)->store;
  if (!pn_call_may (call, PN_ACT_DELETE))
    return;
  store->meeting_delete (pn_call_begin (call), msg->meeting);
  pn_call_event (call, PN_EVENT_MEETING_CHANGED, NULL, NULL);
  pn_call_done (call);
}
