/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/desk/away/{id}/end {}: who is back acts himself again; a proxy written with it ends too. */
#include "docs-service/http/desk.h"
#include "docs-service/http/routes.h"

void
pn_docs_away_end (PnCall *call)
{
  pn_desk_act (call, PN_Q_AWAY_END, 0);
}
