/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/access: who signs in what capacity, who is clerk and who checks the form in each unit, and the changes proposed and decided: for
 * administrators and for heads of units; others are refused. */
#include "docs-service/http/routes.h"

void
pn_docs_access_list (PnCall *call)
{
  pn_call_ask (call, PN_Q_ACCESS, 0, NULL, pn_call_reply_with);
}
