/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/pdf-flat.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "docs-service/pdf/pdf-fields.h"
#include "docs-service/pdf/pdf-form.h"

#define PLACES_MAX 200
#define ANNOTS_MAX 500 /* of one page */
#define PAGES_MAX 200  /* beyond, annotations are not drawn */
#define HIDDEN 0x22    /* flags Hidden and NoView (ISO 32000-1 12.5.3) */

typedef struct {
  PnPdfDoc *doc;
  guint names;
} Flat;

static void
place_free (gpointer data)
{
  PnPdfFieldPlace *place = data;
  g_free (place->name);
  g_free (place);
}

/* ---- the fields' places */

static gboolean
crop_box (PnPdfDoc *doc, qpdf_oh page, double box[4])
{
  return pn_pdf_oh_rect (doc, pn_pdf_oh_inherited (doc, page, "/CropBox"), box) || pn_pdf_oh_rect (doc, pn_pdf_oh_inherited (doc, page, "/MediaBox"), box);
}

static gboolean
is_filled (PnPdfDoc *doc, const PnPdfField *field)
{
  if (field->is_signature)
    return pn_pdf_field_is_signed (doc, field);
  g_autofree char *text = pn_pdf_oh_text (doc, field->value);
  return *text != '\0';
}

/* Which page has this widget among its annotations: /P is optional, and a liar's tool. */
static int
page_of (PnPdfDoc *doc, qpdf_oh widget, qpdf_oh *page)
{
  for (int p = 1; p <= MIN (doc->page_count, PAGES_MAX); p++) {
    *page = qpdf_get_page_n (doc->q, (size_t) p - 1);
    qpdf_oh annots = qpdf_oh_get_key (doc->q, *page, "/Annots");
    int n = qpdf_oh_is_array (doc->q, annots) ? qpdf_oh_get_array_n_items (doc->q, annots) : 0;
    for (int i = 0; i < MIN (n, ANNOTS_MAX); i++)
      if (pn_pdf_oh_same (doc, qpdf_oh_get_array_item (doc->q, annots, i), widget))
        return p;
  }
  return 0;
}

/* Evidence, nobody's signature (ISO 32000-2 12.8.5). */
static gboolean
is_time_stamp (PnPdfDoc *doc, const PnPdfField *field)
{
  return field->is_signature && qpdf_oh_is_dictionary (doc->q, field->value) && pn_pdf_oh_is (doc, qpdf_oh_get_key (doc->q, field->value, "/Type"), "/DocTimeStamp");
}

static void
add_place (GPtrArray *places, PnPdfDoc *doc, const PnPdfField *field)
{
  qpdf_oh widget, page;
  double r[4], box[4];
  if (is_time_stamp (doc, field) || !pn_pdf_field_widget (doc, field, &widget) || !pn_pdf_oh_rect (doc, qpdf_oh_get_key (doc->q, widget, "/Rect"), r))
    return;
  int number = page_of (doc, widget, &page);
  if (number == 0 || pn_pdf_page_rotation (doc, page) != 0 || !crop_box (doc, page, box))
    return;
  PnPdfFieldPlace *place = g_new0 (PnPdfFieldPlace, 1);
  place->name = g_strdup (field->name);
  place->is_signature = field->is_signature;
  place->filled = is_filled (doc, field);
  place->page = number;
  place->rect = (PnPdfRect) { r[0] - box[0], box[3] - r[3], r[2] - box[0], box[3] - r[1] };
  g_ptr_array_add (places, place);
}

/* ---- drawing appearances into pages */

/* The normal appearance, of the present state where there are several. */
static gboolean
appearance (PnPdfDoc *doc, qpdf_oh annot, qpdf_oh *out)
{
  qpdf_data q = doc->q;
  qpdf_oh normal = qpdf_oh_get_key (q, qpdf_oh_get_key (q, annot, "/AP"), "/N"), state = qpdf_oh_get_key (q, annot, "/AS");
  if (qpdf_oh_is_dictionary (q, normal) && qpdf_oh_is_name (q, state))
    normal = qpdf_oh_get_key (q, normal, qpdf_oh_get_name (q, state));
  *out = normal;
  return qpdf_oh_is_stream (q, normal);
}

