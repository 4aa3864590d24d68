/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/render/pdf-document.h"

#include <cairo.h>
#include <math.h>
#include <poppler.h>
#include <string.h>
#include "docs-service/render/json-out.h"
#include "docs-service/render/page-image.h"

#define PIXELS_MAX (48.0 * 1000 * 1000) /* 192 MB of RGB24: within the memory limit with poppler's own buffers */
#define SIDE_MAX 16000.0
#define OUTLINE_DEPTH 8
#define OUTLINE_ITEMS 2000
#define WORDS_MAX 20000
#define WORD_BYTES 200

/* poppler 22.12 declares no cleanup of its own */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PopplerPage, g_object_unref)

struct PnPdf {
  PopplerDocument *document;
  guint pages;
};

static PnRenderStatus
status_of (const GError *error)
{
  if (g_error_matches (error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED))
    return PN_RENDER_ENCRYPTED;
  return PN_RENDER_DAMAGED;
}

PnRenderStatus
pn_pdf_open (const guint8 *bytes, gsize length, PnPdf **out, char why[PN_RENDER_TEXT_MAX])
{
  g_autoptr (GBytes) data = g_bytes_new_static (bytes, length);
  g_autoptr (GError) error = NULL;
  PopplerDocument *document = poppler_document_new_from_bytes (data, NULL, &error);
  if (document == NULL) {
    g_strlcpy (why, error->message, PN_RENDER_TEXT_MAX);
    return status_of (error);
  }
  int pages = poppler_document_get_n_pages (document);
  if (pages <= 0 || pages > PN_RENDER_PAGES_MAX) {
    g_object_unref (document);
    return pages <= 0 ? PN_RENDER_EMPTY : PN_RENDER_TOO_MANY_PAGES;
  }
  *out = g_new0 (PnPdf, 1);
  (*out)->document = document;
  (*out)->pages = (guint) pages;
  return PN_RENDER_OK;
}

void
pn_pdf_free (PnPdf *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->document);
  g_free (self);
}

guint
pn_pdf_pages (const PnPdf *self)
{
  return self->pages;
}

gpointer
pn_pdf_poppler (const PnPdf *self)
{
  return self->document;
}

/* NULL for a page that is not there or has no area. */
static PopplerPage *
get_page (PnPdf *self, guint page, double *w, double *h)
{
  PopplerPage *found = page >= 1 && page <= self->pages ? poppler_document_get_page (self->document, (int) page - 1) : NULL;
  *w = *h = 0;
  if (found == NULL)
    return NULL;
  poppler_page_get_size (found, w, h);
  if (isfinite (*w) && isfinite (*h) && *w > 0 && *h > 0)
    return found;
  g_object_unref (found);
  return NULL;
}

void
pn_pdf_warm (void)
{
  static const char *const charsets[] = { "UTF-16", "UTF-16BE", "UTF-16LE" };
  static GIConv kept[G_N_ELEMENTS (charsets)]; /* closing one would let the library go again */
  for (guint i = 0; i < G_N_ELEMENTS (charsets); i++)
    if (kept[i] == NULL)
      kept[i] = g_iconv_open ("UTF-8", charsets[i]);
}

PnRenderStatus
pn_pdf_inspect (PnPdf *self, GString *out)
{
  g_autofree char *title = poppler_document_get_title (self->document);
  guint shown = 0;
  g_string_append (out, "{\"pages\":[");
  for (guint n = 1; n <= self->pages; n++) {
    double w, h;
    g_autoptr (PopplerPage) page = get_page (self, n, &w, &h);
    shown += page != NULL;
    g_string_append (out, n > 1 ? ",[" : "[");
    pn_json_add_points (out, w);
    g_string_append_c (out, ',');
    pn_json_add_points (out, h);
    g_string_append_c (out, ']');
  }
  g_string_append (out, "],\"title\":");
  pn_json_add_string (out, title);
  g_string_append_c (out, '}');
  return shown > 0 ? PN_RENDER_OK : PN_RENDER_EMPTY;
}

