/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/pin: whether the asker's key in this house's keeping has a PIN: {set}. */
#include "docs-service/http/routes.h"

static void
on_pin (const PnJson *reply, const GError *error, gpointer data)
{
  PnCall *call = data;
  if (error != NULL) {
    pn_call_fail (call, error);
    return;
  }
  PnJson *json = pn_wire_object ();
  pn_wire_set_bool (json, "set", pn_wire_bool (reply, "set", FALSE));
  pn_call_reply (call, 200, json);
}

void
pn_docs_pin_get (PnCall *call)
{
  PnJson *message = pn_args_str ("t", "pin");
  pn_wire_set_int (message, "person", call->person);
  pn_signer_ask (call->docs->signer, message, on_pin, call);
}
