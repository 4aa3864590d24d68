/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/desk/requests/{id}/attachments: the files that go along with a document, for everybody who may see it. */
#include "docs-service/http/routes.h"

void
pn_docs_attachments_list (PnCall *call)
{
  pn_call_ask (call, PN_Q_ATTACHMENTS, call->id, NULL, pn_call_reply_with);
}
