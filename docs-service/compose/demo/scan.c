/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A paper as it comes off an office scanner: 200 dpi grey (R6), a little askew, with noise, one JPEG for each page. */
#include <cairo-pdf.h>
#include <string.h>
#include <turbojpeg.h>

#include "base/error.h"
#include "docs-service/compose/demo/demo.h"

#define DPI 200.0
#define QUALITY 62

static cairo_status_t
write_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* The sheet laid askew on the glass. */
static cairo_surface_t *
tilt (cairo_surface_t *sheet, guint page)
{
  int w = cairo_image_surface_get_width (sheet), h = cairo_image_surface_get_height (sheet);
  cairo_surface_t *out = cairo_image_surface_create (CAIRO_FORMAT_RGB24, w, h);
  cairo_t *cr = cairo_create (out);

  cairo_set_source_rgb (cr, 0.93, 0.93, 0.93);
  cairo_paint (cr);
  cairo_translate (cr, w / 2.0, h / 2.0);
  cairo_rotate (cr, page % 2 == 0 ? 0.009 : -0.012);
  cairo_translate (cr, -w / 2.0 + 5.0 * page, -h / 2.0);
  cairo_set_source_surface (cr, sheet, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_flush (out);
  return out;
}

static guint8 *
to_grey (cairo_surface_t *sheet, int w, int h, guint32 seed)
{
  const guint8 *pixels = cairo_image_surface_get_data (sheet);
  int stride = cairo_image_surface_get_stride (sheet);
  guint8 *grey = g_malloc ((gsize) w * h);

  for (int y = 0; y < h; y++) {
    const guint32 *row = (const guint32 *) (pixels + (gsize) y * stride);
    for (int x = 0; x < w; x++) {
      seed = seed * 1664525u + 1013904223u;
      int noise = (int) (seed >> 28) - 8;
      int shade = 12 * x / w; /* the lid does not close */
      int v = (int) ((row[x] >> 8) & 0xff) * 232 / 255 + 14 + noise - shade;
      grey[(gsize) y * w + x] = (guint8) CLAMP (v, 0, 255);
    }
  }
  return grey;
}

static gboolean
add_page (cairo_t *cr, cairo_surface_t *sheet, guint page)
{
  cairo_surface_t *askew = tilt (sheet, page);
  int w = cairo_image_surface_get_width (askew), h = cairo_image_surface_get_height (askew);
  g_autofree guint8 *grey = to_grey (askew, w, h, 2026 + page);
  unsigned char *jpeg = NULL;
  unsigned long n = 0;
  tjhandle tj = tjInitCompress ();
  gboolean ok = tj != NULL && tjCompress2 (tj, grey, w, 0, h, TJPF_GRAY, &jpeg, &n, TJSAMP_GRAY, QUALITY, 0) == 0;

  if (ok) {
    guint8 *copy = g_memdup2 (jpeg, n);
    /* cairo carries the JPEG through as it is. */
    ok = cairo_surface_set_mime_data (askew, CAIRO_MIME_TYPE_JPEG, copy, n, g_free, copy) == CAIRO_STATUS_SUCCESS;
    cairo_save (cr);
    cairo_scale (cr, PN_A4_WIDTH / w, PN_A4_HEIGHT / h);
    cairo_set_source_surface (cr, askew, 0, 0);
    cairo_paint (cr);
    cairo_restore (cr);
    cairo_show_page (cr);
  }
  tjFree (jpeg);
  if (tj != NULL)
    tjDestroy (tj);
  cairo_surface_destroy (askew);
  return ok;
}

GBytes *
pn_demo_scan (const PnDemoPaper *what, GError **error)
{
  g_autofree char *created = g_strdup_printf ("%04d-%02d-%02dT08:00:00+07:00", what->year, what->month, what->day);
  GByteArray *bytes = g_byte_array_new ();
  gboolean ok = TRUE;

  cairo_surface_t *pdf = cairo_pdf_surface_create_for_stream (write_bytes, bytes, PN_A4_WIDTH, PN_A4_HEIGHT);
  cairo_pdf_surface_set_metadata (pdf, CAIRO_PDF_METADATA_CREATOR, "Scanner");
  cairo_pdf_surface_set_metadata (pdf, CAIRO_PDF_METADATA_CREATE_DATE, created);
  cairo_t *cr = cairo_create (pdf);
  for (int page = 1; ok; page++) {
    g_autoptr (PnPaper) paper = pn_paper_new_image (DPI, page);
    pn_demo_draw (paper, what);
    cairo_surface_t *sheet = pn_paper_take_image (paper);
    if (sheet == NULL)
      break;
    ok = add_page (cr, sheet, (guint) page - 1);
    cairo_surface_destroy (sheet);
  }
  cairo_destroy (cr);
  cairo_surface_finish (pdf);
  ok = ok && cairo_surface_status (pdf) == CAIRO_STATUS_SUCCESS;
  cairo_surface_destroy (pdf);
  GBytes *out = g_byte_array_free_to_bytes (bytes);
  if (!ok) {
    g_clear_pointer (&out, g_bytes_unref);
    g_set_error_literal (error, PN_ERROR, PN_ERROR_INTERNAL, "the scan could not be made");
  }
  return out;
}
