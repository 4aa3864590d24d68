/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/documents/{id}/copies {kind, parts?}: the clerk makes a sao y, sao lục or trích sao of an issued
 * or received document: its pages as they print in a new file, the body's signature in text form top right of
 * page 1, a number in the series of copies (Decree 30/2020 Art. 25-27, R6). The number stands on the sheet, so it is
 * known before the copy is recorded: when another copy takes it meanwhile, this one is signed again with the next. */
#include <string.h>
#include <unistd.h>
#include "base/error.h"
#include "docs-service/http/desk.h"
#include "docs-service/http/indexer.h"
#include "docs-service/http/ingest.h"
#include "docs-service/http/routes.h"
#include "docs-service/http/sign-flow.h"
#include "docs-service/http/text-form.h"

#define FIELD "ChuKyBanSao"
#define PARTS_MAX 500
#define COPY_MS 120000
#define TRIES_MAX 5

typedef struct {
  const char *kind, *name, *file;
} Kind;

static const Kind kinds[] = {
  { "sao_y", "SAO Y", "sao-y" },
  { "sao_luc", "SAO LỤC", "sao-luc" },
  { "trich_sao", "TRÍCH SAO", "trich-sao" },
};

static const Kind *
kind_of (const PnJson *body)
{
  const char *name = pn_wire_str (body, "kind", "");
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].kind, name))
      return &kinds[i];
  return NULL;
}

/* The unsigned copy is nobody's: it goes with the call. */
static void
drop (PnCall *call)
{
  if (call->text != NULL)
    pn_files_drop_upload (call->docs->files, call->text);
  g_clear_pointer (&call->text, g_free);
}

static void
fail (PnCall *call, const GError *error)
{
  drop (call);
  pn_call_fail (call, error);
}

/* ---- 4. numbered and recorded, in one transaction */

static void
ask_source (PnCall *call);

static void
on_recorded (const PnJson *json, const GError *error, gpointer data)
{
  PnCall *call = data;
  if (error == NULL) {
    pn_indexer_kick (call->docs->indexer);
    pn_call_reply (call, 201, pn_json_ref (json));
    return;
  }
  gint64 tries = pn_wire_int (call->body, "tries", 0) + 1;
  if (!pn_error_is (error, PN_ERROR_STALE_REVISION) || tries >= TRIES_MAX) {
    pn_call_fail (call, error);
    return;
  }
  pn_wire_set_int (call->body, "tries", tries);
  g_clear_pointer (&call->facts, pn_json_unref);
  ask_source (call);
}

/* ---- 3. signed */

static void
on_signed (PnCall *call, const PnJson *record, const GError *error)
{
  if (error != NULL) {
    fail (call, error);
    return;
  }
  drop (call);
  const Kind *kind = kind_of (call->body);
  g_autofree char *filename = g_strdup_printf ("%s-%d.pdf", kind->file, (int) call->id);
  PnJson *args = pn_args_str ("kind", kind->kind);
  if (pn_wire_member (call->body, "parts") != NULL)
    pn_wire_set_ref (args, "parts", pn_wire_member (call->body, "parts"));
  pn_args_add (args, record);
  pn_wire_set_int (args, "source", pn_wire_int (call->facts, "version", 0));
  pn_wire_set_int (args, "number", pn_wire_int (call->facts, "number", 0));
  pn_wire_set_str (args, "field", FIELD);
  pn_wire_set_str (args, "filename", filename);
  pn_store_ask (call->docs->store, PN_Q_COPY_RECORD, call->person, call->id, args, on_recorded, call);
}

static void
on_kept (const PnJson *kept, const GError *error, gpointer data)
{
  PnCall *call = data;
  if (error != NULL) {
    fail (call, error);
    return;
  }
  const char *body = pn_wire_str (call->facts, "body", "");
  g_autofree char *first = g_strdup_printf ("%s\nSố: %s\n%s", kind_of (call->body)->name, pn_wire_str (call->facts, "code", ""), body);
  g_autofree char *lock = g_strdup_printf ("copy:%d", (int) call->id);
  const PnSignWho who = { .person = call->person, .seal = TRUE, .name = body, .unit = body, .title = "" };
  PnJson *spec = pn_text_form_spec (FIELD, first, body, g_get_real_time ());
  if (g_str_equal (kind_of (call->body)->kind, "sao_luc")) // the sao y it is made from has its own in the corner
    pn_wire_set_bool (spec, "beside", TRUE);
  pn_sign_run (call, pn_wire_str (kept, "sha256", ""), &who, spec, lock, on_signed);
}

/* ---- 2. copied in the cage */

static void
on_copied (const PnRenderResult *result, gpointer data)
{
  PnCall *call = data;
  g_autoptr (GError) error = result->status == PN_RENDER_OK ? NULL : pn_docs_render_error (result);
  if (error == NULL)
    pn_ingest_keep (call->docs, call->text, on_kept, call);
  else
    fail (call, error);
}

static void
on_source (PnCall *call, const PnJson *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PnJson) param = pn_wire_object ();
  call->facts = pn_json_ref (json);
  if (pn_wire_member (call->body, "parts") != NULL)
    pn_wire_set_ref (param, "parts", pn_wire_member (call->body, "parts"));
  g_autofree char *text = pn_wire_dump (param);
  int in = pn_files_open_blob (call->docs->files, pn_wire_str (json, "sha256", ""), &error);
  int out = in >= 0 ? pn_files_create (call->docs->files, &call->text, &error) : -1;
  if (out >= 0) {
    PnRenderRequest request = { .job = PN_RENDER_JOB_COPY,
                                .op = PN_RENDER_WORK,
                                .input = in,
                                .out = out,
                                .param = text,
                                .param_length = strlen (text),
                                .timeout_ms = COPY_MS };
    pn_render_pool_ask (call->docs->render, &request, on_copied, call);
    close (out);
  } else
    fail (call, error);
  if (in >= 0)
    close (in);
}

/* ---- 1. what is asked for; whether it may be copied, and by whom, the database says */

static void
ask_source (PnCall *call)
{
  pn_call_ask (call, PN_Q_COPY_SOURCE, call->id, pn_args_str ("kind", pn_wire_str (call->body, "kind", "")), on_source);
}

static gboolean
check_body (const PnJson *body, GError **error)
{
  static const char *const part_keys[] = { "page", "from", "to", NULL };
  const PnJson *parts = NULL;
  gint64 page, from, to;
  if (!pn_wire_opt_array (body, "parts", PARTS_MAX, &parts, error))
    return FALSE;
  if (kind_of (body) == NULL
      || g_str_equal (pn_wire_str (body, "kind", ""), "trich_sao") != (pn_wire_length (parts) > 0)) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE,
                         "kind: sao_y, sao_luc, or trich_sao with the parts it takes");
    return FALSE;
  }
  for (gsize i = 0; i < pn_wire_length (parts); i++) {
    const PnJson *part = pn_wire_at (parts, i);
    if (!pn_wire_only (part, part_keys, error)
        || !pn_wire_get_int (part, "page", 1, PN_RENDER_PAGES_MAX, &page, error)
        || !pn_wire_get_int (part, "from", 0, 99, &from, error)
        || !pn_wire_get_int (part, "to", 1, 100, &to, error))
      return FALSE;
  }
  return TRUE;
}

void
pn_docs_copies_create (PnCall *call)
{
  static const char *const keys[] = { "kind", "parts", NULL };
  g_autoptr (GError) error = NULL;
  if (!pn_desk_body (call, keys))
    return;
  if (!check_body (call->body, &error))
    pn_call_fail (call, error);
  else
    ask_source (call);
}
