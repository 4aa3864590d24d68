/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/pin {pin, old?}: the asker sets or changes the PIN of his key in this house's keeping. It goes
 * to phien-signer and nowhere else. Without an old one the session is not enough: the password was said again
 * (POST /api/confirm) just before, since whoever sets the first PIN holds the key from then on. */
#include "base/error.h"
#include "base/id.h"
#include "docs-service/http/desk.h"
#include "docs-service/http/routes.h"
#include "docs-service/http/sign-unlock.h"

/* ---- 3. set */

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

static void
set (PnCall *call, const char *old)
{
  PnJson *message = pn_args_str ("t", "pin-set");
  pn_wire_set_int (message, "person", call->person);
  pn_wire_set_str (message, "pin", pn_wire_str (call->body, "pin", ""));
  if (old != NULL)
    pn_wire_set_str (message, "old", old);
  pn_signer_ask (call->docs->signer, message, on_set, call);
}

/* ---- 2. the first one: is it he */

static void
on_confirmed (PnCall *call, const PnJson *json)
{
  if (pn_wire_bool (json, "confirmed", FALSE))
    set (call, NULL);
  else
    pn_call_code (call, PN_ERROR_PASSWORD_NEEDED, "POST /api/confirm first");
}

static void
ask_confirmed (PnCall *call)
{
  guint8 hash[PN_SHA256_BYTES];
  pn_call_token (call, hash);
  g_autofree char *hex = pn_hex_encode (hash, sizeof hash);
  pn_call_ask (call, PN_Q_CONFIRMED, 0, pn_args_str ("token", hex), on_confirmed);
}

/* ---- 1. which */

void
pn_docs_pin_set (PnCall *call)
{
  static const char *const keys[] = { "pin", "old", NULL };
  g_autoptr (GError) error = NULL;
  const char *pin, *old = NULL;
  if (!pn_desk_body (call, keys))
    return;
  if (!pn_wire_get_str (call->body, "pin", 1, PN_PIN_MAX, &pin, &error)
      || !pn_wire_opt_str (call->body, "old", 1, PN_PIN_MAX, &old, &error)) {
    pn_call_fail (call, error);
    return;
  }
  if (old != NULL)
    set (call, old);
  else
    ask_confirmed (call);
}
