/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/desk/steps/{id}/done {seen,comment?}: an opinion or initials (ký nháy, R10) on exactly the
 * version that was seen. */
#include "docs-service/http/desk.h"
#include "docs-service/http/routes.h"

void
pn_docs_desk_done (PnCall *call)
{
  pn_desk_act (call, PN_Q_DESK_DONE, PN_DESK_SEEN);
}
