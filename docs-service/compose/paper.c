/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/compose/paper.h"

#include <cairo-pdf.h>

#include "base/error.h"

#define OUTLINE_LEVELS 4
#define CELL_PAD 4.0

struct PnPaper {
  GByteArray *bytes;
  cairo_surface_t *surface;
  cairo_t *cr;
  int page;
  double y;
  gboolean draft;
  GPtrArray *images; /* of finished sheets; NULL: a PDF */
  double dpi;
  int outline[OUTLINE_LEVELS]; /* newest entry of each level */
};

const PnStyle pn_style_body = { 14, FALSE, FALSE, PN_ALIGN_JUSTIFY, 10 * PN_MM, 0, 6, 1.12, 0 };
const PnStyle pn_style_heading = { 14, TRUE, FALSE, PN_ALIGN_LEFT, 10 * PN_MM, 6, 6, 1.0, 0 };
const PnStyle pn_style_center_bold = { 14, TRUE, FALSE, PN_ALIGN_CENTER, 0, 0, 0, 1.0, 0 };

static cairo_status_t
write_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

PnPaper *
pn_paper_new (const char *title, const char *iso_date)
{
  PnPaper *self = g_new0 (PnPaper, 1);
  g_autofree char *day = g_strndup (iso_date, 10);
  g_autofree char *created = g_strdup_printf ("%sT00:00:00+07:00", day);

  self->bytes = g_byte_array_new ();
  self->surface = cairo_pdf_surface_create_for_stream (write_bytes, self->bytes, PN_A4_WIDTH, PN_A4_HEIGHT);
  cairo_pdf_surface_restrict_to_version (self->surface, CAIRO_PDF_VERSION_1_5);
  cairo_pdf_surface_set_metadata (self->surface, CAIRO_PDF_METADATA_TITLE, title);
  cairo_pdf_surface_set_metadata (self->surface, CAIRO_PDF_METADATA_CREATOR, "Phien");
  cairo_pdf_surface_set_metadata (self->surface, CAIRO_PDF_METADATA_CREATE_DATE, created);
  self->cr = cairo_create (self->surface);
  self->page = 1;
  self->y = PN_MARGIN_TOP;
  return self;
}

static void
new_sheet (PnPaper *self)
{
  double k = self->dpi / 72;

  self->surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) (PN_A4_WIDTH * k + 0.5), (int) (PN_A4_HEIGHT * k + 0.5));
  self->cr = cairo_create (self->surface);
  cairo_set_source_rgb (self->cr, 1, 1, 1);
  cairo_paint (self->cr);
  cairo_scale (self->cr, k, k);
}

PnPaper *
pn_paper_new_images (double dpi)
{
  PnPaper *self = g_new0 (PnPaper, 1);

  self->bytes = g_byte_array_new ();
  self->images = g_ptr_array_new_with_free_func ((GDestroyNotify) cairo_surface_destroy);
  self->dpi = dpi;
  self->page = 1;
  self->y = PN_MARGIN_TOP;
  new_sheet (self);
  return self;
}

static void
show_page (PnPaper *self)
{
  if (self->images == NULL) {
    cairo_show_page (self->cr);
    return;
  }
  cairo_destroy (self->cr);
  cairo_surface_flush (self->surface);
  g_ptr_array_add (self->images, self->surface);
  new_sheet (self);
}

GPtrArray *
pn_paper_take_images (PnPaper *self)
{
  show_page (self);
  return g_steal_pointer (&self->images);
}

void
pn_paper_free (PnPaper *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->cr, cairo_destroy);
  if (self->surface != NULL)
    cairo_surface_finish (self->surface);
  g_clear_pointer (&self->surface, cairo_surface_destroy);
  g_clear_pointer (&self->bytes, g_byte_array_unref);
  g_clear_pointer (&self->images, g_ptr_array_unref);
  g_free (self);
}

static void
draw_draft_mark (PnPaper *self)
{
  static const PnStyle style = { .size = 12, .bold = TRUE };

  if (self->draft)
    pn_paper_box (self, &style, PN_A4_WIDTH - PN_MARGIN_RIGHT - 60, 9 * PN_MM, 70, "DỰ THẢO");
}

void
pn_paper_set_draft (PnPaper *self, gboolean draft)
{
  self->draft = draft;
  draw_draft_mark (self);
}

cairo_t *
pn_paper_cairo (PnPaper *self)
{
  return self->cr;
}

int
pn_paper_page (const PnPaper *self)
{
  return self->page;
}

double
pn_paper_y (const PnPaper *self)
{
  return self->y;
}