static int
page_of_dest (PnPdf *self, PopplerAction *action)
{
  if (action == NULL || action->type != POPPLER_ACTION_GOTO_DEST || action->goto_dest.dest == NULL)
    return 0;
  PopplerDest *dest = action->goto_dest.dest;
  if (dest->type != POPPLER_DEST_NAMED)
    return dest->page_num;
  PopplerDest *named = poppler_document_find_dest (self->document, dest->named_dest);
  int page = named != NULL ? named->page_num : 0;
  if (named != NULL)
    poppler_dest_free (named);
  return page;
}

static void
add_outline_level (PnPdf *self, PopplerIndexIter *iter, GString *out, guint depth, guint *left)
{
  gboolean first = TRUE;
  do {
    PopplerAction *action = poppler_index_iter_get_action (iter);
    int page = page_of_dest (self, action);
    g_string_append (out, first ? "{\"title\":" : ",{\"title\":");
    first = FALSE;
    pn_json_add_string (out, action != NULL ? action->any.title : NULL);
    if (page >= 1 && (guint) page <= self->pages)
      g_string_append_printf (out, ",\"page\":%d,\"children\":[", page);
    else
      g_string_append (out, ",\"page\":null,\"children\":[");
    if (action != NULL)
      poppler_action_free (action);
    PopplerIndexIter *child = depth < OUTLINE_DEPTH && *left > 1 ? poppler_index_iter_get_child (iter) : NULL;
    if (child != NULL) {
      (*left)--;
      add_outline_level (self, child, out, depth + 1, left);
      poppler_index_iter_free (child);
    }
    g_string_append (out, "]}");
  } while (*left > 0 && (*left)-- > 1 && poppler_index_iter_next (iter));
}

PnRenderStatus
pn_pdf_outline (PnPdf *self, GString *out)
{
  guint left = OUTLINE_ITEMS;
  PopplerIndexIter *iter = poppler_index_iter_new (self->document);
  g_string_append (out, "{\"outline\":[");
  if (iter != NULL)
    add_outline_level (self, iter, out, 1, &left);
  poppler_index_iter_free (iter);
  g_string_append (out, "]}");
  return PN_RENDER_OK;
}

/* A word in the making: its letters and the box around them. */
typedef struct {
  GString *text;
  double x1, y1, x2, y2;
} Word;

static void
word_extend (Word *word, gunichar c, const PopplerRectangle *r)
{
  gboolean first = word->text->len == 0;
  word->x1 = first ? MIN (r->x1, r->x2) : MIN (word->x1, MIN (r->x1, r->x2));
  word->y1 = first ? MIN (r->y1, r->y2) : MIN (word->y1, MIN (r->y1, r->y2));
  word->x2 = first ? MAX (r->x1, r->x2) : MAX (word->x2, MAX (r->x1, r->x2));
  word->y2 = first ? MAX (r->y1, r->y2) : MAX (word->y2, MAX (r->y1, r->y2));
  g_string_append_unichar (word->text, c);
}

static void
word_flush (Word *word, GString *out, guint *n)
{
  const double box[4] = { word->x1, word->y1, word->x2 - word->x1, word->y2 - word->y1 };
  if (word->text->len == 0)
    return;
  g_string_append (out, *n > 0 ? ",[" : "[");
  for (guint i = 0; i < 4; i++) {
    pn_json_add_points (out, box[i]);
    g_string_append_c (out, ',');
  }
  pn_json_add_string (out, word->text->str);
  g_string_append_c (out, ']');
  g_string_truncate (word->text, 0);
  (*n)++;
}

