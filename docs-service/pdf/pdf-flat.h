/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A copy of a document, in memory only, whose annotations and form fields are drawn into its pages, for a reader that looks at page contents alone;
 * and the list of its fields with their places. Never to be stored or signed: the bytes are new. Reads with qpdf; any thread. */
#pragma once

#include <glib.h>
#include "docs-service/pdf/pdf-sign.h"

typedef struct {
  char *name;
  gboolean is_signature;
  gboolean filled; /* signed, or its text is not empty */
  int page;        /* from 1 */
  PnPdfRect rect;  /* points from the top left of the page's CropBox, y downwards: y0 is the top */
} PnPdfFieldPlace;

/* Array of PnPdfFieldPlace, only of fields that lie on an unrotated page, without document time-stamps; at most 200. transfer full
 * *flat: the copy. Errors: PDF_ENCRYPTED, PDF_DAMAGED, TOO_LARGE. */
GPtrArray *pn_pdf_flatten (GBytes *document, GBytes **flat, GError **error) G_GNUC_WARN_UNUSED_RESULT;
