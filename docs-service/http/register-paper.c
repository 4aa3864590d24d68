/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/registers/{id}/out {kind, subject?, drafter, signer, capacity, recipients?, urgency, pages, secrecy}: the clerk gives a document that was signed
 * on paper its number, from the series it shares with electronic ones; a secret one from its own, without subject (R9, R13). */
#include "base/error.h"
#include "docs-service/core/fields.h"
#include "docs-service/http/desk.h"
#include "docs-service/http/fields.h"
#include "docs-service/http/routes.h"

#define RECIPIENTS_MAX 200

static void
on_registered (PnCall *call, const PnJson *json)
{
  pn_call_reply (call, 201, pn_json_ref (json));
}

static gboolean
check_paper (const PnJson *body, GError **error)
{
  static const char *const levels[] = { "none", "confidential", "secret", "top_secret", NULL };
  static const char *const urgencies[] = { "normal", "urgent", "very_urgent", "flash", NULL }; /* R7 */
  const char *kind, *capacity, *urgency, *secrecy;
  const PnJson *recipients = NULL;
  gint64 drafter, signer, pages;
  if (!pn_wire_get_str (body, "kind", 1, 32, &kind, error) || !pn_wire_get_int (body, "drafter", 1, PN_WIRE_MAX_INT, &drafter, error)
      || !pn_wire_get_int (body, "signer", 1, PN_WIRE_MAX_INT, &signer, error) || !pn_wire_get_str (body, "capacity", 0, 4, &capacity, error)
      || !pn_wire_get_str (body, "urgency", 1, 20, &urgency, error) || !pn_wire_get_int (body, "pages", 1, 100000, &pages, error)
      || !pn_wire_get_str (body, "secrecy", 1, 20, &secrecy, error) || !pn_wire_opt_array (body, "recipients", RECIPIENTS_MAX, &recipients, error))
    return FALSE;
  for (gsize i = 0; i < pn_wire_length (recipients); i++)
    if (!pn_field_check (pn_fields_of (PN_FIELDS_DRAFT_LINES), pn_wire_str_at (recipients, i, NULL), error))
      return FALSE;
  if (g_strv_contains (levels, secrecy) && g_strv_contains (urgencies, urgency))
    return !g_str_equal (secrecy, "none") || pn_fields_check_json (PN_FIELDS_DRAFT, body, error);
  g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, "urgency, secrecy");
  return FALSE;
}

void
pn_docs_register_paper (PnCall *call)
{
  static const char *const keys[] = { "kind", "subject", "drafter", "signer", "capacity", "recipients", "urgency", "pages", "secrecy", NULL };
  g_autoptr (GError) error = NULL;
  if (!pn_desk_body (call, keys))
    return;
  if (!check_paper (call->body, &error))
    pn_call_fail (call, error);
  else
    pn_call_ask (call, PN_Q_REGISTER_PAPER, call->id, pn_json_ref (call->body), on_registered);
}
