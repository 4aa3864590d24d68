/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts a field into a document's form and on its page, as part of one incremental update.
 * Private to docs-service/pdf; changes live in the update and in the doc's memory only. */
#pragma once

#include "docs-service/pdf/pdf-sign.h"
#include "docs-service/pdf/pdf-update.h"

/* A number for an object that others will refer to. */
int pn_pdf_form_reserve (PnPdfDoc *doc, PnPdfUpdate *update);
/* Adds the field's widget to the page's /Annots. */
void pn_pdf_form_link_page (PnPdfDoc *doc, PnPdfUpdate *update, qpdf_oh page, int field_no);
typedef enum { PN_FORM_PLAIN = 0, PN_FORM_HAS_SIGNATURE_FIELD = 1, PN_FORM_IS_SIGNED = 3 } PnPdfFormFlags;
/* Adds the field (0: none) to /AcroForm, making the form when there is none, and sets /SigFlags (ISO 32000-1 table 219).
 * Returns TRUE when the catalogue itself changed and still has to be written. */
gboolean pn_pdf_form_link (PnPdfDoc *doc, PnPdfUpdate *update, int field_no, PnPdfFormFlags flags);

gboolean pn_pdf_rect_is_empty (const PnPdfRect *rect);
gboolean pn_pdf_rect_is_sane (const PnPdfRect *rect);
void pn_pdf_put_rect (GString *out, const PnPdfRect *rect); /* "/Rect [ … ] " */
int pn_pdf_page_rotation (PnPdfDoc *doc, qpdf_oh page);     /* degrees */
gboolean pn_pdf_page_box (PnPdfDoc *doc, qpdf_oh page, double box[4]); /* what is shown of it; FALSE: nothing */
/* From the page as it is shown (points from the bottom left of what one sees) to its user space. FALSE: the page has no box. */
gboolean pn_pdf_rect_from_seen (PnPdfDoc *doc, qpdf_oh page, PnPdfRect *rect);
