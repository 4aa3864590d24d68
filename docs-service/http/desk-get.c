/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/desk (my boxes), /docs/desk/count (the badge), /docs/desk/options (what a draft chooses from), /docs/desk/requests/{id} (one document). */
#include "docs-service/http/routes.h"

void
pn_docs_desk_list (PnCall *call)
{
  pn_call_ask (call, PN_Q_DESK, 0, NULL, pn_call_reply_with);
}

void
pn_docs_desk_count (PnCall *call)
{
  pn_call_ask (call, PN_Q_DESK_COUNT, 0, NULL, pn_call_reply_with);
}

void
pn_docs_desk_options (PnCall *call)
{
  pn_call_ask (call, PN_Q_DESK_OPTIONS, 0, NULL, pn_call_reply_with);
}

void
pn_docs_desk_get (PnCall *call)
{
  pn_call_ask (call, PN_Q_DESK_GET, call->id, NULL, pn_call_reply_with);
}
