/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where fields lie on the pages as these are shown (crop box, rotation). Reads only; any thread (or a sandboxed child) may call. */
#pragma once

#include <glib.h>

typedef struct {
  int page;          /* from 1 */
  double x, y, w, h; /* fractions of the shown page, from its top left */
} PnPdfPlaceOnPage;

/* Appends one for each widget with an area that field `name` has on a page; none when there is no such field, which is *found = FALSE.
 * Errors: PDF_DAMAGED, PDF_ENCRYPTED. */
gboolean pn_pdf_field_places (GBytes *document, const char *name, GArray *places, gboolean *found, GError **error) G_GNUC_WARN_UNUSED_RESULT;