static void
corners (const double m[6], const double b[4], double out[4])
{
  const double x[] = { b[0], b[2], b[0], b[2] }, y[] = { b[1], b[1], b[3], b[3] };
  for (guint i = 0; i < 4; i++) {
    double px = m[0] * x[i] + m[2] * y[i] + m[4], py = m[1] * x[i] + m[3] * y[i] + m[5];
    out[0] = i == 0 ? px : MIN (out[0], px);
    out[1] = i == 0 ? py : MIN (out[1], py);
    out[2] = i == 0 ? px : MAX (out[2], px);
    out[3] = i == 0 ? py : MAX (out[3], py);
  }
}

/* ISO 32000-1 12.5.5, algorithm 8.1: the appearance's box, turned by its matrix, is fitted to the rectangle. */
static gboolean
fit (PnPdfDoc *doc, qpdf_oh stream, const double rect[4], double out[4])
{
  qpdf_oh dict = qpdf_oh_get_dict (doc->q, stream), matrix = qpdf_oh_get_key (doc->q, dict, "/Matrix");
  double m[6] = { 1, 0, 0, 1, 0, 0 }, box[4], turned[4] = { 0 };
  for (int i = 0; i < 6 && qpdf_oh_is_array (doc->q, matrix); i++)
    if (!pn_pdf_oh_number (doc, matrix, i, &m[i]))
      return FALSE;
  if (!pn_pdf_oh_rect (doc, qpdf_oh_get_key (doc->q, dict, "/BBox"), box))
    return FALSE;
  corners (m, box, turned);
  double w = turned[2] - turned[0], h = turned[3] - turned[1];
  if (!(w > 0 && h > 0))
    return FALSE;
  out[0] = (rect[2] - rect[0]) / w;
  out[1] = (rect[3] - rect[1]) / h;
  out[2] = rect[0] - out[0] * turned[0];
  out[3] = rect[1] - out[1] * turned[1];
  return isfinite (out[0]) && isfinite (out[1]) && isfinite (out[2]) && isfinite (out[3]);
}

static qpdf_oh
dict_in (PnPdfDoc *doc, qpdf_oh parent, const char *key)
{
  qpdf_oh dict = qpdf_oh_get_key (doc->q, parent, key);
  if (!qpdf_oh_is_dictionary (doc->q, dict)) {
    dict = qpdf_oh_new_dictionary (doc->q);
    qpdf_oh_replace_key (doc->q, parent, key, dict);
  }
  return dict;
}

static void
draw_annot (Flat *self, qpdf_oh page, qpdf_oh annot, GString *content)
{
  PnPdfDoc *doc = self->doc;
  qpdf_oh stream, subtype = qpdf_oh_get_key (doc->q, annot, "/Subtype");
  double rect[4], at[4];
  if (pn_pdf_oh_is (doc, subtype, "/Popup") || pn_pdf_oh_is (doc, subtype, "/Link") || (qpdf_oh_get_int_value_as_int (doc->q, qpdf_oh_get_key (doc->q, annot, "/F")) & HIDDEN) != 0)
    return;
  if (!appearance (doc, annot, &stream) || !pn_pdf_oh_rect (doc, qpdf_oh_get_key (doc->q, annot, "/Rect"), rect) || !fit (doc, stream, rect, at))
    return;
  g_autofree char *name = g_strdup_printf ("/PhienFlat%u", self->names++);
  qpdf_oh_replace_key (doc->q, qpdf_oh_get_dict (doc->q, stream), "/Subtype", qpdf_oh_new_name (doc->q, "/Form"));
  qpdf_oh resources = pn_pdf_oh_inherited (doc, page, "/Resources");
  if (!qpdf_oh_is_dictionary (doc->q, resources))
    resources = dict_in (doc, page, "/Resources");
  qpdf_oh_replace_key (doc->q, dict_in (doc, resources, "/XObject"), name, stream);
  g_string_append (content, "q ");
  pn_pdf_put_real (content, at[0]);
  g_string_append (content, " 0 0 ");
  for (guint i = 1; i < 4; i++) {
    pn_pdf_put_real (content, at[i]);
    g_string_append_c (content, ' ');
  }
  g_string_append_printf (content, "cm %s Do Q\n", name);
}

