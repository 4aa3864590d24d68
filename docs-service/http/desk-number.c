/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/desk/steps/{id}/number {seen}: the clerk gives number and date; the system writes them into the two fields the leader's signature
 * left open (Decree 30/2020 Art. 15, R9, R13). The number is the document's from the first try on, whatever happens after. */
#include <string.h>
#include <unistd.h>
#include "base/error.h"
#include "docs-service/http/desk.h"
#include "docs-service/http/indexer.h"
#include "docs-service/http/ingest.h"
#include "docs-service/http/look-check.h"
#include "docs-service/http/routes.h"
#include "docs-service/http/sign-flow.h"

#define APPEND_MAX (2 << 20)

static void
fail (PnCall *call, const GError *error)
{
  if (call->text != NULL)
    pn_files_drop_upload (call->docs->files, call->text);
  pn_call_fail (call, error);
}

/* ---- 4. recorded */

static void
on_recorded (PnCall *call, const PnJson *json)
{
  PnJson *reply = pn_args_int ("request", pn_wire_int (json, "request", 0));
  pn_wire_set_int (reply, "version", pn_wire_int (json, "version", 0));
  pn_wire_set_str (reply, "code", pn_wire_str (call->body, "code", ""));
  pn_indexer_kick (call->docs->indexer);
  pn_call_reply (call, 201, reply);
}

static void
on_kept (const PnJson *kept, const GError *error, gpointer data)
{
  PnCall *call = data;
  if (error != NULL) {
    fail (call, error);
    return;
  }
  pn_files_drop_upload (call->docs->files, call->text);
  PnJson *args = pn_args_str ("step", "number");
  pn_args_add (args, kept);
  pn_wire_set_str (args, "seen", pn_wire_str (call->facts, "sha256", ""));
  pn_wire_set_int (args, "base", pn_wire_int (call->facts, "version", 0));
  pn_call_ask (call, PN_Q_DESK_SIGNED, call->id, args, on_recorded);
}

/* ---- 3. number and date are in the appended revision */

static void
on_looked (const GError *error, gpointer data)
{
  PnCall *call = data;
  if (error == NULL)
    pn_ingest_keep (call->docs, call->text, on_kept, call);
  else
    fail (call, error);
}

static void
on_filled (GBytes *append, const GError *error, gpointer data)
{
  static const char *const fields[] = { PN_DESK_NUMBER_FIELDS, NULL };
  PnCall *call = data;
  g_autoptr (GError) problem = NULL;
  int out = error == NULL ? pn_files_create (call->docs->files, &call->text, &problem) : -1;
  if (out >= 0 && pn_append_revision (call->docs, pn_wire_str (call->facts, "sha256", ""), out, append, &problem))
    pn_look_check (call->docs, out, fields, (gint64) lseek (out, 0, SEEK_CUR) - (gint64) g_bytes_get_size (append), on_looked, call);
  else
    fail (call, error != NULL ? error : problem);
  if (out >= 0)
    close (out);
}

static void
add_fill (PnJson *fills, const char *field, char *value_take, gboolean italic, gboolean optional)
{
  g_autofree char *value = value_take;
  PnJson *json = pn_args_str ("field", field);
  pn_wire_set_str (json, "value", value);
  pn_wire_set_bool (json, "italic", italic);
  pn_wire_set_bool (json, "optional", optional);
  pn_wire_add_take (fills, json);
}

/* A composed draft has a field for the figure of the number and one for place and date; one that came as a file may have the whole code, or day, month
 * and year each in the gap its author left (core/zones.h). R13: days below ten and January, February have two figures. */
static PnJson *
fills_of (const PnJson *given, const char *place)
{
  const char *code = pn_wire_str (given, "code", ""), *slash = strchr (code, '/');
  int day = (int) pn_wire_int (given, "day", 0), month = (int) pn_wire_int (given, "month", 0), year = (int) pn_wire_int (given, "year", 0);
  PnJson *fills = pn_wire_array ();
  add_fill (fills, "SoVanBan", g_strndup (code, slash != NULL ? (gsize) (slash - code) : strlen (code)), FALSE, TRUE);
  add_fill (fills, "SoKyHieu", g_strdup_printf ("Số: %s", code), FALSE, TRUE);
  add_fill (fills, "NgayBanHanh", g_strdup_printf (month <= 2 ? "%s, ngày %02d tháng %02d năm %d" : "%s, ngày %02d tháng %d năm %d", place, day, month, year), TRUE, TRUE);
  add_fill (fills, "Ngay", g_strdup_printf ("%02d", day), TRUE, TRUE);
  add_fill (fills, "Thang", g_strdup_printf (month <= 2 ? "%02d" : "%d", month), TRUE, TRUE);
  add_fill (fills, "Nam", g_strdup_printf ("%d", year), TRUE, TRUE);
  return fills;
}

/* ---- 2. the number is given */

static void
on_number (PnCall *call, const PnJson *json)
{
  g_autoptr (GError) error = NULL;
  const char *code = pn_wire_str (json, "code", "");
  g_autoptr (PnJson) param = pn_wire_object ();
  pn_wire_set_take (param, "fill", fills_of (json, pn_wire_str (call->facts, "place", "")));
  pn_wire_set_str (call->body, "code", code);
  g_autofree char *text = pn_wire_dump (param);
  int input = pn_files_open_blob (call->docs->files, pn_wire_str (call->facts, "sha256", ""), &error);
  if (input < 0) {
    fail (call, error);
    return;
  }
  PnRenderRequest request = { .job = PN_RENDER_JOB_SIGN, .op = PN_RENDER_WORK, .input = input, .param = text, .param_length = strlen (text) };
  pn_docs_work (call->docs, &request, APPEND_MAX, on_filled, call);
  close (input);
}

/* ---- 1. the clerk's turn, on the version he saw */

static void
on_step (PnCall *call, const PnJson *json)
{
  if (!g_str_equal (pn_wire_str (json, "sha256", ""), pn_wire_str (call->body, "seen", ""))) {
    pn_call_code (call, PN_ERROR_STALE_REVISION, "there is a newer version than the one that was read");
    return;
  }
  call->facts = pn_json_ref (json);
  pn_call_ask (call, PN_Q_DESK_NUMBER, call->id, NULL, on_number);
}

void
pn_docs_desk_number (PnCall *call)
{
  pn_desk_with_step (call, on_step);
}
