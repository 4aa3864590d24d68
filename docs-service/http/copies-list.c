/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/documents/{id}/copies: which copies were made of a document, by whom and when, for those who may
 * read it. */
#include "docs-service/http/routes.h"

void
pn_docs_copies_list (PnCall *call)
{
  pn_call_ask (call, PN_Q_COPIES, call->id, NULL, pn_call_reply_with);
}
