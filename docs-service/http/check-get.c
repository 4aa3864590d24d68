/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/versions/{id}/check: what each signature is worth, judged in the cage against the roots of this house. */
#include <string.h>
#include <unistd.h>
#include "base/log.h"
#include "docs-service/http/routes.h"

#define VERDICT_MAX (1 << 20)

static void
on_verdict (GBytes *output, const GError *error, gpointer data)
{
  PnCall *call = data;
  g_autoptr (GError) problem = NULL;
  gsize length = 0;
  const void *bytes = output != NULL ? g_bytes_get_data (output, &length) : NULL;
  PnJson *verdict = bytes != NULL ? pn_wire_parse (bytes, length, VERDICT_MAX, &problem) : NULL;
  if (verdict != NULL)
    pn_call_reply (call, 200, verdict);
  else
    pn_call_fail (call, error != NULL ? error : problem);
}

static void
on_facts (PnCall *call, const PnJson *facts)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *roots = NULL;
  gsize length = 0;
  if (!g_file_get_contents (call->docs->roots_path, &roots, &length, NULL) || length > PN_RENDER_PARAM_MAX) {
    pn_warning ("check", "no roots to trust", "file", call->docs->roots_path);
    g_clear_pointer (&roots, g_free);
    length = 0;
  }
  int input = pn_files_open_blob (call->docs->files, pn_wire_str (facts, "sha256", ""), &error);
  if (input < 0) {
    pn_call_fail (call, error);
    return;
  }
  PnRenderRequest request = { .job = PN_RENDER_JOB_CHECK, .op = PN_RENDER_WORK, .input = input, .param = roots, .param_length = length };
  pn_docs_work (call->docs, &request, VERDICT_MAX, on_verdict, call);
  close (input);
}

void
pn_docs_version_check (PnCall *call)
{
  pn_call_ask (call, PN_Q_VERSION_FACTS, call->id, NULL, on_facts);
}
