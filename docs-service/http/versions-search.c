/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/versions/{id}/search?q=: where the words stand, diacritics or not; one rectangle for each word of a hit. */
#include <string.h>
#include "docs-service/core/fold.h"
#include "docs-service/http/routes.h"

#define QUERY_MAX 200
#define HITS_MAX 300
#define AROUND 6 /* words of the excerpt on either side */

typedef struct {
  PnJson *hits;
  const PnJson *words;
  gint64 page;
  guint n;
} Page;

static PnJson *
rect_of (const PnJson *word)
{
  PnJson *rect = pn_wire_array ();
  for (gsize i = 0; i < 4; i++)
    pn_wire_add_take (rect, pn_json_ref (pn_wire_at (word, i)));
  return rect;
}

static void
on_hit (guint first, guint count, gpointer data)
{
  Page *page = data;
  guint from = first > AROUND ? first - AROUND : 0, to = MIN (page->n, first + count + AROUND);
  g_autoptr (GString) excerpt = g_string_new (from > 0 ? "… " : "");
  PnJson *hit = pn_args_int ("page", page->page), *rects = pn_wire_array ();
  for (guint i = first; i < first + count; i++)
    pn_wire_add_take (rects, rect_of (pn_wire_at (page->words, i)));
  for (guint i = from; i < to; i++)
    g_string_append_printf (excerpt, i > from ? " %s" : "%s", pn_wire_str_at (pn_wire_at (page->words, i), 4, ""));
  g_string_append (excerpt, to < page->n ? " …" : "");
  pn_wire_set_take (hit, "rects", rects);
  pn_wire_set_str (hit, "excerpt", excerpt->str);
  pn_wire_add_take (page->hits, hit);
}

static void
search_page (PnJson *hits, const PnJson *row, const char *needle)
{
  Page page = { .hits = hits, .words = pn_wire_member (row, "words"), .page = pn_wire_int (row, "page", 0) };
  page.n = (guint) pn_wire_length (page.words);
  g_auto (GStrv) folded = g_new0 (char *, page.n + 1);
  for (guint i = 0; i < page.n; i++)
    folded[i] = pn_fold (pn_wire_str_at (pn_wire_at (page.words, i), 4, ""));
  guint left = HITS_MAX - (guint) MIN (HITS_MAX, pn_wire_length (hits));
  pn_fold_find ((const char *const *) folded, page.n, needle, left, on_hit, &page);
}

static void
on_pages (PnCall *call, const PnJson *json)
{
  const PnJson *pages = pn_wire_member (json, "pages");
  PnJson *reply = pn_wire_object (), *hits = pn_wire_array ();
  for (gsize i = 0; i < pn_wire_length (pages); i++)
    search_page (hits, pn_wire_at (pages, i), call->text);
  pn_wire_set_take (reply, "hits", hits);
  pn_call_reply (call, 200, reply);
}

void
pn_docs_version_search (PnCall *call)
{
  const char *query = pn_http_request_query (call->req, "q");
  call->text = query != NULL && strlen (query) <= QUERY_MAX ? pn_fold (query) : NULL;
  if (call->text == NULL || call->text[0] == '\0') {
    pn_call_code (call, PN_ERROR_BAD_VALUE, "q is missing or too long");
    return;
  }
  pn_call_ask (call, PN_Q_SEARCH, call->id, pn_args_str ("folded", call->text), on_pages);
}
