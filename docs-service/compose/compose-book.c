/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/compose/compose-book.h"

#include <cairo-pdf.h>
#include <string.h>

#include "base/error.h"
#include "base/wire.h"
#include "docs-service/compose/letterhead.h"
#include "docs-service/compose/paper.h"

#define WIDTH PN_A4_HEIGHT /* landscape */
#define HEIGHT PN_A4_WIDTH
#define MARGIN (15 * PN_MM)
#define FOOT (18 * PN_MM)
#define PAD 3.0
#define CELL_MAX 1500
#define SIZE 10.0
#define NARROW_SHARE 9
#define BLOCK_MIN (38 * PN_MM) /* room to write by hand on the handling form */

typedef struct {
  GByteArray *bytes;
  cairo_surface_t *surface;
  cairo_t *cr;
  const char *mark;
  const char *heads[PN_BOOK_COLUMNS_MAX];
  double at[PN_BOOK_COLUMNS_MAX + 1]; /* left edges */
  gboolean narrow[PN_BOOK_COLUMNS_MAX]; /* a date or a count: in the middle */
  guint columns;
  int page;
  double y;
} Book;

static cairo_status_t
write_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static gboolean
bad (GError **error, const char *what)
{
  g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, what);
  return FALSE;
}

/* Height of the text in that width; drawn when `draw`. */
static double
put_text (Book *self, double x, double y, double width, const char *text, double size, gboolean bold, PangoAlignment align, gboolean draw)
{
  PangoLayout *layout = pango_cairo_create_layout (self->cr);
  PangoFontDescription *desc = pango_font_description_from_string (bold ? PN_PAPER_FONT " Bold" : PN_PAPER_FONT);
  g_autofree char *cut = g_utf8_strlen (text, -1) > CELL_MAX ? g_utf8_substring (text, 0, CELL_MAX) : NULL;
  g_autofree char *shown = cut != NULL ? g_strconcat (cut, "…", NULL) : g_strdup (text);
  int height;
  pango_font_description_set_absolute_size (desc, size * PANGO_SCALE);
  pango_layout_set_font_description (layout, desc);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment (layout, align);
  pango_layout_set_text (layout, shown, -1);
  PangoAttrList *attrs = pn_paper_attrs (shown);
  pango_layout_set_attributes (layout, attrs);
  pango_attr_list_unref (attrs);
  pango_layout_get_pixel_size (layout, NULL, &height);
  if (draw) {
    cairo_move_to (self->cr, x, y);
    pango_cairo_show_layout (self->cr, layout);
  }
  pango_font_description_free (desc);
  g_object_unref (layout);
  return height;
}

/* R23: a printout says that it comes from the system. */
static void
draw_foot (Book *self)
{
  g_autofree char *number = g_strdup_printf ("%d", self->page);
  put_text (self, MARGIN, HEIGHT - 12 * PN_MM, WIDTH - 2 * MARGIN - 60, self->mark, 9, FALSE, PANGO_ALIGN_LEFT, TRUE);
  put_text (self, WIDTH - MARGIN - 60, HEIGHT - 12 * PN_MM, 60, number, 9, FALSE, PANGO_ALIGN_RIGHT, TRUE);
}

static void
draw_row (Book *self, const char *const *cells, gboolean head)
{
  double height = 0;
  for (guint c = 0; c < self->columns; c++)
    height = MAX (height, put_text (self, 0, 0, self->at[c + 1] - self->at[c] - 2 * PAD, cells[c], SIZE, head, PANGO_ALIGN_LEFT, FALSE));
  height += 2 * PAD;
  if (!head && self->y + height > HEIGHT - FOOT) {
    draw_foot (self);
    cairo_show_page (self->cr);
    self->page++;
    self->y = MARGIN;
    draw_row (self, self->heads, TRUE);
  }
  cairo_set_line_width (self->cr, 0.5);
  for (guint c = 0; c < self->columns; c++) {
    double width = self->at[c + 1] - self->at[c];
    put_text (self, self->at[c] + PAD, self->y + PAD, width - 2 * PAD, cells[c], SIZE, head, head || self->narrow[c] ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT, TRUE);
    cairo_rectangle (self->cr, self->at[c], self->y, width, height);
    cairo_stroke (self->cr);
  }
  self->y += height;
}

