/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One untrusted PDF through poppler: its pages, pixels, words and outline. The only user of poppler; runs only inside
 * the cage of sandbox.h and never opens a path. One thread. Page numbers start at 1; points are 1/72 inch. */
#pragma once
#include <cairo.h>
#include <glib.h>
#include "docs-service/render/page-image.h"
#include "docs-service/render/render-wire.h"

typedef struct PnPdf PnPdf;

/* Before any cage is entered: titles and outlines in UTF-16 (every Vietnamese one) need a table of the C library that the cage lets nobody load.
 * Once a process; what it takes is kept for good. */
void pn_pdf_warm (void);

/* `bytes` must outlive the document. On failure the status says why and *why holds poppler's words. */
PnRenderStatus pn_pdf_open (const guint8 *bytes, gsize length, PnPdf **out, char why[PN_RENDER_TEXT_MAX]) G_GNUC_WARN_UNUSED_RESULT;
void pn_pdf_free (PnPdf *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnPdf, pn_pdf_free)

guint pn_pdf_pages (const PnPdf *self);
/* PopplerDocument of the same, borrowed: for those in this folder who read more than is below. */
gpointer pn_pdf_poppler (const PnPdf *self);
/* {"pages":[[w,h],…],"title":string|null} */
PnRenderStatus pn_pdf_inspect (PnPdf *self, GString *out) G_GNUC_WARN_UNUSED_RESULT;
/* {"outline":[{"title":…,"page":n|null,"children":[…]},…]}, at most 8 deep and 2,000 items. */
PnRenderStatus pn_pdf_outline (PnPdf *self, GString *out) G_GNUC_WARN_UNUSED_RESULT;
/* {"words":[[x,y,w,h,"text"],…]}, at most 20,000 words. */
PnRenderStatus pn_pdf_words (PnPdf *self, guint page, GString *out) G_GNUC_WARN_UNUSED_RESULT;
/* An encoded image `width` pixels wide (less for a page of extreme shape). transfer full into *out. */
PnRenderStatus pn_pdf_image (PnPdf *self, guint page, guint width, GByteArray **out, PnRenderFormat *format,
                             char why[PN_RENDER_TEXT_MAX]) G_GNUC_WARN_UNUSED_RESULT;
/* Points, as the page is shown; FALSE for a page that is not there or has no area. */
gboolean pn_pdf_page_size (PnPdf *self, guint page, double *width, double *height);
/* The page as it is printed, signatures and other annotations included, in points from the top left. */
void pn_pdf_print (PnPdf *self, guint page, cairo_t *cr);

/* The same picture before it is encoded. */
typedef struct {
  PnImage image;  /* borrowed from surface */
  void *surface;  /* cairo's */
} PnPixels;
/* NULL: no such page, or no room. transfer full */
PnPixels *pn_pdf_pixels (PnPdf *self, guint page, guint width) G_GNUC_WARN_UNUSED_RESULT;
void pn_pixels_free (PnPixels *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnPixels, pn_pixels_free)
