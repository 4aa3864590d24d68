/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"
#include "meeting-server/handlers/equipment.h"

static void
revoked (PnCall *call)
{
  const PnMsgSiteTokenRevoke *msg = pn_call_message (call);
  pn_equipment_revoke (pn_call_app (call), msg->meeting, msg->token);
  pn_call_reply (call, NULL);
}

void
pn_handle_site_token_revoke (PnSession *session, PnCall *call, const PnMsgSiteTokenRevoke *msg)
{
  const PnStore *store = pn_call_app (call)->store;
  if (!pn_call_may (call, PN_ACT_SITES))
    return;
  store->site_token_revoke (pn_call_begin (call), msg->meeting, msg->token);
  pn_call_commit_then (call, revoked);
}
