/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/desk/steps/{id}/done {seen,comment?}, /return {seen,comment}, /forward {to,comment?}: opinions and initials (ký nháy, R10), and
 * POST /docs/desk/requests/{id}/recall {comment}, /cancel {}. Whose turn it is, and on which version, the database knows. */
#include "base/error.h"
#include "docs-service/http/desk.h"
#include "docs-service/http/routes.h"

static void
act (PnCall *call, PnStoreQuery query, gsize comment_min, gboolean wants_seen, gboolean wants_to)
{
  static const char *const keys[] = { "seen", "comment", "to", NULL };
  g_autoptr (GError) error = NULL;
  const char *comment = "", *seen;
  gint64 to;
  if (!pn_desk_body (call, keys))
    return;
  gboolean ok = comment_min > 0 ? pn_wire_get_str (call->body, "comment", comment_min, PN_DESK_COMMENT_MAX, &comment, &error)
                                : pn_wire_opt_str (call->body, "comment", 0, PN_DESK_COMMENT_MAX, &comment, &error);
  if (!ok || (wants_seen && !pn_desk_seen (call->body, &seen, &error)) || (wants_to && !pn_wire_get_int (call->body, "to", 1, PN_WIRE_MAX_INT, &to, &error)))
    pn_call_fail (call, error);
  else
    pn_call_ask (call, query, call->id, pn_json_ref (call->body), pn_call_reply_with);
}

void
pn_docs_desk_done (PnCall *call)
{
  act (call, PN_Q_DESK_DONE, 0, TRUE, FALSE);
}

void
pn_docs_desk_return (PnCall *call)
{
  act (call, PN_Q_DESK_RETURN, 1, TRUE, FALSE);
}

void
pn_docs_desk_forward (PnCall *call)
{
  act (call, PN_Q_DESK_FORWARD, 0, FALSE, TRUE);
}

void
pn_docs_desk_recall (PnCall *call)
{
  act (call, PN_Q_DESK_RECALL, 1, FALSE, FALSE);
}

void
pn_docs_desk_cancel (PnCall *call)
{
  act (call, PN_Q_DESK_CANCEL, 0, FALSE, FALSE);
}
