/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/check/layout: a stranger's PDF in, its breaches of Decree 30/2020/NĐ-CP out; no account needed, nothing is kept. Judged in the cage;
 * bounded as check-post.c. */
#include <unistd.h>
#include "base/error.h"
#include "docs-service/http/layout.h"
#include "docs-service/http/memory-file.h"
#include "docs-service/http/routes.h"

#define AT_ONCE 2

static guint running;

static void
on_report (PnCall *call, const PnJson *report, const GError *error)
{
  running--;
  if (error != NULL)
    pn_call_fail (call, error);
  else
    pn_call_reply (call, 200, pn_json_ref (report));
}

void
pn_docs_layout_post (PnCall *call)
{
  GBytes *body = pn_http_request_body (call->req);
  if (g_bytes_get_size (body) == 0) {
    pn_call_code (call, PN_ERROR_PDF_NOT_A_PDF, "an empty file");
    return;
  }
  int input = running < AT_ONCE ? pn_memory_file (g_bytes_get_data (body, NULL), g_bytes_get_size (body)) : -1;
  if (input < 0) {
    pn_call_code (call, PN_ERROR_OVERLOADED, "several files are being checked");
    return;
  }
  running++;
  pn_docs_layout_run (call, input, FALSE, on_report);
  close (input);
}
