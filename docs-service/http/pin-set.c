/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/pin {pin, old?}: the asker sets or changes the PIN of his key in this house's keeping. It goes
 * to phien-signer and nowhere else. */
#include "docs-service/http/desk.h"
#include "docs-service/http/routes.h"
#include "docs-service/http/sign-unlock.h"

static void
on_set (const PnJson *reply, const GError *error, gpointer data)
{
  PnCall *call = data;
  if (error != NULL) {
    pn_call_fail (call, error);
    return;
  }
  PnJson *json = pn_wire_object ();
  pn_wire_set_bool (json, "set", TRUE);
  pn_call_reply (call, 200, json);
}

void
pn_docs_pin_set (PnCall *call)
{
  static const char *const keys[] = { "pin", "old", NULL };
  g_autoptr (GError) error = NULL;
  const char *pin, *old = NULL;
  if (!pn_desk_body (call, keys))
    return;
  if (!pn_wire_get_str (call->body, "pin", 1, PN_PIN_MAX, &pin, &error)
      || !pn_wire_opt_str (call->body, "old", 0, PN_PIN_MAX, &old, &error)) {
    pn_call_fail (call, error);
    return;
  }
  PnJson *message = pn_args_str ("t", "pin-set");
  pn_wire_set_int (message, "person", call->person);
  pn_wire_set_str (message, "pin", pin);
  if (old != NULL && *old != '\0')
    pn_wire_set_str (message, "old", old);
  pn_signer_ask (call->docs->signer, message, on_set, call);
}
