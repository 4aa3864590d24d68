/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"

void
pn_handle_present_stop (PnSession *session, PnCall *call, const PnMsgPresentStop *msg)
{
  if (!pn_call_may (call, PN_ACT_PRESENT))
    return;
  if (pn_room_present (pn_call_room (call)) == NULL) {
    pn_call_refuse (call, PN_ERROR_WRONG_STATE, "nothing is presented");
    return;
  }
  pn_call_event (call, PN_EVENT_PRESENT_STOPPED, NULL, NULL);
  pn_call_done (call);
}
