/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/render/jobs.h"

#include <string.h>
#include "base/clock.h"
#include "base/error.h"
#include "base/id.h"
#include "base/wire.h"
#include "docs-service/compose/compose-book.h"
#include "docs-service/compose/compose-check.h"
#include "docs-service/compose/compose-minutes.h"
#include "docs-service/compose/compose-official.h"
#include "docs-service/compose/compose-preview.h"
#include "docs-service/compose/field-look.h"
#include "docs-service/compose/paper.h"
#include "docs-service/compose/seal-look.h"
#include "docs-service/compose/stamp-look.h"
#include "docs-service/compose/text-look.h"
#include "docs-service/pdf/pades.h"
#include "docs-service/pdf/pdf-check.h"
#include "docs-service/pdf/pdf-corner.h"
#include "docs-service/pdf/pdf-etsi.h"
#include "docs-service/pdf/pdf-draft.h"
#include "docs-service/pdf/pdf-fill.h"
#include "docs-service/pdf/pdf-sign.h"
#include "docs-service/pdf/pdf-since.h"
#include "docs-service/render/compare.h"
#include "docs-service/render/copy.h"
#include "docs-service/render/layout-read.h"
#include "docs-service/render/jobs-proof.h"
#include "docs-service/render/second-look.h"
#include "docs-service/render/shown.h"

#define OPEN_FIELDS_MAX 8
#define FILLINGS_MAX 8
/* R5, R6: top right of the first page; in its margins (R1), so that no text lies below. */
#define CORNER_RIGHT (15 * PN_MM)
#define CORNER_TOP (6 * PN_MM)
#define CORNER_GAP (8 * PN_MM)

/* The asker reads "wire_code: detail" (http/api.c). */
static gboolean
name_error (GError **error)
{
  if (error != NULL && *error != NULL) {
    g_autofree char *message = g_strdup_printf ("%s: %s", pn_error_name (pn_error_code (*error)), (*error)->message);
    g_free ((*error)->message);
    (*error)->message = g_steal_pointer (&message);
  }
  return FALSE;
}

static GByteArray *
take_bytes (GBytes *bytes)
{
  GByteArray *out = g_byte_array_new ();
  gsize length;
  const void *data = g_bytes_get_data (bytes, &length);
  g_byte_array_append (out, data, (guint) length);
  return out;
}

static GByteArray *
take_json (const PnJson *json)
{
  g_autoptr (GBytes) bytes = pn_wire_dump_bytes (json);
  return take_bytes (bytes);
}

static gboolean
compose (const guint8 *input, gsize length, const char *param, gsize param_length, GByteArray **out, GError **error)
{
  gboolean check_paper = g_strcmp0 (param, "check") == 0;
  if (check_paper || g_strcmp0 (param, "official") == 0) {
    g_autoptr (GBytes) official = check_paper ? pn_compose_check (input, length, error) : pn_compose_official (input, length, error);
    if (official == NULL)
      return name_error (error);
    *out = take_bytes (official);
    return TRUE;
  }
  if (g_strcmp0 (param, "book") == 0 || g_strcmp0 (param, "handling") == 0) {
    g_autoptr (GBytes) sheets = *param == 'b' ? pn_compose_book (input, length, error) : pn_compose_handling (input, length, error);
    if (sheets == NULL)
      return name_error (error);
    *out = take_bytes (sheets);
    return TRUE;
  }
  if (param != NULL && g_str_has_prefix (param, "page ")) {
    g_autoptr (PnJson) seen = pn_compose_preview (input, length, (guint) g_ascii_strtoull (param + strlen ("page "), NULL, 10), error);
    if (seen == NULL)
      return name_error (error);
    *out = take_json (seen);
    return TRUE;
  }
  g_autoptr (PnMinutesPdf) minutes = pn_compose_minutes (input, length, error);
  if (minutes == NULL)
    return name_error (error);
  *out = take_bytes (minutes->pdf);
  return TRUE;
}

/* The picture of the signature; a name that cannot be drawn still may be signed invisibly. Official documents show handwriting and
 * seal alone (R3, R4), minutes the block of text with it. */
static GBytes *
draw_look (const PnJson *param)
{
  const char *kind = pn_wire_str (param, "look", "");
  if (g_str_equal (kind, "hand"))
    return pn_hand_look (pn_wire_str (param, "name", ""), NULL, PN_OFFICIAL_HAND_WIDTH, PN_OFFICIAL_HAND_HEIGHT, NULL);
  if (g_str_equal (kind, "stamp"))
    return pn_stamp_look (pn_wire_str (param, "body", ""), NULL, PN_OFFICIAL_SEAL_MM, NULL);
  const PnSealLook look = { .name = pn_wire_str (param, "name", ""), .body = pn_wire_str (param, "body", ""), .title = pn_wire_str (param, "title", NULL),
                            .time_us = pn_wire_int (param, "time_us", 0), .width = PN_SEAL_WIDTH, .height = PN_SEAL_HEIGHT };
  return pn_seal_look_pdf (&look, NULL);
}

