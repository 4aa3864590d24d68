/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"
#include "meeting-server/handlers/view.h"

void
pn_handle_attendance_respond (PnSession *session, PnCall *call, const PnMsgAttendanceRespond *msg)
{
  PnResponse response = PN_RESPONSE_NONE;
  const PnStore *store = pn_call_app (call)->store;
  gint64 me = pn_call_person (call);
  const PnParticipant *p = pn_room_participant (pn_call_room (call), me);
  if (!pn_call_may (call, PN_ACT_RESPOND))
    return;
  if (p == NULL || !pn_response_parse (pn_wire_invitation_answer_name (msg->response), &response)) {
    pn_call_refuse (call, PN_ERROR_NOT_ALLOWED, "not among the participants");
    return;
  }
  if ((response == PN_RESPONSE_PROXY) != msg->has_proxy || (msg->has_proxy && msg->proxy == me)) {
    pn_call_refuse (call, PN_ERROR_BAD_VALUE, "a proxy is somebody else, and only for the answer proxy");
    return;
  }
  if (response == PN_RESPONSE_NO && (msg->reason == NULL || *msg->reason == '\0')) {
    pn_call_refuse (call, PN_ERROR_BAD_VALUE, "an absence needs a reason (R35)");
    return;
  }
  PnJson *body = pn_wire_object ();
  pn_wire_set_int (body, "person", me);
  pn_wire_set_str (body, "attendance", pn_attendance_name (p->attendance));
  pn_wire_set_str (body, "response", pn_response_name (response));
  pn_wire_set_str (body, "reason", msg->reason);
  pn_view_set_id (body, "proxy", msg->has_proxy ? msg->proxy : 0);
  store->respond (pn_call_begin (call), msg->meeting, me, response, msg->reason, msg->has_proxy ? msg->proxy : 0);
  pn_call_event (call, PN_EVENT_ATTENDANCE_CHANGED, body, NULL);
  if (msg->has_proxy) /* the list of participants may have grown */
    pn_call_event (call, PN_EVENT_MEETING_CHANGED, NULL, NULL);
  pn_call_done (call);
}
