/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/render/copy.h"

#include <cairo-pdf.h>
#include <math.h>
#include "base/error.h"
#include "base/wire.h"
#include "docs-service/render/pdf-document.h"

/* R6: at least 200 dpi. Whole pages stay what they are; only what PDF itself cannot say is drawn in pixels. */
#define PIXELS_PER_INCH 300.0
#define PIXELS_MAX (100.0 * 1000 * 1000)

typedef struct {
  GByteArray *bytes;
  cairo_surface_t *surface;
  cairo_t *cr;
  guint sheets;
} Copy;

static cairo_status_t
write_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static gboolean
refuse (GError **error, PnErrorCode code, const char *why)
{
  g_set_error_literal (error, PN_ERROR, (int) code, why);
  return FALSE;
}

static gboolean
begin_sheet (Copy *self, double width, double height, GError **error)
{
  if (self->sheets++ >= PN_COPY_PAGES_MAX)
    return refuse (error, PN_ERROR_TOO_LARGE, "a copy has at most 500 pages");
  if (self->surface == NULL) {
    self->surface = cairo_pdf_surface_create_for_stream (write_bytes, self->bytes, width, height);
    cairo_pdf_surface_restrict_to_version (self->surface, CAIRO_PDF_VERSION_1_5);
    cairo_surface_set_fallback_resolution (self->surface, PIXELS_PER_INCH, PIXELS_PER_INCH);
    self->cr = cairo_create (self->surface);
    return TRUE;
  }
  cairo_show_page (self->cr);
  cairo_pdf_surface_set_size (self->surface, width, height);
  return TRUE;
}

/* A band of a page becomes a picture: clipped text would still be in the file for whoever looks for it. */
static gboolean
draw_band (Copy *self, PnPdf *pdf, guint page, double width, double top, double height, GError **error)
{
  const double scale = PIXELS_PER_INCH / 72;
  if (width * height * scale * scale > PIXELS_MAX)
    return refuse (error, PN_ERROR_TOO_LARGE, "the page is too large to take a part of");
  cairo_surface_t *image
      = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) ceil (width * scale), (int) ceil (height * scale));
  cairo_t *cr = cairo_create (image);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, scale, scale);
  cairo_translate (cr, 0, -top);
  pn_pdf_print (pdf, page, cr);
  cairo_destroy (cr);
  cairo_save (self->cr);
  cairo_rectangle (self->cr, 0, top, width, height);
  cairo_clip (self->cr);
  cairo_translate (self->cr, 0, top);
  cairo_scale (self->cr, 1 / scale, 1 / scale);
  cairo_set_source_surface (self->cr, image, 0, 0);
  cairo_paint (self->cr);
  cairo_restore (self->cr);
  cairo_surface_destroy (image);
  return TRUE;
}

static gboolean
copy_band (Copy *self, PnPdf *pdf, guint page, double from, double to, gboolean new_sheet, GError **error)
{
  double w, h;
  if (!pn_pdf_page_size (pdf, page, &w, &h))
    return refuse (error, PN_ERROR_BAD_VALUE, "parts: there is no such page");
  if (new_sheet && !begin_sheet (self, w, h, error))
    return FALSE;
  if (from > 0 || to < 100)
    return draw_band (self, pdf, page, w, h * from / 100, h * (to - from) / 100, error);
  pn_pdf_print (pdf, page, self->cr);
  return TRUE;
}

static gboolean
copy_parts (Copy *self, PnPdf *pdf, const PnJson *parts, GError **error)
{
  gint64 last = 0;
  for (gsize i = 0; i < pn_wire_length (parts); i++) {
    const PnJson *part = pn_wire_at (parts, i);
    gint64 page = pn_wire_int (part, "page", 0), from = pn_wire_int (part, "from", 0),
           to = pn_wire_int (part, "to", 100);
    if (page < 1 || page > (gint64) pn_pdf_pages (pdf) || from < 0 || from >= to || to > 100)
      return refuse (error, PN_ERROR_BAD_VALUE,
                     "parts: a page of the document and a band from 0 to 100 per cent");
    if (!copy_band (self, pdf, (guint) page, (double) from, (double) to, page != last, error))
      return FALSE;
    last = page;
  }
  return TRUE;
}

static gboolean
copy_all (Copy *self, PnPdf *pdf, GError **error)
{
  for (guint page = 1; page <= pn_pdf_pages (pdf); page++)
    if (!copy_band (self, pdf, page, 0, 100, TRUE, error))
      return FALSE;
  return TRUE;
}

static GByteArray *
end (Copy *self, gboolean ok, GError **error)
{
  cairo_status_t status = CAIRO_STATUS_SUCCESS;
  if (self->surface != NULL) {
    cairo_show_page (self->cr);
    cairo_destroy (self->cr);
    cairo_surface_finish (self->surface);
    status = cairo_surface_status (self->surface);
    cairo_surface_destroy (self->surface);
  }
  if (ok && (self->surface == NULL || status != CAIRO_STATUS_SUCCESS))
    ok = refuse (error, status == CAIRO_STATUS_SUCCESS ? PN_ERROR_BAD_VALUE : PN_ERROR_INTERNAL,
                 status == CAIRO_STATUS_SUCCESS ? "parts: nothing to copy" : cairo_status_to_string (status));
  if (ok)
    return self->bytes;
  g_byte_array_unref (self->bytes);
  return NULL;
}

GByteArray *
pn_copy_pages (const guint8 *bytes, gsize length, const char *parts_json, gsize json_length, GError **error)
{
  char why[PN_RENDER_TEXT_MAX] = "";
  g_autoptr (PnJson) param = pn_wire_parse (parts_json, json_length, PN_RENDER_PARAM_MAX, error);
  g_autoptr (PnPdf) pdf = NULL;
  if (param == NULL)
    return NULL;
  PnRenderStatus status = pn_pdf_open (bytes, length, &pdf, why);
  if (status != PN_RENDER_OK) {
    refuse (error, status == PN_RENDER_ENCRYPTED ? PN_ERROR_PDF_ENCRYPTED : PN_ERROR_PDF_DAMAGED, why);
    return NULL;
  }
  Copy copy = { .bytes = g_byte_array_new () };
  const PnJson *parts = pn_wire_member (param, "parts");
  return end (&copy, parts != NULL ? copy_parts (&copy, pdf, parts, error) : copy_all (&copy, pdf, error),
              error);
}
