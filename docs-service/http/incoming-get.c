/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/incoming/{id}: one arrival with its instructions. */
#include "docs-service/http/routes.h"

void
pn_docs_incoming_get (PnCall *call)
{
  pn_call_ask (call, PN_Q_IN_GET, call->id, NULL, pn_call_reply_with);
}
