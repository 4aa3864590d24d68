/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sorts what happened to the fields of a form since a revision was signed: new signatures, filled fields, and what was not permitted.
 * Private to docs-service/pdf; reads only. */
#pragma once

#include "docs-service/pdf/pdf-permit.h"

/* Sets of object numbers in the newer document. */
typedef struct {
  PnPdfPermit permit;      /* of the signed revision */
  GHashTable *new_fields;  /* fields signed since that were not there */
  GHashTable *new_widgets; /* their widgets */
  GHashTable *filled;      /* empty signature fields and widgets that were signed since */
  GHashTable *written;     /* other fields and their widgets that were filled in since, as permitted */
} PnPdfLater;

void pn_pdf_later_clear (PnPdfLater *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PnPdfLater, pn_pdf_later_clear)

/* Adds "signature:NAME", "timestamp:NAME", "field:NAME" to `changes`, sentences to `forbidden`. Errors: PDF_DAMAGED. */
gboolean pn_pdf_later_read (PnPdfDoc *before, PnPdfDoc *after, PnPdfLater *out, GPtrArray *changes, GPtrArray *forbidden, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* Whether each look of the field, in each state, names the resources it draws with, or draws nothing by name. */
gboolean pn_pdf_later_looks_stand_alone (PnPdfDoc *doc, qpdf_oh field);
