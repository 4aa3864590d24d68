/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/compose/stamp-look.h"

#include <cairo-pdf.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "base/error.h"
#include "docs-service/compose/paper.h"
#include "docs-service/compose/seal-look.h"

#define SIDE_MAX 800.0
#define IMAGE_MAX (4 * 1024 * 1024)
#define DPI 600.0

typedef struct {
  GByteArray *bytes;
  cairo_surface_t *surface;
  cairo_t *cr;
} Sheet;

static cairo_status_t
write_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static gboolean
sheet_begin (Sheet *self, double width, double height, GError **error)
{
  if (!(width > 0 && width <= SIDE_MAX && height > 0 && height <= SIDE_MAX)) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, "a picture is at most 800 points wide and high");
    return FALSE;
  }
  self->bytes = g_byte_array_new ();
  self->surface = cairo_pdf_surface_create_for_stream (write_bytes, self->bytes, width, height);
  cairo_pdf_surface_restrict_to_version (self->surface, CAIRO_PDF_VERSION_1_5);
  self->cr = cairo_create (self->surface);
  return TRUE;
}

static GBytes *
sheet_end (Sheet *self, GError **error)
{
  cairo_show_page (self->cr);
  cairo_destroy (self->cr);
  cairo_surface_finish (self->surface);
  cairo_status_t status = cairo_surface_status (self->surface);
  cairo_surface_destroy (self->surface);
  GBytes *out = g_byte_array_free_to_bytes (self->bytes);
  if (status == CAIRO_STATUS_SUCCESS)
    return out;
  g_bytes_unref (out);
  g_set_error_literal (error, PN_ERROR, PN_ERROR_INTERNAL, cairo_status_to_string (status));
  return NULL;
}

/* ---- pictures: PNG in, PNG's own pixels out */

typedef struct {
  const guint8 *at;
  gsize left;
} Reader;

static cairo_status_t
read_png (void *closure, unsigned char *data, unsigned int length)
{
  Reader *r = closure;
  if (length > r->left)
    return CAIRO_STATUS_READ_ERROR;
  memcpy (data, r->at, length);
  r->at += length;
  r->left -= length;
  return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *
open_png (GBytes *png, GError **error)
{
  gsize n;
  const guint8 *data = g_bytes_get_data (png, &n);
  Reader reader = { data, n };
  cairo_surface_t *image = n <= IMAGE_MAX ? cairo_image_surface_create_from_png_stream (read_png, &reader) : NULL;
  if (image != NULL && cairo_surface_status (image) == CAIRO_STATUS_SUCCESS)
    return image;
  g_clear_pointer (&image, cairo_surface_destroy);
  g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, "the picture is no PNG, or larger than 4 MiB");
  return NULL;
}

/* Takes the image; fits it into the sheet without changing its proportions. */
static GBytes *
picture_sheet (cairo_surface_t *image, double width, double height, GError **error)
{
  Sheet sheet;
  if (image == NULL || !sheet_begin (&sheet, width, height, error)) {
    g_clear_pointer (&image, cairo_surface_destroy);
    return NULL;
  }
  double w = cairo_image_surface_get_width (image), h = cairo_image_surface_get_height (image), scale = MIN (width / w, height / h);
  cairo_translate (sheet.cr, (width - w * scale) / 2, (height - h * scale) / 2);
  cairo_scale (sheet.cr, scale, scale);
  cairo_set_source_surface (sheet.cr, image, 0, 0);
  cairo_paint (sheet.cr);
  cairo_surface_destroy (image);
  return sheet_end (&sheet, error);
}

GBytes *
pn_hand_look (const char *name, GBytes *png, double width, double height, GError **error)
{
  g_autoptr (GBytes) own = png != NULL ? g_bytes_ref (png) : pn_handwriting_png (name, (int) (width * DPI / 72), (int) (height * DPI / 72));
  return picture_sheet (open_png (own, error), width, height, error);
}

/* ---- the seal */

static void
draw_star (cairo_t *cr, double radius)
{
  cairo_new_path (cr); /* text leaves a current point behind */
  for (int i = 0; i < 10; i++) {
    double r = i % 2 == 0 ? radius : radius * 0.382, a = -G_PI / 2 + i * G_PI / 5;
    cairo_line_to (cr, r * cos (a), r * sin (a));
  }
  cairo_close_path (cr);
  cairo_fill (cr);
}

/* Glyph by glyph along the upper (or lower) arc; `spread` is the angle the text may take. */
static void
draw_arc_text (cairo_t *cr, const char *text, double radius, double size, gboolean upper, double spread)
{
  PangoLayout *layout = pango_cairo_create_layout (cr);
  PangoFontDescription *desc = pango_font_description_from_string (PN_PAPER_FONT " Bold");
  glong n = g_utf8_strlen (text, -1);
  double step = MIN (spread / MAX (n, 1), size * 0.95 / radius), from = -step * (double) (n - 1) / 2;
  pango_font_description_set_absolute_size (desc, size * PANGO_SCALE);
  pango_layout_set_font_description (layout, desc);
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c), from += step) {
    int w, h;
    pango_layout_set_text (layout, c, (int) (g_utf8_next_char (c) - c));
    pango_layout_get_pixel_size (layout, &w, &h);
    cairo_save (cr);
    cairo_rotate (cr, upper ? from : -from);
    cairo_move_to (cr, -w / 2.0, upper ? -radius - h / 2.0 : radius - h / 2.0);
    pango_cairo_show_layout (cr, layout);
    cairo_restore (cr);
  }
  pango_font_description_free (desc);
  g_object_unref (layout);
}

static cairo_surface_t *
drawn_stamp (const char *body, double mm)
{
  int side = (int) (mm / 25.4 * DPI);
  cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, side, side);
  cairo_t *cr = cairo_create (image);
  g_autofree char *name = g_utf8_strup (body, -1);
  double r = side / 2.0;
  cairo_translate (cr, r, r);
  cairo_set_source_rgb (cr, 0.85, 0.05, 0.05); /* R4: red */
  cairo_set_line_width (cr, side * 0.018);
  cairo_arc (cr, 0, 0, r * 0.965, 0, 2 * G_PI);
  cairo_stroke (cr);
  cairo_set_line_width (cr, side * 0.007);
  cairo_arc (cr, 0, 0, r * 0.60, 0, 2 * G_PI);
  cairo_stroke (cr);
  draw_arc_text (cr, name, r * 0.78, r * 0.17, TRUE, 1.35 * G_PI);
  draw_arc_text (cr, "CON DẤU MẪU", r * 0.78, r * 0.13, FALSE, 0.5 * G_PI);
  draw_star (cr, r * 0.42);
  cairo_destroy (cr);
  return image;
}

GBytes *
pn_stamp_look (const char *body, GBytes *png, double mm, GError **error)
{
  if (!(mm >= 10 && mm <= 60)) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, "a seal is 10 to 60 mm across");
    return NULL;
  }
  return picture_sheet (png != NULL ? open_png (png, error) : drawn_stamp (body, mm), mm * PN_MM, mm * PN_MM, error);
}
