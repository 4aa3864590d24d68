/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"

/* One chair, nobody twice, a vote only for those who may have one; who has acted stays on the list. */
static gboolean
check_list (const PnRoom *room, const PnInvited *list, gsize n, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);
  guint chairs = 0;
  for (gsize i = 0; i < n; i++) {
    if (!g_hash_table_add (seen, (gpointer) &list[i].person)) {
      g_set_error (error, PN_ERROR, PN_ERROR_BAD_VALUE, "participants[%u]: is there twice", (guint) i);
      return FALSE;
    }
    if (list[i].votes && !pn_policy_allows (PN_WHO (list[i].role), PN_MEETING_OPEN, PN_ACT_CAST)) {
      g_set_error (error, PN_ERROR, PN_ERROR_BAD_VALUE, "participants[%u]: this role has no vote", (guint) i);
      return FALSE;
    }
    chairs += list[i].role == PN_ROLE_CHAIR;
  }
  if (chairs != 1) {
    g_set_error (error, PN_ERROR, PN_ERROR_BAD_VALUE, "a meeting has one chair, not %u", chairs);
    return FALSE;
  }
  for (guint i = 0; i < pn_room_participants (room)->len; i++) {
    const PnParticipant *p = g_ptr_array_index (pn_room_participants (room), i);
    if (p->attendance == PN_ATTENDANCE_PRESENT && !g_hash_table_contains (seen, &p->person)) {
      g_set_error (error, PN_ERROR, PN_ERROR_WRONG_STATE, "%s is present and stays on the list", p->name);
      return FALSE;
    }
  }
  return TRUE;
}

void
pn_handle_participants_set (PnSession *session, PnCall *call, const PnMsgParticipantsSet *msg)
{
  g_autoptr (GError) error = NULL;
  const PnStore *store = pn_call_app (call)->store;
  g_autofree PnInvited *list = g_new0 (PnInvited, msg->n_participants + 1);
  if (!pn_call_may (call, PN_ACT_EDIT))
    return;
  for (gsize i = 0; i < msg->n_participants; i++) {
    const PnMsgParticipantsSetParticipants *p = &msg->participants[i];
    list[i] = (PnInvited) { .person = p->person, .site = p->has_site ? p->site : 0, .votes = p->votes };
    if (!pn_role_parse (pn_wire_role_name (p->role), &list[i].role))
      list[i].role = PN_ROLE_OBSERVER;
  }
  if (!check_list (pn_call_room (call), list, msg->n_participants, &error)) {
    pn_call_fail (call, error);
    return;
  }
  store->participants_set (pn_call_begin (call), msg->meeting, list, msg->n_participants);
  pn_call_event (call, PN_EVENT_MEETING_CHANGED, NULL, NULL);
  pn_call_done (call);
}
