/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws the look of a visible signature as a one-page PDF: the signer's name in blue handwriting and the text block of Decree 30/2020.
 * Draws only: no key, no file but fonts, no network; main thread of its process (fontconfig), meant for the sandboxed child. */
#pragma once

#include <glib.h>

typedef struct {
  const char *name;     /* "Nguyễn Văn Ước" */
  const char *body;     /* "Ủy ban nhân dân tỉnh Sơn Hà" */
  const char *title;    /* "Chủ tịch"; may be NULL */
  gint64 time_us;       /* shown in the time zone of Viet Nam, +07:00 (R5) */
  double width, height; /* points */
  GBytes *image;        /* PNG of the handwritten signature, blue on transparent (R3); NULL: a written name stands in (demo) */
} PnSealLook;

#define PN_SEAL_WIDTH 200.0
#define PN_SEAL_HEIGHT 84.0

/* transfer full: PDF bytes with embedded subset fonts, for PnPdfSignSpec.appearance. Errors: BAD_VALUE (size, image). */
GBytes *pn_seal_look_pdf (const PnSealLook *look, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The written name alone, blue on transparent, as the demo's stand-in for a scanned signature. transfer full */
GBytes *pn_handwriting_png (const char *name, int width_px, int height_px);
