/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/desk/steps/{id}/intake: how the newest pair of links stands: waiting, fetched, refused and why, used, expired. */
#include "base/error.h"
#include "docs-service/http/routes.h"

/* refused: {code,vi,en}, as an error is answered. */
static void
on_state (PnCall *call, const PnJson *json)
{
  PnJson *reply = pn_wire_object ();
  PnErrorCode code;
  const char *name = pn_wire_str (json, "refused", "");
  pn_args_add (reply, json);
  if (pn_error_from_name (name, &code)) {
    PnJson *refused = pn_args_str ("code", name);
    pn_wire_set_str (refused, "vi", pn_error_vi (code));
    pn_wire_set_str (refused, "en", pn_error_en (code));
    pn_wire_set_take (reply, "refused", refused);
  }
  pn_call_reply (call, 200, reply);
}

void
pn_docs_desk_intake_state (PnCall *call)
{
  pn_call_ask (call, PN_Q_INTAKE_STATE, call->id, NULL, on_state);
}
