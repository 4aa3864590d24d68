/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/incoming/{id}/opinion {opinion, assignee?, due_on?}: second and third block of the handling form: the head of a unit passes it on, the
 * official says what he proposes. Which block is the asker's the database says. */
#include "docs-service/http/desk.h"
#include "docs-service/http/routes.h"

void
pn_docs_incoming_opinion (PnCall *call)
{
  static const char *const keys[] = { "opinion", "assignee", "due_on", NULL };
  g_autoptr (GError) error = NULL;
  const char *text = "";
  gint64 assignee = 0;
  if (!pn_desk_body (call, keys))
    return;
  if (!pn_wire_get_str (call->body, "opinion", 1, PN_DESK_COMMENT_MAX, &text, &error) || !pn_wire_opt_int (call->body, "assignee", 1, PN_WIRE_MAX_INT, &assignee, &error)
      || !pn_wire_opt_str (call->body, "due_on", 10, 10, &text, &error))
    pn_call_fail (call, error);
  else
    pn_call_ask (call, PN_Q_IN_OPINION, call->id, pn_json_ref (call->body), pn_call_reply_with);
}
