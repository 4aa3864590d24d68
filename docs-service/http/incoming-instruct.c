/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/incoming/{id}/instruct {lead, helpers?, opinion, due_on?}: the leader's instruction (bút phê, R14, e16). */
#include "base/error.h"
#include "docs-service/http/desk.h"
#include "docs-service/http/routes.h"

#define HELPERS_MAX 30

void
pn_docs_incoming_instruct (PnCall *call)
{
  static const char *const keys[] = { "lead", "helpers", "opinion", "due_on", NULL };
  g_autoptr (GError) error = NULL;
  const char *text = "";
  const PnJson *helpers = NULL;
  gint64 lead;
  if (!pn_desk_body (call, keys))
    return;
  if (!pn_wire_get_int (call->body, "lead", 1, PN_WIRE_MAX_INT, &lead, &error) || !pn_wire_opt_array (call->body, "helpers", HELPERS_MAX, &helpers, &error)
      || !pn_wire_get_str (call->body, "opinion", 1, PN_DESK_COMMENT_MAX, &text, &error) || !pn_wire_opt_str (call->body, "due_on", 10, 10, &text, &error)) {
    pn_call_fail (call, error);
    return;
  }
  for (gsize i = 0; i < pn_wire_length (helpers); i++)
    if (pn_wire_int_at (helpers, i, 0) <= 0) {
      pn_call_code (call, PN_ERROR_BAD_VALUE, "helpers: ids of persons");
      return;
    }
  pn_call_ask (call, PN_Q_IN_INSTRUCT, call->id, pn_json_ref (call->body), pn_call_reply_with);
}
