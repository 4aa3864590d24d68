/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/compose/paper.h"

#include <cairo-pdf.h>
#include <string.h>

#include "base/error.h"

#define OUTLINE_LEVELS 4
#define CELL_PAD 4.0
#define WHOLE_MAX 48 /* bytes of a word that no line parts */
#define CARRY_LEAST 2 /* lines of text that go along with a signature */
#define CARRY_MAX 12

struct PnPaper {
  GByteArray *bytes;
  cairo_surface_t *surface;
  cairo_t *cr;
  int page;
  double y;
  gboolean draft;
  double dpi; /* 0: a PDF */
  int wanted; /* the one sheet drawn as a picture; the others are laid out only */
  cairo_surface_t *image;
  GArray *pieces; /* Piece */
  int carry, lonely;
  int barrier; /* the first piece behind a page break of the drafter's */
  int outline[OUTLINE_LEVELS]; /* newest entry of each level */
};

/* What pages may part: a line of a paragraph or a row of a table. */
typedef struct {
  int page;
  guint weight; /* in lines of text */
  gboolean may_begin; /* a page */
} Piece;

const PnStyle pn_style_body = { 14, FALSE, FALSE, PN_ALIGN_JUSTIFY, 10 * PN_MM, 0, 6, 1.12, 0 };
const PnStyle pn_style_heading = { 14, TRUE, FALSE, PN_ALIGN_LEFT, 10 * PN_MM, 6, 6, 1.0, 0 };
const PnStyle pn_style_center_bold = { 14, TRUE, FALSE, PN_ALIGN_CENTER, 0, 0, 0, 1.0, 0 };

static cairo_status_t
write_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static PnPaper *
paper_new (void)
{
  PnPaper *self = g_new0 (PnPaper, 1);
  self->bytes = g_byte_array_new ();
  self->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  self->carry = self->lonely = -1;
  self->page = 1;
  self->y = PN_MARGIN_TOP;
  return self;
}

PnPaper *
pn_paper_new (const char *title, const char *iso_date)
{
  PnPaper *self = paper_new ();
  g_autofree char *day = g_strndup (iso_date, 10);
  g_autofree char *created = g_strdup_printf ("%sT00:00:00+07:00", day);

  self->surface = cairo_pdf_surface_create_for_stream (write_bytes, self->bytes, PN_A4_WIDTH, PN_A4_HEIGHT);
  cairo_pdf_surface_restrict_to_version (self->surface, CAIRO_PDF_VERSION_1_5);
  cairo_pdf_surface_set_metadata (self->surface, CAIRO_PDF_METADATA_TITLE, title);
  cairo_pdf_surface_set_metadata (self->surface, CAIRO_PDF_METADATA_CREATOR, "Phien");
  cairo_pdf_surface_set_metadata (self->surface, CAIRO_PDF_METADATA_CREATE_DATE, created);
  self->cr = cairo_create (self->surface);
  return self;
}

/* A sheet nobody asked for is one pixel large: laid out all the same, but nothing is painted or kept. */
static void
new_sheet (PnPaper *self)
{
  double k = self->dpi / 72;
  gboolean full = self->page == self->wanted;

  self->surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, full ? (int) (PN_A4_WIDTH * k + 0.5) : 1, full ? (int) (PN_A4_HEIGHT * k + 0.5) : 1);
  self->cr = cairo_create (self->surface);
  cairo_set_source_rgb (self->cr, 1, 1, 1);
  cairo_paint (self->cr);
  cairo_scale (self->cr, k, k);
}

PnPaper *
pn_paper_new_image (double dpi, int page)
{
  PnPaper *self = paper_new ();

  self->dpi = dpi;
  self->wanted = page;
  new_sheet (self);
  return self;
}

static void
end_sheet (PnPaper *self)
{
  g_clear_pointer (&self->cr, cairo_destroy);
  cairo_surface_flush (self->surface);
  if (self->page == self->wanted)
    self->image = g_steal_pointer (&self->surface);
  g_clear_pointer (&self->surface, cairo_surface_destroy);
}

cairo_surface_t *
pn_paper_take_image (PnPaper *self)
{
  end_sheet (self);
  return g_steal_pointer (&self->image);
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
  g_clear_pointer (&self->image, cairo_surface_destroy);
  g_clear_pointer (&self->bytes, g_byte_array_unref);
  g_array_unref (self->pieces);
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
  if (self->dpi > 0)
    end_sheet (self);
  else
    cairo_show_page (self->cr);
  self->page++;
  self->y = PN_MARGIN_TOP;
  if (self->dpi > 0)
    new_sheet (self);
  draw_page_number (self);
  draw_draft_mark (self);
}

