/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"
#include "meeting-server/handlers/view.h"

void
pn_handle_floor_end (PnSession *session, PnCall *call, const PnMsgFloorEnd *msg)
{
  const PnStore *store = pn_call_app (call)->store;
  const PnSpeak *speaker = pn_floor_speaker (pn_room_floor (pn_call_room (call)));
  if (!pn_call_may (call, PN_ACT_END_OWN_SPEECH))
    return;
  if (speaker == NULL) {
    pn_call_refuse (call, PN_ERROR_WRONG_STATE, "nobody has the floor");
    return;
  }
  PnJson *body = pn_wire_object ();
  pn_wire_set_int (body, "person", speaker->person);
  pn_view_set_id (body, "request", speaker->request);
  store->floor_end (pn_call_begin (call), msg->meeting);
  pn_call_event (call, PN_EVENT_FLOOR_ENDED, body, NULL);
  pn_call_done (call);
}
