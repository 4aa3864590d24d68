/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DELETE /docs/desk/attachments/{id}: the drafter takes an attachment out of his draft. */
#include "docs-service/http/routes.h"

void
pn_docs_attachments_delete (PnCall *call)
{
  pn_call_ask (call, PN_Q_ATTACHMENT_REMOVE, call->id, NULL, pn_call_reply_with);
}