/* "(1)" … below the heads, as in the printed books of Annex IV. */
static void
draw_numbers (Book *self)
{
  char numbers[PN_BOOK_COLUMNS_MAX][8];
  const char *cells[PN_BOOK_COLUMNS_MAX];
  for (guint c = 0; c < self->columns; c++) {
    g_snprintf (numbers[c], sizeof numbers[c], "(%u)", c + 1);
    cells[c] = numbers[c];
  }
  draw_row (self, cells, TRUE);
}

static void
draw_top (Book *self, const PnJson *json)
{
  g_autofree char *parent = g_utf8_strup (pn_wire_str (json, "parent_body", ""), -1), *body = g_utf8_strup (pn_wire_str (json, "body", ""), -1);
  const char *period = pn_wire_str (json, "period", "");
  double half = (WIDTH - 2 * MARGIN) / 2;
  self->y = MARGIN;
  if (*parent != '\0')
    self->y += put_text (self, MARGIN, self->y, half, parent, 11, FALSE, PANGO_ALIGN_LEFT, TRUE);
  self->y += put_text (self, MARGIN, self->y, half, body, 11, TRUE, PANGO_ALIGN_LEFT, TRUE) + 8;
  self->y += put_text (self, MARGIN, self->y, 2 * half, pn_wire_str (json, "title", ""), 14, TRUE, PANGO_ALIGN_CENTER, TRUE);
  if (*period != '\0')
    self->y += put_text (self, MARGIN, self->y, 2 * half, period, 11, FALSE, PANGO_ALIGN_CENTER, TRUE);
  self->y += 10;
}

static gboolean
read_columns (Book *self, const PnJson *columns, GError **error)
{
  double sum = 0, x = MARGIN;
  self->columns = (guint) pn_wire_length (columns);
  if (self->columns < 1 || self->columns > PN_BOOK_COLUMNS_MAX)
    return bad (error, "a book has 1 to 12 columns");
  for (guint c = 0; c < self->columns; c++)
    sum += (double) CLAMP (pn_wire_int (pn_wire_at (columns, c), "share", 1), 1, 100);
  for (guint c = 0; c < self->columns; c++) {
    const PnJson *column = pn_wire_at (columns, c);
    self->narrow[c] = pn_wire_int (column, "share", 1) < NARROW_SHARE;
    self->heads[c] = pn_wire_str (column, "head", "");
    self->at[c] = x;
    x += (WIDTH - 2 * MARGIN) * (double) CLAMP (pn_wire_int (column, "share", 1), 1, 100) / sum;
  }
  self->at[self->columns] = x;
  return TRUE;
}

static void
draw_rows (Book *self, const PnJson *json)
{
  const PnJson *rows = pn_wire_member (json, "rows");
  const char *cells[PN_BOOK_COLUMNS_MAX];
  draw_row (self, self->heads, TRUE);
  draw_numbers (self);
  for (gsize r = 0; r < pn_wire_length (rows); r++) {
    for (guint c = 0; c < self->columns; c++)
      cells[c] = pn_wire_str_at (pn_wire_at (rows, r), c, "");
    draw_row (self, cells, FALSE);
  }
  if (pn_wire_length (rows) == 0)
    put_text (self, MARGIN, self->y + 8, WIDTH - 2 * MARGIN, pn_wire_str (json, "empty", ""), 11, FALSE, PANGO_ALIGN_CENTER, TRUE);
  draw_foot (self);
}

static GBytes *
end (Book *self, GError **error)
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

