/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"

void
pn_handle_agenda_update (PnSession *session, PnCall *call, const PnMsgAgendaUpdate *msg)
{
  const PnStore *store = pn_call_app (call)->store;
  PnItemFields fields = {
    .title = msg->title,
    .minutes = msg->has_minutes ? (gint) msg->minutes : -1,
    .rapporteur = msg->has_rapporteur ? msg->rapporteur : -1,
    .internal = msg->has_internal ? msg->internal : -1,
  };
  if (!pn_call_may (call, PN_ACT_EDIT))
    return;
  store->item_update (pn_call_begin (call), msg->item, &fields);
  pn_call_event (call, PN_EVENT_AGENDA_CHANGED, NULL, NULL);
  pn_call_done (call);
}
