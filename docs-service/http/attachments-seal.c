/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/http/attachments-seal.h"

#include "docs-service/http/sign-flow.h"
#include "docs-service/http/text-form.h"

#define FIELD "ChuKyPhuLuc"

typedef struct {
  PnCall *call;
  PnJson *step, *todo; /* refs */
  gsize at;
  void (*then) (PnCall *call, const PnJson *step);
} Sealing;

static void
end (Sealing *self, const GError *error)
{
  Sealing last = *self;
  g_free (self);
  if (error != NULL)
    pn_call_fail (last.call, error);
  else
    last.then (last.call, last.step);
  pn_json_unref (last.step);
  pn_json_unref (last.todo);
}

static void seal_next (Sealing *self);

static const PnJson *
present (const Sealing *self)
{
  return pn_wire_at (pn_wire_member (self->todo, "items"), self->at);
}

static void
on_recorded (const PnJson *json, const GError *error, gpointer data)
{
  Sealing *self = data;
  if (error != NULL) {
    end (self, error);
    return;
  }
  self->at++;
  seal_next (self);
}

static void
on_signed (PnCall *call, const PnJson *record, const GError *error)
{
  Sealing *self = call->flow;
  if (error != NULL) {
    end (self, error);
    return;
  }
  PnJson *args = pn_args_str ("field", FIELD);
  pn_args_add (args, record);
  pn_wire_set_str (args, "seen", pn_wire_str (present (self), "sha256", ""));
  pn_store_ask (call->docs->store, PN_Q_ATTACHMENT_SEALED, call->person, pn_wire_int (present (self), "id", 0), args, on_recorded, self);
}

static void
seal_next (Sealing *self)
{
  const PnJson *item = present (self);
  if (item == NULL) {
    end (self, NULL);
    return;
  }
  const char *body = pn_wire_str (self->todo, "body", "");
  g_autofree char *first = g_strdup_printf ("Số: %s", pn_wire_str (self->todo, "code", ""));
  g_autofree char *lock = g_strdup_printf ("attachment:%d", (int) pn_wire_int (item, "id", 0));
  const PnSignWho who = { .person = self->call->person, .seal = TRUE, .name = body, .unit = body, .title = "" };
  self->call->flow = self;
  pn_sign_run (self->call, pn_wire_str (item, "sha256", ""), &who, pn_text_form_spec (FIELD, first, body, g_get_real_time ()), lock, on_signed);
}

static void
on_todo (const PnJson *json, const GError *error, gpointer data)
{
  Sealing *self = data;
  if (error != NULL) {
    end (self, error);
    return;
  }
  self->todo = pn_json_ref (json);
  seal_next (self);
}

void
pn_attachments_seal (PnCall *take, const PnJson *step, void (*then) (PnCall *call, const PnJson *step))
{
  Sealing *self = g_new0 (Sealing, 1);
  *self = (Sealing){ .call = take, .step = pn_json_ref (step), .then = then };
  pn_store_ask (take->docs->store, PN_Q_ATTACHMENTS_TO_SEAL, take->person, pn_wire_int (step, "request", 0), NULL, on_todo, self);
}
