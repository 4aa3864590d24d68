/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/compose/seal-look.h"

#include <cairo-pdf.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "base/error.h"

#define MIN_SIDE 20.0
#define MAX_SIDE 800.0
#define IMAGE_MAX (4 * 1024 * 1024)
/* Liberation Serif is the metric twin of Times New Roman that R1 asks for; fontconfig falls back to it by alias anyway. */
#define TEXT_FONT "Liberation Serif"

typedef struct {
  const guint8 *p;
  gsize left;
} Reader;

static cairo_status_t
read_png (void *closure, unsigned char *data, unsigned int length)
{
  Reader *r = closure;

  if (length > r->left)
    return CAIRO_STATUS_READ_ERROR;
  memcpy (data, r->p, length);
  r->p += length;
  r->left -= length;
  return CAIRO_STATUS_SUCCESS;
}

static cairo_status_t
write_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static void
set_ink_blue (cairo_t *cr)
{
  cairo_set_source_rgb (cr, 0.04, 0.14, 0.62); /* R3: blue */
}

static PangoLayout *
handwriting (cairo_t *cr, const char *name, double size)
{
  PangoLayout *layout = pango_cairo_create_layout (cr);
  g_autofree char *font = g_strdup_printf (TEXT_FONT " Italic %d", (int) size);
  PangoFontDescription *desc = pango_font_description_from_string (font);

  pango_layout_set_font_description (layout, desc);
  pango_layout_set_text (layout, name, -1);
  pango_font_description_free (desc);
  return layout;
}

/* The given name, slanted and rising, with a flourish below: stands for a scanned signature until there is one. */
static void
draw_handwriting (cairo_t *cr, const char *name, double width, double height)
{
  const char *last = strrchr (name, ' ');
  PangoLayout *layout = handwriting (cr, last != NULL ? last + 1 : name, 40);
  PangoRectangle ink;

  pango_layout_get_pixel_extents (layout, &ink, NULL);
  double scale = MIN (width * 0.62 / MAX (ink.width, 1), height * 0.72 / MAX (ink.height, 1));
  cairo_save (cr);
  set_ink_blue (cr);
  cairo_translate (cr, width * 0.14, height * 0.16);
  cairo_rotate (cr, -0.09);
  cairo_transform (cr, &(cairo_matrix_t) { 1, 0, -0.22, 1, height * 0.12, 0 });
  cairo_scale (cr, scale, scale);
  cairo_move_to (cr, -ink.x, -ink.y + 3);
  pango_cairo_show_layout (cr, layout);
  cairo_restore (cr);
  cairo_save (cr);
  set_ink_blue (cr);
  cairo_set_line_width (cr, MAX (height / 44, 0.7));
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_move_to (cr, width * 0.05, height * 0.62);
  cairo_curve_to (cr, width * 0.30, height * 1.12, width * 0.42, height * 0.58, width * 0.60, height * 0.80);
  cairo_curve_to (cr, width * 0.72, height * 0.94, width * 0.84, height * 0.70, width * 0.97, height * 0.58);
  cairo_stroke (cr);
  cairo_restore (cr);
  g_object_unref (layout);
}

static char *
local_time (gint64 time_us)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (7 * 3600);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) here = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;

  return here != NULL ? g_date_time_format (here, "%Y-%m-%dT%H:%M:%S+07:00") : g_strdup ("");
}

static void
draw_text (cairo_t *cr, const PnSealLook *look, double y, double height)
{
  g_autofree char *when = local_time (look->time_us);
  g_autofree char *text = g_strdup_printf ("Ký bởi: %s%s%s\nCơ quan: %s\nThời gian ký: %s", look->name, look->title ? ", " : "",
                                           look->title ? look->title : "", look->body, when);
  PangoLayout *layout = pango_cairo_create_layout (cr);
  PangoFontDescription *desc = pango_font_description_from_string (TEXT_FONT);
  int w, h;

  pango_layout_set_width (layout, (int) ((look->width - 6) * PANGO_SCALE));
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_set_text (layout, text, -1);
  /* 8 pt, smaller only when the block would not fit. */
  for (double size = 8; size >= 3; size -= 0.5) {
    pango_font_description_set_absolute_size (desc, size * PANGO_SCALE);
    pango_layout_set_font_description (layout, desc);
    pango_layout_get_pixel_size (layout, &w, &h);
    if (h <= height)
      break;
  }
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_move_to (cr, 3, y);
  pango_cairo_show_layout (cr, layout);
  pango_font_description_free (desc);
  g_object_unref (layout);
}

static gboolean
draw_image (cairo_t *cr, GBytes *png, double width, double height, GError **error)
{
  gsize n;
  const guint8 *p = g_bytes_get_data (png, &n);
  Reader reader = { p, n };
  cairo_surface_t *image = n <= IMAGE_MAX ? cairo_image_surface_create_from_png_stream (read_png, &reader) : NULL;

  if (image == NULL || cairo_surface_status (image) != CAIRO_STATUS_SUCCESS) {
    g_clear_pointer (&image, cairo_surface_destroy);
    g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, "the signature image is no PNG or too large");
    return FALSE;
  }
  double w = cairo_image_surface_get_width (image), h = cairo_image_surface_get_height (image);
  double scale = MIN (width / w, height / h);
  cairo_save (cr);
  cairo_translate (cr, (width - w * scale) / 2, (height - h * scale) / 2);
  cairo_scale (cr, scale, scale);
  cairo_set_source_surface (cr, image, 0, 0);
  cairo_paint (cr);
  cairo_restore (cr);
  cairo_surface_destroy (image);
  return TRUE;
}

GBytes *
pn_seal_look_pdf (const PnSealLook *look, GError **error)
{
  if (!(look->width >= MIN_SIDE && look->width <= MAX_SIDE && look->height >= MIN_SIDE && look->height <= MAX_SIDE)) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, "a visible signature is 20 to 800 points wide and high");
    return NULL;
  }
  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (write_bytes, bytes, look->width, look->height);
  cairo_t *cr = cairo_create (surface);
  double image_height = look->height * 0.56;
  gboolean ok = TRUE;

  cairo_pdf_surface_restrict_to_version (surface, CAIRO_PDF_VERSION_1_5);
  if (look->image != NULL)
    ok = draw_image (cr, look->image, look->width, image_height, error);
  else
    draw_handwriting (cr, look->name, look->width, image_height);
  draw_text (cr, look, image_height, look->height - image_height);
  cairo_show_page (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  if (ok && cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_INTERNAL, cairo_status_to_string (cairo_surface_status (surface)));
    ok = FALSE;
  }
  cairo_surface_destroy (surface);
  GBytes *out = g_byte_array_free_to_bytes (bytes);
  if (!ok)
    g_clear_pointer (&out, g_bytes_unref);
  return out;
}

GBytes *
pn_handwriting_png (const char *name, int width_px, int height_px)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width_px, height_px);
  cairo_t *cr = cairo_create (surface);
  GByteArray *bytes = g_byte_array_new ();

  draw_handwriting (cr, name, width_px, height_px);
  cairo_destroy (cr);
  cairo_surface_write_to_png_stream (surface, write_bytes, bytes);
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (bytes);
}
