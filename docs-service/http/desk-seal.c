/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/desk/steps/{id}/seal {seen}: the body's signature by its clerk, over everything before it (R4,
 * R9). */
#include "docs-service/http/attachments-seal.h"
#include "docs-service/http/desk-sign-step.h"
#include "docs-service/http/desk.h"
#include "docs-service/http/routes.h"

static void
on_sealed (PnCall *call, const PnJson *json, const GError *error)
{
  if (error != NULL)
    pn_call_fail (call, error);
  else
    pn_call_reply (call, 201, pn_json_ref (json));
}

static void
on_attachments_sealed (PnCall *call, const PnJson *step)
{
  const PnDeskWish wish = { .seal = TRUE, .seen = pn_wire_str (call->body, "seen", "") };
  pn_desk_sign_step (call, step, &wish, on_sealed);
}

static void
on_step (PnCall *call, const PnJson *step)
{
  pn_attachments_seal (call, step, on_attachments_sealed);
}

void
pn_docs_desk_seal (PnCall *call)
{
  pn_desk_with_step (call, on_step);
}
