/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/desk/requests/{id}/submit {seen, steps:[{pos,kind,person,capacity?}]}: the drafter sends the version he has seen on its route. Who signs must
 * be entitled to sign so (R11); order, duties apart and turns are the database's to refuse (db/deploy/desk.sql). */
#include "base/error.h"
#include "docs-service/http/desk.h"
#include "docs-service/http/routes.h"

#define STEPS_MAX 40

static void
on_submitted (PnCall *call, const PnJson *json)
{
  pn_call_reply (call, 200, pn_json_ref (json));
}

static const PnJson *
person_in (const PnJson *people, gint64 id)
{
  for (gsize i = 0; i < pn_wire_length (people); i++)
    if (pn_wire_int (pn_wire_at (people, i), "id", 0) == id)
      return pn_wire_at (people, i);
  return NULL;
}

/* The step as it will be recorded: for the signature with the lines printed above the name. */
static PnJson *
make_step (const PnJson *asked, const PnJson *people, GError **error)
{
  static const char *const keys[] = { "pos", "kind", "person", "capacity", NULL };
  const char *kind, *capacity = "";
  gint64 pos, person;
  if (!pn_wire_only (asked, keys, error) || !pn_wire_get_int (asked, "pos", 1, STEPS_MAX, &pos, error) || !pn_wire_get_str (asked, "kind", 1, 10, &kind, error)
      || !pn_wire_get_int (asked, "person", 1, PN_WIRE_MAX_INT, &person, error) || !pn_wire_opt_str (asked, "capacity", 0, 4, &capacity, error))
    return NULL;
  g_autoptr (PnJson) step = pn_args_int ("pos", pos);
  pn_wire_set_str (step, "kind", kind);
  pn_wire_set_int (step, "person", person);
  if (!g_str_equal (kind, "sign"))
    return g_steal_pointer (&step);
  const PnJson *signer = person_in (people, person);
  g_autoptr (GPtrArray) capacities = pn_desk_capacities (pn_wire_member (signer, "facts"), pn_wire_str (signer, "title", ""));
  const PnCapacity *found = pn_authority_require (capacities, capacity, error);
  if (found == NULL)
    return NULL;
  g_autoptr (PnJson) lines = pn_desk_capacity_json (found);
  pn_wire_set_str (step, "capacity", found->capacity);
  pn_wire_set_ref (step, "lines", pn_wire_member (lines, "lines"));
  return g_steal_pointer (&step);
}

static void
on_signers (PnCall *call, const PnJson *json)
{
  g_autoptr (GError) error = NULL;
  const PnJson *steps = pn_wire_member (call->body, "steps");
  g_autoptr (PnJson) list = pn_wire_array ();
  for (gsize i = 0; i < pn_wire_length (steps) && error == NULL; i++) {
    PnJson *step = make_step (pn_wire_at (steps, i), pn_wire_member (json, "people"), &error);
    if (step != NULL)
      pn_wire_add_take (list, step);
  }
  if (error != NULL) {
    pn_call_fail (call, error);
    return;
  }
  PnJson *args = pn_args_str ("seen", pn_wire_str (call->body, "seen", ""));
  pn_wire_set_ref (args, "steps", list);
  pn_call_ask (call, PN_Q_DESK_SUBMIT, call->id, args, on_submitted);
}

static void
on_facts (PnCall *call, const PnJson *json)
{
  pn_call_ask (call, PN_Q_DESK_SIGNERS, pn_wire_int (json, "unit", 0), pn_args_str ("kind", pn_wire_str (json, "kind", "")), on_signers);
}

void
pn_docs_desk_submit (PnCall *call)
{
  static const char *const keys[] = { "seen", "steps", NULL };
  g_autoptr (GError) error = NULL;
  const char *seen;
  const PnJson *steps;
  if (!pn_desk_body (call, keys))
    return;
  if (!pn_desk_seen (call->body, &seen, &error) || !pn_wire_get_array (call->body, "steps", STEPS_MAX, &steps, &error))
    pn_call_fail (call, error);
  else
    pn_call_ask (call, PN_Q_DESK_COMPOSE, call->id, NULL, on_facts);
}
