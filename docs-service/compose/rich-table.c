/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/compose/rich-table.h"

#define PAD 4.0
#define CELL_GAP 2.0 /* between paragraphs of a cell */
#define AFTER 8.0
#define HEAD_ROWS_MAX 4
#define HALF_SHEET ((PN_A4_HEIGHT - PN_MARGIN_TOP - PN_MARGIN_BOTTOM) / 2)

typedef struct {
  PangoLayoutLine *line; /* owned */
  double x, height, baseline; /* within the cell */
} Line;

typedef struct {
  const PnRichCell *cell;
  GArray *lines; /* Line; NULL: not laid out yet */
  GPtrArray *layouts; /* lines are good as long as these */
  guint next;    /* the first line not drawn yet */
} Cell;

typedef struct {
  PnPaper *paper;
  const PnRichBlock *table;
  guint heads;     /* leading rows of nothing but heading cells */
  Cell *cells;     /* as table->cells */
  GHashTable *of;  /* PnRichCell -> Cell */
  double *heights; /* of the rows on this page */
  int pages_max;   /* beyond it nothing more is drawn */
} Table;

static void
line_clear (gpointer data)
{
  Line *line = data;
  pango_layout_line_unref (line->line);
}

static double
column_width (const Table *t, guint column)
{
  return t->table->widths[column] * PN_TEXT_WIDTH;
}

static void
add_lines (GArray *lines, PangoLayout *layout, gboolean gap)
{
  PangoLayoutIter *iter = pango_layout_get_iter (layout);
  do {
    PangoRectangle logical;
    int top, bottom;
    pango_layout_iter_get_line_extents (iter, NULL, &logical);
    pango_layout_iter_get_line_yrange (iter, &top, &bottom);
    Line line = { pango_layout_line_ref (pango_layout_iter_get_line_readonly (iter)), (double) logical.x / PANGO_SCALE, (double) (bottom - top) / PANGO_SCALE,
                  (double) (pango_layout_iter_get_baseline (iter) - top) / PANGO_SCALE };
    if (gap) {
      line.height += CELL_GAP;
      line.baseline += CELL_GAP;
      gap = FALSE;
    }
    g_array_append_val (lines, line);
  } while (pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);
}

static double
span_width (const Table *t, const PnRichCell *cell)
{
  double width = 0;
  for (guint c = 0; c < cell->columns; c++)
    width += column_width (t, cell->column + c);
  return width;
}

static void
cell_layout (const Table *t, Cell *self)
{
  if (self->lines != NULL)
    return;
  self->lines = g_array_new (FALSE, FALSE, sizeof (Line));
  self->layouts = g_ptr_array_new_with_free_func (g_object_unref);
  g_array_set_clear_func (self->lines, line_clear);
  for (guint i = 0; i < self->cell->blocks->len; i++) {
    const PnRichBlock *block = g_ptr_array_index (self->cell->blocks, i);
    PnStyle style = { .size = 13, .bold = self->cell->head, .align = self->cell->head ? PN_ALIGN_CENTER : PN_ALIGN_LEFT };
    pn_rich_align (&style, block->align);
    PangoLayout *layout = pn_rich_layout (t->paper, block, &style, MAX (8, span_width (t, self->cell) - 2 * PAD), 0);
    g_ptr_array_add (self->layouts, layout);
    add_lines (self->lines, layout, i > 0);
  }
}

static void
cell_clear (Cell *self)
{
  g_clear_pointer (&self->lines, g_array_unref);
  g_clear_pointer (&self->layouts, g_ptr_array_unref);
}

/* How much of what is left of the cell fits into `room`; at least a line of a cell that has some. */
static double
cell_take (const Cell *cell, double room, guint *until)
{
  double height = 0;
  guint i = cell->next;
  for (; i < cell->lines->len; i++) {
    const Line *line = &g_array_index (cell->lines, Line, i);
    if (i > cell->next && height + line->height > room + 0.01)
      break;
    height += line->height;
  }
  *until = i;
  return height;
}

static Cell *
cell_at (const Table *t, guint row, guint column)
{
  return g_hash_table_lookup (t->of, t->table->grid->pdata[row * PN_RICH_COLUMNS_MAX + column]);
}

static guint
last_row (const Cell *self)
{
  return self->cell->row + self->cell->rows - 1;
}

/* ---- how high rows are */

static double
sum_heights (const Table *t, guint from, guint to)
{
  double sum = 0;
  for (guint r = from; r < to; r++)
    sum += t->heights[r];
  return sum;
}

/* So high that every cell that ends in this row has room for what is left of it, the rows it covers from `first` on counted in. */
static double
row_height (const Table *t, guint first, guint row)
{
  double height = 2 * PAD;
  for (guint c = 0; c < t->table->columns;) {
    Cell *cell = cell_at (t, row, c);
    guint until;
    cell_layout (t, cell);
    if (last_row (cell) == row)
      height = MAX (height, cell_take (cell, G_MAXDOUBLE, &until) + 2 * PAD - sum_heights (t, MAX (first, cell->cell->row), row));
    c += cell->cell->columns;
  }
  return height;
}

/* ---- drawing */

static void
cell_draw (const Table *t, Cell *self, double x, double y, double width, double height)
{
  cairo_t *cr = pn_paper_cairo (t->paper);
  guint until;
  double used = cell_take (self, height - 2 * PAD, &until);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_set_line_width (cr, 0.5);
  cairo_rectangle (cr, x, y, width, height);
  cairo_stroke (cr);
  y += PAD + (self->cell->head ? MAX (0, (height - 2 * PAD - used) / 2) : 0);
  for (; self->next < until; self->next++) {
    const Line *line = &g_array_index (self->lines, Line, self->next);
    cairo_move_to (cr, x + PAD + line->x, y + line->baseline);
    pango_cairo_show_layout_line (cr, line->line);
    y += line->height;
  }
}

