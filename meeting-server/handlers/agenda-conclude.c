/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"

void
pn_handle_agenda_conclude (PnSession *session, PnCall *call, const PnMsgAgendaConclude *msg)
{
  g_autoptr (GError) error = NULL;
  const PnStore *store = pn_call_app (call)->store;
  const PnAgenda *agenda = pn_room_agenda (pn_call_room (call));
  const PnItem *item = pn_agenda_find (agenda, msg->item);
  if (!pn_call_may (call, PN_ACT_RUN_AGENDA))
    return;
  /* An item that is done may get better words; its state stays. */
  if ((item == NULL || item->state != PN_ITEM_DONE) && !pn_agenda_may_move (agenda, msg->item, PN_ITEM_DONE, &error)) {
    pn_call_fail (call, error);
    return;
  }
  PnJson *body = pn_wire_object ();
  pn_wire_set_int (body, "item", msg->item);
  pn_wire_set_str (body, "conclusion", msg->conclusion);
  store->item_conclude (pn_call_begin (call), msg->item, msg->conclusion);
  pn_call_event (call, PN_EVENT_AGENDA_CONCLUDED, body, NULL);
  pn_call_done (call);
}
