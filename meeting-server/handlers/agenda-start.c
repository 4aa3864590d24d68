/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"

void
pn_handle_agenda_start (PnSession *session, PnCall *call, const PnMsgAgendaStart *msg)
{
  g_autoptr (GError) error = NULL;
  const PnStore *store = pn_call_app (call)->store;
  if (!pn_call_may (call, PN_ACT_RUN_AGENDA))
    return;
  if (!pn_agenda_may_move (pn_room_agenda (pn_call_room (call)), msg->item, PN_ITEM_CURRENT, &error)) {
    pn_call_fail (call, error);
    return;
  }
  PnJson *body = pn_wire_object ();
  pn_wire_set_int (body, "item", msg->item);
  store->item_start (pn_call_begin (call), msg->item);
  pn_call_event (call, PN_EVENT_AGENDA_STARTED, body, NULL);
  pn_call_done (call);
}
