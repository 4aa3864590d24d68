/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/versions/{id}/layout?own=1: how far its form is that of Decree 30/2020/NĐ-CP, judged in the cage. Advice: nothing is kept, nothing is refused for it. */
#include <unistd.h>
#include "docs-service/http/layout.h"
#include "docs-service/http/routes.h"

static void
on_report (PnCall *call, const PnJson *report, const GError *error)
{
  if (error != NULL) {
    pn_call_fail (call, error);
    return;
  }
  /* the same bytes have the same form */
  pn_http_add_header (call->req, "Cache-Control", "private, max-age=3600");
  pn_http_add_header (call->req, "Vary", "Cookie");
  pn_call_reply (call, 200, pn_json_ref (report));
}

static void
on_facts (PnCall *call, const PnJson *facts)
{
  g_autoptr (GError) error = NULL;
  int input = pn_files_open_blob (call->docs->files, pn_wire_str (facts, "sha256", ""), &error);
  if (input < 0) {
    pn_call_fail (call, error);
    return;
  }
  pn_docs_layout_run (call, input, pn_http_request_query_int (call->req, "own", 0, 1, 0) == 1, on_report);
  close (input);
}

void
pn_docs_version_layout (PnCall *call)
{
  pn_call_ask (call, PN_Q_VERSION_FACTS, call->id, NULL, on_facts);
}
