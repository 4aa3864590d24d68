/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/proofs: for administrators: how long signed documents can be proven, in counts by level and day, and every document whose proof waits,
 * has failed or ends soon, with the reason in words. */
#include "docs-service/http/proof-words.h"
#include "docs-service/http/routes.h"

static void
on_proofs (PnCall *call, const PnJson *json)
{
  PnJson *reply = pn_wire_object (), *rows = pn_wire_array ();
  const PnJson *found = pn_wire_member (json, "rows");
  for (gsize i = 0; i < pn_wire_length (found); i++)
    pn_wire_add_take (rows, pn_proof_words (pn_wire_at (found, i)));
  pn_args_add (reply, json);
  pn_wire_set_take (reply, "rows", rows);
  pn_call_reply (call, 200, reply);
}

void
pn_docs_proofs_get (PnCall *call)
{
  pn_call_ask (call, PN_Q_PROOFS, 0, NULL, on_proofs);
}
