/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/versions/{id}: sizes of all pages, signatures, where the reader stopped; everything a viewer needs before the first page. */
#include "docs-service/http/routes.h"

void
pn_docs_version_get (PnCall *call)
{
  pn_call_ask (call, PN_Q_VERSION, call->id, NULL, pn_call_reply_with);
}