/* Rows first to end - 1, as high as t->heights says; a cell that began before goes on with what is left of it. */
static void
draw_rows (const Table *t, guint first, guint end)
{
  double y = pn_paper_y (t->paper);
  for (guint r = first; r < end; y += t->heights[r++]) {
    double x = PN_MARGIN_LEFT;
    for (guint c = 0; c < t->table->columns;) {
      Cell *cell = cell_at (t, r, c);
      double width = span_width (t, cell->cell);
      if (r == MAX (first, cell->cell->row))
        cell_draw (t, cell, x, y, width, sum_heights (t, r, MIN (end, last_row (cell) + 1)));
      x += width;
      c += cell->cell->columns;
    }
  }
  pn_paper_set_y (t->paper, y);
}

static double
heads_height (const Table *t)
{
  for (guint r = 0; r < t->heads; r++)
    t->heights[r] = row_height (t, 0, r);
  return sum_heights (t, 0, t->heads);
}

static void
draw_heads (const Table *t)
{
  if (t->heads == 0)
    return;
  heads_height (t);
  draw_rows (t, 0, t->heads);
  for (guint r = 0; r < t->heads; r++)
    for (guint c = 0; c < t->table->columns; c++)
      cell_at (t, r, c)->next = 0;
}

/* A row of nothing but heading cells, none of which reaches below the heading. */
static gboolean
is_head_row (const Table *t, guint row, guint end)
{
  for (guint c = 0; c < t->table->columns; c++) {
    const Cell *cell = cell_at (t, row, c);
    if (!cell->cell->head || last_row (cell) >= end)
      return FALSE;
  }
  return TRUE;
}

static guint
count_heads (const Table *t)
{
  for (guint end = MIN (t->table->rows - 1, HEAD_ROWS_MAX); end > 0; end--) {
    guint n = 0;
    while (n < end && is_head_row (t, n, end))
      n++;
    if (n == end)
      return end;
  }
  return 0;
}

static void
next_page (const Table *t)
{
  pn_paper_next_page (t->paper);
  draw_heads (t);
}

static void
clear_rows (const Table *t, guint first, guint end)
{
  for (guint r = first; r < end; r++)
    for (guint c = 0; c < t->table->columns; c++)
      if (last_row (cell_at (t, r, c)) == r)
        cell_clear (cell_at (t, r, c));
}

/* No cell reaches over from the row above. */
static gboolean
is_seam (const Table *t, guint row)
{
  for (guint c = 0; row < t->table->rows && c < t->table->columns; c++)
    if (cell_at (t, row, c)->cell->row < row)
      return FALSE;
  return TRUE;
}

/* Rows tied by merged cells go to the next page together, unless they would take half of it. */
static guint
at_seam (const Table *t, guint first, guint end)
{
  guint seam = end, after = first;
  while (seam > first && !is_seam (t, seam))
    seam--;
  if (seam > first || seam == end)
    return seam;
  do
    t->heights[after] = row_height (t, first, after);
  while (!is_seam (t, ++after));
  return sum_heights (t, first, after) > HALF_SHEET ? end : first;
}

/* The rows from `first` on that this page has room for; a page to be begun with one of them ends the series. */
static guint
rows_here (const Table *t, guint first)
{
  double sum = 0, room = pn_paper_room (t->paper);
  for (guint r = first; r < t->table->rows; r++) {
    if (r > first && pn_paper_is_carry (t->paper, r - first))
      return r;
    t->heights[r] = row_height (t, first, r);
    sum += t->heights[r];
    if (sum > room + 0.01)
      return at_seam (t, first, r);
  }
  return t->table->rows;
}

static void
draw_body (const Table *t)
{
  for (guint row = t->heads; row < t->table->rows && pn_paper_page (t->paper) <= t->pages_max;) {
    if (pn_paper_is_carry (t->paper, 0))
      next_page (t);
    guint end = rows_here (t, row);
    draw_rows (t, row, end);
    for (guint r = row; r < end; r++)
      (void) pn_paper_piece (t->paper, 2, r > t->heads && is_seam (t, r));
    clear_rows (t, row, end);
    row = end;
    if (row == t->table->rows || pn_paper_is_carry (t->paper, 0))
      continue;
    if (pn_paper_room (t->paper) >= HALF_SHEET) { /* a row taller than that is cut between its lines */
      t->heights[row] = pn_paper_room (t->paper);
      draw_rows (t, row, row + 1);
    }
    next_page (t);
  }
}

void
pn_rich_table_draw (PnPaper *paper, const PnRichBlock *table, int pages_max)
{
  g_autofree Cell *cells = g_new0 (Cell, table->cells->len);
  g_autofree double *heights = g_new0 (double, table->rows);
  g_autoptr (GHashTable) of = g_hash_table_new (NULL, NULL);
  Table t = { .paper = paper, .table = table, .cells = cells, .of = of, .heights = heights, .pages_max = pages_max };
  for (guint i = 0; i < table->cells->len; i++) {
    cells[i].cell = table->cells->pdata[i];
    g_hash_table_insert (of, table->cells->pdata[i], &cells[i]);
  }
  t.heads = count_heads (&t);
  double heads = heads_height (&t);
  if (heads > PN_A4_HEIGHT / 3) /* a heading so tall would leave no room for what it heads */
    heads = t.heads = 0;
  pn_paper_need (paper, heads + 40);
  draw_heads (&t);
  draw_body (&t);
  for (guint i = 0; i < table->cells->len; i++)
    cell_clear (&cells[i]);
  pn_paper_set_y (paper, pn_paper_y (paper) + AFTER);
}
