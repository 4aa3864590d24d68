/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the top right corner of a page is for the one who looks at it, whatever its boxes and rotation say:
 * the place of a body's signature in text form (Decree 30/2020 Annex I, R5, R6). Reads only; no file, no
 * global state, any thread. */
#pragma once

#include "docs-service/pdf/pdf-sign.h"

/* A box of width × height points (as seen), `right` and `top` points from the edges of the page, in PDF user
 * space; kept inside the page. page from 1. Errors: as pn_pdf_sign_prepare, and BAD_VALUE when the box is
 * larger than the page. */
gboolean pn_pdf_corner (GBytes *document, int page, double width, double height, double right, double top,
                        PnPdfRect *rect, GError **error) G_GNUC_WARN_UNUSED_RESULT;
