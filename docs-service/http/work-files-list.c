/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/units/{id}/files: the list of files of a body, newest first. */
#include "docs-service/http/routes.h"

void
pn_docs_work_files_list (PnCall *call)
{
  pn_call_ask (call, PN_Q_FILES, call->id, NULL, pn_call_reply_with);
}
