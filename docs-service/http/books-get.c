/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/books/{book}/{id}?from=&to=&lang=: one of the outputs of Annex VI (R24) for the screen; id is a body's, or a file's. */
#include "docs-service/http/books.h"
#include "docs-service/http/routes.h"

void
pn_docs_books_get (PnCall *call)
{
  pn_book_ask (call, pn_call_reply_with);
}