static qpdf_oh
new_stream (PnPdfDoc *doc, const char *bytes, gsize length)
{
  qpdf_oh stream = qpdf_oh_new_stream (doc->q);
  qpdf_oh_replace_stream_data (doc->q, stream, (const unsigned char *) bytes, length, qpdf_oh_new_null (doc->q), qpdf_oh_new_null (doc->q));
  return stream;
}

/* Before what was there a "q", after it a "Q": its matrix does not reach ours. */
static void
flatten_page (Flat *self, qpdf_oh page)
{
  PnPdfDoc *doc = self->doc;
  qpdf_oh annots = qpdf_oh_get_key (doc->q, page, "/Annots"), old = qpdf_oh_get_key (doc->q, page, "/Contents");
  g_autoptr (GString) content = g_string_new ("\nQ\n");
  gsize empty = content->len;
  int n = qpdf_oh_is_array (doc->q, annots) ? qpdf_oh_get_array_n_items (doc->q, annots) : 0;
  for (int i = 0; i < MIN (n, ANNOTS_MAX); i++) {
    qpdf_oh annot = qpdf_oh_get_array_item (doc->q, annots, i);
    if (qpdf_oh_is_dictionary (doc->q, annot))
      draw_annot (self, page, annot, content);
  }
  if (content->len == empty)
    return;
  qpdf_oh all = qpdf_oh_new_array (doc->q);
  qpdf_oh_append_item (doc->q, all, new_stream (doc, "q\n", 2));
  int parts = qpdf_oh_is_array (doc->q, old) ? qpdf_oh_get_array_n_items (doc->q, old) : 0;
  if (qpdf_oh_is_stream (doc->q, old))
    qpdf_oh_append_item (doc->q, all, old);
  for (int i = 0; i < parts; i++)
    qpdf_oh_append_item (doc->q, all, qpdf_oh_get_array_item (doc->q, old, i));
  qpdf_oh_append_item (doc->q, all, new_stream (doc, content->str, content->len));
  qpdf_oh_replace_key (doc->q, page, "/Contents", all);
  qpdf_oh_remove_key (doc->q, page, "/Annots");
}

static GBytes *
write_all (PnPdfDoc *doc, GError **error)
{
  qpdf_data q = doc->q;
  if ((qpdf_init_write_memory (q) & QPDF_ERRORS) != 0) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_PDF_DAMAGED, "no copy could be begun");
    return NULL;
  }
  qpdf_set_static_ID (q, QPDF_TRUE); /* never leaves this process: no need of a unique one */
  qpdf_set_stream_data_mode (q, qpdf_s_preserve);
  qpdf_set_compress_streams (q, QPDF_FALSE);
  if ((qpdf_write (q) & QPDF_ERRORS) != 0) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_PDF_DAMAGED, "no copy could be written");
    return NULL;
  }
  return g_bytes_new (qpdf_get_buffer (q), qpdf_get_buffer_length (q));
}

GPtrArray *
pn_pdf_flatten (GBytes *document, GBytes **flat, GError **error)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (document, &length);
  g_autoptr (PnPdfDoc) doc = pn_pdf_doc_open (bytes, length, error);
  g_autoptr (GPtrArray) fields = doc != NULL ? pn_pdf_fields (doc, error) : NULL;
  if (fields == NULL)
    return NULL;
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func (place_free);
  for (guint i = 0; i < fields->len && places->len < PLACES_MAX; i++)
    add_place (places, doc, fields->pdata[i]);
  Flat self = { .doc = doc };
  for (int p = 0; p < MIN (doc->page_count, PAGES_MAX); p++)
    flatten_page (&self, qpdf_get_page_n (doc->q, (size_t) p));
  *flat = write_all (doc, error);
  return *flat != NULL ? g_steal_pointer (&places) : NULL;
}
