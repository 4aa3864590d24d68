/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"
#include "meeting-server/handlers/hall.h"

void
pn_handle_present_pointer (PnSession *session, PnCall *call, const PnMsgPresentPointer *msg)
{
  if (!pn_call_may (call, PN_ACT_PRESENT) || !pn_call_in_room (call))
    return;
  PnJson *body = pn_wire_object ();
  pn_wire_set_int (body, "page", msg->page);
  pn_wire_set_number (body, "x", msg->x);
  pn_wire_set_number (body, "y", msg->y);
  pn_wire_set_int (body, "person", session->person);
  pn_hall_signal (pn_call_hall (call), PN_SIGNAL_PRESENT_POINTER, body, "pointer", session);
  pn_call_reply (call, NULL);
}
