/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/compose/compose-preview.h"

#include <cairo.h>

#include "base/error.h"
#include "docs-service/compose/compose-official.h"

static cairo_status_t
write_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

PnJson *
pn_compose_preview (const void *json, gsize length, guint page, GError **error)
{
  int shown = (int) CLAMP (page, 1, G_MAXINT), pages;
  cairo_surface_t *sheet = pn_compose_official_image (json, length, PN_PREVIEW_DPI, &shown, &pages, error);
  g_autoptr (GByteArray) png = g_byte_array_new ();
  if (sheet == NULL)
    return NULL;
  cairo_status_t status = cairo_surface_write_to_png_stream (sheet, write_bytes, png);
  cairo_surface_destroy (sheet);
  if (status != CAIRO_STATUS_SUCCESS) {
    g_set_error (error, PN_ERROR, PN_ERROR_INTERNAL, "drawing: %s", cairo_status_to_string (status));
    return NULL;
  }
  g_autofree char *image = g_base64_encode (png->data, png->len);
  PnJson *reply = pn_wire_object ();
  pn_wire_set_int (reply, "pages", pages);
  pn_wire_set_int (reply, "page", shown);
  pn_wire_set_str (reply, "image", image);
  return reply;
}
