/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/versions/{id}/annotations {page,kind,layer,data,client?}: a note over the page, never in the file. */
#include "docs-service/core/rights.h"
#include "docs-service/http/annotations.h"
#include "docs-service/http/routes.h"

static void
on_created (PnCall *call, const PnJson *json)
{
  pn_call_reply (call, 201, pn_json_ref (json));
}

static void
on_facts (PnCall *call, const PnJson *facts)
{
  g_autoptr (GError) error = NULL;
  gboolean shared = FALSE;
  if (!pn_notes_check_body (call->body, -1, pn_wire_int (facts, "page_count", 0), &shared, &error)
      || (shared && !pn_doc_require (pn_doc_role_from_name (pn_wire_str (facts, "role", "")),
                                     pn_doc_meeting_state_from_name (pn_wire_str (facts, "state", "")), PN_DOC_ANNOTATE_SHARED, &error)))
    pn_call_fail (call, error);
  else
    pn_call_ask (call, PN_Q_NOTE_CREATE, call->id, pn_json_ref (call->body), on_created);
}

void
pn_docs_annotations_create (PnCall *call)
{
  call->body = pn_http_request_json (call->req);
  if (call->body == NULL)
    pn_call_free (call); /* answered */
  else
    pn_call_ask (call, PN_Q_VERSION_FACTS, call->id, NULL, on_facts);
}
