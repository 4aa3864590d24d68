/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"

void
pn_handle_floor_withdraw (PnSession *session, PnCall *call, const PnMsgFloorWithdraw *msg)
{
  const PnStore *store = pn_call_app (call)->store;
  gint64 me = pn_call_person (call);
  const PnSpeak *speak = pn_floor_find (pn_room_floor (pn_call_room (call)), me);
  if (!pn_call_may (call, PN_ACT_REQUEST_FLOOR))
    return;
  if (speak == NULL) {
    pn_call_refuse (call, PN_ERROR_NOT_FOUND, "has not asked to speak");
    return;
  }
  PnJson *body = pn_wire_object ();
  pn_wire_set_int (body, "request", speak->request);
  pn_wire_set_int (body, "person", me);
  store->floor_withdraw (pn_call_begin (call), msg->meeting, me);
  pn_call_event (call, PN_EVENT_FLOOR_WITHDRAWN, body, NULL);
  pn_call_done (call);
}
