/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"
#include "meeting-server/handlers/view.h"

void
pn_handle_meeting_open (PnSession *session, PnCall *call, const PnMsgMeetingOpen *msg)
{
  const PnStore *store = pn_call_app (call)->store;
  const PnRoom *room = pn_call_room (call);
  PnAttendanceCounts counts = pn_room_attendance (room);
  if (!pn_call_may (call, PN_ACT_OPEN))
    return;
  /* Law on local government 2015, Art. 113 (R35): 2/3 of all members; the body's rule is data. */
  if (!counts.reached && msg->override_reason == NULL) {
    pn_call_refuse (call, PN_ERROR_NO_QUORUM, "%d of %d present, %d needed", counts.present, counts.members,
                    counts.quorum_needed);
    return;
  }
  const char *reason = counts.reached ? NULL : msg->override_reason;
  PnJson *body = pn_wire_object ();
  pn_wire_set_take (body, "attendance", pn_view_counts (room));
  if (reason != NULL)
    pn_wire_set_str (body, "override_reason", reason);
  store->meeting_state (pn_call_begin (call), msg->meeting, PN_MEETING_OPEN, reason);
  pn_call_event (call, PN_EVENT_MEETING_OPENED, body, NULL);
  pn_call_done (call);
}