void
pn_paper_break (PnPaper *self)
{
  self->barrier = (int) self->pieces->len;
  if (self->y > PN_MARGIN_TOP)
    pn_paper_next_page (self);
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

/* "30/2020/NĐ-CP": a number and symbol stays on one line, "-" though it holds. */
static gboolean
is_number_and_symbol (const char *word, gsize length)
{
  const char *slash = memchr (word, '/', length), *end = word + length;
  return length <= WHOLE_MAX && slash != NULL && slash > word && g_ascii_isdigit (slash[-1]) && memchr (slash, '-', (gsize) (end - slash)) != NULL;
}

PangoAttrList *
pn_paper_attrs (const char *text)
{
  PangoAttrList *attrs = pango_attr_list_new ();
  pango_attr_list_insert (attrs, pango_attr_insert_hyphens_new (FALSE)); /* a hyphen nobody wrote would change an address or a code */
  for (const char *p = text; *p != '\0';) {
    gsize n = strcspn (p, " \n");
    if (is_number_and_symbol (p, n)) {
      PangoAttribute *whole = pango_attr_allow_breaks_new (FALSE);
      whole->start_index = (guint) (p - text);
      whole->end_index = whole->start_index + (guint) n;
      pango_attr_list_insert (attrs, whole);
    }
    p += n + (p[n] != '\0');
  }
  return attrs;
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
  PangoAttrList *attrs = pn_paper_attrs (text);
  if (style->bold_bytes > 0) {
    PangoAttribute *bold = pango_attr_weight_new (PANGO_WEIGHT_BOLD);
    bold->end_index = style->bold_bytes;
    pango_attr_list_insert (attrs, bold);
  }
  pango_layout_set_attributes (layout, attrs);
  pango_attr_list_unref (attrs);
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

/* ---- what keeps together */

gboolean
pn_paper_is_carry (const PnPaper *self, guint ahead)
{
  guint n = self->pieces->len;
  gboolean begun = ahead == 0 && n > 0 && g_array_index (self->pieces, Piece, n - 1).page < self->page;
  return self->carry >= 0 && n + ahead == (guint) self->carry && !begun;
}

gboolean
pn_paper_piece (PnPaper *self, guint weight, gboolean may_begin)
{
  gboolean carried = pn_paper_is_carry (self, 0);
  if (carried)
    pn_paper_next_page (self);
  const Piece piece = { self->page, weight, may_begin };
  g_array_append_val (self->pieces, piece);
  return carried;
}

void
pn_paper_carry (PnPaper *self, int piece)
{
  self->carry = piece;
}

/* The latest place on the page before from which two lines of text go along; none within a dozen lines, or when that page would keep nothing. */
static int
find_carry (const PnPaper *self)
{
  const Piece *all = (const Piece *) (gpointer) self->pieces->data;
  guint weight = 0;
  for (int i = (int) self->pieces->len - 1; i > self->barrier && weight < CARRY_MAX; i--) {
    weight += all[i].weight;
    if (weight >= CARRY_LEAST && all[i].may_begin && all[i].page < self->page)
      return all[i - 1].page == all[i].page ? i : -1;
  }
  return -1;
}

void
pn_paper_end_text (PnPaper *self)
{
  guint weight = 0;
  for (guint i = self->pieces->len; i > 0 && g_array_index (self->pieces, Piece, i - 1).page == self->page; i--)
    weight += g_array_index (self->pieces, Piece, i - 1).weight;
  self->lonely = self->page > 1 && weight < CARRY_LEAST && self->carry < 0 ? find_carry (self) : -1;
}

int
pn_paper_lonely (const PnPaper *self)
{
  return self->lonely;
}

/* ---- paragraphs */

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

/* How many lines from here on stay on this page: all that fit, but no single line of a paragraph alone at the foot of a page or at the head of the next. */
static int
lines_here (const PnPaper *self, double height, int at, int lines)
{
  int rest = lines - at, fit = (int) ((pn_paper_room (self) + 0.01) / height);
  if (fit >= rest)
    return rest;
  if (rest - fit == 1)
    fit--;
  return at == 0 && fit < 2 ? 0 : MAX (fit, 0);
}

static void
draw_line (PnPaper *self, PangoLayoutIter *iter)
{
  PangoRectangle logical;
  int top, bottom;

  pango_layout_iter_get_line_extents (iter, NULL, &logical);
  pango_layout_iter_get_line_yrange (iter, &top, &bottom);
  double baseline = (double) (pango_layout_iter_get_baseline (iter) - top) / PANGO_SCALE;
  cairo_set_source_rgb (self->cr, 0, 0, 0);
  cairo_move_to (self->cr, PN_MARGIN_LEFT + (double) logical.x / PANGO_SCALE, self->y + baseline);
  pango_cairo_show_layout_line (self->cr, pango_layout_iter_get_line_readonly (iter));
  self->y += (double) (bottom - top) / PANGO_SCALE;
}

static gboolean
after_heading (const PnPaper *self)
{
  return self->pieces->len > 0 && g_array_index (self->pieces, Piece, self->pieces->len - 1).weight == 0;
}

void
pn_paper_flow (PnPaper *self, PangoLayout *layout, const PnStyle *style)
{
  PangoLayoutIter *iter = pango_layout_get_iter (layout);
  int lines = pango_layout_get_line_count (layout);
  gboolean text = *pango_layout_get_text (layout) != '\0' && !style->bold, held = after_heading (self);

  if (self->y > PN_MARGIN_TOP)
    self->y += style->before;
  if (style->bold) /* a heading wants lines of its text below it */
    pn_paper_need (self, line_height (iter) * (lines + 2));
  for (int i = 0, here = 0; i < lines; i++, here--) {
    if (here <= 0 && (here = lines_here (self, line_height (iter), i, lines)) == 0) {
      if (self->y > PN_MARGIN_TOP)
        pn_paper_next_page (self);
      here = MAX (1, lines_here (self, line_height (iter), i, lines));
    }
    pn_paper_need (self, line_height (iter));
    if (pn_paper_piece (self, text, (i == 0 && !held) || (i >= 2 && lines - i >= 2)))
      here = MAX (1, lines_here (self, line_height (iter), i, lines));
    draw_line (self, iter);
    pango_layout_iter_next_line (iter);
  }
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

  if (level < OUTLINE_LEVELS && self->dpi <= 0)
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
