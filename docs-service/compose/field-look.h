/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws the text of a form field as a one-page PDF of the field's size, fonts embedded as subsets: Vietnamese comes out right everywhere.
 * Draws only: no key, no file but fonts, no network; main thread of its process (fontconfig). */
#pragma once

#include <glib.h>

typedef struct {
  const char *text;     /* one line, UTF-8 */
  double width, height; /* points */
  gboolean centred, italic; /* as zones 3 and 4 are (R2); else from the left, upright */
  double size;          /* of the letters; 0: 13 (Decree 30/2020, Annex I), smaller only where the text would not fit */
} PnFieldLook;

/* transfer full: PDF bytes, for PnPdfFilling.look. Errors: BAD_VALUE (size). */
GBytes *pn_field_look_pdf (const PnFieldLook *look, GError **error) G_GNUC_WARN_UNUSED_RESULT;
