/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/desk/away: who stands for me and for whom I stand, now and to come, and the units I could write a proxy for. */
#include "docs-service/http/routes.h"

void
pn_docs_away_list (PnCall *call)
{
  pn_call_ask (call, PN_Q_AWAY, 0, NULL, pn_call_reply_with);
}
