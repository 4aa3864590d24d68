/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/check: a stranger's PDF in, what each of its signatures is worth out, with a token by which the file can be looked at for some minutes
 * (http/shelf); no account needed, nothing goes to disk. Judged in the cage. nginx takes the body first and bounds how often and how many at once (deploy/nginx); here only so many are held in memory. */
#include <unistd.h>
#include "base/error.h"
#include "docs-service/http/check.h"
#include "docs-service/http/memory-file.h"
#include "docs-service/http/routes.h"

#define AT_ONCE 4

static guint running;

static void
on_verdict (PnCall *call, const PnJson *verdict, const GError *error)
{
  running--;
  if (error != NULL) {
    close ((int) call->width);
    pn_call_fail (call, error);
    return;
  }
  pn_check_shelve (call, (int) call->width, TRUE, verdict);
}

void
pn_docs_check_post (PnCall *call)
{
  GBytes *body = pn_http_request_body (call->req);
  if (g_bytes_get_size (body) == 0) {
    pn_call_code (call, PN_ERROR_PDF_NOT_A_PDF, "an empty file");
    return;
  }
  int input
      = running < AT_ONCE ? pn_memory_file (g_bytes_get_data (body, NULL), g_bytes_get_size (body)) : -1;
  if (input < 0) {
    pn_call_code (call, PN_ERROR_OVERLOADED, "several files are being checked");
    return;
  }
  running++;
  call->width = input; /* carried to the answer */
  pn_check_run (call, input, on_verdict);
}
