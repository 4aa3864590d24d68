/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/documents/{id}/proof: the level of a signed document's newest file and how the work on it stands; POST
 * /docs/documents/{id}/proof: try now, whatever the pause. For whoever may read the document. */
#include "docs-service/http/proof-work.h"
#include "docs-service/http/proof-words.h"
#include "docs-service/http/routes.h"

static void
on_proof (PnCall *call, const PnJson *json)
{
  const PnJson *proof = pn_wire_member (json, "proof");
  PnJson *reply = pn_wire_object ();
  pn_wire_set_take (reply, "proof", proof != NULL ? pn_proof_words (proof) : NULL);
  pn_call_reply (call, 200, reply);
}

void
pn_docs_proof_get (PnCall *call)
{
  pn_call_ask (call, PN_Q_PROOF, call->id, NULL, on_proof);
}

static void
on_retried (PnCall *call, const PnJson *json)
{
  pn_proofs_kick (call->docs->proofs);
  pn_call_ask (call, PN_Q_PROOF, call->id, NULL, on_proof);
}

void
pn_docs_proof_retry (PnCall *call)
{
  pn_call_ask (call, PN_Q_PROOF_RETRY, call->id, NULL, on_retried);
}
