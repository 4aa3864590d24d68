/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"

void
pn_handle_agenda_remove (PnSession *session, PnCall *call, const PnMsgAgendaRemove *msg)
{
  const PnStore *store = pn_call_app (call)->store;
  const PnRoom *room = pn_call_room (call);
  const GPtrArray *papers = pn_room_papers (room);
  const PnItem *item = pn_agenda_find (pn_room_agenda (room), msg->item);
  if (!pn_call_may (call, PN_ACT_EDIT))
    return;
  if (item == NULL || item->state != PN_ITEM_PENDING) {
    pn_call_refuse (call, item == NULL ? PN_ERROR_NOT_FOUND : PN_ERROR_WRONG_STATE, "only a pending item can be removed");
    return;
  }
  for (guint i = 0; i < papers->len; i++) {
    if (((const PnPaper *) g_ptr_array_index (papers, i))->item == msg->item) {
      pn_call_refuse (call, PN_ERROR_WRONG_STATE, "the item has papers");
      return;
    }
  }
  store->item_remove (pn_call_begin (call), msg->item);
  pn_call_event (call, PN_EVENT_AGENDA_CHANGED, NULL, NULL);
  pn_call_done (call);
}
