/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/desk: my boxes, the most urgent first. */
#include "docs-service/http/routes.h"

void
pn_docs_desk_list (PnCall *call)
{
  pn_call_ask (call, PN_Q_DESK, 0, NULL, pn_call_reply_with);
}