/* {"text", "beside"?}: the text form of a body's signature, in a new field at the top right of page 1 (R5, R6); left of one that stands there already
 * when it is said so. */
static PnPdfPrepared *
prepare_text (GBytes *document, const PnJson *param, GError **error)
{
  double width, height;
  PnPdfSignSpec spec = { .field = pn_wire_str (param, "field", NULL), .page = 1, .name = pn_wire_str (param, "name", NULL), .time_us = pn_wire_int (param, "time_us", 0) };
  g_autoptr (GBytes) look = pn_text_look_pdf (pn_wire_str (param, "text", ""), &width, &height, error);
  if (look == NULL || !pn_pdf_corner (document, 1, width, height, CORNER_RIGHT + (pn_wire_bool (param, "beside", FALSE) ? width + CORNER_GAP : 0), CORNER_TOP, &spec.rect, error))
    return NULL;
  spec.appearance = look;
  return pn_pdf_sign_prepare (document, &spec, error);
}

static PnPdfPrepared *
prepare (GBytes *document, const PnJson *param, GError **error)
{
  if (pn_wire_member (param, "text") != NULL)
    return prepare_text (document, param, error);
  g_autoptr (GBytes) look = draw_look (param);
  const char *open_fields[OPEN_FIELDS_MAX + 1] = { NULL };
  const PnJson *except = pn_wire_member (param, "lock_except");
  for (gsize i = 0; i < MIN (pn_wire_length (except), OPEN_FIELDS_MAX); i++)
    open_fields[i] = pn_wire_str_at (except, i, "");
  PnPdfSignSpec spec = { .field = pn_wire_str (param, "field", NULL), .appearance = look, .name = pn_wire_str (param, "name", NULL),
                         .time_us = pn_wire_int (param, "time_us", 0), .contents_max = pn_pades_room (PN_PADES_T), .certify = (int) pn_wire_int (param, "docmdp", 0),
                         .lock = except != NULL ? PN_PDF_LOCK_ALL_BUT : PN_PDF_LOCK_NONE, .lock_fields = except != NULL ? open_fields : NULL };
  return pn_pdf_sign_prepare (document, &spec, error);
}

static gboolean
finish (const PnPdfPrepared *prepared, const char *digest, const PnJson *param, GByteArray **out, GError **error)
{
  if (g_strcmp0 (digest, pn_wire_str (param, "digest", "")) != 0) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_INTERNAL, "preparing again gave another digest");
    return FALSE;
  }
  g_autoptr (GBytes) cms = pn_proof_cms (param, error);
  g_autoptr (GBytes) append = cms != NULL ? pn_pdf_sign_finish (prepared, cms, error) : NULL;
  if (append == NULL)
    return FALSE;
  *out = take_bytes (append);
  return TRUE;
}

/* {"fill":[{field,value,italic,optional}]}: number and date into the fields an earlier signature left open (R9). */
static gboolean
fill (GBytes *document, const PnJson *list, GByteArray **out, GError **error)
{
  PnPdfFilling fillings[FILLINGS_MAX];
  g_autoptr (GPtrArray) looks = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  gsize n = MIN (pn_wire_length (list), FILLINGS_MAX), filled = 0;
  for (gsize i = 0; i < n; i++) {
    const PnJson *item = pn_wire_at (list, i);
    const char *name = pn_wire_str (item, "field", ""), *value = pn_wire_str (item, "value", "");
    double width, height;
    g_autoptr (GError) missing = NULL;
    if (!pn_pdf_text_field_size (document, name, &width, &height, &missing)) {
      if (pn_wire_bool (item, "optional", FALSE) && pn_error_code (missing) == PN_ERROR_NOT_FOUND)
        continue;
      g_propagate_error (error, g_steal_pointer (&missing));
      return FALSE;
    }
    const PnFieldLook look = { .text = value, .width = width, .height = height, .centred = TRUE, .italic = pn_wire_bool (item, "italic", FALSE) };
    GBytes *drawn = pn_field_look_pdf (&look, error);
    if (drawn == NULL)
      return FALSE;
    g_ptr_array_add (looks, drawn);
    fillings[filled++] = (PnPdfFilling){ name, value, drawn };
  }
  g_autoptr (GBytes) append = pn_pdf_fill_fields (document, fillings, filled, error);
  if (append == NULL)
    return FALSE;
  *out = take_bytes (append);
  return TRUE;
}

/* {"fields":[{name,signature,page,rect:[x0,y0,x1,y1]}]}: what will be filled and signed, on a draft that came as a file. */
static gboolean
add_fields (GBytes *document, const PnJson *list, GByteArray **out, GError **error)
{
  PnPdfNewField fields[FILLINGS_MAX];
  gsize n = MIN (pn_wire_length (list), FILLINGS_MAX);
  for (gsize i = 0; i < n; i++) {
    const PnJson *item = pn_wire_at (list, i), *rect = pn_wire_member (item, "rect");
    double v[4];
    for (guint k = 0; k < 4; k++)
      v[k] = (double) pn_wire_int_at (rect, k, 0) / 1000; /* thousandths of a point */
    fields[i] = (PnPdfNewField){ pn_wire_bool (item, "signature", FALSE) ? PN_PDF_FIELD_SIGNATURE : PN_PDF_FIELD_TEXT, pn_wire_str (item, "name", ""),
                                 (int) pn_wire_int (item, "page", 0), { v[0], v[1], v[2], v[3] } };
  }
  g_autoptr (GBytes) append = pn_pdf_draft_check (document, error) ? pn_pdf_add_fields_seen (document, fields, n, error) : NULL;
  if (append == NULL)
    return FALSE;
  *out = take_bytes (append);
  return TRUE;
}

