/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares what a signed revision shows with what the whole file shows, object by object from the catalogue, and sorts the
 * differences into an allow-list and the rest. Private to docs-service/pdf; reads only. */
#pragma once

#include "docs-service/pdf/pdf-doc.h"

/* Appends to `changes` ("signature:NAME", "field:NAME", "dss", "metadata", "info", "extensions") what later revisions may do, and to
 * `forbidden` ("12 0 obj /Contents: …") everything else; at most PN_PDF_DIFF_MAX of those. Errors: PDF_DAMAGED. */
#define PN_PDF_DIFF_MAX 20
gboolean pn_pdf_diff (PnPdfDoc *before, PnPdfDoc *after, GPtrArray *changes, GPtrArray *forbidden, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
