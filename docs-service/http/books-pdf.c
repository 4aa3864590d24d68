/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/books/{book}/{id}/pdf?from=&to=&lang=: the same as sheets to print, each marked as from the system (R23, R24). */
#include "docs-service/http/books.h"
#include "docs-service/http/routes.h"

static void
on_book (PnCall *call, const PnJson *book)
{
  g_autofree char *mark = pn_book_mark (call, pn_wire_str (book, "person", ""));
  g_autoptr (PnJson) input = pn_wire_object ();
  pn_args_add (input, book);
  pn_wire_set_str (input, "mark", mark);
  pn_wire_set_str (input, "empty", pn_book_in_vietnamese (call) ? "Không có văn bản nào trong thời gian này." : "Nothing in this period.");
  pn_book_print (call, "book", input);
}

void
pn_docs_books_pdf (PnCall *call)
{
  pn_book_ask (call, on_book);
}
