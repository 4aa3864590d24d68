/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/desk/steps/{id}/sign {seen, pin?}: the leader's signature on exactly the version he saw, in a
 * capacity he still has (R11). pin: of his key in this house's keeping, once he has set one; it opens the key
 * for this one file. */
#include "base/error.h"
#include "docs-service/http/desk-sign-step.h"
#include "docs-service/http/desk.h"
#include "docs-service/http/routes.h"
#include "docs-service/http/sign-unlock.h"

/* ---- 3. signed */

static void
on_signed (PnCall *call, const PnJson *json, const GError *error)
{
  if (error != NULL)
    pn_call_fail (call, error);
  else
    pn_call_reply (call, 201, pn_json_ref (json));
}

/* ---- 2. the key is open for this file */

static void
on_unlocked (const char *ticket, const GError *error, gpointer data)
{
  PnCall *call = data;
  if (error != NULL) {
    pn_call_fail (call, error);
    return;
  }
  const PnDeskWish wish = { .seen = pn_wire_str (call->body, "seen", ""), .ticket = ticket };
  pn_desk_sign_step (call, call->facts, &wish, on_signed);
}

/* ---- 1. his turn, and the version he saw; only then is the PIN tried */

static void
on_step (PnCall *call, const PnJson *step)
{
  g_autoptr (GError) error = NULL;
  const char *seen = pn_wire_str (call->body, "seen", "");
  if (!pn_desk_may_sign (step, FALSE, seen, &error)) {
    pn_call_fail (call, error);
    return;
  }
  call->facts = pn_json_ref (step);
  pn_sign_unlock (call->docs, call->person, pn_wire_str (call->body, "pin", NULL), &seen, 1, on_unlocked,
                  call);
}

void
pn_docs_desk_sign (PnCall *call)
{
  static const char *const keys[] = { "seen", "pin", NULL };
  g_autoptr (GError) error = NULL;
  const char *seen, *pin;
  if (!pn_desk_body (call, keys))
    return;
  if (!pn_desk_seen (call->body, &seen, &error)
      || !pn_wire_opt_str (call->body, "pin", 0, PN_PIN_MAX, &pin, &error))
    pn_call_fail (call, error);
  else
    pn_call_ask (call, PN_Q_DESK_STEP, call->id, NULL, on_step);
}
