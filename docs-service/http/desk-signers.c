/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/desk/units/{id}/signers?kind=: who may sign this kind of document for the unit, and the lines printed above each name (R11). */
#include <string.h>
#include "docs-service/http/desk.h"
#include "docs-service/http/routes.h"

static PnJson *
person_json (const PnJson *person, const GPtrArray *capacities)
{
  PnJson *json = pn_args_int ("id", pn_wire_int (person, "id", 0)), *list = pn_wire_array ();
  for (guint i = 0; i < capacities->len; i++)
    pn_wire_add_take (list, pn_desk_capacity_json (g_ptr_array_index (capacities, i)));
  pn_wire_set_str (json, "name", pn_wire_str (person, "name", ""));
  pn_wire_set_str (json, "title", pn_wire_str (person, "title", ""));
  pn_wire_set_take (json, "capacities", list);
  return json;
}

static void
on_people (PnCall *call, const PnJson *json)
{
  const PnJson *people = pn_wire_member (json, "people");
  PnJson *reply = pn_wire_object (), *list = pn_wire_array ();
  for (gsize i = 0; i < pn_wire_length (people); i++) {
    const PnJson *person = pn_wire_at (people, i);
    g_autoptr (GPtrArray) capacities = pn_desk_capacities (pn_wire_member (person, "facts"), pn_wire_str (person, "title", ""));
    if (capacities->len > 0)
      pn_wire_add_take (list, person_json (person, capacities));
  }
  pn_wire_set_take (reply, "people", list);
  pn_call_reply (call, 200, reply);
}

void
pn_docs_desk_signers (PnCall *call)
{
  const char *kind = pn_http_request_query (call->req, "kind");
  if (kind == NULL || *kind == '\0' || strlen (kind) > 32)
    pn_call_code (call, PN_ERROR_BAD_VALUE, "kind of document");
  else
    pn_call_ask (call, PN_Q_DESK_SIGNERS, call->id, pn_args_str ("kind", kind), on_people);
}
