/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the entries of all cross-reference sections and refuses those of later revisions that readers take differently.
 * Private to docs-service/pdf; reads only, bounded. */
#pragma once

#include "docs-service/pdf/pdf-doc.h"

/* Sections from the newest back to the one at `signed_at` are later ones. A later section may name one place only for an object (of two
 * some readers take the first, some the last), and by no other generation than any section did before (some go by it, some do not).
 * Errors: PDF_DAMAGED with the reason. */
gboolean pn_pdf_entries_agree (PnPdfDoc *doc, guint64 signed_at, GError **error) G_GNUC_WARN_UNUSED_RESULT;
