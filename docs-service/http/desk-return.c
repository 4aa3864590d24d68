/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/desk/steps/{id}/return {seen,comment}: back to the drafter, with the reason (R10). */
#include "docs-service/http/desk.h"
#include "docs-service/http/routes.h"

void
pn_docs_desk_return (PnCall *call)
{
  pn_desk_act (call, PN_Q_DESK_RETURN, PN_DESK_SEEN | PN_DESK_REASON);
}
