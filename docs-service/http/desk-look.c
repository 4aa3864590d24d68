/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/desk/sign/look {files:[{step,seen}]}: everything to be known before the PIN, on one page: number
 * if there is one, title, pages, hash of each, whether it has been opened to the end, why it cannot be
 * signed; the certificate and its expiry; whether the key has a PIN. */
#include "base/error.h"
#include "docs-service/http/desk-sign-step.h"
#include "docs-service/http/desk.h"
#include "docs-service/http/routes.h"
#include "docs-service/http/sign-many.h"

/* ---- 3. the answer */

static void
set_error (PnJson *item, const GError *error)
{
  PnErrorCode code = pn_error_code (error);
  PnJson *refused = pn_args_str ("code", pn_error_name (code));
  pn_wire_set_str (refused, "vi", pn_error_vi (code));
  pn_wire_set_str (refused, "en", pn_error_en (code));
  pn_wire_set_take (item, "refused", refused);
}

static void
add_file (PnJson *out, const PnJson *step, const char *seen)
{
  static const char *const said[] = { "step",  "request", "sha256", "subject", "kind_vi", "kind_en",
                                      "pages", "code",    "lines",  "opened",  "version", "state" };
  g_autoptr (GError) error = NULL;
  PnJson *item = pn_wire_object ();
  for (guint i = 0; i < G_N_ELEMENTS (said); i++)
    if (pn_wire_member (step, said[i]) != NULL)
      pn_wire_set_ref (item, said[i], pn_wire_member (step, said[i]));
  if (!pn_desk_may_sign (step, FALSE, seen, &error))
    set_error (item, error);
  pn_wire_add_take (out, item);
}

static void
on_pin (const PnJson *reply, const GError *error, gpointer data)
{
  PnCall *call = data;
  if (error != NULL) {
    pn_call_fail (call, error);
    return;
  }
  const PnJson *files = pn_wire_member (call->facts, "files");
  PnJson *json = pn_wire_object (), *list = pn_wire_array ();
  for (gsize i = 0; i < pn_wire_length (files); i++)
    add_file (list, pn_wire_at (files, i),
              pn_sign_many_seen (call->body, pn_wire_int (pn_wire_at (files, i), "step", 0)));
  pn_wire_set_take (json, "files", list);
  pn_wire_set_ref (json, "certificate", pn_wire_member (call->body, "certificate"));
  pn_wire_set_bool (json, "pin", pn_wire_bool (reply, "set", FALSE));
  pn_call_reply (call, 200, json);
}

/* ---- 2. the key: a demo key is made now, so that its certificate can be named */

static void
on_enrolled (const PnJson *reply, const GError *error, gpointer data)
{
  PnCall *call = data;
  if (error != NULL) {
    pn_call_fail (call, error);
    return;
  }
  PnJson *certificate = pn_args_str ("subject", pn_wire_str (reply, "subject", ""));
  pn_wire_set_str (certificate, "issuer", pn_wire_str (reply, "issuer", ""));
  pn_wire_set_str (certificate, "until", pn_wire_str (reply, "not_after", ""));
  pn_wire_set_take (call->body, "certificate", certificate);
  PnJson *message = pn_args_str ("t", "pin");
  pn_wire_set_int (message, "person", call->person);
  pn_signer_ask (call->docs->signer, message, on_pin, call);
}

static void
on_steps (PnCall *call, const PnJson *json)
{
  const PnJson *first = pn_wire_at (pn_wire_member (json, "files"), 0);
  if (first == NULL || pn_wire_bool (first, "denied", FALSE)) {
    pn_call_code (call, PN_ERROR_NOT_FOUND, "no such step");
    return;
  }
  call->facts = pn_json_ref (json);
  PnJson *message = pn_args_str ("t", "enrol");
  pn_wire_set_int (message, "person", call->person);
  pn_wire_set_str (message, "name", pn_wire_str (first, "name", ""));
  pn_wire_set_str (message, "unit", pn_wire_str (first, "own_unit", ""));
  pn_wire_set_str (message, "title", pn_wire_str (first, "title", ""));
  pn_signer_ask (call->docs->signer, message, on_enrolled, call);
}

/* ---- 1. which */

void
pn_docs_desk_look (PnCall *call)
{
  static const char *const keys[] = { "files", NULL };
  g_autoptr (GError) error = NULL;
  if (!pn_desk_body (call, keys))
    return;
  if (!pn_sign_many_files (call->body, &error))
    pn_call_fail (call, error);
  else
    pn_call_ask (call, PN_Q_DESK_STEPS, 0, pn_json_ref (call->body), on_steps);
}
