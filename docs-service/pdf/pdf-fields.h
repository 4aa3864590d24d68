/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists the form fields of a document with what they inherit from their parents.
 * Private to docs-service/pdf; reads only; bounded in depth and number. */
#pragma once

#include "docs-service/pdf/pdf-doc.h"

typedef struct {
  char *name;      /* fully qualified (ISO 32000-1 12.7.3.2) */
  qpdf_oh field;   /* the terminal field's dictionary, usually its widget too */
  qpdf_oh type;    /* /FT, inherited */
  qpdf_oh value;   /* /V, inherited; null when empty */
  qpdf_oh lock;    /* /Lock or null */
  gboolean is_signature;
} PnPdfField;

/* Array of PnPdfField. Errors: PDF_DAMAGED (loops, more than 20,000 fields). */
GPtrArray *pn_pdf_fields (PnPdfDoc *doc, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same and, where the bytes have more signatures than the form knows, those that only lie on a page: poppler 22.12 leaves its own out
 * of a form that stands in the catalogue, and readers find them by the page. For judging, not for writing. */
GPtrArray *pn_pdf_fields_and_loose (PnPdfDoc *doc, GError **error) G_GNUC_WARN_UNUSED_RESULT;
const PnPdfField *pn_pdf_field_by_name (const GPtrArray *fields, const char *name);
/* The field's widget: itself or its only kid; an uninitialised handle's FALSE when there is none. */
gboolean pn_pdf_field_widget (PnPdfDoc *doc, const PnPdfField *field, qpdf_oh *widget);
gboolean pn_pdf_field_is_signed (PnPdfDoc *doc, const PnPdfField *field);
