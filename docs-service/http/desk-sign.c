/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/desk/steps/{id}/sign {seen}: the leader's signature on exactly the version he saw, in a capacity he still has (R11);
 * POST /docs/desk/steps/{id}/seal {seen}: the body's signature by its clerk, over everything before it (R4, R9). */
#include "base/error.h"
#include "docs-service/http/desk.h"
#include "docs-service/http/indexer.h"
#include "docs-service/http/routes.h"
#include "docs-service/http/sign-flow.h"

#define FIELD_SIGNATURE "ChuKy"
#define FIELD_SEAL "Dau"
/* Decree 30/2020 Art. 15.3 (R9): number and date come after the leader's signature, which leaves just these two fields open. */
#define OPEN_FIELDS "SoVanBan", "NgayBanHanh", FIELD_SEAL

/* ---- 3. recorded; call->body is what is recorded */

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
  pn_call_ask (call, PN_Q_DESK_SIGNED, call->id, pn_json_ref (call->body), on_recorded);
}

/* ---- 2. sign */

static PnJson *
make_spec (const PnJson *step, gboolean seal, gboolean number_first)
{
  static const char *const open_fields[] = { OPEN_FIELDS, NULL };
  PnJson *spec = pn_args_str ("field", seal ? FIELD_SEAL : FIELD_SIGNATURE);
  pn_wire_set_str (spec, "look", seal ? "stamp" : "hand");
  pn_wire_set_str (spec, "name", pn_wire_str (step, seal ? "body" : "name", ""));
  pn_wire_set_str (spec, "body", pn_wire_str (step, "body", ""));
  pn_wire_set_int (spec, "time_us", g_get_real_time ());
  if (seal)
    return spec;
  PnJson *except = pn_wire_array ();
  for (guint i = 0; open_fields[i] != NULL; i++)
    if (!number_first || g_str_equal (open_fields[i], FIELD_SEAL))
      pn_wire_add_str (except, open_fields[i]);
  pn_wire_set_int (spec, "docmdp", 2);
  pn_wire_set_take (spec, "lock_except", except);
  return spec;
}

static gboolean
check_step (const PnJson *step, const char *kind, const char *seen, GError **error)
{
  if (!g_str_equal (pn_wire_str (step, "kind", ""), kind) || !pn_wire_bool (step, "mine", FALSE))
    g_set_error (error, PN_ERROR, PN_ERROR_NOT_YOUR_TURN, "the step is to %s", pn_wire_str (step, "kind", ""));
  else if (!g_str_equal (pn_wire_str (step, "state", ""), "current"))
    g_set_error (error, PN_ERROR, PN_ERROR_WRONG_STATE, "the step is %s", pn_wire_str (step, "state", ""));
  else if (!g_str_equal (pn_wire_str (step, "sha256", ""), seen))
    g_set_error_literal (error, PN_ERROR, PN_ERROR_STALE_REVISION, "there is a newer version than the one that was read");
  else
    return TRUE;
  return FALSE;
}

static gboolean
check_capacity (const PnJson *step, GError **error)
{
  g_autoptr (GPtrArray) capacities = pn_desk_capacities (pn_wire_member (step, "facts"), pn_wire_str (step, "title", ""));
  return pn_authority_require (capacities, pn_wire_str (step, "capacity", ""), error) != NULL;
}

static void
start (PnCall *call, const PnJson *step, gboolean seal)
{
  g_autoptr (GError) error = NULL;
  const char *seen = pn_wire_str (call->body, "seen", ""), *kind = seal ? "seal" : "sign";
  if (!check_step (step, kind, seen, &error) || (!seal && !check_capacity (step, &error))) {
    pn_call_fail (call, error);
    return;
  }
  const PnSignWho who = { .person = call->person, .seal = seal, .name = pn_wire_str (step, seal ? "body" : "name", ""),
                          .unit = pn_wire_str (step, seal ? "body" : "own_unit", ""), .title = seal ? "" : pn_wire_str (step, "title", "") };
  g_autofree char *lock = g_strdup_printf ("desk:%d", (int) pn_wire_int (step, "request", 0));
  PnJson *record = pn_args_str ("step", kind);
  pn_wire_set_str (record, "seen", seen);
  pn_wire_set_int (record, "base", pn_wire_int (step, "version", 0));
  pn_wire_set_str (record, "field", seal ? FIELD_SEAL : FIELD_SIGNATURE);
  pn_wire_set_str (record, "capacity", pn_wire_str (step, "capacity", ""));
  pn_wire_set_str (record, "signature", seal ? "seal" : "person");
  pn_json_unref (call->body);
  call->body = record;
  pn_sign_run (call, pn_wire_str (step, "sha256", ""), &who, make_spec (step, seal, pn_wire_bool (step, "number_first", FALSE)), lock, on_signed);
}

static void
on_sign_step (PnCall *call, const PnJson *json)
{
  start (call, json, FALSE);
}

static void
on_seal_step (PnCall *call, const PnJson *json)
{
  start (call, json, TRUE);
}

/* ---- 1. which version was seen */

static void
begin (PnCall *call, void (*then) (PnCall *call, const PnJson *json))
{
  static const char *const keys[] = { "seen", NULL };
  g_autoptr (GError) error = NULL;
  const char *seen;
  if (!pn_desk_body (call, keys))
    return;
  if (!pn_desk_seen (call->body, &seen, &error))
    pn_call_fail (call, error);
  else
    pn_call_ask (call, PN_Q_DESK_STEP, call->id, NULL, then);
}

void
pn_docs_desk_sign (PnCall *call)
{
  begin (call, on_sign_step);
}

void
pn_docs_desk_seal (PnCall *call)
{
  begin (call, on_seal_step);
}
