/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"

void
pn_handle_agenda_add (PnSession *session, PnCall *call, const PnMsgAgendaAdd *msg)
{
  g_autoptr (GError) error = NULL;
  const PnStore *store = pn_call_app (call)->store;
  PnItemFields fields = {
    .title = msg->title,
    .minutes = (gint) msg->minutes,
    .rapporteur = msg->rapporteur,
    .internal = msg->has_internal && msg->internal,
  };
  if (!pn_call_may (call, PN_ACT_EDIT))
    return;
  if (!pn_agenda_may_hang (pn_room_agenda (pn_call_room (call)), 0, msg->parent, &error)) {
    pn_call_fail (call, error);
    return;
  }
  store->item_add (pn_call_begin (call), msg->meeting, msg->parent, &fields);
  pn_call_event (call, PN_EVENT_AGENDA_CHANGED, NULL, NULL);
  pn_call_commit (call, NULL, "item");
}
