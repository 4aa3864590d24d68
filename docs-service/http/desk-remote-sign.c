/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/desk/steps/{id}/remote/challenge: the service sends the leader a one-time code.
 * POST /docs/desk/steps/{id}/remote/page: {"url"} of the service where he authorises this signature; he comes back with code and state.
 * POST /docs/desk/steps/{id}/remote/sign {pin?, otp?, code?, state?}: the prepared signature is authorised, made by the
 * service, kept, and finished. Whatever ends between two of these steps, the row of phien.remote_sign says
 * where to go on; once the signature is kept, the same request without PIN finishes it. PIN and code pass
 * through and are kept nowhere. */
#include "base/error.h"
#include "base/log.h"
#include "docs-service/http/desk-sign-step.h"
#include "docs-service/http/desk.h"
#include "docs-service/http/indexer.h"
#include "docs-service/http/remote.h"
#include "docs-service/http/routes.h"
#include "docs-service/http/sign-flow.h"

#define ANSWER_MAX 64
#define CODE_MAX 2000
#define STATE_MAX 200

GError *
pn_remote_error (const GError *error)
{
  if (error == NULL)
    return NULL;
  if (pn_error_is (error, PN_ERROR_LINK_AWAY) || pn_error_is (error, PN_ERROR_TIMED_OUT)
      || pn_error_is (error, PN_ERROR_OVERLOADED))
    return g_error_new_literal (PN_ERROR, PN_ERROR_REMOTE_AWAY, error->message);
  return g_error_copy (error);
}

/* One at a time for one document, from the PIN to the end; the flow itself takes the desk's own lock. */
static char *
lock_of (const PnCall *call)
{
  return g_strdup_printf ("remote:%d", (int) pn_wire_int (call->facts, "request", 0));
}

static PnCall *
unlock (PnCall *call)
{
  g_autofree char *lock = lock_of (call);
  g_hash_table_remove (call->docs->busy, lock);
  return call;
}

static void
fail (PnCall *call, const GError *error)
{
  pn_call_fail (unlock (call), error);
}

/* ---- 4. finished and recorded: version, signature, step and the prepared one in one transaction; call->body
 * is what is recorded */

static void
on_taken (const PnJson *json, const GError *error, gpointer data)
{
  PnCall *call = data;
  if (error != NULL) {
    fail (call, error);
    return;
  }
  pn_indexer_kick (call->docs->indexer);
  pn_call_reply (unlock (call), 201, pn_json_ref (json));
}

static void
on_finished (PnCall *call, const PnJson *record, const GError *error)
{
  if (error != NULL) {
    fail (call, error);
    return;
  }
  pn_args_add (call->body, record);
  pn_store_ask (call->docs->store, PN_Q_REMOTE_TAKEN, call->person, call->id, pn_json_ref (call->body),
                on_taken, call);
}

static void
finish (PnCall *call, const char *cms)
{
  const PnJson *facts = call->facts;
  PnJson *known = pn_args_str ("digest", pn_wire_str (facts, "digest", "")), *spec = pn_wire_object ();
  pn_wire_set_str (known, "cert_subject", pn_wire_str (facts, "subject", ""));
  pn_wire_set_str (known, "cert_sha256", pn_wire_str (facts, "cert_sha256", ""));
  pn_args_add (spec, pn_wire_member (facts, "spec"));
  pn_json_unref (call->body); /* the PIN with it */
  call->body = pn_args_int ("remote", pn_wire_int (facts, "id", 0));
  pn_wire_set_str (call->body, "seen", pn_wire_str (facts, "prepared", ""));
  pn_wire_set_int (call->body, "base", pn_wire_int (facts, "version", 0));
  pn_wire_set_str (call->body, "field", PN_DESK_SIGN_FIELD);
  pn_wire_set_str (call->body, "capacity", pn_wire_str (facts, "capacity", ""));
  pn_wire_set_str (call->body, "signature", "person");
  g_autofree char *lock = g_strdup_printf ("desk:%d", (int) pn_wire_int (facts, "request", 0));
  pn_sign_finish (call, pn_wire_str (facts, "prepared", ""), spec, known, cms, lock, on_finished);
}

/* ---- 3. the signature is here: kept first */

static void
on_signature_kept (const PnJson *json, const GError *error, gpointer data)
{
  PnCall *call = data;
  g_autofree char *cms = g_steal_pointer (&call->text);
  g_autoptr (GError) problem = error != NULL ? g_error_copy (error) : NULL;
  if (problem == NULL && pn_wire_member (json, "id") == NULL)
    problem = g_error_new_literal (PN_ERROR, PN_ERROR_CONFLICT, "another one was faster");
  if (problem != NULL)
    fail (call, problem);
  else
    finish (call, cms);
}

static void
on_refusal_kept (const PnJson *json, const GError *error, gpointer data)
{
  if (error != NULL)
    pn_log_gerror (PN_LOG_INFO, "remote", "refusal not recorded", error);
}

