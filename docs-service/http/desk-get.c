/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/desk/requests/{id}: one document on the desk, its route and its history. */
#include "docs-service/http/routes.h"

void
pn_docs_desk_get (PnCall *call)
{
  pn_call_ask (call, PN_Q_DESK_GET, call->id, NULL, pn_call_reply_with);
}
