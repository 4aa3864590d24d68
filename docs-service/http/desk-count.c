/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/desk/count: how many documents wait for me: the badge. */
#include "docs-service/http/routes.h"

void
pn_docs_desk_count (PnCall *call)
{
  pn_call_ask (call, PN_Q_DESK_COUNT, 0, NULL, pn_call_reply_with);
}
