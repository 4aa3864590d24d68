/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/registers/{id}/in?year=&q=: arrivals of a year that the asker may see. */
#include <string.h>
#include "docs-service/core/fold.h"
#include "docs-service/http/routes.h"

#define QUERY_MAX 400

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
  pn_call_ask (call, PN_Q_IN_LIST, call->id, args, pn_call_reply_with);
}
