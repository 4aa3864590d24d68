/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"
#include "meeting-server/handlers/view.h"

void
pn_handle_meeting_close (PnSession *session, PnCall *call, const PnMsgMeetingClose *msg)
{
  const PnStore *store = pn_call_app (call)->store;
  const PnRoom *room = pn_call_room (call);
  if (!pn_call_may (call, PN_ACT_CLOSE))
    return;
  if (pn_room_open_motion (room) != NULL) {
    pn_call_refuse (call, PN_ERROR_WRONG_STATE, "a vote is open");
    return;
  }
  /* The draft of the minutes comes with the close, in one transaction (R33). */
  g_autoptr (PnJson) sections = pn_view_minutes (room, pn_app_now (pn_call_app (call)));
  PnJson *drafted = pn_wire_object ();
  pn_wire_set_int (drafted, "rev", 1);
  store->meeting_state (pn_call_begin (call), msg->meeting, PN_MEETING_CLOSED, NULL);
  pn_call_event (call, PN_EVENT_MEETING_CLOSED, NULL, NULL);
  store->minutes_save (pn_call_begin (call), msg->meeting, 1, sections, 0);
  pn_call_event (call, PN_EVENT_MINUTES_DRAFTED, drafted, NULL);
  pn_call_done (call);
}
