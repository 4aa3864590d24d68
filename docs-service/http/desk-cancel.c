/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/desk/requests/{id}/cancel {}: the drafter gives a draft up. */
#include "docs-service/http/desk.h"
#include "docs-service/http/routes.h"

void
pn_docs_desk_cancel (PnCall *call)
{
  pn_desk_act (call, PN_Q_DESK_CANCEL, 0);
}
