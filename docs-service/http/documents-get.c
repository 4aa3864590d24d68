/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/documents/{id}: the paper and all its versions. */
#include "docs-service/http/routes.h"

void
pn_docs_document_get (PnCall *call)
{
  pn_call_ask (call, PN_Q_DOCUMENT, call->id, NULL, pn_call_reply_with);
}
