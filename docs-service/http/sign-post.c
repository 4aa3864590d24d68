/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/versions/{id}/sign {capacity?, pin?}: the chair signs the frozen minutes, in the field compose leaves for him. */
#include "base/error.h"
#include "docs-service/core/rights.h"
#include "docs-service/core/versions.h"
#include "docs-service/http/indexer.h"
#include "docs-service/http/routes.h"
#include "docs-service/http/sign-flow.h"
#include "docs-service/http/sign-unlock.h"

#define FIELD "ChuToa"

/* ---- 3. recorded; call->body holds what the record needs besides */

static void
on_recorded (PnCall *call, const PnJson *json)
{
  pn_indexer_kick (call->docs->indexer);
  pn_call_reply (call, 201, pn_json_ref (json));
}

static void
on_signed (PnCall *call, const PnJson *record, const GError *error)
{
  if (error != NULL) {
    pn_call_fail (call, error);
    return;
  }
  pn_args_add (call->body, record);
  pn_call_ask (call, PN_Q_SIGNED, call->id, pn_json_ref (call->body), on_recorded);
}

/* ---- 2. who signs */

static void
on_signer_person (PnCall *call, const PnJson *json)
{
  const PnSignWho who = { .person = call->person, .name = pn_wire_str (json, "name", ""), .unit = pn_wire_str (json, "unit", ""),
                          .title = pn_wire_str (json, "title", ""), .ticket = call->text };
  g_autofree char *lock = g_strdup_printf ("sign:%d", (int) call->id);
  PnJson *spec = pn_args_str ("field", FIELD);
  pn_wire_set_str (spec, "look", "hand"); /* R3 */
  pn_wire_set_str (spec, "name", who.name);
  pn_wire_set_str (spec, "title", who.title);
  pn_wire_set_str (spec, "body", pn_wire_str (json, "body", ""));
  pn_wire_set_int (spec, "time_us", g_get_real_time ());
  pn_sign_run (call, pn_wire_str (call->facts, "sha256", ""), &who, spec, lock, on_signed);
}

/* ---- 1. may he? */

static gboolean
check_capacity (const PnJson *body, const char **capacity, GError **error)
{
  /* Decree 30/2020 Art. 13 (R11) */
  static const char *const known[] = { "", "TM.", "Q.", "KT.", "TL.", "TUQ.", NULL };
  static const char *const keys[] = { "capacity", "pin", NULL };
  *capacity = "";
  if (!pn_wire_only (body, keys, error) || !pn_wire_opt_str (body, "capacity", 0, 4, capacity, error))
    return FALSE;
  if (g_strv_contains (known, *capacity))
    return TRUE;
  g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, "capacity is TM., Q., KT., TL. or TUQ.");
  return FALSE;
}

static void
on_unlocked (const char *ticket, const GError *error, gpointer data)
{
  PnCall *call = data;
  if (error != NULL) {
    pn_call_fail (call, error);
    return;
  }
  call->text = g_strdup (ticket);
  pn_call_ask (call, PN_Q_SIGNER, call->id, NULL, on_signer_person);
}

static void
on_facts (PnCall *call, const PnJson *json)
{
  g_autoptr (GError) error = NULL;
  const char *capacity, *pin = NULL;
  PnVersionFacts version = { .n = pn_wire_int (json, "n", 0), .frozen = pn_wire_bool (json, "frozen", FALSE),
                             .signed_ = pn_wire_bool (json, "signed", FALSE), .newest = pn_wire_bool (json, "newest", FALSE) };
  if (!check_capacity (call->body, &capacity, &error) || !pn_wire_opt_str (call->body, "pin", 0, PN_PIN_MAX, &pin, &error)
      || !pn_doc_require (pn_doc_role_from_name (pn_wire_str (json, "role", "")), pn_doc_meeting_state_from_name (pn_wire_str (json, "state", "")),
                          PN_DOC_SIGN_MINUTES, &error)
      || !pn_version_may_follow (&version, PN_VERSION_SIGN, &error)) {
    pn_call_fail (call, error);
    return;
  }
  PnJson *record = pn_args_str ("capacity", capacity);
  pn_wire_set_str (record, "field", FIELD);
  g_autoptr (PnJson) asked = call->body; /* the PIN in it is still wanted */
  const char *sha256 = pn_wire_str (json, "sha256", "");
  call->body = record;
  call->facts = pn_json_ref (json);
  pn_sign_unlock (call->docs, call->person, pin, &sha256, 1, on_unlocked, call);
}

void
pn_docs_version_sign (PnCall *call)
{
  gboolean empty = g_bytes_get_size (pn_http_request_body (call->req)) == 0;
  call->body = empty ? pn_wire_object () : pn_http_request_json (call->req);
  if (call->body == NULL)
    pn_call_free (call); /* answered */
  else
    pn_call_ask (call, PN_Q_VERSION_FACTS, call->id, NULL, on_facts);
}
