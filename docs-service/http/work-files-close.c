/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/files/{id}/close: no more documents; it ends today. */
#include "docs-service/http/routes.h"

void
pn_docs_work_files_close (PnCall *call)
{
  pn_call_ask (call, PN_Q_FILE_CLOSE, call->id, NULL, pn_call_reply_with);
}
