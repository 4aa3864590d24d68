/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/http/layout.h"

#include <string.h>

#define REPORT_MAX (1 << 20)

typedef struct {
  PnCall *call;
  PnLayoutDone done;
} Layout;

static void
on_report (GBytes *output, const GError *error, gpointer data)
{
  g_autofree Layout *layout = data;
  g_autoptr (GError) problem = NULL;
  gsize length = 0;
  const void *bytes = output != NULL ? g_bytes_get_data (output, &length) : NULL;
  g_autoptr (PnJson) report = bytes != NULL ? pn_wire_parse (bytes, length, REPORT_MAX, &problem) : NULL;
  layout->done (layout->call, report, error != NULL ? error : problem);
}

void
pn_docs_layout_run (PnCall *call, int input, gboolean own, PnLayoutDone done)
{
  static const char word[] = "own";
  Layout *layout = g_new0 (Layout, 1);
  *layout = (Layout){ call, done };
  PnRenderRequest request = { .job = PN_RENDER_JOB_LAYOUT, .op = PN_RENDER_WORK, .input = input, .param = own ? word : NULL, .param_length = own ? strlen (word) : 0 };
  pn_docs_work (call->docs, &request, REPORT_MAX, on_report, layout);
}
