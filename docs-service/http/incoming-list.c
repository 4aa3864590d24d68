/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/registers/{id}/in?year=&q=: arrivals of a year that the asker may see, each with its clock (R12). */
#include "base/clock.h"
#include "docs-service/http/desk.h"
#include "docs-service/http/incoming.h"
#include "docs-service/http/routes.h"

static void
on_list (PnCall *call, const PnJson *json)
{
  g_autoptr (PnClocks) clocks = pn_clocks_new (pn_wire_member (json, "calendar"), pn_clock_now_us (pn_clock_system ()));
  const PnJson *rows = pn_wire_member (json, "rows");
  PnJson *reply = pn_wire_object (), *list = pn_wire_array ();
  for (gsize i = 0; i < pn_wire_length (rows); i++)
    pn_wire_add_take (list, pn_incoming_told (pn_wire_at (rows, i), clocks));
  pn_wire_set_take (reply, "rows", list);
  pn_wire_set_bool (reply, "clerk", pn_wire_bool (json, "clerk", FALSE));
  pn_wire_set_bool (reply, "leader", pn_wire_bool (json, "leader", FALSE));
  pn_call_reply (call, 200, reply);
}

void
pn_docs_incoming_list (PnCall *call)
{
  PnJson *args = pn_desk_search (call);
  if (args != NULL)
    pn_call_ask (call, PN_Q_IN_LIST, call->id, args, on_list);
}
