/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/proofs/retry {document?}: for administrators: one document, or all that wait or have failed, are tried now, whatever the pause. */
#include "docs-service/http/desk.h"
#include "docs-service/http/proof-work.h"
#include "docs-service/http/routes.h"

static void
on_retried (PnCall *call, const PnJson *json)
{
  pn_proofs_kick (call->docs->proofs);
  pn_call_reply (call, 200, pn_json_ref (json));
}

void
pn_docs_proofs_retry (PnCall *call)
{
  static const char *const keys[] = { "document", NULL };
  g_autoptr (GError) error = NULL;
  gint64 document = 0;
  if (!pn_desk_body (call, keys))
    return;
  if (pn_wire_member (call->body, "document") != NULL && !pn_wire_get_int (call->body, "document", 1, PN_WIRE_MAX_INT, &document, &error))
    pn_call_fail (call, error);
  else
    pn_call_ask (call, PN_Q_PROOFS_RETRY, document, NULL, on_retried);
}
