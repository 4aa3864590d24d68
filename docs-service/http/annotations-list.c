/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/versions/{id}/annotations: my own notes and the shared ones; nobody gets another's private notes. */
#include "docs-service/http/routes.h"

void
pn_docs_annotations_list (PnCall *call)
{
  pn_call_ask (call, PN_Q_NOTES, call->id, NULL, pn_call_reply_with);
}
