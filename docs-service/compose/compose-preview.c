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
  g_autoptr (GPtrArray) sheets = pn_compose_official_images (json, length, PN_PREVIEW_DPI, error);
  g_autoptr (GByteArray) png = g_byte_array_new ();
  if (sheets == NULL)
    return NULL;
  guint shown = CLAMP (page, 1, sheets->len);
  cairo_status_t status = cairo_surface_write_to_png_stream (g_ptr_array_index (sheets, shown - 1), write_bytes, png);
  if (status != CAIRO_STATUS_SUCCESS) {
    g_set_error (error, PN_ERROR, PN_ERROR_INTERNAL, "drawing: %s", cairo_status_to_string (status));
    return NULL;
  }
  g_autofree char *image = g_base64_encode (png->data, png->len);
  PnJson *reply = pn_wire_object ();
  pn_wire_set_int (reply, "pages", sheets->len);
  pn_wire_set_int (reply, "page", shown);
  pn_wire_set_str (reply, "image", image);
  return reply;
}
