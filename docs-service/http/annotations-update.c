/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PUT /docs/annotations/{id} {page,layer,data}: only its author changes a note. */
#include "docs-service/core/rights.h"
#include "docs-service/http/annotations.h"
#include "docs-service/http/routes.h"

static void
on_facts (PnCall *call, const PnJson *facts)
{
  g_autoptr (GError) error = NULL;
  gint64 author = pn_wire_int (facts, "author", 0);
  gboolean shared = FALSE, was_shared = pn_wire_bool (facts, "shared", FALSE);
  PnNoteKind kind = PN_NOTE_NOTE;
  if (!pn_doc_may_see_note (call->person, author, was_shared)) {
    pn_call_code (call, PN_ERROR_NOT_FOUND, NULL); /* a private note does not even exist for others */
    return;
  }
  if (author != call->person) {
    pn_call_code (call, PN_ERROR_NOT_ALLOWED, "not the author");
    return;
  }
  if (!pn_note_kind_from_name (pn_wire_str (facts, "kind", ""), &kind, &error)
      || !pn_notes_check_body (call->body, (int) kind, pn_wire_int (facts, "page_count", 0), &shared, &error)
      || (shared && !pn_doc_require (pn_doc_role_from_name (pn_wire_str (facts, "role", "")),
                                     pn_doc_meeting_state_from_name (pn_wire_str (facts, "state", "")), PN_DOC_ANNOTATE_SHARED, &error)))
    pn_call_fail (call, error);
  else
    pn_call_ask (call, PN_Q_NOTE_UPDATE, call->id, pn_json_ref (call->body), pn_call_reply_with);
}

void
pn_docs_annotations_update (PnCall *call)
{
  call->body = pn_http_request_json (call->req);
  if (call->body == NULL)
    pn_call_free (call); /* answered */
  else
    pn_call_ask (call, PN_Q_NOTE_FACTS, call->id, NULL, on_facts);
}
