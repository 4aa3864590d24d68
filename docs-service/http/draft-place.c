/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/desk/requests/{id}/zones {file?,zones:[{kind,page,rect}]}: the drafter has moved number, date or signature on his uploaded draft. The fields
 * are put anew on the PDF as it came, so that what was placed before leaves no trace; the seal follows the signature (R4). */
#include <string.h>
#include <unistd.h>
#include "base/error.h"
#include "docs-service/http/desk.h"
#include "docs-service/http/draft-file.h"
#include "docs-service/http/indexer.h"
#include "docs-service/http/ingest.h"
#include "docs-service/http/routes.h"
#include "docs-service/http/sign-flow.h"

#define APPEND_MAX (1 << 20)
#define THOUSANDTHS_MAX 20000000

typedef struct {
  PnDocs *docs;
  char *sha256, *upload;
  PnPlaced done;
  gpointer data;
} Place;

static void
end (Place *self, const PnJson *kept, const GError *error)
{
  self->done (error == NULL ? kept : NULL, error, self->data);
  if (self->upload != NULL)
    pn_files_drop_upload (self->docs->files, self->upload);
  g_free (self->sha256);
  g_free (self->upload);
  g_free (self);
}

static void
on_kept (const PnJson *kept, const GError *error, gpointer data)
{
  end (data, kept, error);
}

static void
on_fields (GBytes *append, const GError *error, gpointer data)
{
  Place *self = data;
  g_autoptr (GError) problem = NULL;
  int out = error == NULL ? pn_files_create (self->docs->files, &self->upload, &problem) : -1;
  gboolean ok = out >= 0 && pn_append_revision (self->docs, self->sha256, out, append, &problem);
  if (out >= 0)
    close (out);
  if (ok)
    pn_ingest_keep (self->docs, self->upload, on_kept, self);
  else
    end (self, NULL, error != NULL ? error : problem);
}

PnJson *
pn_draft_zones_json (const PnZone *zones, guint n)
{
  PnJson *list = pn_wire_array ();
  for (guint i = 0; i < n; i++) {
    const double v[] = { zones[i].rect.x0, zones[i].rect.y0, zones[i].rect.x1, zones[i].rect.y1 };
    PnJson *zone = pn_args_str ("kind", pn_zone_name (zones[i].kind)), *rect = pn_wire_array ();
    for (guint k = 0; k < 4; k++)
      pn_wire_add_int (rect, (gint64) (v[k] * 1000 + (v[k] < 0 ? -0.5 : 0.5)));
    pn_wire_set_int (zone, "page", zones[i].page);
    pn_wire_set_take (zone, "rect", rect);
    pn_wire_set_bool (zone, "found", zones[i].found);
    pn_wire_add_take (list, zone);
  }
  return list;
}

static char *
fields_param (const PnZone *zones, guint n)
{
  g_autoptr (PnJson) list = pn_draft_zones_json (zones, n);
  g_autoptr (PnJson) fields = pn_wire_array ();
  g_autoptr (PnJson) param = pn_wire_object ();
  for (guint i = 0; i < n; i++) {
    PnJson *field = pn_args_str ("name", pn_zone_field (zones[i].kind));
    pn_wire_set_bool (field, "signature", zones[i].kind == PN_ZONE_HAND || zones[i].kind == PN_ZONE_SEAL);
    pn_wire_set_int (field, "page", zones[i].page);
    pn_wire_set_ref (field, "rect", pn_wire_member (pn_wire_at (list, i), "rect"));
    pn_wire_add_take (fields, field);
  }
  pn_wire_set_ref (param, "fields", fields);
  return pn_wire_dump (param);
}

