/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/registers/{id}/out?year=&q=: the outgoing register of a unit as a book (Decree 30/2020 Annex IV, R15), for its people. */
#include "docs-service/http/desk.h"
#include "docs-service/http/routes.h"

void
pn_docs_register_out (PnCall *call)
{
  PnJson *args = pn_desk_search (call);
  if (args != NULL)
    pn_call_ask (call, PN_Q_REGISTER_OUT, call->id, args, pn_call_reply_with);
}
