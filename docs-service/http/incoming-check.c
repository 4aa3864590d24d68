/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/incoming/{id}/check: the check at intake; what it says is kept once, whatever roots are trusted later (R14). */
#include <unistd.h>
#include "base/error.h"
#include "docs-service/http/check.h"
#include "docs-service/http/routes.h"

static void
on_verdict_kept (const PnJson *json, const GError *error, gpointer data)
{
  PnCall *call = data; /* NOT_FOUND: it was kept before */
  pn_call_reply (call, 200, pn_json_ref (call->facts));
}

static void
on_verdict (PnCall *call, const PnJson *verdict, const GError *error)
{
  if (error != NULL) {
    pn_call_fail (call, error);
    return;
  }
  PnJson *args = pn_wire_object ();
  gint64 entry = pn_wire_int (call->facts, "id", 0);
  pn_wire_set_ref (args, "verdict", verdict);
  pn_json_unref (call->facts);
  call->facts = pn_json_ref (verdict);
  pn_store_ask (call->docs->store, PN_Q_IN_VERDICT, call->person, entry, args, on_verdict_kept, call);
}

static void
on_version (PnCall *call, const PnJson *version)
{
  g_autoptr (GError) error = NULL;
  int input = pn_files_open_blob (call->docs->files, pn_wire_str (version, "sha256", ""), &error);
  if (input < 0) {
    pn_call_fail (call, error);
    return;
  }
  pn_check_run (call, input, on_verdict);
  close (input);
}

static void
on_entry (PnCall *call, const PnJson *json)
{
  const PnJson *entry = pn_wire_member (json, "entry");
  if (pn_wire_member (entry, "version") == NULL) {
    pn_call_code (call, PN_ERROR_WRONG_STATE, "its file is not here yet");
    return;
  }
  call->facts = pn_json_ref (entry);
  pn_call_ask (call, PN_Q_VERSION_FACTS, pn_wire_int (entry, "version", 0), NULL, on_version);
}

void
pn_docs_incoming_check (PnCall *call)
{
  pn_call_ask (call, PN_Q_IN_GET, call->id, NULL, on_entry);
}
