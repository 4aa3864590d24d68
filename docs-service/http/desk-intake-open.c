/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/desk/steps/{id}/intake {seen}: a pair of links for the leader's own signing program (USB token),
 * good once, for a quarter of an hour, for this step, person and file. The secret is answered once and kept
 * nowhere; the database has its hash. */
#include <string.h>
#include "base/error.h"
#include "base/id.h"
#include "docs-service/http/desk.h"
#include "docs-service/http/routes.h"

static void
on_opened (PnCall *call, const PnJson *json)
{
  g_autofree char *file = g_strdup_printf ("/docs/intake/%s/file", call->text);
  g_autofree char *signed_ = g_strdup_printf ("/docs/intake/%s/signed", call->text);
  PnJson *reply = pn_args_str ("file", file);
  pn_wire_set_str (reply, "signed", signed_);
  pn_args_add (reply, json);
  pn_http_add_header (call->req, "Cache-Control", "no-store");
  pn_call_reply (call, 201, reply);
}

static void
on_step (PnCall *call, const PnJson *step)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) capacities
      = pn_desk_capacities (pn_wire_member (step, "facts"), pn_wire_str (step, "title", ""));
  if (pn_wire_bool (step, "mine", FALSE)
      && pn_authority_require (capacities, pn_wire_str (step, "capacity", ""), &error) == NULL) {
    pn_call_fail (call, error);
    return;
  }
  g_autofree char *hash = NULL;
  call->text = pn_id_token ();
  hash = pn_sha256_hex (call->text, strlen (call->text));
  pn_wire_set_str (call->body, "token", hash);
  pn_call_ask (call, PN_Q_INTAKE_OPEN, call->id, pn_json_ref (call->body), on_opened);
}

void
pn_docs_desk_intake_open (PnCall *call)
{
  pn_desk_with_step (call, on_step);
}
