/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/instructions/{id}/report {comment}: who leads says what came of it. */
#include "docs-service/http/incoming.h"
#include "docs-service/http/routes.h"

void
pn_docs_instruction_report (PnCall *call)
{
  pn_incoming_with_comment (call, PN_Q_IN_REPORT);
}
