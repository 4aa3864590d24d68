/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"
#include "meeting-server/handlers/view.h"

void
pn_handle_vote_close (PnSession *session, PnCall *call, const PnMsgVoteClose *msg)
{
  const PnStore *store = pn_call_app (call)->store;
  PnRoom *room = pn_call_room (call);
  const PnMotion *motion = pn_room_motion (room, msg->vote);
  if (!pn_call_may (call, PN_ACT_CLOSE_VOTE))
    return;
  if (motion == NULL || pn_motion_state (motion) != PN_MOTION_OPEN) {
    pn_call_refuse (call, motion == NULL ? PN_ERROR_NOT_FOUND : PN_ERROR_WRONG_STATE, "no such open vote");
    return;
  }
  /* Nobody else runs now, so the room has every ballot of the table; the table refuses the close should that be wrong. */
  g_autoptr (PnOutcome) outcome = pn_motion_outcome (motion, pn_room_present_for (room, motion));
  g_autoptr (PnJson) result = pn_view_outcome (room, motion, outcome);
  PnJson *body = pn_wire_object ();
  pn_wire_set_int (body, "vote", msg->vote);
  pn_view_set_id (body, "item", pn_motion_item (motion));
  pn_wire_set_str (body, "question", pn_motion_question (motion));
  pn_wire_set_ref (body, "result", result);
  store->vote_close (pn_call_begin (call), msg->vote, &outcome->tally, outcome->adopted, result);
  pn_call_event (call, PN_EVENT_VOTE_CLOSED, body, NULL);
  pn_call_done (call);
}
