/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/desk/requests/{id}/answer: which arrival an outgoing document answers, and those it could (R15). */
#include "docs-service/http/routes.h"

void
pn_docs_desk_answer_get (PnCall *call)
{
  pn_call_ask (call, PN_Q_ANSWER, call->id, NULL, pn_call_reply_with);
}
