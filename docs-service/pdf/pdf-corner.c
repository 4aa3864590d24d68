/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/pdf-corner.h"

#include "base/error.h"
#include "docs-service/pdf/pdf-doc.h"
#include "docs-service/pdf/pdf-form.h"

/* What is shown of a page: /CropBox, within /MediaBox (ISO 32000-1 14.11.2). */
static gboolean
page_box (PnPdfDoc *doc, qpdf_oh page, double box[4])
{
  double crop[4];
  if (!pn_pdf_oh_rect (doc, pn_pdf_oh_inherited (doc, page, "/MediaBox"), box))
    return FALSE;
  if (!pn_pdf_oh_rect (doc, pn_pdf_oh_inherited (doc, page, "/CropBox"), crop))
    return TRUE;
  for (int i = 0; i < 4; i++)
    box[i] = i < 2 ? MAX (box[i], crop[i]) : MIN (box[i], crop[i]);
  return box[2] > box[0] && box[3] > box[1];
}

gboolean
pn_pdf_corner (GBytes *document, int page, double width, double height, double right, double top,
               PnPdfRect *rect, GError **error)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (document, &length);
  g_autoptr (PnPdfDoc) doc = pn_pdf_doc_open (bytes, length, error);
  qpdf_oh oh;
  double box[4];

  if (doc == NULL || !pn_pdf_doc_page (doc, page, &oh, error))
    return FALSE;
  int turn = (pn_pdf_page_rotation (doc, oh) + 360) % 360;
  if (!page_box (doc, oh, box)) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_PDF_DAMAGED, "the page has no box");
    return FALSE;
  }
  double w = turn % 180 == 0 ? box[2] - box[0] : box[3] - box[1],
         h = turn % 180 == 0 ? box[3] - box[1] : box[2] - box[0];
  if (width > w || height > h) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE,
                         "the first page is too small for the text of a signature");
    return FALSE;
  }
  right = MIN (right, w - width);
  top = MIN (top, h - height);
  switch (turn) {
  case 90: /* the left edge is on top, the top edge at the right */
    *rect = (PnPdfRect){ box[0] + top, box[3] - right - width, box[0] + top + height, box[3] - right };
    break;
  case 180:
    *rect = (PnPdfRect){ box[0] + right, box[1] + top, box[0] + right + width, box[1] + top + height };
    break;
  case 270:
    *rect = (PnPdfRect){ box[2] - top - height, box[1] + right, box[2] - top, box[1] + right + width };
    break;
  default:
    *rect = (PnPdfRect){ box[2] - right - width, box[3] - top - height, box[2] - right, box[3] - top };
    break;
  }
  return TRUE;
}
