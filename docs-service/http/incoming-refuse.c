/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/incoming/{id}/refuse {comment}: back to the sender with the reason (R14, R26). */
#include "docs-service/http/incoming.h"
#include "docs-service/http/routes.h"

void
pn_docs_incoming_refuse (PnCall *call)
{
  pn_incoming_with_comment (call, PN_Q_IN_REFUSE);
}
