/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"

static void
on_meetings (PnJson *take, const GError *error, gpointer data)
{
  g_autoptr (PnCall) call = data;
  if (error != NULL)
    pn_call_fail (call, error);
  else
    pn_call_reply (call, take);
}

void
pn_handle_meetings_list (PnSession *session, PnCall *call, const PnMsgMeetingsList *msg)
{
  const PnStore *store = pn_call_app (call)->store;
  if (!session->greeted)
    pn_call_refuse (call, PN_ERROR_WRONG_STATE, "say hello first");
  else
    store->meetings (store->impl, session->person, on_meetings, pn_call_ref (call));
}
