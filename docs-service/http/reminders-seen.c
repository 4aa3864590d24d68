/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/reminders/seen {}: the bell is quiet again; no reminder comes twice. */
#include "docs-service/http/routes.h"

void
pn_docs_reminders_seen (PnCall *call)
{
  pn_call_ask (call, PN_Q_REMINDERS_SEEN, 0, NULL, pn_call_reply_with);
}
