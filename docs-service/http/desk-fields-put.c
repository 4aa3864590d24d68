/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PUT /docs/desk/requests/{id}/fields {language, description, issued_amount, receivers:[{organ_id, organ_name}]}: what the system cannot know of an
 * outgoing document (R18); by its drafter in the draft, by the clerk until the seal. */
#include "docs-service/http/desk.h"
#include "docs-service/http/fields.h"
#include "docs-service/http/routes.h"

#define RECEIVERS_MAX 200

static gboolean
check_fields (const PnJson *body, GError **error)
{
  static const char *const keys[] = { "organ_id", "organ_name", NULL };
  const PnJson *receivers;
  gint64 amount;
  if (!pn_fields_check_json (PN_FIELDS_OUTGOING, body, error) || !pn_wire_get_int (body, "issued_amount", 1, 100000, &amount, error)
      || !pn_wire_get_array (body, "receivers", RECEIVERS_MAX, &receivers, error))
    return FALSE;
  for (gsize i = 0; i < pn_wire_length (receivers); i++)
    if (!pn_wire_only (pn_wire_at (receivers, i), keys, error) || !pn_fields_check_json (PN_FIELDS_RECEIVER, pn_wire_at (receivers, i), error))
      return FALSE;
  return TRUE;
}

void
pn_docs_desk_fields_put (PnCall *call)
{
  static const char *const keys[] = { "language", "description", "issued_amount", "receivers", NULL };
  g_autoptr (GError) error = NULL;
  if (!pn_desk_body (call, keys))
    return;
  if (!check_fields (call->body, &error))
    pn_call_fail (call, error);
  else
    pn_call_ask (call, PN_Q_FIELDS_SAVE, call->id, pn_json_ref (call->body), pn_call_reply_with);
}
