/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/desk/steps/{id}/forward {to,comment}: somebody else gives this opinion, and why; a signature goes another way (desk-pass.c, R11). */
#include "docs-service/http/desk.h"
#include "docs-service/http/routes.h"

void
pn_docs_desk_forward (PnCall *call)
{
  pn_desk_act (call, PN_Q_DESK_FORWARD, PN_DESK_TO | PN_DESK_REASON);
}