static void
on_signature (const PnJson *reply, const GError *error, gpointer data)
{
  PnCall *call = data;
  gint64 id = pn_wire_int (call->facts, "id", 0);
  g_autoptr (GError) problem = pn_remote_error (error);
  if (problem != NULL) {
    pn_log_gerror (PN_LOG_WARNING, "remote", "not signed", problem);
    pn_store_ask (call->docs->store, PN_Q_REMOTE_REFUSED, call->person, id,
                  pn_args_str ("code", pn_error_name (pn_error_code (problem))), on_refusal_kept, NULL);
    fail (call, problem);
    return;
  }
  call->text = g_strdup (pn_wire_str (reply, "cms", ""));
  pn_store_ask (call->docs->store, PN_Q_REMOTE_SIGNED, call->person, id, pn_args_str ("cms", call->text),
                on_signature_kept, call);
}

/* ---- 2. the service is asked */

static PnJson *
wish_of (const char *type, const PnJson *facts)
{
  PnJson *message = pn_args_str ("t", type);
  pn_wire_set_str (message, "credential", pn_wire_str (facts, "credential", ""));
  pn_wire_set_str (message, "cert_sha256", pn_wire_str (facts, "cert_sha256", ""));
  pn_wire_set_str (message, "digest_hex", pn_wire_str (facts, "digest", ""));
  return message;
}

static void
ask_service (PnCall *call)
{
  static const char *const answers[] = { "pin", "otp", "code", "state", NULL };
  PnJson *message = wish_of ("sign", call->facts);
  for (guint i = 0; answers[i] != NULL; i++)
    pn_wire_set_str (message, answers[i], pn_wire_str (call->body, answers[i], ""));
  pn_signer_ask (call->docs->csc, message, on_signature, call);
}

static void
on_found (PnCall *call, const PnJson *json)
{
  g_autoptr (GError) error = NULL;
  const char *cms = pn_wire_str (json, "cms", "");
  call->facts = pn_json_ref (json);
  g_autofree char *lock = lock_of (call);
  if (!pn_desk_may_sign (json, FALSE, pn_wire_str (json, "prepared", ""), &error)) {
    pn_call_fail (call, error);
    return;
  }
  if (!g_hash_table_add (call->docs->busy, g_strdup (lock)))
    pn_call_code (call, PN_ERROR_CONFLICT, "this document is being signed");
  else if (*cms != '\0')
    finish (call, cms);
  else
    ask_service (call);
}

/* ---- 1. what was asked */

void
pn_docs_desk_remote_sign (PnCall *call)
{
  static const char *const keys[] = { "pin", "otp", "code", "state", NULL };
  g_autoptr (GError) error = NULL;
  const char *text;
  if (!pn_desk_body (call, keys))
    return;
  if (!pn_wire_opt_str (call->body, "pin", 0, ANSWER_MAX, &text, &error)
      || !pn_wire_opt_str (call->body, "otp", 0, ANSWER_MAX, &text, &error)
      || !pn_wire_opt_str (call->body, "code", 0, CODE_MAX, &text, &error)
      || !pn_wire_opt_str (call->body, "state", 0, STATE_MAX, &text, &error))
    pn_call_fail (call, error);
  else
    pn_call_ask (call, PN_Q_REMOTE_FIND, call->id, NULL, on_found);
}

/* ---- a one-time code */

static void
on_challenged (const PnJson *reply, const GError *error, gpointer data)
{
  g_autoptr (GError) problem = pn_remote_error (error);
  if (problem != NULL)
    pn_call_fail (data, problem);
  else
    pn_call_reply (data, 200, pn_wire_object ());
}

static void
on_found_for_code (PnCall *call, const PnJson *json)
{
  PnJson *message = pn_args_str ("t", "challenge");
  pn_wire_set_str (message, "credential", pn_wire_str (json, "credential", ""));
  pn_signer_ask (call->docs->csc, message, on_challenged, call);
}

void
pn_docs_desk_remote_challenge (PnCall *call)
{
  pn_call_ask (call, PN_Q_REMOTE_FIND, call->id, NULL, on_found_for_code);
}

/* ---- a page of the service */

static void
on_page (const PnJson *reply, const GError *error, gpointer data)
{
  g_autoptr (GError) problem = pn_remote_error (error);
  if (problem != NULL)
    pn_call_fail (data, problem);
  else
    pn_call_reply (data, 200, pn_args_str ("url", pn_wire_str (reply, "url", "")));
}

static void
on_found_for_page (PnCall *call, const PnJson *json)
{
  g_autoptr (GError) error = NULL;
  if (pn_desk_may_sign (json, FALSE, pn_wire_str (json, "prepared", ""), &error))
    pn_signer_ask (call->docs->csc, wish_of ("page", json), on_page, call);
  else
    pn_call_fail (call, error);
}

void
pn_docs_desk_remote_page (PnCall *call)
{
  pn_call_ask (call, PN_Q_REMOTE_FIND, call->id, NULL, on_found_for_page);
}
