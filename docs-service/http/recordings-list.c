/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/meetings/{id}/recordings: what was recorded by the chair's decision (R33). */
#include "docs-service/http/routes.h"

static void
on_list (PnCall *call, const PnJson *json)
{
  g_autoptr (GError) error = NULL;
  if (!pn_docs_may_see_recording (json, &error)) {
    pn_call_fail (call, error);
    return;
  }
  PnJson *reply = pn_wire_object ();
  pn_wire_set_ref (reply, "recordings", pn_wire_member (json, "recordings"));
  pn_call_reply (call, 200, reply);
}

void
pn_docs_recordings_list (PnCall *call)
{
  pn_call_ask (call, PN_Q_RECORDINGS, call->id, NULL, on_list);
}
