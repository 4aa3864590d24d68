/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/reminders: the bell: what is due today or late for me and still waits, the newest first. */
#include "docs-service/http/routes.h"

void
pn_docs_reminders_list (PnCall *call)
{
  pn_call_ask (call, PN_Q_REMINDERS, 0, NULL, pn_call_reply_with);
}
