/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"

void
pn_handle_attendance_mark (PnSession *session, PnCall *call, const PnMsgAttendanceMark *msg)
{
  PnAttendance attendance = PN_ATTENDANCE_ABSENT;
  const PnStore *store = pn_call_app (call)->store;
  if (!pn_call_may (call, PN_ACT_MARK))
    return;
  if (pn_room_participant (pn_call_room (call), msg->person) == NULL
      || !pn_attendance_parse (pn_wire_attendance_mark_attendance_name (msg->attendance), &attendance)) {
    pn_call_refuse (call, PN_ERROR_NOT_FOUND, "not among the participants");
    return;
  }
  PnJson *body = pn_wire_object ();
  pn_wire_set_int (body, "person", msg->person);
  pn_wire_set_str (body, "attendance", pn_attendance_name (attendance));
  store->attend (pn_call_begin (call), msg->meeting, msg->person, attendance);
  pn_call_event (call, PN_EVENT_ATTENDANCE_CHANGED, body, NULL);
  pn_call_done (call);
}
