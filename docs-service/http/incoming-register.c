/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/registers/{id}/in: the clerk registers an arrival with the fields of Annex VI (R18); what is not said fills itself. */
#include "base/error.h"
#include "docs-service/core/fields.h"
#include "docs-service/http/desk.h"
#include "docs-service/http/fields.h"
#include "docs-service/http/routes.h"

static void
on_registered (PnCall *call, const PnJson *json)
{
  pn_call_reply (call, 201, pn_json_ref (json));
}

static gboolean
check_entry (const PnJson *body, GError **error)
{
  const char *text = "", *code = "", *urgency = "normal";
  gint64 copies = 1, pages = 1;
  return pn_fields_check_json (PN_FIELDS_INCOMING, body, error) && pn_wire_opt_str (body, "code", 0, 1000, &code, error) && pn_field_check_code (code, error)
         && pn_wire_opt_str (body, "issued_on", 10, 10, &text, error) && pn_wire_opt_str (body, "urgency", 1, 20, &urgency, error)
         && pn_wire_opt_int (body, "copies", 1, 10000, &copies, error) && pn_wire_opt_int (body, "page_amount", 1, 100000, &pages, error)
         && pn_wire_opt_str (body, "due_on", 10, 10, &text, error);
}

void
pn_docs_incoming_register (PnCall *call)
{
  static const char *const keys[] = { "from_org", "from_code", "code", "issued_on", "kind", "subject", "urgency", "copies", "due_on", "language", "description", "signer_title",
                                      "signer_name", "to_places", "page_amount", NULL };
  g_autoptr (GError) error = NULL;
  if (!pn_desk_body (call, keys))
    return;
  if (!check_entry (call->body, &error))
    pn_call_fail (call, error);
  else
    pn_call_ask (call, PN_Q_IN_REGISTER, call->id, pn_json_ref (call->body), on_registered);
}
