/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"

/* Shown to the voter only: proves nothing about the choice, finds the row again. */
static char *
receipt_new (void)
{
  g_autofree char *token = pn_id_token ();
  g_autofree char *upper = g_ascii_strup (token, 12);
  for (char *c = upper; *c != 0; c++) {
    if (!g_ascii_isalnum (*c))
      *c = (char) (65 + (*c & 7));
  }
  return g_strdup_printf ("%.4s-%.4s-%.4s", upper, upper + 4, upper + 8);
}

void
pn_handle_vote_cast (PnSession *session, PnCall *call, const PnMsgVoteCast *msg)
{
  g_autoptr (GError) error = NULL;
  const PnStore *store = pn_call_app (call)->store;
  const PnMotion *motion = pn_room_motion (pn_call_room (call), msg->vote);
  PnChoice choice = PN_CHOICE_NONE;
  gint64 me = pn_call_person (call);
  if (!pn_call_may (call, PN_ACT_CAST) || !pn_call_in_room (call))
    return;
  if (motion == NULL || !pn_motion_may_cast (motion, me, &error)
      || !pn_choice_parse (pn_wire_choice_name (msg->choice), &choice)) {
    if (error == NULL)
      g_set_error (&error, PN_ERROR, PN_ERROR_NOT_FOUND, "no such vote");
    pn_call_fail (call, error);
    return;
  }
  g_autofree char *receipt = receipt_new ();
  PnJson *body = pn_wire_object (), *reply = pn_wire_object ();
  pn_wire_set_int (body, "vote", msg->vote);
  pn_wire_set_int (body, "person", me); /* what he chose stays in the ballot until the close */
  pn_wire_set_int (body, "entitled", pn_motion_entitled (motion));
  pn_wire_set_str (reply, "receipt", receipt);
  store->vote_cast (pn_call_begin (call), pn_call_meeting (call), msg->vote, me, choice, receipt);
  pn_call_event (call, PN_EVENT_VOTE_CAST, body, NULL);
  pn_call_commit (call, reply, NULL);
}
