/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns the pixels of one page into the file a browser gets, and chooses the kind of file by what is on the page.
 * It never touches poppler or a path: pixels in, bytes out; one thread per call. */
#pragma once
#include <glib.h>

typedef enum {
  PN_IMAGE_GREY4,   /* text in black: 16 greys, 4 bits, PNG */
  PN_IMAGE_PALETTE, /* at most 256 colours, exact: PNG */
  PN_IMAGE_PHOTO,   /* anything else: JPEG quality 85 */
} PnImageKind;

/* `pixels`: 0x00RRGGBB per pixel, native order, as cairo's RGB24 (and BGRX in memory on little-endian machines). */
typedef struct {
  const guint8 *pixels;
  guint width, height, stride; /* stride in bytes */
} PnImage;

/* What the page is made of; *palette gets n colours when PALETTE. */
PnImageKind pn_image_classify (const PnImage *image, guint32 palette[256], guint *n);

/* NULL with a GError when the encoder refuses. */
GByteArray *pn_image_encode_png (const PnImage *image, PnImageKind kind, const guint32 palette[256], guint n, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GByteArray *pn_image_encode_jpeg (const PnImage *image, GError **error) G_GNUC_WARN_UNUSED_RESULT;