/* {"since":bytes,"open":[field…]}: what came after our own bytes, for a file signed outside. */
static gboolean
since (GBytes *document, const PnJson *param, GByteArray **out, GError **error)
{
  const char *open_fields[OPEN_FIELDS_MAX + 1] = { NULL };
  const PnJson *names = pn_wire_member (param, "open");
  for (gsize i = 0; i < MIN (pn_wire_length (names), OPEN_FIELDS_MAX); i++)
    open_fields[i] = pn_wire_str_at (names, i, "");
  g_autoptr (PnJson) json
      = pn_pdf_since (document, (gsize) pn_wire_int (param, "since", 0), open_fields, error);
  if (json == NULL)
    return FALSE;
  *out = take_json (json);
  return TRUE;
}

/* Without "cms": {"digest","page"}; "shown": the page as it will look. With it: the bytes to append; preparing again with the same parameter gives the same bytes,
 * so nothing need be kept between the two halves. */
static gboolean
sign (const guint8 *input, gsize length, const char *param_text, gsize param_length, GByteArray **out, GError **error)
{
  g_autoptr (PnJson) param = pn_wire_parse (param_text, param_length, PN_RENDER_PARAM_MAX, error);
  g_autoptr (GBytes) document = g_bytes_new_static (input, length);
  if (param != NULL && pn_wire_member (param, "fill") != NULL)
    return fill (document, pn_wire_member (param, "fill"), out, error) || name_error (error);
  if (param != NULL && pn_wire_member (param, "fields") != NULL)
    return add_fields (document, pn_wire_member (param, "fields"), out, error) || name_error (error);
  if (param != NULL && pn_wire_member (param, "since") != NULL)
    return since (document, param, out, error) || name_error (error);
  if (param != NULL && pn_wire_member (param, "proof") != NULL)
    return pn_proof_work (document, param, out, error) || name_error (error);
  g_autoptr (PnPdfPrepared) prepared = param != NULL ? prepare (document, param, error) : NULL;
  if (prepared == NULL)
    return name_error (error);
  if (pn_wire_bool (param, "shown", FALSE))
    return pn_shown_work (document, prepared, pn_wire_str (param, "field", ""), out, error) || name_error (error);
  g_autofree char *digest = pn_hex_encode (prepared->digest, sizeof prepared->digest);
  if (pn_wire_member (param, "cms") != NULL)
    return finish (prepared, digest, param, out, error) || name_error (error);
  g_autoptr (PnJson) reply = pn_wire_object ();
  pn_wire_set_str (reply, "digest", digest);
  pn_wire_set_int (reply, "page", prepared->page);
  *out = take_json (reply);
  return TRUE;
}

static gboolean
check (const guint8 *input, gsize length, const char *param, gsize param_length, GByteArray **out, GError **error)
{
  g_autoptr (GBytes) document = g_bytes_new_static (input, length);
  g_autoptr (PnPdfReport) report = pn_pdf_check (document, param);
  pn_second_look (input, length, report);
  g_autoptr (PnJson) json = pn_pdf_report_json (report);
  g_autofree char *sha256 = pn_sha256_hex (input, length);
  gint64 now = g_get_real_time ();
  g_autofree char *at = pn_time_to_iso (now);
  pn_wire_set_str (json, "sha256", sha256);
  pn_wire_set_int (json, "size", (gint64) length);
  pn_wire_set_str (json, "at", at);
  pn_wire_set_take (json, "etsi", pn_etsi_json (report, document, now));
  *out = take_json (json);
  return TRUE;
}

static gboolean
copy (const guint8 *input, gsize length, const char *param, gsize param_length, GByteArray **out, GError **error)
{
  *out = pn_copy_pages (input, length, param, param_length, error);
  return *out != NULL || name_error (error);
}

static gboolean
compare (const guint8 *input, gsize length, const char *param, gsize param_length, GByteArray **out, GError **error)
{
  return pn_compare_work (input, length, param, param_length, out, error) || name_error (error);
}

PnRenderWork
pn_render_work_of (PnRenderJob job)
{
  switch (job) {
  case PN_RENDER_JOB_COMPOSE:
    return compose;
  case PN_RENDER_JOB_SIGN:
    return sign;
  case PN_RENDER_JOB_CHECK:
    return check;
  case PN_RENDER_JOB_LAYOUT:
    return pn_layout_job;
  case PN_RENDER_JOB_COPY:
    return copy;
  case PN_RENDER_JOB_COMPARE:
    return compare;
  case PN_RENDER_JOB_PDF:
  default:
    return NULL;
  }
}
