/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"

static PnJson *
opened_body (const PnRoom *room, const PnMsgVoteOpen *msg)
{
  const PnMeetingInfo *info = pn_room_info (room);
  const GPtrArray *people = pn_room_participants (room);
  g_autofree char *rule_vi = pn_rule_majority_vi (&info->rule);
  g_autofree char *rule_en = pn_rule_majority_en (&info->rule);
  PnJson *body = pn_wire_object (), *voters = pn_wire_array ();
  for (guint i = 0; i < people->len; i++) {
    const PnParticipant *p = g_ptr_array_index (people, i);
    if (p->votes)
      pn_wire_add_int (voters, p->person);
  }
  pn_wire_set_int (body, "item", msg->item);
  pn_wire_set_str (body, "question", msg->question);
  pn_wire_set_str (body, "kind", pn_wire_vote_kind_name (msg->kind));
  pn_wire_set_int (body, "entitled", (gint64) pn_wire_length (voters));
  pn_wire_set_take (body, "voters", voters);
  pn_wire_set_str (body, "rule_vi", rule_vi);
  pn_wire_set_str (body, "rule_en", rule_en);
  return body;
}

void
pn_handle_vote_open (PnSession *session, PnCall *call, const PnMsgVoteOpen *msg)
{
  const PnStore *store = pn_call_app (call)->store;
  const PnRoom *room = pn_call_room (call);
  if (!pn_call_may (call, PN_ACT_OPEN_VOTE))
    return;
  if (pn_agenda_find (pn_room_agenda (room), msg->item) == NULL) {
    pn_call_refuse (call, PN_ERROR_NOT_FOUND, "no such item on this agenda");
    return;
  }
  if (pn_room_open_motion (room) != NULL) {
    pn_call_refuse (call, PN_ERROR_WRONG_STATE, "a vote is open already");
    return;
  }
  store->vote_open (pn_call_begin (call), msg->meeting, msg->item, msg->question, pn_call_person (call));
  pn_call_event (call, PN_EVENT_VOTE_OPENED, opened_body (room, msg), "vote");
  pn_call_commit (call, NULL, "vote");
}
