/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds what makes two readers of one file see different pages: a wrong /Count, a linearization dictionary that became true.
 * Private to docs-service/pdf; reads only. */
#pragma once

#include "docs-service/pdf/pdf-doc.h"

/* NULL when readers agree, else the reason in English. `revisions`: something was appended after a signature. */
const char *pn_pdf_readers_disagree (PnPdfDoc *doc, gboolean revisions);
