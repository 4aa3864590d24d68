/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/http/check.h"

#include "base/log.h"

#define VERDICT_MAX (1 << 20)

typedef struct {
  PnCall *call;
  PnCheckDone done;
} Check;

static void
on_verdict (GBytes *output, const GError *error, gpointer data)
{
  g_autofree Check *check = data;
  g_autoptr (GError) problem = NULL;
  gsize length = 0;
  const void *bytes = output != NULL ? g_bytes_get_data (output, &length) : NULL;
  g_autoptr (PnJson) verdict = bytes != NULL ? pn_wire_parse (bytes, length, VERDICT_MAX, &problem) : NULL;
  check->done (check->call, verdict, error != NULL ? error : problem);
}

void
pn_check_run (PnCall *call, int input, PnCheckDone done)
{
  g_autofree char *roots = NULL;
  gsize length = 0;
  if (!g_file_get_contents (call->docs->roots_path, &roots, &length, NULL) || length > PN_RENDER_PARAM_MAX) {
    pn_warning ("check", "no roots to trust", "file", call->docs->roots_path);
    g_clear_pointer (&roots, g_free);
    length = 0;
  }
  Check *check = g_new0 (Check, 1);
  *check = (Check){ call, done };
  PnRenderRequest request = { .job = PN_RENDER_JOB_CHECK, .op = PN_RENDER_WORK, .input = input, .param = roots, .param_length = length };
  pn_docs_work (call->docs, &request, VERDICT_MAX, on_verdict, check);
}