GBytes *
pn_compose_book (const void *json, gsize length, GError **error)
{
  g_autoptr (PnJson) input = pn_wire_parse (json, length, PN_BOOK_MAX_JSON, error);
  Book book = { .page = 1 };
  if (input == NULL || !read_columns (&book, pn_wire_member (input, "columns"), error))
    return NULL;
  if (pn_wire_length (pn_wire_member (input, "rows")) > PN_BOOK_ROWS_MAX) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_TOO_LARGE, "a book of more than 5,000 rows is printed by shorter periods");
    return NULL;
  }
  book.mark = pn_wire_str (input, "mark", "");
  book.bytes = g_byte_array_new ();
  book.surface = cairo_pdf_surface_create_for_stream (write_bytes, book.bytes, WIDTH, HEIGHT);
  cairo_pdf_surface_restrict_to_version (book.surface, CAIRO_PDF_VERSION_1_5);
  cairo_pdf_surface_set_metadata (book.surface, CAIRO_PDF_METADATA_TITLE, pn_wire_str (input, "title", ""));
  cairo_pdf_surface_set_metadata (book.surface, CAIRO_PDF_METADATA_CREATOR, "Phien");
  book.cr = cairo_create (book.surface);
  draw_top (&book, input);
  draw_rows (&book, input);
  return end (&book, error);
}

/* ---- the handling form (phiếu giải quyết văn bản đến) */

static void
draw_facts (PnPaper *paper, const PnJson *facts)
{
  for (gsize i = 0; i < pn_wire_length (facts); i++) {
    const char *label = pn_wire_str_at (pn_wire_at (facts, i), 0, "");
    g_autofree char *line = g_strdup_printf ("%s: %s", label, pn_wire_str_at (pn_wire_at (facts, i), 1, ""));
    const PnStyle style = { .size = 13, .after = 4, .align = PN_ALIGN_LEFT, .bold_bytes = (guint) strlen (label) + 1 };
    pn_paper_text (paper, &style, line);
  }
}

static void
draw_block (PnPaper *paper, const PnJson *block)
{
  static const PnStyle head = { .size = 13, .bold = TRUE, .after = 6, .align = PN_ALIGN_LEFT }, said = { .size = 13, .after = 2, .align = PN_ALIGN_LEFT },
                       by = { .size = 12, .italic = TRUE, .after = 6, .align = PN_ALIGN_RIGHT };
  const PnJson *entries = pn_wire_member (block, "entries");
  pn_paper_need (paper, BLOCK_MIN);
  double top = pn_paper_y (paper);
  int page = pn_paper_page (paper);
  pn_paper_rule (paper, PN_MARGIN_LEFT, top + 4, PN_TEXT_WIDTH);
  pn_paper_set_y (paper, top + 10);
  pn_paper_text (paper, &head, pn_wire_str (block, "title", ""));
  for (gsize i = 0; i < pn_wire_length (entries); i++) {
    pn_paper_text (paper, &said, pn_wire_str (pn_wire_at (entries, i), "text", ""));
    pn_paper_text (paper, &by, pn_wire_str (pn_wire_at (entries, i), "by", ""));
  }
  if (pn_paper_page (paper) == page)
    pn_paper_set_y (paper, MAX (pn_paper_y (paper), top + BLOCK_MIN));
}

GBytes *
pn_compose_handling (const void *json, gsize length, GError **error)
{
  static const PnStyle title = { .size = 14, .bold = TRUE, .before = 14, .after = 12, .align = PN_ALIGN_CENTER }, mark = { .size = 9, .before = 14, .align = PN_ALIGN_LEFT };
  g_autoptr (PnJson) input = pn_wire_parse (json, length, PN_BOOK_MAX_JSON, error);
  if (input == NULL)
    return NULL;
  g_autoptr (PnPaper) paper = pn_paper_new (pn_wire_str (input, "title", ""), pn_wire_str (input, "day", "2026-01-01"));
  const PnJson *blocks = pn_wire_member (input, "blocks");
  const PnLetterhead names = { .parent = pn_wire_str (input, "parent_body", ""), .body = pn_wire_str (input, "body", "") };
  pn_letterhead_names (paper, &names);
  pn_paper_text (paper, &title, pn_wire_str (input, "title", ""));
  draw_facts (paper, pn_wire_member (input, "facts"));
  for (gsize i = 0; i < pn_wire_length (blocks); i++)
    draw_block (paper, pn_wire_at (blocks, i));
  pn_paper_rule (paper, PN_MARGIN_LEFT, pn_paper_y (paper) + 4, PN_TEXT_WIDTH);
  pn_paper_text (paper, &mark, pn_wire_str (input, "mark", ""));
  return pn_paper_finish (paper, NULL, error);
}
