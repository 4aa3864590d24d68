/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/documents/{id}/reads: who has opened an official document, when first and last; for those who answer for it (R20, R21). */
#include "docs-service/http/routes.h"

void
pn_docs_document_reads (PnCall *call)
{
  pn_call_ask (call, PN_Q_READS, call->id, NULL, pn_call_reply_with);
}
