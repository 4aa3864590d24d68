/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"

void
pn_handle_minutes_freeze (PnSession *session, PnCall *call, const PnMsgMinutesFreeze *msg)
{
  const PnStore *store = pn_call_app (call)->store;
  if (!pn_call_may (call, PN_ACT_FREEZE_MINUTES))
    return;
  PnJson *body = pn_wire_object ();
  pn_wire_set_int (body, "rev", msg->rev);
  store->minutes_freeze (pn_call_begin (call), msg->meeting, (gint) msg->rev);
  pn_call_event (call, PN_EVENT_MINUTES_FROZEN, body, NULL);
  pn_call_done (call);
}
