/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/desk/steps/{id}/remote {seen, credential}: the leader's signature with a key at the remote
 * signing service is prepared, and waits a quarter of an hour for his PIN (desk-remote-sign.c). GET the same:
 * how it stands, and which credentials are his. */
#include "base/error.h"
#include "docs-service/http/desk-sign-step.h"
#include "docs-service/http/desk.h"
#include "docs-service/http/remote.h"
#include "docs-service/http/routes.h"
#include "docs-service/http/sign-flow.h"

/* ---- 4. kept; call->body is what is kept */

static void
on_opened (PnCall *call, const PnJson *json)
{
  pn_call_reply (call, 201, pn_json_ref (json));
}

static void
on_prepared (PnCall *call, const PnJson *record, const GError *error)
{
  if (error != NULL) {
    pn_call_fail (call, error);
    return;
  }
  pn_wire_set_str (call->body, "digest", pn_wire_str (record, "digest", ""));
  pn_call_ask (call, PN_Q_REMOTE_OPEN, call->id, pn_json_ref (call->body), on_opened);
}

/* ---- 3. the credential is there, with the certificate that was bound; the file is prepared for it */

static void
on_credential_seen (const PnJson *reply, const GError *error, gpointer data)
{
  /* what the person will be asked for: a PIN, a code (that is sent to him), his word in an app, or to go to a page */
  static const char *const asks[] = { "pin", "otp", "sent", "app", "page", NULL };
  PnCall *call = data;
  const PnJson *pinned = call->flow;
  g_autoptr (GError) problem = pn_remote_error (error);
  if (problem == NULL
      && !g_str_equal (pn_wire_str (reply, "cert_sha256", ""), pn_wire_str (pinned, "cert_sha256", "-")))
    problem = g_error_new_literal (PN_ERROR, PN_ERROR_REMOTE_WRONG_CERT,
                                   "the credential has another certificate than the one that was bound");
  pn_json_unref (g_steal_pointer (&call->flow));
  if (problem != NULL) {
    pn_call_fail (call, problem);
    return;
  }
  PnJson *auth = pn_wire_object (), *spec = pn_desk_sign_spec (call->facts, FALSE);
  for (guint i = 0; asks[i] != NULL; i++)
    pn_wire_set_bool (auth, asks[i], pn_wire_bool (reply, asks[i], FALSE));
  pn_wire_set_take (call->body, "auth", auth);
  pn_wire_set_ref (call->body, "spec", spec);
  g_autofree char *lock = g_strdup_printf ("desk:%d", (int) pn_wire_int (call->facts, "request", 0));
  pn_sign_prepare (call, pn_wire_str (call->facts, "sha256", ""), spec, lock, on_prepared);
}

static void
on_credential (const PnJson *json, const GError *error, gpointer data)
{
  PnCall *call = data;
  if (error != NULL) { /* none of his, or it counts no more */
    pn_call_code (call, pn_error_is (error, PN_ERROR_NOT_FOUND) ? PN_ERROR_NO_REMOTE : pn_error_code (error),
                  error->message);
    return;
  }
  PnJson *message = pn_args_str ("t", "credential");
  pn_wire_set_str (message, "credential", pn_wire_str (json, "credential", ""));
  call->flow = pn_json_ref (json);
  pn_signer_ask (call->docs->csc, message, on_credential_seen, call);
}

/* ---- 2. may he, on this version? */

static void
on_step (PnCall *call, const PnJson *step)
{
  g_autoptr (GError) error = NULL;
  if (!pn_desk_may_sign (step, FALSE, pn_wire_str (call->body, "seen", ""), &error)) {
    pn_call_fail (call, error);
    return;
  }
  call->facts = pn_json_ref (step);
  pn_store_ask (call->docs->store, PN_Q_REMOTE_CREDENTIAL, call->person,
                pn_wire_int (call->body, "credential", 0), NULL, on_credential, call);
}

/* ---- 1. what was asked */

void
pn_docs_desk_remote_open (PnCall *call)
{
  static const char *const keys[] = { "seen", "credential", NULL };
  g_autoptr (GError) error = NULL;
  const char *seen;
  gint64 credential;
  if (!pn_desk_body (call, keys))
    return;
  if (!pn_desk_seen (call->body, &seen, &error)
      || !pn_wire_get_int (call->body, "credential", 1, PN_WIRE_MAX_INT, &credential, &error))
    pn_call_fail (call, error);
  else
    pn_call_ask (call, PN_Q_DESK_STEP, call->id, NULL, on_step);
}

/* ---- how it stands */

void
pn_docs_desk_remote_state (PnCall *call)
{
  pn_call_ask (call, PN_Q_REMOTE_STATE, call->id, NULL, pn_desk_answer_state);
}
