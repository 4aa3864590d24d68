/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/versions/{id}/outline: the table of contents the author put into the file. */
#include "docs-service/http/routes.h"

void
pn_docs_version_outline (PnCall *call)
{
  pn_call_ask (call, PN_Q_OUTLINE, call->id, NULL, pn_call_reply_with);
}
