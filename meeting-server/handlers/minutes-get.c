/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"

static void
on_minutes (PnJson *take, const GError *error, gpointer data)
{
  g_autoptr (PnCall) call = data;
  if (error != NULL)
    pn_call_fail (call, error);
  else
    pn_call_reply (call, take);
}

void
pn_handle_minutes_get (PnSession *session, PnCall *call, const PnMsgMinutesGet *msg)
{
  const PnStore *store = pn_call_app (call)->store;
  if (pn_call_may (call, PN_ACT_READ_MINUTES))
    store->minutes (store->impl, msg->meeting, on_minutes, pn_call_ref (call));
}
