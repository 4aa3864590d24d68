/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes one incremental update: objects, then a cross-reference section of the kind the file already uses.
 * Never touches a byte that is there; private to docs-service/pdf. */
#pragma once

#include "docs-service/pdf/pdf-doc.h"

typedef struct PnPdfUpdate PnPdfUpdate;

PnPdfUpdate *pn_pdf_update_new (PnPdfDoc *doc); /* borrows doc */
void pn_pdf_update_free (PnPdfUpdate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnPdfUpdate, pn_pdf_update_free)

int pn_pdf_update_alloc (PnPdfUpdate *self); /* a new object number */
/* "12 0 obj\n" … "\nendobj\n"; between the two write to the string that begin returns. */
GString *pn_pdf_update_begin (PnPdfUpdate *self, int number, int generation);
void pn_pdf_update_end (PnPdfUpdate *self);
/* Writes the present state of an indirect dictionary or array of doc; `extra` goes in before its closing bracket. */
void pn_pdf_update_rewrite (PnPdfUpdate *self, qpdf_oh object, const char *extra);
/* xref, trailer, startxref. Call last; then take the bytes. */
void pn_pdf_update_xref (PnPdfUpdate *self);
GString *pn_pdf_update_bytes (PnPdfUpdate *self);

/* Copies page 1 of another PDF as a Form XObject. Gives its object number and size. Errors: BAD_VALUE. */
gboolean pn_pdf_import_form (PnPdfUpdate *self, GBytes *pdf, int rotate, int *number, double *width, double *height,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
