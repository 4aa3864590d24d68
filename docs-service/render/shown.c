/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/render/shown.h"

#include "base/error.h"
#include "base/wire.h"
#include "docs-service/pdf/pdf-place.h"
#include "docs-service/render/pdf-document.h"

#define WIDTH 900

static gboolean
draw (GBytes *whole, guint page, GByteArray **image, PnRenderFormat *format, GError **error)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (whole, &length);
  g_autoptr (PnPdf) pdf = NULL;
  char why[PN_RENDER_TEXT_MAX] = "";
  if (pn_pdf_open (bytes, length, &pdf, why) == PN_RENDER_OK && pn_pdf_image (pdf, page, WIDTH, image, format, why) == PN_RENDER_OK)
    return TRUE;
  g_set_error (error, PN_ERROR, PN_ERROR_PDF_DAMAGED, "the prepared file cannot be shown: %s", why);
  return FALSE;
}

static void
add_place (PnJson *json, GBytes *whole, const char *field)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (PnPdfPlaceOnPage));
  gboolean found;
  if (!pn_pdf_field_places (whole, field, places, &found, NULL) || places->len == 0)
    return;
  const PnPdfPlaceOnPage *at = &g_array_index (places, PnPdfPlaceOnPage, 0);
  pn_wire_set_number (json, "top", at->y);
  pn_wire_set_number (json, "bottom", at->y + at->h);
}

gboolean
pn_shown_work (GBytes *document, const PnPdfPrepared *prepared, const char *field, GByteArray **out, GError **error)
{
  static const guint8 nothing[] = { 0x30, 0x00 }; /* an empty SEQUENCE where the CMS will be */
  g_autoptr (GBytes) cms = g_bytes_new_static (nothing, sizeof nothing), append = pn_pdf_sign_finish (prepared, cms, error);
  g_autoptr (GBytes) whole = append != NULL ? pn_pdf_concat (document, append) : NULL;
  g_autoptr (GByteArray) image = NULL;
  PnRenderFormat format;
  if (whole == NULL || !draw (whole, (guint) MAX (prepared->page, 1), &image, &format, error))
    return FALSE;
  g_autofree char *text = g_base64_encode (image->data, image->len);
  g_autoptr (PnJson) json = pn_wire_object ();
  pn_wire_set_int (json, "page", MAX (prepared->page, 1));
  add_place (json, whole, field);
  pn_wire_set_str (json, "type", format == PN_RENDER_FORMAT_JPEG ? "image/jpeg" : "image/png");
  pn_wire_set_str (json, "image", text);
  g_autoptr (GBytes) bytes = pn_wire_dump_bytes (json);
  *out = g_bytes_unref_to_array (g_steal_pointer (&bytes));
  return TRUE;
}
