/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the signatures that are in a document let later revisions do: DocMDP, FieldMDP, /Lock (ISO 32000-2 12.8.2.2, 12.8.2.4, 12.7.5.5).
 * Private to docs-service/pdf; reads only; valid as long as the doc it was read from. */
#pragma once

#include "docs-service/pdf/pdf-fields.h"

typedef struct {
  PnPdfDoc *doc;
  int level;        /* the strictest DocMDP: 1 nothing, 2 forms and signatures, 3 annotations too; 0: nobody certified */
  GArray *locks;    /* of qpdf_oh: FieldMDP parameters and /Lock dictionaries */
} PnPdfPermit;

void pn_pdf_permit_clear (PnPdfPermit *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PnPdfPermit, pn_pdf_permit_clear)

void pn_pdf_permit_read (PnPdfDoc *doc, const GPtrArray *fields, PnPdfPermit *out);
/* Whether a signature locks the field of this name. */
gboolean pn_pdf_permit_locks (const PnPdfPermit *self, const char *name);

/* PDF_SIGN_FORBIDDEN when an earlier signature does not allow signing in the field of this name. */
gboolean pn_pdf_may_sign (PnPdfDoc *doc, const GPtrArray *fields, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* PDF_SIGN_FORBIDDEN when an earlier signature does not allow filling the field of this name. */
gboolean pn_pdf_may_fill (PnPdfDoc *doc, const GPtrArray *fields, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
