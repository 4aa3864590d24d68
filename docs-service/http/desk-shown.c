/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/desk/steps/{id}/shown: before the PIN, the page that the signature or the seal will be on, as it will look, {page,type,image}, and whose
 * certificate it will be {certificate:{subject,issuer,until}}. Prepared and drawn in the cage and thrown away; nothing is signed or kept. */
#include <string.h>
#include <unistd.h>
#include "base/error.h"
#include "docs-service/http/desk-sign-step.h"
#include "docs-service/http/desk.h"
#include "docs-service/http/routes.h"

#define SHOWN_MAX (8 << 20)

/* ---- 3. the page */

static void
on_drawn (GBytes *output, const GError *error, gpointer data)
{
  PnCall *call = data;
  g_autoptr (GError) problem = NULL;
  gsize length = 0;
  const void *bytes = output != NULL ? g_bytes_get_data (output, &length) : NULL;
  PnJson *shown = bytes != NULL ? pn_wire_parse (bytes, length, SHOWN_MAX, &problem) : NULL;
  if (shown == NULL) {
    pn_call_fail (call, error != NULL ? error : problem);
    return;
  }
  pn_wire_set_ref (shown, "certificate", pn_wire_member (call->body, "certificate"));
  pn_call_reply (call, 200, shown);
}

static void
draw (PnCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PnJson) spec = pn_desk_sign_spec (call->facts, g_str_equal (pn_wire_str (call->facts, "kind", ""), "seal"));
  pn_wire_set_bool (spec, "shown", TRUE);
  g_autofree char *param = pn_wire_dump (spec);
  int input = pn_files_open_blob (call->docs->files, pn_wire_str (call->facts, "sha256", ""), &error);
  if (input < 0) {
    pn_call_fail (call, error);
    return;
  }
  PnRenderRequest request = { .job = PN_RENDER_JOB_SIGN, .op = PN_RENDER_WORK, .input = input, .param = param, .param_length = strlen (param) };
  pn_docs_work (call->docs, &request, SHOWN_MAX, on_drawn, call);
  close (input);
}

/* ---- 2. the key: a demo key is made now, so that its certificate can be named */

static void
on_enrolled (const PnJson *reply, const GError *error, gpointer data)
{
  PnCall *call = data;
  if (error != NULL) {
    pn_call_fail (call, error);
    return;
  }
  PnJson *certificate = pn_args_str ("subject", pn_wire_str (reply, "subject", ""));
  pn_wire_set_str (certificate, "issuer", pn_wire_str (reply, "issuer", ""));
  pn_wire_set_str (certificate, "until", pn_wire_str (reply, "not_after", ""));
  call->body = pn_wire_object ();
  pn_wire_set_take (call->body, "certificate", certificate);
  draw (call);
}

/* ---- 1. is it his? */

static void
on_step (PnCall *call, const PnJson *step)
{
  g_autoptr (GError) error = NULL;
  gboolean seal = g_str_equal (pn_wire_str (step, "kind", ""), "seal");
  if (!pn_desk_may_sign (step, seal, pn_wire_str (step, "sha256", ""), &error)) {
    pn_call_fail (call, error);
    return;
  }
  call->facts = pn_json_ref (step);
  PnJson *message = pn_args_str ("t", "enrol");
  if (seal)
    pn_wire_set_str (message, "person", "seal");
  else
    pn_wire_set_int (message, "person", call->person);
  pn_wire_set_str (message, "name", pn_wire_str (step, seal ? "body" : "name", ""));
  pn_wire_set_str (message, "unit", pn_wire_str (step, seal ? "body" : "own_unit", ""));
  pn_wire_set_str (message, "title", seal ? "" : pn_wire_str (step, "title", ""));
  pn_signer_ask (call->docs->signer, message, on_enrolled, call);
}

void
pn_docs_desk_shown (PnCall *call)
{
  pn_call_ask (call, PN_Q_DESK_STEP, call->id, NULL, on_step);
}
