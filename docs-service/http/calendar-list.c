/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/calendar?year=: days off and worked days of a year against the common calendar, each with its announcement (R12). */
#include "base/error.h"
#include "docs-service/http/routes.h"

void
pn_docs_calendar_list (PnCall *call)
{
  gint64 year = pn_http_request_query_int (call->req, "year", 1990, 2999, 0);
  if (year == 0)
    pn_call_code (call, PN_ERROR_BAD_VALUE, "year");
  else
    pn_call_ask (call, PN_Q_CALENDAR, 0, pn_args_int ("year", year), pn_call_reply_with);
}
