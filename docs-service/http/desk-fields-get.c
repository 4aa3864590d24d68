/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/desk/requests/{id}/fields: the sixteen groups of Annex VI (R18) of an outgoing document, those the system fills itself included. */
#include "docs-service/http/routes.h"

void
pn_docs_desk_fields_get (PnCall *call)
{
  pn_call_ask (call, PN_Q_FIELDS, call->id, NULL, pn_call_reply_with);
}
