/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws the text form of a body's signature: lines in 10 pt upright black, no picture (Decree 30/2020 Annex
 * I, R5, R6). Draws only: no key, no file but fonts, no network; main thread of its process (fontconfig). */
#pragma once

#include <glib.h>

#define PN_TEXT_LOOK_SIZE 10.0     /* points, R5 */
#define PN_TEXT_LOOK_WIDTH 230.0   /* points; longer lines are broken */
#define PN_TEXT_LOOK_LINES_MAX 600 /* bytes of text */

/* `text`: lines apart by '\n'. *width, *height: points the picture takes. transfer full: a one-page PDF, for
 * PnPdfSignSpec.appearance. Errors: BAD_VALUE (empty or too long), INTERNAL. */
GBytes *pn_text_look_pdf (const char *text, double *width, double *height,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
