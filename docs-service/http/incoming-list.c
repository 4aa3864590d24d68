/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/registers/{id}/in?year=&q=: arrivals of a year that the asker may see, each with its clock (R12). */
#include <string.h>
#include "base/clock.h"
#include "docs-service/core/fold.h"
#include "docs-service/http/incoming.h"
#include "docs-service/http/routes.h"

#define QUERY_MAX 400

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
  const char *query = pn_http_request_query (call->req, "q");
  gint64 year = pn_http_request_query_int (call->req, "year", 1990, 2999, 0);
  if (year == 0 || (query != NULL && strlen (query) > QUERY_MAX)) {
    pn_call_code (call, PN_ERROR_BAD_VALUE, "year, and q of at most 400 bytes");
    return;
  }
  g_autofree char *folded = pn_fold (query != NULL ? query : "");
  PnJson *args = pn_args_int ("year", year);
  pn_wire_set_str (args, "folded", folded);
  pn_call_ask (call, PN_Q_IN_LIST, call->id, args, on_list);
}
