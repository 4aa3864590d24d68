/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/desk/requests/{id}/compose: the draft's text as a PDF version in the form of Decree 30/2020 (R1, R2), with the fields that signature, number,
 * date and seal will fill. */
#include "base/error.h"
#include "docs-service/http/compose-flow.h"
#include "docs-service/http/desk.h"
#include "docs-service/http/indexer.h"
#include "docs-service/http/routes.h"

static void
on_recorded (PnCall *call, const PnJson *json)
{
  pn_indexer_kick (call->docs->indexer);
  pn_call_reply (call, 201, pn_json_ref (json));
}

static void
on_composed (PnCall *call, const PnJson *kept, const GError *error)
{
  if (error != NULL) {
    pn_call_fail (call, error);
    return;
  }
  PnJson *args = pn_wire_object ();
  g_autofree char *name = g_strdup_printf ("van-ban-%d.pdf", (int) call->id);
  pn_args_add (args, kept);
  pn_wire_set_str (args, "filename", name);
  pn_call_ask (call, PN_Q_DESK_COMPOSED, call->id, args, on_recorded);
}

static void
on_facts (PnCall *call, const PnJson *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PnJson) input = pn_desk_official (json, &error);
  if (input == NULL)
    pn_call_fail (call, error);
  else
    pn_compose_run (call, "official", input, on_composed);
}

void
pn_docs_desk_compose (PnCall *call)
{
  pn_call_ask (call, PN_Q_DESK_COMPOSE, call->id, NULL, on_facts);
}
