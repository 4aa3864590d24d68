/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"

#define USUAL_SECONDS 300 /* five minutes, where nothing else was said */

void
pn_handle_floor_grant (PnSession *session, PnCall *call, const PnMsgFloorGrant *msg)
{
  const PnStore *store = pn_call_app (call)->store;
  gint seconds = msg->has_seconds ? (gint) msg->seconds : USUAL_SECONDS;
  const PnParticipant *p = pn_room_participant (pn_call_room (call), msg->person);
  if (!pn_call_may (call, PN_ACT_GIVE_FLOOR))
    return;
  if (p == NULL || !pn_policy_allows (PN_WHO (p->role), PN_MEETING_OPEN, PN_ACT_REQUEST_FLOOR)) {
    pn_call_refuse (call, PN_ERROR_NOT_FOUND, "nobody of the participants who may speak");
    return;
  }
  PnJson *body = pn_wire_object ();
  pn_wire_set_int (body, "person", msg->person);
  pn_wire_set_int (body, "seconds", seconds);
  store->floor_grant (pn_call_begin (call), msg->meeting, msg->person, seconds, pn_call_person (call));
  pn_call_event (call, PN_EVENT_FLOOR_GRANTED, body, "request");
  pn_call_done (call);
}
