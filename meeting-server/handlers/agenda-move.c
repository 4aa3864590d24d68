/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"

/* The children of `parent` in their order, without `item`. */
static GArray *
children_without (const PnAgenda *agenda, gint64 parent, gint64 item)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < pn_agenda_length (agenda); i++) {
    const PnItem *at = pn_agenda_at (agenda, i);
    if (at->parent == parent && at->id != item)
      g_array_append_val (ids, at->id);
  }
  return ids;
}

void
pn_handle_agenda_move (PnSession *session, PnCall *call, const PnMsgAgendaMove *msg)
{
  g_autoptr (GError) error = NULL;
  const PnStore *store = pn_call_app (call)->store;
  const PnAgenda *agenda = pn_room_agenda (pn_call_room (call));
  const PnItem *item = pn_agenda_find (agenda, msg->item);
  if (!pn_call_may (call, PN_ACT_EDIT))
    return;
  if (item == NULL || !pn_agenda_may_hang (agenda, msg->item, msg->parent, &error)) {
    if (error == NULL)
      g_set_error (&error, PN_ERROR, PN_ERROR_NOT_FOUND, "no such agenda item");
    pn_call_fail (call, error);
    return;
  }
  g_autoptr (GArray) ids = children_without (agenda, msg->parent, msg->item);
  g_array_insert_val (ids, MIN ((guint) msg->position, ids->len), msg->item);
  if (item->parent != msg->parent) { /* close the gap it leaves */
    g_autoptr (GArray) left = children_without (agenda, item->parent, msg->item);
    store->item_order (pn_call_begin (call), item->parent, (const gint64 *) (void *) left->data, left->len);
  }
  store->item_order (pn_call_begin (call), msg->parent, (const gint64 *) (void *) ids->data, ids->len);
  pn_call_event (call, PN_EVENT_AGENDA_CHANGED, NULL, NULL);
  pn_call_done (call);
}
