/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/desk/requests/{id}/amend {how}: a draft that will replace an issued document (wrong content) or correct it by an official letter (wrong
 * form), filled from the old one (Decree 30/2020 Art. 18.4, R16). Whether it may be is the database's to say. */
#include "base/error.h"
#include "docs-service/http/desk.h"
#include "docs-service/http/routes.h"

static void
on_begun (PnCall *call, const PnJson *json)
{
  pn_call_reply (call, 201, pn_json_ref (json));
}

void
pn_docs_desk_amend (PnCall *call)
{
  static const char *const keys[] = { "how", NULL };
  g_autoptr (GError) error = NULL;
  const char *how;
  if (!pn_desk_body (call, keys))
    return;
  if (!pn_wire_get_str (call->body, "how", 1, 10, &how, &error))
    pn_call_fail (call, error);
  else if (!g_str_equal (how, "replace") && !g_str_equal (how, "correct"))
    pn_call_code (call, PN_ERROR_BAD_VALUE, "how: replace or correct");
  else
    pn_call_ask (call, PN_Q_DESK_AMEND, call->id, pn_json_ref (call->body), on_begun);
}