PnRenderStatus
pn_pdf_words (PnPdf *self, guint page_number, GString *out)
{
  double w, h;
  g_autoptr (PopplerPage) page = get_page (self, page_number, &w, &h);
  if (page == NULL)
    return PN_RENDER_NO_PAGE;
  PopplerRectangle *boxes = NULL;
  guint n_boxes = 0, n = 0;
  g_autofree char *text = poppler_page_get_text (page);
  gboolean layout = poppler_page_get_text_layout (page, &boxes, &n_boxes);
  Word word = { .text = g_string_new (NULL) };
  const char *p = text;
  g_string_append (out, "{\"words\":[");
  for (guint i = 0; layout && p != NULL && *p != '\0' && i < n_boxes && n < WORDS_MAX; i++, p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    gboolean gap = g_unichar_isspace (c) || c == 0xfffd;
    if (!gap)
      word_extend (&word, c, &boxes[i]);
    if (gap || word.text->len > WORD_BYTES)
      word_flush (&word, out, &n);
  }
  word_flush (&word, out, &n);
  g_string_append (out, "]}");
  g_string_free (word.text, TRUE);
  g_free (boxes);
  return PN_RENDER_OK;
}

static cairo_surface_t *
paint_page (PopplerPage *page, double w, double h, guint width)
{
  double scale = width / w;
  scale = MIN (scale, SIDE_MAX / h);
  scale = MIN (scale, sqrt (PIXELS_MAX / (w * h)));
  int pw = MAX (1, (int) lround (w * scale)), ph = MAX (1, (int) lround (h * scale));
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, pw, ph);
  cairo_t *cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, pw / w, ph / h);
  poppler_page_render (page, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static PnRenderStatus
encode (const PnImage *image, GByteArray **out, PnRenderFormat *format, char why[PN_RENDER_TEXT_MAX])
{
  g_autoptr (GError) error = NULL;
  guint32 palette[256];
  guint n = 0;
  PnImageKind kind = pn_image_classify (image, palette, &n);
  *format = kind == PN_IMAGE_PHOTO ? PN_RENDER_FORMAT_JPEG : PN_RENDER_FORMAT_PNG;
  *out = kind == PN_IMAGE_PHOTO ? pn_image_encode_jpeg (image, &error) : pn_image_encode_png (image, kind, palette, n, &error);
  if (*out != NULL)
    return PN_RENDER_OK;
  g_strlcpy (why, error->message, PN_RENDER_TEXT_MAX);
  return PN_RENDER_INTERNAL;
}

PnPixels *
pn_pdf_pixels (PnPdf *self, guint page_number, guint width)
{
  double w, h;
  g_autoptr (PopplerPage) page = get_page (self, page_number, &w, &h);
  if (page == NULL)
    return NULL;
  g_autoptr (PnPixels) pixels = g_new0 (PnPixels, 1);
  cairo_surface_t *surface = paint_page (page, w, h, width);
  pixels->surface = surface;
  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS)
    return NULL;
  pixels->image = (PnImage){ cairo_image_surface_get_data (surface), (guint) cairo_image_surface_get_width (surface),
                             (guint) cairo_image_surface_get_height (surface), (guint) cairo_image_surface_get_stride (surface) };
  return g_steal_pointer (&pixels);
}

void
pn_pixels_free (PnPixels *self)
{
  if (self == NULL)
    return;
  cairo_surface_destroy (self->surface);
  g_free (self);
}

PnRenderStatus
pn_pdf_image (PnPdf *self, guint page_number, guint width, GByteArray **out, PnRenderFormat *format, char why[PN_RENDER_TEXT_MAX])
{
  if (page_number < 1 || page_number > pn_pdf_pages (self))
    return PN_RENDER_NO_PAGE;
  g_autoptr (PnPixels) pixels = pn_pdf_pixels (self, page_number, width);
  if (pixels != NULL)
    return encode (&pixels->image, out, format, why);
  g_strlcpy (why, "no room for the picture, or a page without area", PN_RENDER_TEXT_MAX);
  return PN_RENDER_NO_PAGE;
}

gboolean
pn_pdf_page_size (PnPdf *self, guint page, double *width, double *height)
{
  g_autoptr (PopplerPage) found = get_page (self, page, width, height);
  return found != NULL;
}

void
pn_pdf_print (PnPdf *self, guint page, cairo_t *cr)
{
  double w, h;
  g_autoptr (PopplerPage) found = get_page (self, page, &w, &h);
  if (found != NULL)
    poppler_page_render_for_printing (found, cr);
}