void
pn_paper_set_y (PnPaper *self, double y)
{
  self->y = y;
}

/* R1: Arabic number, 13-14 pt, centred in the top margin, not on page 1. */
static void
draw_page_number (PnPaper *self)
{
  static const PnStyle style = { .size = 13, .align = PN_ALIGN_CENTER };
  char text[16];

  g_snprintf (text, sizeof text, "%d", self->page);
  pn_paper_box (self, &style, PN_MARGIN_LEFT, 10 * PN_MM, PN_TEXT_WIDTH, text);
}

void
pn_paper_next_page (PnPaper *self)
{
  show_page (self);
  self->page++;
  self->y = PN_MARGIN_TOP;
  draw_page_number (self);
  draw_draft_mark (self);
}

double
pn_paper_room (const PnPaper *self)
{
  return PN_A4_HEIGHT - PN_MARGIN_BOTTOM - self->y;
}

void
pn_paper_need (PnPaper *self, double height)
{
  if (pn_paper_room (self) < height && self->y > PN_MARGIN_TOP)
    pn_paper_next_page (self);
}

/* Letters stand where the font says, not on a grid of points or pixels: a sheet as a picture breaks its lines where the PDF does. */
static void
free_of_grid (PangoContext *context)
{
  cairo_font_options_t *options = cairo_font_options_create ();
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  pango_cairo_context_set_font_options (context, options);
  pango_context_set_round_glyph_positions (context, FALSE);
  cairo_font_options_destroy (options);
}

