/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"

static void
on_tree (PnJson *take, const GError *error, gpointer data)
{
  g_autoptr (PnCall) call = data;
  if (error != NULL)
    pn_call_fail (call, error);
  else
    pn_call_reply (call, take);
}

void
pn_handle_org_tree (PnSession *session, PnCall *call, const PnMsgOrgTree *msg)
{
  const PnStore *store = pn_call_app (call)->store;
  if (!session->greeted)
    pn_call_refuse (call, PN_ERROR_WRONG_STATE, "say hello first");
  else
    store->org_tree (store->impl, on_tree, pn_call_ref (call));
}
