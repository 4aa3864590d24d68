/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/desk/options: kinds, units and people a draft chooses from. */
#include "docs-service/http/routes.h"

void
pn_docs_desk_options (PnCall *call)
{
  pn_call_ask (call, PN_Q_DESK_OPTIONS, 0, NULL, pn_call_reply_with);
}