PangoLayout *
pn_paper_layout (PnPaper *self, const PnStyle *style, double width, const char *text)
{
  static const PangoAlignment align[] = { PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER, PANGO_ALIGN_RIGHT, PANGO_ALIGN_LEFT };
  PangoLayout *layout = pango_cairo_create_layout (self->cr);
  PangoFontDescription *desc = pango_font_description_new ();

  pango_font_description_set_family_static (desc, PN_PAPER_FONT);
  pango_font_description_set_absolute_size (desc, style->size * PANGO_SCALE);
  pango_font_description_set_weight (desc, style->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_style (desc, style->italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
  free_of_grid (pango_layout_get_context (layout));
  pango_layout_set_font_description (layout, desc);
  pango_font_description_free (desc);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment (layout, align[style->align]);
  pango_layout_set_justify (layout, style->align == PN_ALIGN_JUSTIFY);
  pango_layout_set_indent (layout, (int) (style->indent * PANGO_SCALE));
  pango_layout_set_line_spacing (layout, style->line > 0 ? style->line : 1.0);
  pango_layout_set_text (layout, text, -1);
  if (style->bold_bytes > 0) {
    PangoAttrList *attrs = pango_attr_list_new ();
    PangoAttribute *bold = pango_attr_weight_new (PANGO_WEIGHT_BOLD);
    bold->end_index = style->bold_bytes;
    pango_attr_list_insert (attrs, bold);
    pango_layout_set_attributes (layout, attrs);
    pango_attr_list_unref (attrs);
  }
  return layout;
}

double
pn_paper_measure (PnPaper *self, const PnStyle *style, double width, const char *text, double *ink_width)
{
  PangoLayout *layout = pn_paper_layout (self, style, width, text);
  PangoRectangle logical;

  pango_layout_get_extents (layout, NULL, &logical);
  if (ink_width != NULL)
    *ink_width = (double) logical.width / PANGO_SCALE;
  g_object_unref (layout);
  return (double) logical.height / PANGO_SCALE;
}

double
pn_paper_box (PnPaper *self, const PnStyle *style, double x, double y, double width, const char *text)
{
  PangoLayout *layout = pn_paper_layout (self, style, width, text);
  PangoRectangle logical;

  pango_layout_get_extents (layout, NULL, &logical);
  cairo_set_source_rgb (self->cr, 0, 0, 0);
  cairo_move_to (self->cr, x, y);
  pango_cairo_show_layout (self->cr, layout);
  g_object_unref (layout);
  return (double) logical.height / PANGO_SCALE;
}

static double
line_height (PangoLayoutIter *iter)
{
  int top, bottom;

  pango_layout_iter_get_line_yrange (iter, &top, &bottom);
  return (double) (bottom - top) / PANGO_SCALE;
}

void
pn_paper_text (PnPaper *self, const PnStyle *style, const char *text)
{
  PangoLayout *layout = pn_paper_layout (self, style, PN_TEXT_WIDTH, text);
  pn_paper_flow (self, layout, style);
  g_object_unref (layout);
}

void
pn_paper_flow (PnPaper *self, PangoLayout *layout, const PnStyle *style)
{
  PangoLayoutIter *iter = pango_layout_get_iter (layout);
  int lines = pango_layout_get_line_count (layout);

  if (self->y > PN_MARGIN_TOP)
    self->y += style->before;
  /* Two lines together at the foot of a page, or none; a heading wants a line of its text below it. */
  pn_paper_need (self, line_height (iter) * (style->bold ? 3 : MIN (lines, 2)));
  cairo_set_source_rgb (self->cr, 0, 0, 0);
  do {
    PangoRectangle logical;
    double height = line_height (iter);
    int top, bottom;
    pn_paper_need (self, height);
    pango_layout_iter_get_line_extents (iter, NULL, &logical);
    pango_layout_iter_get_line_yrange (iter, &top, &bottom);
    double baseline = (double) (pango_layout_iter_get_baseline (iter) - top) / PANGO_SCALE;
    cairo_move_to (self->cr, PN_MARGIN_LEFT + (double) logical.x / PANGO_SCALE, self->y + baseline);
    pango_cairo_show_layout_line (self->cr, pango_layout_iter_get_line_readonly (iter));
    self->y += height;
  } while (pango_layout_iter_next_line (iter));
  self->y += style->after;
  pango_layout_iter_free (iter);
}

void
pn_paper_rule (PnPaper *self, double x, double y, double width)
{
  cairo_set_source_rgb (self->cr, 0, 0, 0);
  cairo_set_line_width (self->cr, 0.75);
  cairo_move_to (self->cr, x, y);
  cairo_line_to (self->cr, x + width, y);
  cairo_stroke (self->cr);
}

static void
table_row (PnPaper *self, const double *widths, guint columns, const char *const *cells, gboolean head)
{
  const PnStyle style = { .size = 12, .bold = head, .align = head ? PN_ALIGN_CENTER : PN_ALIGN_LEFT };
  double height = 0, x = PN_MARGIN_LEFT;

  for (guint c = 0; c < columns; c++)
    height = MAX (height, pn_paper_measure (self, &style, widths[c] - 2 * CELL_PAD, cells[c], NULL));
  height += 2 * CELL_PAD;
  for (guint c = 0; c < columns; c++) {
    cairo_set_source_rgb (self->cr, 0, 0, 0);
    cairo_set_line_width (self->cr, 0.5);
    cairo_rectangle (self->cr, x, self->y, widths[c], height);
    cairo_stroke (self->cr);
    pn_paper_box (self, &style, x + CELL_PAD, self->y + CELL_PAD, widths[c] - 2 * CELL_PAD, cells[c]);
    x += widths[c];
  }
  self->y += height;
}

void
pn_paper_table (PnPaper *self, const double *widths, guint columns, const char *const *cells, guint rows)
{
  pn_paper_need (self, 60);
  for (guint r = 0; r < rows; r++) {
    double height = 0;
    const PnStyle style = { .size = 12 };
    for (guint c = 0; c < columns; c++)
      height = MAX (height, pn_paper_measure (self, &style, widths[c] - 2 * CELL_PAD, cells[r * columns + c], NULL));
    if (r > 0 && pn_paper_room (self) < height + 2 * CELL_PAD) {
      pn_paper_next_page (self);
      table_row (self, widths, columns, cells, TRUE);
    }
    table_row (self, widths, columns, cells + r * columns, r == 0);
  }
  self->y += 8;
}

void
pn_paper_outline (PnPaper *self, guint level, const char *text)
{
  int parent = level == 0 ? CAIRO_PDF_OUTLINE_ROOT : self->outline[MIN (level, OUTLINE_LEVELS) - 1];
  g_autofree char *where = g_strdup_printf ("page=%d pos=[%d %d]", self->page, (int) PN_MARGIN_LEFT, (int) self->y);

  if (level < OUTLINE_LEVELS && self->images == NULL)
    self->outline[level] = cairo_pdf_surface_add_outline (self->surface, parent, text, where, level == 0 ? CAIRO_PDF_OUTLINE_FLAG_OPEN : 0);
}

GBytes *
pn_paper_finish (PnPaper *self, int *page_count, GError **error)
{
  cairo_status_t status;

  cairo_show_page (self->cr);
  status = cairo_status (self->cr);
  cairo_surface_finish (self->surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (self->surface);
  if (status != CAIRO_STATUS_SUCCESS) {
    g_set_error (error, PN_ERROR, PN_ERROR_INTERNAL, "drawing: %s", cairo_status_to_string (status));
    return NULL;
  }
  if (page_count != NULL)
    *page_count = self->page;
  return g_byte_array_free_to_bytes (g_steal_pointer (&self->bytes));
}
