/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/versions/{id}/check: what each signature is worth, judged in the cage against the roots of this house. */
#include <unistd.h>
#include "docs-service/http/check.h"
#include "docs-service/http/routes.h"

static void
on_verdict (PnCall *call, const PnJson *verdict, const GError *error)
{
  if (error != NULL) {
    close ((int) call->width);
    pn_call_fail (call, error);
    return;
  }
  pn_check_shelve (call, (int) call->width, FALSE, verdict);
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
  call->width = input; /* carried to the answer */
  pn_check_run (call, input, on_verdict);
}

void
pn_docs_version_check (PnCall *call)
{
  pn_call_ask (call, PN_Q_VERSION_FACTS, call->id, NULL, on_facts);
}
