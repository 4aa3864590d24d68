/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/desk/steps/{id}/pass {to,capacity,comment,seen}: the signature passes to somebody entitled to it (R11), or is taken over by whoever stands for the
 * one who is away. The paper says who signs, so it is composed anew with the other's signer block; step and version are one transaction. A file that was
 * uploaded passes as it is when all its pages could be read and none names the signer; else it goes back to its drafter. */
#include "base/error.h"
#include "docs-service/http/compose-flow.h"
#include "docs-service/http/desk.h"
#include "docs-service/http/indexer.h"
#include "docs-service/http/routes.h"

/* ---- 4. recorded */

static void
on_recorded (PnCall *call, const PnJson *json)
{
  pn_indexer_kick (call->docs->indexer);
  pn_call_reply (call, 200, pn_json_ref (json));
}

static void
on_composed (PnCall *call, const PnJson *kept, const GError *error)
{
  if (error != NULL) {
    pn_call_fail (call, error);
    return;
  }
  pn_args_add (call->body, kept);
  pn_call_ask (call, PN_Q_DESK_PASSED, call->id, pn_json_ref (call->body), on_recorded);
}

/* ---- 3. composed with the other's signer block */

static void
on_facts (PnCall *call, const PnJson *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PnJson) facts = pn_wire_object ();
  const PnJson *paper = pn_wire_bool (json, "uploaded", FALSE) ? pn_wire_member (json, "paper") : NULL;
  if (pn_wire_bool (json, "uploaded", FALSE) && !pn_wire_bool (paper, "bare", FALSE)) {
    pn_call_code (call, PN_ERROR_SIGNER_PRINTED, "the file came with its signer block");
    return;
  }
  pn_args_add (facts, json);
  pn_wire_set_bool (facts, "drafting", TRUE); /* the same text; whether it may change hands the database says with the step */
  g_autoptr (PnJson) input = pn_desk_official (facts, &error);
  if (input == NULL) {
    pn_call_fail (call, error);
    return;
  }
  pn_wire_set_ref (call->body, "lines", pn_wire_member (input, "signer_lines"));
  if (paper != NULL)
    on_composed (call, paper, NULL);
  else
    pn_compose_run (call, "official", input, on_composed);
}

/* ---- 2. it is a signature that waits, on the version that was seen */

static void
on_step (PnCall *call, const PnJson *step)
{
  if (!g_str_equal (pn_wire_str (step, "kind", ""), "sign") || !pn_wire_bool (step, "mine", FALSE)) {
    pn_call_code (call, PN_ERROR_NOT_YOUR_TURN, "not his signature to pass");
    return;
  }
  if (!g_str_equal (pn_wire_str (step, "state", ""), "current")) {
    pn_call_code (call, PN_ERROR_WRONG_STATE, pn_wire_str (step, "state", ""));
    return;
  }
  if (!g_str_equal (pn_wire_str (step, "sha256", ""), pn_wire_str (call->body, "seen", ""))) {
    pn_call_code (call, PN_ERROR_STALE_REVISION, "there is a newer version than the one that was read");
    return;
  }
  PnJson *args = pn_args_int ("signer", pn_wire_int (call->body, "to", 0));
  pn_wire_set_str (args, "capacity", pn_wire_str (call->body, "capacity", ""));
  pn_call_ask (call, PN_Q_DESK_COMPOSE, pn_wire_int (step, "request", 0), args, on_facts);
}

/* ---- 1. to whom, in what capacity, why */

void
pn_docs_desk_pass (PnCall *call)
{
  static const char *const keys[] = { "to", "capacity", "comment", "seen", NULL };
  g_autoptr (GError) error = NULL;
  const char *capacity, *comment, *seen;
  gint64 to;
  if (!pn_desk_body (call, keys))
    return;
  if (!pn_wire_get_int (call->body, "to", 1, PN_WIRE_MAX_INT, &to, &error) || !pn_wire_get_str (call->body, "capacity", 0, 4, &capacity, &error)
      || !pn_wire_get_str (call->body, "comment", 1, PN_DESK_COMMENT_MAX, &comment, &error) || !pn_desk_seen (call->body, &seen, &error))
    pn_call_fail (call, error);
  else
    pn_call_ask (call, PN_Q_DESK_STEP, call->id, NULL, on_step);
}
