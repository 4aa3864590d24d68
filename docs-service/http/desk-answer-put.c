/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PUT /docs/desk/requests/{id}/answer {entry?, ends}: this document answers that arrival, or none; `ends`: with its issue the work is done (R12, R14).
 * Who may say so, and until when, is the database's to know (db/deploy/answers.sql). */
#include "docs-service/http/desk.h"
#include "docs-service/http/routes.h"

void
pn_docs_desk_answer_put (PnCall *call)
{
  static const char *const keys[] = { "entry", "ends", NULL };
  g_autoptr (GError) error = NULL;
  gint64 entry = 0;
  gboolean ends = TRUE;
  if (!pn_desk_body (call, keys))
    return;
  if (!pn_wire_opt_int (call->body, "entry", 1, PN_WIRE_MAX_INT, &entry, &error) || !pn_wire_get_bool (call->body, "ends", &ends, &error))
    pn_call_fail (call, error);
  else
    pn_call_ask (call, PN_Q_ANSWER_SET, call->id, pn_json_ref (call->body), pn_call_reply_with);
}
