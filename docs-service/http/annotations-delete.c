/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DELETE /docs/annotations/{id}: by its author; a shared one also by chair or secretary. */
#include "docs-service/core/rights.h"
#include "docs-service/http/routes.h"

static void
on_facts (PnCall *call, const PnJson *facts)
{
  gint64 author = pn_wire_int (facts, "author", 0);
  gboolean shared = pn_wire_bool (facts, "shared", FALSE);
  if (!pn_doc_may_see_note (call->person, author, shared))
    pn_call_code (call, PN_ERROR_NOT_FOUND, NULL); /* a private note does not even exist for others */
  else if (!pn_doc_may_remove_note (call->person, author, shared, pn_doc_role_from_name (pn_wire_str (facts, "role", ""))))
    pn_call_code (call, PN_ERROR_NOT_ALLOWED, NULL);
  else
    pn_call_ask (call, PN_Q_NOTE_DELETE, call->id, NULL, pn_call_reply_with);
}

void
pn_docs_annotations_delete (PnCall *call)
{
  pn_call_ask (call, PN_Q_NOTE_FACTS, call->id, NULL, on_facts);
}
