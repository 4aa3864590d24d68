/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/http/check.h"

#include <string.h>
#include <unistd.h>
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

/* Ours and those of remote credentials, one PEM text; NULL when there are none that fit. */
char *
pn_check_roots (const PnDocs *docs)
{
  g_autofree char *own = NULL, *remote = NULL;
  if (!g_file_get_contents (docs->roots_path, &own, NULL, NULL))
    pn_warning ("check", "no roots to trust", "file", docs->roots_path);
  g_file_get_contents (docs->remote_roots_path, &remote, NULL, NULL); /* no remote signing: no such file */
  char *both = g_strconcat (own != NULL ? own : "", "\n", remote, NULL);
  if (strlen (both) <= PN_RENDER_PARAM_MAX)
    return both;
  pn_warning ("check", "too many roots", "file", docs->remote_roots_path);
  g_free (both);
  return NULL;
}

void
pn_check_run (PnCall *call, int input, PnCheckDone done)
{
  g_autofree char *roots = pn_check_roots (call->docs);
  gsize length = roots != NULL ? strlen (roots) : 0;
  Check *check = g_new0 (Check, 1);
  *check = (Check){ call, done };
  PnRenderRequest request = { .job = PN_RENDER_JOB_CHECK, .op = PN_RENDER_WORK, .input = input, .param = roots, .param_length = length };
  pn_docs_work (call->docs, &request, VERDICT_MAX, on_verdict, check);
}

void
pn_check_shelve (PnCall *take, int input_take, gboolean in_memory, const PnJson *verdict)
{
  PnJson *reply = pn_wire_object ();
  g_autofree char *token = pn_shelf_put (take->docs->shelf, input_take, pn_wire_int (verdict, "size", 0), in_memory, verdict, g_get_monotonic_time ());
  close (input_take);
  pn_args_add (reply, verdict);
  if (token != NULL)
    pn_wire_set_str (reply, "token", token);
  pn_call_reply (take, 200, reply);
}
