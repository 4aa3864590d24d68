/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/versions/{id}/pages/{n}?w=1200: the page as everybody sees it; its neighbours are made ready meanwhile. */
#include "docs-service/core/page-key.h"
#include "docs-service/http/routes.h"

#define WAITING_MAX 500 /* asks before we say that we are full */

static void
prefetch (PnDocs *docs, const char *sha256, gint64 page, gint64 pages, guint width)
{
  if (page + 1 <= pages)
    pn_pages_get (docs->pages, sha256, (guint) page + 1, width, TRUE, NULL, NULL);
  if (page > 1)
    pn_pages_get (docs->pages, sha256, (guint) page - 1, width, TRUE, NULL, NULL);
}

static void
on_page (const char *name, const PnRenderResult *failure, gpointer data)
{
  PnCall *call = data;
  g_autoptr (GError) error = failure != NULL ? pn_docs_render_error (failure) : NULL;
  if (error != NULL) {
    pn_call_fail (call, error);
    return;
  }
  g_autofree char *internal = g_strconcat ("/-/pages/", name, NULL);
  g_autofree char *path = pn_pages_path (call->docs->pages, name);
  const char *sha256 = pn_wire_str (call->facts, "sha256", "");
  g_autofree char *tag = g_strdup_printf ("\"%.16s-%d-%d-" PN_PAGE_RENDERER "\"", sha256, (int) call->page, (int) call->width);
  if (call->width > 200)
    prefetch (call->docs, sha256, call->page, pn_wire_int (call->facts, "page_count", 0), (guint) call->width);
  pn_http_add_header (call->req, "Cache-Control", "private, max-age=31536000, immutable");
  pn_http_add_header (call->req, "Vary", "Cookie"); /* kept for this session only: the next one asks us */
  pn_http_add_header (call->req, "ETag", tag);
  if (g_strcmp0 (pn_http_request_header (call->req, "If-None-Match"), tag) == 0) {
    pn_http_respond (call->req, 304, NULL, NULL);
    pn_call_free (call);
    return;
  }
  pn_call_send_file (call, internal, path, g_str_has_suffix (name, ".png") ? "image/png" : "image/jpeg", NULL);
}

static void
on_facts (PnCall *call, const PnJson *facts)
{
  call->facts = pn_json_ref (facts);
  if (call->page > pn_wire_int (facts, "page_count", 0))
    pn_call_code (call, PN_ERROR_NOT_FOUND, "no such page");
  else if (pn_render_pool_waiting (call->docs->render) > WAITING_MAX)
    pn_call_code (call, PN_ERROR_OVERLOADED, NULL);
  else
    pn_pages_get (call->docs->pages, pn_wire_str (facts, "sha256", ""), (guint) call->page, (guint) call->width, FALSE, on_page, call);
}

void
pn_docs_version_page (PnCall *call)
{
  call->width = pn_page_width (pn_http_request_query_int (call->req, "w", 1, 100000, 1200));
  if (pn_http_request_param_id (call->req, "n", &call->page))
    pn_call_ask (call, PN_Q_VERSION_FACTS, call->id, NULL, on_facts);
  else
    pn_call_code (call, PN_ERROR_NOT_FOUND, NULL);
}
