/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/calendar/remove {day}: an administrator takes a mark back; the day is what the common calendar says (R12). */
#include "base/error.h"
#include "docs-service/core/workdays.h"
#include "docs-service/http/desk.h"
#include "docs-service/http/routes.h"

void
pn_docs_calendar_remove (PnCall *call)
{
  static const char *const keys[] = { "day", NULL };
  g_autoptr (GError) error = NULL;
  const char *day = "";
  int n;
  if (!pn_desk_body (call, keys))
    return;
  if (!pn_wire_get_str (call->body, "day", 10, 10, &day, &error))
    pn_call_fail (call, error);
  else if (!pn_day_from_text (day, &n))
    pn_call_code (call, PN_ERROR_BAD_VALUE, "day: YYYY-MM-DD");
  else
    pn_call_ask (call, PN_Q_CALENDAR_REMOVE, 0, pn_json_ref (call->body), pn_call_reply_with);
}
