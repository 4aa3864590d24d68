/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/render/compare.h"

#include <math.h>
#include <time.h>
#include "base/error.h"
#include "base/wire.h"
#include "docs-service/pdf/pdf-place.h"
#include "docs-service/render/page-diff.h"
#include "docs-service/render/pdf-document.h"

#define WIDTH_FEW 1000 /* pixels; pages of longer files are compared smaller */
#define WIDTH_MANY 600
#define FEW_PAGES 20
#define FIELDS_MAX 8
#define SECONDS_MAX 40
#define NEW_FIELD_MAX (1.0 / 7)

typedef struct {
  const guint8 *bytes;
  gsize ends[2];
  PnPdf *pdf[2];
} Pair;

static void
pair_clear (Pair *self)
{
  pn_pdf_free (self->pdf[0]);
  pn_pdf_free (self->pdf[1]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, pair_clear)

static gboolean
bad_value (GError **error, const char *what)
{
  g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, what);
  return FALSE;
}

static gboolean
open_pair (Pair *self, const guint8 *bytes, gsize length, const PnJson *param, GError **error)
{
  const PnJson *ends = pn_wire_member (param, "ends");
  char why[PN_RENDER_TEXT_MAX] = "";

  self->bytes = bytes;
  for (guint i = 0; i < 2; i++) {
    gint64 end = pn_wire_int_at (ends, i, 0);
    if (end <= 0 || (guint64) end > length)
      return bad_value (error, "a revision ends outside of the file");
    self->ends[i] = (gsize) end;
    if (pn_pdf_open (bytes, (gsize) end, &self->pdf[i], why) != PN_RENDER_OK) {
      g_set_error (error, PN_ERROR, PN_ERROR_PDF_DAMAGED, "a revision cannot be shown: %s", why);
      return FALSE;
    }
  }
  return TRUE;
}

/* FALSE when one of the two has no such page. */
static gboolean
differs (Pair *self, guint page, guint width, const GArray *ignored, GArray *regions, gboolean *differ)
{
  g_autoptr (PnPixels) a = pn_pdf_pixels (self->pdf[0], page, width);
  g_autoptr (PnPixels) b = pn_pdf_pixels (self->pdf[1], page, width);

  if (a == NULL || b == NULL)
    return FALSE;
  *differ = pn_pages_differ (&a->image, &b->image, ignored != NULL ? (const PnRegion *) (const void *) ignored->data : NULL,
                             ignored != NULL ? ignored->len : 0, regions);
  return TRUE;
}

/* ---- one page, for people to look at */

static PnJson *
region_json (const PnRegion *r)
{
  PnJson *list = pn_wire_array ();
  const double v[] = { r->x, r->y, r->w, r->h };

  for (guint i = 0; i < G_N_ELEMENTS (v); i++)
    pn_wire_add_int (list, (gint64) lround (v[i] * 1000));
  return list;
}

static PnJson *
one_page (Pair *self, guint page)
{
  g_autoptr (GArray) regions = g_array_new (FALSE, FALSE, sizeof (PnRegion));
  const PnRegion whole = { 0, 0, 1, 1 };
  PnJson *o = pn_wire_object (), *list = pn_wire_array (), *pages = pn_wire_array ();
  gboolean differ;

  if (!differs (self, page, WIDTH_FEW, NULL, regions, &differ))
    g_array_append_val (regions, whole);
  for (guint i = 0; i < regions->len; i++)
    pn_wire_add_take (list, region_json (&g_array_index (regions, PnRegion, i)));
  for (guint i = 0; i < 2; i++)
    pn_wire_add_int (pages, pn_pdf_pages (self->pdf[i]));
  pn_wire_set_take (o, "pages", pages);
  pn_wire_set_take (o, "regions", list);
  return o;
}

/* ---- all pages, before a signature is kept */

