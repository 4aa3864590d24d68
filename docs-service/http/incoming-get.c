/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/incoming/{id}: one arrival with its instructions and clocks. */
#include "base/clock.h"
#include "docs-service/http/incoming.h"
#include "docs-service/http/routes.h"

static void
on_entry (PnCall *call, const PnJson *json)
{
  g_autoptr (PnClocks) clocks = pn_clocks_new (pn_wire_member (json, "calendar"), pn_clock_now_us (pn_clock_system ()));
  pn_call_reply (call, 200, pn_incoming_told (pn_wire_member (json, "entry"), clocks));
}

void
pn_docs_incoming_get (PnCall *call)
{
  pn_call_ask (call, PN_Q_IN_GET, call->id, NULL, on_entry);
}
