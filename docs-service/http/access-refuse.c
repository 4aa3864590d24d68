/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/access/{id}/refuse {comment}: a proposed change is turned down, or taken back by who proposed it; it stays on record. */
#include "docs-service/http/desk.h"
#include "docs-service/http/routes.h"

void
pn_docs_access_refuse (PnCall *call)
{
  pn_desk_act (call, PN_Q_ACCESS_REFUSE, PN_DESK_REASON);
}
