/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reserves form fields in a PDF and fills them later by one incremental update: number and date after the leader's signature (R9).
 * Never touches a byte that is there, opens no file; any thread (or a sandboxed child) may call. */
#pragma once

#include "docs-service/pdf/pdf-sign.h"

typedef enum { PN_PDF_FIELD_TEXT, PN_PDF_FIELD_SIGNATURE } PnPdfFieldKind;

typedef struct {
  PnPdfFieldKind kind;
  const char *name; /* not empty, no full stop */
  int page;         /* from 1 */
  PnPdfRect rect;
} PnPdfNewField;

typedef struct {
  const char *name;
  const char *value;  /* UTF-8 */
  GBytes *look;       /* one-page PDF with embedded fonts that shows the value */
} PnPdfFilling;

#define PN_PDF_FIELDS_MAX 64

/* Appends empty fields. transfer full: bytes to append. Errors: as pn_pdf_sign_prepare, and PDF_SIGN_FORBIDDEN when the document is
 * signed (a field that comes after a signature is no permitted change). */
GBytes *pn_pdf_add_fields (GBytes *document, const PnPdfNewField *fields, gsize n, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same with rectangles of the pages as they are shown: points from the bottom left of what one sees, whatever /CropBox and /Rotate say. */
GBytes *pn_pdf_add_fields_seen (GBytes *document, const PnPdfNewField *fields, gsize n, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* How large the text field of this name is for the one who looks at it; for its look. NOT_FOUND when there is none. */
gboolean pn_pdf_text_field_size (GBytes *document, const char *name, double *width, double *height, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Where the text field of this name lies. NOT_FOUND when there is none. */
gboolean pn_pdf_find_text_field (GBytes *document, const char *name, int *page, PnPdfRect *rect, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Fills text fields. transfer full: bytes to append. Errors: NOT_FOUND; PDF_SIGN_FORBIDDEN (DocMDP 1, a lock, or a value that an
 * uncertified signature covers); BAD_VALUE. */
GBytes *pn_pdf_fill_fields (GBytes *document, const PnPdfFilling *fillings, gsize n, GError **error) G_GNUC_WARN_UNUSED_RESULT;
