/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"

static void
on_tokens (PnJson *take, const GError *error, gpointer data)
{
  g_autoptr (PnCall) call = data;
  if (error != NULL) {
    pn_call_fail (call, error);
    return;
  }
  PnJson *reply = pn_wire_object ();
  pn_wire_set_take (reply, "tokens", take);
  pn_call_reply (call, reply);
}

void
pn_handle_site_tokens (PnSession *session, PnCall *call, const PnMsgSiteTokens *msg)
{
  const PnStore *store = pn_call_app (call)->store;
  if (pn_call_may (call, PN_ACT_SITES))
    store->site_tokens (store->impl, msg->meeting, on_tokens, pn_call_ref (call));
}
