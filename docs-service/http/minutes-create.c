/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/meetings/{id}/minutes: the current revision of the minutes as a PDF version in the form of Decree 30/2020 (R1, R2, R33).
 * Drawn in the cage: the text comes from people, and this process has no drawing code. */
#include "base/error.h"
#include "docs-service/core/rights.h"
#include "docs-service/core/versions.h"
#include "docs-service/http/compose-flow.h"
#include "docs-service/http/indexer.h"
#include "docs-service/http/routes.h"

static void
on_recorded (PnCall *call, const PnJson *json)
{
  pn_indexer_kick (call->docs->indexer);
  pn_pages_get (call->docs->pages, pn_wire_str (call->body, "sha256", ""), 1, 1200, TRUE, NULL, NULL);
  pn_call_reply (call, 201, pn_json_ref (json));
}

static void
on_composed (PnCall *call, const PnJson *kept, const GError *error)
{
  if (error != NULL) {
    pn_call_fail (call, error);
    return;
  }
  const PnJson *minutes = pn_wire_member (call->facts, "minutes");
  g_autofree char *title = g_strdup_printf ("Biên bản: %.400s", pn_wire_str (minutes, "title", ""));
  g_autofree char *valid = g_utf8_make_valid (title, -1);
  g_autofree char *name = g_strdup_printf ("bien-ban-%d.pdf", (int) call->id);
  call->body = pn_wire_object ();
  pn_args_add (call->body, kept);
  pn_wire_set_int (call->body, "rev", pn_wire_int (call->facts, "revision", 0));
  pn_wire_set_bool (call->body, "frozen", pn_wire_bool (call->facts, "frozen", FALSE));
  pn_wire_set_str (call->body, "title", valid);
  pn_wire_set_str (call->body, "filename", name);
  pn_call_ask (call, PN_Q_MINUTES_RENDERED, call->id, pn_json_ref (call->body), on_recorded);
}

static void
on_minutes (PnCall *call, const PnJson *json)
{
  g_autoptr (GError) error = NULL;
  PnVersionFacts facts = { .frozen = pn_wire_bool (json, "frozen", FALSE), .signed_ = pn_wire_bool (json, "signed", FALSE), .newest = TRUE };
  if (!pn_doc_require (pn_doc_role_from_name (pn_wire_str (json, "role", "")), pn_doc_meeting_state_from_name (pn_wire_str (json, "state", "")),
                       PN_DOC_COMPOSE_MINUTES, &error)
      || !pn_version_may_follow (&facts, PN_VERSION_RENDER, &error)) {
    pn_call_fail (call, error);
    return;
  }
  call->facts = pn_json_ref (json);
  pn_compose_run (call, NULL, pn_wire_member (json, "minutes"), on_composed);
}

void
pn_docs_minutes_create (PnCall *call)
{
  pn_call_ask (call, PN_Q_MINUTES, call->id, NULL, on_minutes);
}
