/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/incoming/{id}/form?lang=: the handling form of a received document: opinions of leader, head of unit and official (Annex IV, R15). */
#include "docs-service/http/books.h"
#include "docs-service/http/routes.h"

void
pn_docs_handling_get (PnCall *call)
{
  pn_call_ask (call, PN_Q_HANDLING, call->id, pn_args_str ("lang", pn_book_in_vietnamese (call) ? "vi" : "en"), pn_call_reply_with);
}
