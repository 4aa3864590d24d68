/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/incoming/{id}/answer: a draft of the asker's that answers this arrival, begun with what a letter of answer cites (R14, R15). */
#include "docs-service/http/routes.h"

static void
on_begun (PnCall *call, const PnJson *json)
{
  pn_call_reply (call, 201, pn_json_ref (json));
}

void
pn_docs_incoming_answer (PnCall *call)
{
  pn_call_ask (call, PN_Q_ANSWER_DRAFT, call->id, NULL, on_begun);
}
