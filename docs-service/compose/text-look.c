/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/compose/text-look.h"

#include <cairo-pdf.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "base/error.h"
#include "docs-service/compose/paper.h"

static cairo_status_t
write_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* Broken only when the longest line is wider than the block may be, so that a short text makes a narrow
 * block. */
static PangoLayout *
lay_out (cairo_t *cr, const char *text, double *width, double *height)
{
  PangoLayout *layout = pango_cairo_create_layout (cr);
  PangoFontDescription *desc = pango_font_description_from_string (PN_PAPER_FONT);
  int w, h;

  pango_font_description_set_absolute_size (desc, PN_TEXT_LOOK_SIZE * PANGO_SCALE);
  pango_layout_set_font_description (layout, desc);
  pango_font_description_free (desc);
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, &w, &h);
  if (w > PN_TEXT_LOOK_WIDTH) {
    pango_layout_set_width (layout, (int) (PN_TEXT_LOOK_WIDTH * PANGO_SCALE));
    pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_get_pixel_size (layout, &w, &h);
  }
  *width = w + 1;
  *height = h + 1;
  return layout;
}

GBytes *
pn_text_look_pdf (const char *text, double *width, double *height, GError **error)
{
  if (*text == '\0' || strlen (text) > PN_TEXT_LOOK_LINES_MAX) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, "the text of a signature is 1 to 600 bytes");
    return NULL;
  }
  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface
      = cairo_pdf_surface_create_for_stream (write_bytes, bytes, PN_TEXT_LOOK_WIDTH, PN_TEXT_LOOK_WIDTH);
  cairo_pdf_surface_restrict_to_version (surface, CAIRO_PDF_VERSION_1_5);
  cairo_t *cr = cairo_create (surface);
  PangoLayout *layout = lay_out (cr, text, width, height);
  cairo_pdf_surface_set_size (surface, *width, *height);
  cairo_set_source_rgb (cr, 0, 0, 0);
  pango_cairo_show_layout (cr, layout);
  g_object_unref (layout);
  cairo_show_page (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  cairo_status_t status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  GBytes *out = g_byte_array_free_to_bytes (bytes);
  if (status == CAIRO_STATUS_SUCCESS)
    return out;
  g_bytes_unref (out);
  g_set_error_literal (error, PN_ERROR, PN_ERROR_INTERNAL, cairo_status_to_string (status));
  return NULL;
}
