/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/versions/{id}/text/{n}: words with boxes for selection; from the record, or from the cage while it is not indexed yet. */
#include <unistd.h>
#include "docs-service/http/indexer.h"
#include "docs-service/http/routes.h"

#define WORDS_MAX (8 << 20)

static void
answer (PnCall *call, const PnJson *words)
{
  PnJson *reply = pn_wire_object ();
  pn_wire_set_ref (reply, "words", words);
  pn_http_add_header (call->req, "Cache-Control", "private, max-age=31536000, immutable");
  pn_http_add_header (call->req, "Vary", "Cookie"); /* kept for this session only: the next one asks us */
  pn_call_reply (call, 200, reply);
}

static void
on_words (GBytes *output, const GError *error, gpointer data)
{
  PnCall *call = data;
  if (error != NULL) {
    pn_call_fail (call, error);
    return;
  }
  g_autoptr (PnJson) row = pn_indexer_page (call->page, output);
  answer (call, pn_wire_member (row, "words"));
}

static void
on_record (PnCall *call, const PnJson *json)
{
  g_autoptr (GError) error = NULL;
  const PnJson *words = pn_wire_member (json, "words");
  const char *sha256 = pn_wire_str (json, "sha256", "");
  if (words != NULL) {
    answer (call, words);
    return;
  }
  if (call->page > pn_wire_int (json, "page_count", 0)) {
    pn_call_code (call, PN_ERROR_NOT_FOUND, "no such page");
    return;
  }
  int input = pn_files_open_blob (call->docs->files, sha256, &error);
  if (input < 0) {
    pn_call_fail (call, error);
    return;
  }
  PnRenderRequest request = { .op = PN_RENDER_TEXT, .key = sha256, .input = input, .page = (guint) call->page };
  pn_docs_work (call->docs, &request, WORDS_MAX, on_words, call);
  close (input);
}

void
pn_docs_version_text (PnCall *call)
{
  if (pn_http_request_param_id (call->req, "n", &call->page) && call->page <= PN_RENDER_PAGES_MAX)
    pn_call_ask (call, PN_Q_TEXT, call->id, pn_args_int ("page", call->page), on_record);
  else
    pn_call_code (call, PN_ERROR_NOT_FOUND, NULL);
}
