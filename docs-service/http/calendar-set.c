/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PUT /docs/calendar {day, work, name, source}: an administrator marks a day as off or worked; without a source it is to be confirmed (R12). */
#include "base/error.h"
#include "docs-service/core/workdays.h"
#include "docs-service/http/desk.h"
#include "docs-service/http/routes.h"

void
pn_docs_calendar_set (PnCall *call)
{
  static const char *const keys[] = { "day", "work", "name", "source", NULL };
  g_autoptr (GError) error = NULL;
  const char *day = "", *text = "";
  gboolean work = FALSE;
  int n;
  if (!pn_desk_body (call, keys))
    return;
  if (!pn_wire_get_str (call->body, "day", 10, 10, &day, &error) || !pn_wire_get_bool (call->body, "work", &work, &error)
      || !pn_wire_get_str (call->body, "name", 1, 100, &text, &error) || !pn_wire_get_str (call->body, "source", 0, 200, &text, &error))
    pn_call_fail (call, error);
  else if (!pn_day_from_text (day, &n))
    pn_call_code (call, PN_ERROR_BAD_VALUE, "day: YYYY-MM-DD");
  else
    pn_call_ask (call, PN_Q_CALENDAR_SET, 0, pn_json_ref (call->body), pn_call_reply_with);
}