void
pn_draft_place (PnDocs *docs, const char *pdf_sha256, const PnZone *zones, guint n, PnPlaced done, gpointer data)
{
  Place *self = g_new0 (Place, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *param = fields_param (zones, n);
  *self = (Place){ .docs = docs, .sha256 = g_strdup (pdf_sha256), .done = done, .data = data };
  int input = pn_files_open_blob (docs->files, pdf_sha256, &error);
  if (input < 0) {
    end (self, NULL, error);
    return;
  }
  PnRenderRequest request = { .job = PN_RENDER_JOB_SIGN, .op = PN_RENDER_WORK, .input = input, .param = param, .param_length = strlen (param) };
  pn_docs_work (docs, &request, APPEND_MAX, on_fields, self);
  close (input);
}

/* ---- the drafter moves them; call->facts: {file,sha256,…}, call->body: the request */

static void
on_recorded (PnCall *call, const PnJson *json)
{
  pn_indexer_kick (call->docs->indexer);
  pn_call_reply (call, 201, pn_json_ref (json));
}

static void
on_placed (const PnJson *kept, const GError *error, gpointer data)
{
  PnCall *call = data;
  if (error != NULL) {
    pn_call_fail (call, error);
    return;
  }
  PnJson *args = pn_args_int ("file", pn_wire_int (call->facts, "file", 0));
  pn_args_add (args, kept);
  pn_wire_set_str (args, "filename", pn_wire_str (call->facts, "filename", "van-ban.pdf"));
  pn_wire_set_ref (args, "zones", pn_wire_member (call->body, "placed"));
  pn_call_ask (call, PN_Q_DRAFT_PLACED, call->id, args, on_recorded);
}

static gboolean
read_zone (const PnJson *json, PnZone *zone, GError **error)
{
  static const char *const keys[] = { "kind", "page", "rect", "found", NULL };
  const char *kind;
  const PnJson *rect;
  gint64 page;
  double v[4];
  if (!pn_wire_only (json, keys, error) || !pn_wire_get_str (json, "kind", 1, 10, &kind, error) || !pn_wire_get_int (json, "page", 1, PN_RENDER_PAGES_MAX, &page, error)
      || !pn_wire_get_array (json, "rect", 4, &rect, error))
    return FALSE;
  for (guint i = 0; i < 4; i++)
    v[i] = (double) CLAMP (pn_wire_int_at (rect, i, THOUSANDTHS_MAX), -THOUSANDTHS_MAX, THOUSANDTHS_MAX) / 1000;
  *zone = (PnZone){ .page = (int) page, .rect = { v[0], v[1], v[2], v[3] }, .found = pn_wire_bool (json, "found", FALSE) };
  if (pn_zone_from_name (kind, &zone->kind))
    return TRUE;
  g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, "kind of a zone");
  return FALSE;
}

/* Whatever the client says of the seal, it lies where R4 puts it. */
static guint
read_zones (const PnJson *body, PnZone *zones, GError **error)
{
  const PnJson *list;
  guint n = 0;
  if (!pn_wire_get_array (body, "zones", PN_ZONES_MAX, &list, error))
    return 0;
  for (gsize i = 0; i < pn_wire_length (list); i++) {
    if (!read_zone (pn_wire_at (list, i), &zones[n], error))
      return 0;
    n += zones[n].kind != PN_ZONE_SEAL;
  }
  for (guint i = 0; i < n && n < PN_ZONES_MAX; i++) {
    if (zones[i].kind == PN_ZONE_HAND) {
      zones[n] = (PnZone){ PN_ZONE_SEAL, zones[i].page, pn_zone_seal_of (&zones[i].rect), zones[i].found };
      return n + 1;
    }
  }
  g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, "the signature needs its place");
  return 0;
}

static gboolean
check_zones (const PnJson *facts, const PnZone *zones, guint n, GError **error)
{
  const PnJson *pages = pn_wire_member (facts, "pages");
  gsize count = pn_wire_length (pages);
  g_autofree double (*sizes)[2] = g_malloc0_n (count + 1, sizeof *sizes);
  for (gsize i = 0; i < count; i++)
    for (guint k = 0; k < 2; k++)
      sizes[i][k] = pn_wire_number_at (pn_wire_at (pages, i), k, 0);
  return pn_zones_check (zones, n, (int) count, (const double (*)[2]) sizes, error);
}

static void
on_file (PnCall *call, const PnJson *json)
{
  g_autoptr (GError) error = NULL;
  PnZone zones[PN_ZONES_MAX];
  guint n = read_zones (call->body, zones, &error);
  gint64 file = pn_wire_int (call->body, "file", 0);
  if (n > 0 && file != 0 && file != pn_wire_int (json, "file", 0)) {
    pn_call_code (call, PN_ERROR_STALE_REVISION, "another file was uploaded meanwhile");
    return;
  }
  if (n == 0 || !check_zones (json, zones, n, &error)) {
    pn_call_fail (call, error);
    return;
  }
  call->facts = pn_json_ref (json);
  pn_wire_set_take (call->body, "placed", pn_draft_zones_json (zones, n));
  pn_draft_place (call->docs, pn_wire_str (json, "sha256", ""), zones, n, on_placed, call);
}

void
pn_docs_draft_place (PnCall *call)
{
  static const char *const keys[] = { "file", "zones", NULL };
  if (pn_desk_body (call, keys))
    pn_call_ask (call, PN_Q_DRAFT_FILE, call->id, NULL, on_file);
}
