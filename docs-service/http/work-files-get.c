/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/files/{id}: one file with the documents that lie in it. */
#include "docs-service/http/routes.h"

void
pn_docs_work_files_get (PnCall *call)
{
  pn_call_ask (call, PN_Q_FILE, call->id, NULL, pn_call_reply_with);
}
