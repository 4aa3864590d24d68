/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/render/layout-read.h"

#include <cairo.h>
#include <math.h>
#include <poppler.h>
#include <string.h>

#include "docs-service/layout/layout.h"
#include "docs-service/pdf/pdf-flat.h"
#include "docs-service/render/pdf-document.h"
#include "docs-service/render/page-ink.h"

#define MM (25.4 / 72)
#define GAP 0.6 /* letters: a wider blank ends a run, a narrower is a space of it */
#define PICTURES_MAX 60   /* of a page */
#define PICTURE_MM 120.0  /* larger is a background or a scan: its pixels are not looked at */
#define INK_PAGES_MAX 6   /* pages looked at as pixels, for lines drawn in red or blue */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PopplerPage, g_object_unref)

/* ---- text */

typedef struct {
  PnLayoutDoc *doc;
  PnLayoutPage *page;
  const PopplerTextAttributes *style;
  GString *text;
  PopplerRectangle box;
} Run;

static void
run_flush (Run *run)
{
  if (run->text->len > 0 && run->style != NULL) {
    const PopplerColor *c = &run->style->color;
    guint32 rgb = ((guint32) (c->red >> 8) << 16) | ((guint32) (c->green >> 8) << 8) | (guint32) (c->blue >> 8);
    const PnMmRect box = { run->box.x1 * MM, run->box.y1 * MM, (run->box.x2 - run->box.x1) * MM, (run->box.y2 - run->box.y1) * MM };
    pn_layout_add_run (run->doc, run->page, run->text->str, run->style->font_name != NULL ? run->style->font_name : "", run->style->font_size, rgb, box);
  }
  g_string_truncate (run->text, 0);
}

static gboolean
continues (const Run *run, const PopplerTextAttributes *style, const PopplerRectangle *r)
{
  double size = MAX (style->font_size, 1), gap = r->x1 - run->box.x2;
  double middle = (r->y1 + r->y2) / 2;
  return run->text->len > 0 && run->style == style && gap > -size * 0.5 && gap < size * GAP && middle > run->box.y1 && middle < run->box.y2 && run->text->len < PN_LAYOUT_TEXT_MAX - 8;
}

static void
run_add (Run *run, const PopplerTextAttributes *style, gunichar c, PopplerRectangle r)
{
  if (r.y1 > r.y2) {
    double y = r.y1;
    r.y1 = r.y2;
    r.y2 = y;
  }
  if (!continues (run, style, &r)) {
    run_flush (run);
    run->box = r;
    run->style = style;
  } else if (r.x1 - run->box.x2 > style->font_size * 0.1) {
    g_string_append_c (run->text, ' ');
  }
  run->box.x1 = MIN (run->box.x1, r.x1);
  run->box.y1 = MIN (run->box.y1, r.y1);
  run->box.x2 = MAX (run->box.x2, r.x2);
  run->box.y2 = MAX (run->box.y2, r.y2);
  g_string_append_unichar (run->text, c);
}

static void
read_text (PnLayoutDoc *doc, PnLayoutPage *target, PopplerPage *page)
{
  PopplerRectangle *boxes = NULL;
  guint n = 0;
  g_autofree char *text = poppler_page_get_text (page);
  GList *styles = poppler_page_get_text_attributes (page), *at = styles;
  Run run = { .doc = doc, .page = target, .text = g_string_new (NULL) };
  const char *p = text;
  if (!poppler_page_get_text_layout (page, &boxes, &n))
    n = 0;
  for (guint i = 0; i < n && p != NULL && *p != '\0'; i++, p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    while (at != NULL && ((const PopplerTextAttributes *) at->data)->end_index < (int) i)
      at = at->next;
    if (c == '\n')
      run_flush (&run);
    if (at != NULL && !g_unichar_isspace (c) && !g_unichar_iscntrl (c))
      run_add (&run, at->data, c, boxes[i]);
  }
  run_flush (&run);
  g_string_free (run.text, TRUE);
  poppler_page_free_text_attributes (styles);
  g_free (boxes);
}

/* ---- pictures */

