/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/pdf-place.h"

#include "docs-service/pdf/pdf-fields.h"
#include "docs-service/pdf/pdf-form.h"

/* From user space to fractions of the page as it stands before the reader. */
static PnPdfPlaceOnPage
turn (const double box[4], const double r[4], int rotate, int page)
{
  double w = box[2] - box[0], h = box[3] - box[1];
  double x0 = (r[0] - box[0]) / w, x1 = (r[2] - box[0]) / w, y0 = (box[3] - r[3]) / h, y1 = (box[3] - r[1]) / h;

  switch ((rotate % 360 + 360) % 360) {
  case 90:
    return (PnPdfPlaceOnPage){ page, 1 - y1, x0, y1 - y0, x1 - x0 };
  case 180:
    return (PnPdfPlaceOnPage){ page, 1 - x1, 1 - y1, x1 - x0, y1 - y0 };
  case 270:
    return (PnPdfPlaceOnPage){ page, y0, 1 - x1, y1 - y0, x1 - x0 };
  default:
    return (PnPdfPlaceOnPage){ page, x0, y0, x1 - x0, y1 - y0 };
  }
}

/* /P of a widget may lie; what counts is whose /Annots it stands in. */
static void
add_places (PnPdfDoc *doc, qpdf_oh widget, GArray *places)
{
  double r[4], box[4];

  if (!pn_pdf_oh_rect (doc, qpdf_oh_get_key (doc->q, widget, "/Rect"), r) || r[2] <= r[0] || r[3] <= r[1])
    return;
  for (int n = 1; n <= doc->page_count; n++) {
    qpdf_oh page = qpdf_get_page_n (doc->q, n - 1), annots = qpdf_oh_get_key (doc->q, page, "/Annots");
    for (int i = 0; qpdf_oh_is_array (doc->q, annots) && i < qpdf_oh_get_array_n_items (doc->q, annots); i++) {
      if (!pn_pdf_oh_same (doc, qpdf_oh_get_array_item (doc->q, annots, i), widget) || !pn_pdf_page_box (doc, page, box))
        continue;
      const PnPdfPlaceOnPage place = turn (box, r, pn_pdf_page_rotation (doc, page), n);
      g_array_append_val (places, place);
    }
  }
}

gboolean
pn_pdf_field_places (GBytes *document, const char *name, GArray *places, gboolean *found, GError **error)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (document, &length);
  g_autoptr (PnPdfDoc) doc = pn_pdf_doc_open (bytes, length, error);
  g_autoptr (GPtrArray) fields = doc != NULL ? pn_pdf_fields (doc, error) : NULL;

  if (fields == NULL)
    return FALSE;
  const PnPdfField *field = pn_pdf_field_by_name (fields, name);
  *found = field != NULL;
  if (field == NULL)
    return TRUE;
  qpdf_oh kids = qpdf_oh_get_key (doc->q, field->field, "/Kids");
  if (!qpdf_oh_is_array (doc->q, kids))
    add_places (doc, field->field, places);
  for (int i = 0; qpdf_oh_is_array (doc->q, kids) && i < qpdf_oh_get_array_n_items (doc->q, kids); i++)
    add_places (doc, qpdf_oh_get_array_item (doc->q, kids, i), places);
  return TRUE;
}
