/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/access/{id}/confirm {comment?}: the one whose right it is makes a proposed change count (R20); neither who proposed it nor who gets it (f9). */
#include "docs-service/http/desk.h"
#include "docs-service/http/routes.h"

void
pn_docs_access_confirm (PnCall *call)
{
  pn_desk_act (call, PN_Q_ACCESS_CONFIRM, 0);
}