static void
read_picture (PnLayoutDoc *doc, PnLayoutPage *target, PopplerPage *page, const PopplerImageMapping *mapping)
{
  const PopplerRectangle *a = &mapping->area;
  PnLayoutPicture picture = { .box = { MIN (a->x1, a->x2) * MM, MIN (a->y1, a->y2) * MM, fabs (a->x2 - a->x1) * MM, fabs (a->y2 - a->y1) * MM } };
  picture.ink = picture.box;
  if (picture.box.w <= PICTURE_MM && picture.box.h <= PICTURE_MM) {
    cairo_surface_t *surface = poppler_page_get_image (page, mapping->image_id);
    if (surface != NULL)
      pn_ink_of_picture (surface, &picture);
    g_clear_pointer (&surface, cairo_surface_destroy);
  }
  pn_layout_add_picture (doc, target, &picture);
}

static void
read_pictures (PnLayoutDoc *doc, PnLayoutPage *target, PopplerPage *page)
{
  GList *list = poppler_page_get_image_mapping (page);
  guint n = 0;
  for (GList *l = list; l != NULL && n < PICTURES_MAX; l = l->next, n++)
    read_picture (doc, target, page, l->data);
  poppler_page_free_image_mapping (list);
}

/* ---- the whole */

static void
add_fields (PnLayoutDoc *doc, const GPtrArray *places)
{
  for (guint i = 0; places != NULL && i < places->len; i++) {
    const PnPdfFieldPlace *p = places->pdata[i];
    const PnMmRect box = { p->rect.x0 * MM, p->rect.y0 * MM, (p->rect.x1 - p->rect.x0) * MM, (p->rect.y1 - p->rect.y0) * MM };
    pn_layout_add_field (doc, p->name, p->is_signature, p->filled, p->page, box);
  }
}

/* Seals and frames may be drawn: the first page has marks of urgency, pages with signatures and the last have seals. */
static gboolean
wants_ink (const PnLayoutDoc *doc, int page, int pages)
{
  if (page == 1 || page == pages)
    return TRUE;
  for (guint i = 0; i < doc->fields->len; i++) {
    const PnLayoutField *f = doc->fields->pdata[i];
    if (f->is_signature && f->filled && f->page == page)
      return TRUE;
  }
  return FALSE;
}

static PnLayoutPage *
read_page (PnLayoutDoc *doc, PopplerPage *page)
{
  double w = 0, h = 0;
  if (page != NULL)
    poppler_page_get_size (page, &w, &h);
  PnLayoutPage *target = pn_layout_doc_add_page (doc, w * MM, h * MM);
  if (page == NULL || target == NULL || !(w > 0 && h > 0))
    return NULL;
  read_text (doc, target, page);
  read_pictures (doc, target, page);
  return target;
}

static void
look_at_ink (PnLayoutDoc *doc, PopplerPage *page, PnLayoutPage *target)
{
  double w = 0, h = 0;
  poppler_page_get_size (page, &w, &h);
  pn_ink_of_page (page, w, h, doc, target);
}

/* A stranger's book costs its first page only. */
static void
read_pages (PnLayoutDoc *doc, PopplerDocument *source)
{
  int n = MIN (poppler_document_get_n_pages (source), PN_LAYOUT_PAGES_MAX);
  guint inked = 0;
  for (int p = 1; p <= n; p++) {
    g_autoptr (PopplerPage) page = poppler_document_get_page (source, p - 1);
    PnLayoutPage *target = read_page (doc, page);
    if (p == 1 && !pn_layout_is_candidate (doc))
      return;
    if (target != NULL && wants_ink (doc, p, n) && inked++ < INK_PAGES_MAX)
      look_at_ink (doc, page, target);
  }
}

PnRenderStatus
pn_layout_read (const guint8 *bytes, gsize length, PnLayoutDoc **out, char why[PN_RENDER_TEXT_MAX])
{
  g_autoptr (GBytes) document = g_bytes_new_static (bytes, length), flat = NULL;
  g_autoptr (GPtrArray) places = pn_pdf_flatten (document, &flat, NULL);
  g_autoptr (PnPdf) pdf = NULL;
  gsize n;
  const guint8 *source = g_bytes_get_data (flat != NULL ? flat : document, &n);
  PnRenderStatus status = pn_pdf_open (source, n, &pdf, why);
  if (status != PN_RENDER_OK)
    return status;
  *out = pn_layout_doc_new ();
  (*out)->page_count = (int) pn_pdf_pages (pdf);
  add_fields (*out, places);
  read_pages (*out, pn_pdf_poppler (pdf));
  return PN_RENDER_OK;
}
