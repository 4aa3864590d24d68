/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/desk/sign {files:[{step,seen}], pin}: one PIN for the listed hashes. Each file is signed and
 * recorded by itself, one after the other: what fails undoes nothing, what the end of this process cuts off
 * waits as before. A file not opened to its last page in this version refuses the whole list. */
#include "base/error.h"
#include "docs-service/http/desk-sign-step.h"
#include "docs-service/http/desk.h"
#include "docs-service/http/routes.h"
#include "docs-service/http/sign-many.h"
#include "docs-service/http/sign-unlock.h"

typedef struct {
  PnCall *call;
  PnJson *results;
  char *ticket;
  gsize at; /* in the list of the request */
} Many;

static void next (Many *many);

/* ---- 4. what became of each, in words */

static void
end (Many *many, const GError *error)
{
  PnCall *call = many->call;
  PnJson *reply = pn_wire_object ();
  pn_wire_set_take (reply, "results", many->results);
  g_free (many->ticket);
  g_free (many);
  if (error != NULL) {
    pn_json_unref (reply);
    pn_call_fail (call, error);
  } else {
    pn_call_reply (call, 200, reply);
  }
}

static const PnJson *
item (const Many *many)
{
  return pn_wire_at (pn_wire_member (many->call->body, "files"), many->at);
}

static void
add_result (Many *many, const PnJson *json, const GError *error)
{
  PnJson *result = pn_args_int ("step", pn_wire_int (item (many), "step", 0));
  pn_wire_set_bool (result, "signed", error == NULL);
  if (error == NULL) {
    pn_args_add (result, json);
  } else {
    PnErrorCode code = pn_error_code (error);
    pn_wire_set_str (result, "code", pn_error_name (code));
    pn_wire_set_str (result, "vi", pn_error_vi (code));
    pn_wire_set_str (result, "en", pn_error_en (code));
  }
  pn_wire_add_take (many->results, result);
  many->at++;
  next (many);
}

static void
on_signed (PnCall *call, const PnJson *json, const GError *error)
{
  add_result (call->flow, json, error);
}

/* ---- 3. one after the other, each as the database knows it now */

static void
on_step (const PnJson *step, const GError *error, gpointer data)
{
  Many *many = data;
  if (error != NULL) {
    add_result (many, NULL, error);
    return;
  }
  const PnDeskWish wish = { .seen = pn_wire_str (item (many), "seen", ""), .ticket = many->ticket };
  many->call->flow = many;
  pn_desk_sign_step (many->call, step, &wish, on_signed);
}

static void
next (Many *many)
{
  PnCall *call = many->call;
  if (item (many) == NULL)
    end (many, NULL);
  else
    pn_store_ask (call->docs->store, PN_Q_DESK_STEP, call->person, pn_wire_int (item (many), "step", 0), NULL,
                  on_step, many);
}

static void
on_unlocked (const char *ticket, const GError *error, gpointer data)
{
  Many *many = data;
  if (error != NULL) {
    end (many, error);
    return;
  }
  many->ticket = g_strdup (ticket);
  next (many);
}

/* ---- 2. all of them were opened, and only then is the PIN tried */

static gboolean
all_opened (const PnJson *body, const PnJson *steps, GError **error)
{
  if (pn_wire_length (steps) != pn_wire_length (pn_wire_member (body, "files"))) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_NOT_FOUND, "a step of the list is not there");
    return FALSE;
  }
  for (gsize i = 0; i < pn_wire_length (steps); i++) {
    const PnJson *step = pn_wire_at (steps, i);
    if (pn_wire_bool (step, "denied", FALSE) || !g_str_equal (pn_wire_str (step, "kind", ""), "sign")) {
      g_set_error_literal (error, PN_ERROR, PN_ERROR_NOT_YOUR_TURN, "a step of the list is not his to sign");
      return FALSE;
    }
    if (!pn_wire_bool (step, "opened", FALSE)) {
      g_set_error (error, PN_ERROR, PN_ERROR_NOT_READ, "document %d", (int) pn_wire_int (step, "request", 0));
      return FALSE;
    }
  }
  return TRUE;
}

static void
on_steps (PnCall *call, const PnJson *json)
{
  g_autoptr (GError) error = NULL;
  const PnJson *files = pn_wire_member (call->body, "files");
  const char *seen[PN_UNLOCK_FILES];
  guint n = 0;
  if (!all_opened (call->body, pn_wire_member (json, "files"), &error)) {
    pn_call_fail (call, error);
    return;
  }
  for (gsize i = 0; i < pn_wire_length (files) && n < PN_UNLOCK_FILES; i++)
    seen[n++] = pn_wire_str (pn_wire_at (files, i), "seen", "");
  Many *many = g_new0 (Many, 1);
  many->call = call;
  many->results = pn_wire_array ();
  pn_sign_unlock (call->docs, call->person, pn_wire_str (call->body, "pin", ""), seen, n, on_unlocked, many);
}

/* ---- 1. which */

void
pn_docs_desk_sign_many (PnCall *call)
{
  static const char *const keys[] = { "files", "pin", NULL };
  g_autoptr (GError) error = NULL;
  const char *pin;
  if (!pn_desk_body (call, keys))
    return;
  if (!pn_wire_get_str (call->body, "pin", 1, PN_PIN_MAX, &pin, &error)
      || !pn_sign_many_files (call->body, &error))
    pn_call_fail (call, error);
  else
    pn_call_ask (call, PN_Q_DESK_STEPS, 0, pn_json_ref (call->body), on_steps);
}
