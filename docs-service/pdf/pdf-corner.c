/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/pdf-corner.h"

#include "base/error.h"
#include "docs-service/pdf/pdf-doc.h"
#include "docs-service/pdf/pdf-form.h"

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
  if (!pn_pdf_page_box (doc, oh, box)) {
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
  *rect = (PnPdfRect){ w - right - width, h - top - height, w - right, h - top };
  return pn_pdf_rect_from_seen (doc, oh, rect);
}
