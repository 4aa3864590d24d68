/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/compose/field-look.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "base/error.h"

#define MIN_SIDE 4.0
#define MAX_SIDE 2000.0
#define DEFAULT_SIZE 13.0
#define SMALLEST 4.0
#define TEXT_FONT "Liberation Serif" /* metric twin of Times New Roman (R1) */

static cairo_status_t
write_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static void
draw (cairo_t *cr, const PnFieldLook *look)
{
  PangoLayout *layout = pango_cairo_create_layout (cr);
  PangoFontDescription *desc = pango_font_description_from_string (look->italic ? TEXT_FONT " Italic" : TEXT_FONT);
  int w, h;

  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_text (layout, look->text, -1);
  for (double size = look->size > 0 ? look->size : DEFAULT_SIZE; size >= SMALLEST; size -= 0.5) {
    pango_font_description_set_absolute_size (desc, size * PANGO_SCALE);
    pango_layout_set_font_description (layout, desc);
    pango_layout_get_pixel_size (layout, &w, &h);
    if (w <= look->width && h <= look->height + 2)
      break;
  }
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_move_to (cr, look->centred ? (look->width - w) / 2 : 0, (look->height - h) / 2);
  pango_cairo_show_layout (cr, layout);
  pango_font_description_free (desc);
  g_object_unref (layout);
}

GBytes *
pn_field_look_pdf (const PnFieldLook *look, GError **error)
{
  if (!(look->width >= MIN_SIDE && look->width <= MAX_SIDE && look->height >= MIN_SIDE && look->height <= MAX_SIDE)) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, "a field is 4 to 2,000 points wide and high");
    return NULL;
  }
  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (write_bytes, bytes, look->width, look->height);
  cairo_t *cr = cairo_create (surface);

  cairo_pdf_surface_restrict_to_version (surface, CAIRO_PDF_VERSION_1_5);
  draw (cr, look);
  cairo_show_page (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  cairo_status_t status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  GBytes *out = g_byte_array_free_to_bytes (bytes);
  if (status != CAIRO_STATUS_SUCCESS) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_INTERNAL, cairo_status_to_string (status));
    g_clear_pointer (&out, g_bytes_unref);
  }
  return out;
}
