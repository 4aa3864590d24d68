/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"
#include "meeting-server/handlers/hall.h"

static void
stand_up (PnCall *call)
{
  PnSession *session = pn_call_session (call);
  if (session->hall == pn_call_hall (call))
    pn_hall_stand (pn_call_hall (call), session);
  pn_call_reply (call, NULL);
}

void
pn_handle_room_leave (PnSession *session, PnCall *call, const PnMsgRoomLeave *msg)
{
  const PnStore *store = pn_call_app (call)->store;
  PnRoom *room = pn_call_room (call);
  if (!pn_call_in_room (call))
    return;
  const PnPresence *presence = pn_roster_find (pn_room_roster (room), session->person);
  const PnParticipant *p = pn_room_participant (room, session->person);
  PnMeetingState state = pn_room_info (room)->state;
  PnJson *body = pn_wire_object ();
  pn_wire_set_int (body, "person", session->person);
  pn_wire_set_int (body, "peer", session->peer);
  pn_call_event (call, PN_EVENT_ROSTER_LEFT, body, NULL);
  /* Who leaves with his last device counts no more for the quorum (R35). */
  if (p != NULL && p->attendance == PN_ATTENDANCE_PRESENT && (presence == NULL || presence->peers->len <= 1)
      && (state == PN_MEETING_PUBLISHED || state == PN_MEETING_OPEN || state == PN_MEETING_PAUSED)) {
    PnJson *left = pn_wire_object ();
    pn_wire_set_int (left, "person", session->person);
    pn_wire_set_str (left, "attendance", pn_attendance_name (PN_ATTENDANCE_LEFT));
    store->attend (pn_call_begin (call), msg->meeting, session->person, PN_ATTENDANCE_LEFT);
    pn_call_event (call, PN_EVENT_ATTENDANCE_CHANGED, left, NULL);
  }
  pn_call_commit_then (call, stand_up);
}
