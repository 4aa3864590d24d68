/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"

void
pn_handle_floor_request (PnSession *session, PnCall *call, const PnMsgFloorRequest *msg)
{
  g_autoptr (GError) error = NULL;
  const PnStore *store = pn_call_app (call)->store;
  gint64 me = pn_call_person (call);
  if (!pn_call_may (call, PN_ACT_REQUEST_FLOOR) || !pn_call_in_room (call))
    return;
  if (!pn_floor_may_request (pn_room_floor (pn_call_room (call)), me, &error)) {
    pn_call_fail (call, error);
    return;
  }
  PnJson *body = pn_wire_object ();
  pn_wire_set_int (body, "person", me);
  store->floor_request (pn_call_begin (call), msg->meeting, me);
  pn_call_event (call, PN_EVENT_FLOOR_REQUESTED, body, "request");
  pn_call_commit (call, NULL, "request");
}
