/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/desk/steps/{id}/intake: how the newest pair of links stands: waiting, fetched, refused and why, used, expired. */
#include "docs-service/http/desk.h"
#include "docs-service/http/routes.h"

void
pn_docs_desk_intake_state (PnCall *call)
{
  pn_call_ask (call, PN_Q_INTAKE_STATE, call->id, NULL, pn_desk_answer_state);
}