/* What the person was shown says where the picture may come; only a field that was not there at all says so itself. */
static gboolean
find_field (Pair *self, const char *name, GArray *places, GError **error)
{
  g_autoptr (GBytes) before = g_bytes_new_static (self->bytes, self->ends[0]);
  g_autoptr (GBytes) after = g_bytes_new_static (self->bytes, self->ends[1]);
  gboolean found;
  guint first = places->len;

  if (!pn_pdf_field_places (before, name, places, &found, error))
    return FALSE;
  if (found)
    return TRUE;
  if (!pn_pdf_field_places (after, name, places, &found, error))
    return FALSE;
  for (guint i = places->len; i-- > first;) {
    const PnPdfPlaceOnPage *p = &g_array_index (places, PnPdfPlaceOnPage, i);
    if (p->w * p->h > NEW_FIELD_MAX)
      g_array_remove_index (places, i);
  }
  return TRUE;
}

static GArray *
find_fields (Pair *self, const PnJson *names, GError **error)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (PnPdfPlaceOnPage));

  for (gsize i = 0; i < MIN (pn_wire_length (names), FIELDS_MAX); i++)
    if (!find_field (self, pn_wire_str_at (names, i, ""), places, error))
      return NULL;
  return g_steal_pointer (&places);
}

static GArray *
regions_on (const GArray *places, guint page)
{
  GArray *out = g_array_new (FALSE, FALSE, sizeof (PnRegion));

  for (guint i = 0; i < places->len; i++) {
    const PnPdfPlaceOnPage *p = &g_array_index (places, PnPdfPlaceOnPage, i);
    const PnRegion region = { p->x, p->y, p->w, p->h };
    if (p->page == (int) page)
      g_array_append_val (out, region);
  }
  return out;
}

static gboolean
out_of_time (void)
{
  struct timespec t;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec >= SECONDS_MAX;
}

/* Pages with a field first, then the others. 0: none differs. */
static guint
first_difference (Pair *self, const GArray *places, guint pages, guint *compared)
{
  guint width = pages <= FEW_PAGES ? WIDTH_FEW : WIDTH_MANY;

  for (guint turn = 0; turn < 2; turn++)
    for (guint page = 1; page <= pages && !out_of_time (); page++) {
      g_autoptr (GArray) ignored = regions_on (places, page);
      gboolean differ = TRUE;
      if ((ignored->len > 0) != (turn == 0))
        continue;
      if (!differs (self, page, width, ignored, NULL, &differ) || differ)
        return page;
      ++*compared;
    }
  return 0;
}

static PnJson *
all_pages (Pair *self, const PnJson *names, GError **error)
{
  g_autoptr (GArray) places = find_fields (self, names, error);
  guint pages = pn_pdf_pages (self->pdf[0]), compared = 0, page = 0;

  if (places == NULL)
    return NULL;
  gboolean same = pn_pdf_pages (self->pdf[1]) == pages;
  if (same)
    page = first_difference (self, places, pages, &compared);
  PnJson *o = pn_wire_object ();
  pn_wire_set_bool (o, "same", same && page == 0);
  pn_wire_set_int (o, "pages", pages);
  pn_wire_set_int (o, "compared", compared);
  pn_wire_set_int (o, "page", page);
  return o;
}

gboolean
pn_compare_work (const guint8 *input, gsize length, const char *param_text, gsize param_length, GByteArray **out, GError **error)
{
  g_autoptr (PnJson) param = pn_wire_parse (param_text, param_length, PN_RENDER_PARAM_MAX, error);
  g_auto (Pair) pair = { 0 };
  gint64 page = param != NULL ? pn_wire_int (param, "page", 0) : 0;

  if (param == NULL || !open_pair (&pair, input, length, param, error))
    return FALSE;
  if (page < 0 || page > PN_RENDER_PAGES_MAX)
    return bad_value (error, "no such page");
  g_autoptr (PnJson) json = page > 0 ? one_page (&pair, (guint) page) : all_pages (&pair, pn_wire_member (param, "fields"), error);
  if (json == NULL)
    return FALSE;
  g_autoptr (GBytes) bytes = pn_wire_dump_bytes (json);
  *out = g_byte_array_new ();
  g_byte_array_append (*out, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
  return TRUE;
}
