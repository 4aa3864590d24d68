/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/desk/requests/{id}/recall {comment}: an issued document is taken back; file, number and row stay
 * (R16). */
#include "docs-service/http/desk.h"
#include "docs-service/http/routes.h"

void
pn_docs_desk_recall (PnCall *call)
{
  pn_desk_act (call, PN_Q_DESK_RECALL, PN_DESK_REASON);
}
