/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/compose/rich-table.h"

#define PAD 4.0
#define CELL_GAP 2.0 /* between paragraphs of a cell */
#define AFTER 8.0

typedef struct {
  PangoLayoutLine *line; /* owned */
  double x, height, baseline; /* within the cell */
} Line;

typedef struct {
  GArray *lines; /* Line */
  guint next;    /* the first one not drawn yet */
} Cell;

typedef struct {
  PnPaper *paper;
  const PnRichBlock *table;
  guint rows, heads; /* heads: leading rows of nothing but heading cells */
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

static Cell
cell_layout (const Table *t, const PnRichCell *cell, guint column, GPtrArray *layouts)
{
  Cell out = { .lines = g_array_new (FALSE, FALSE, sizeof (Line)) };
  g_array_set_clear_func (out.lines, line_clear);
  for (guint i = 0; i < cell->blocks->len; i++) {
    const PnRichBlock *block = g_ptr_array_index (cell->blocks, i);
    PnStyle style = { .size = 13, .bold = cell->head, .align = cell->head ? PN_ALIGN_CENTER : PN_ALIGN_LEFT };
    pn_rich_align (&style, block->align);
    PangoLayout *layout = pn_rich_layout (t->paper, block, &style, MAX (8, column_width (t, column) - 2 * PAD), 0);
    g_ptr_array_add (layouts, layout); /* lines are good as long as their layout */
    add_lines (out.lines, layout, i > 0);
  }
  return out;
}

/* How much of the cell fits into `room`; at least a line of a cell that has some. */
static double
cell_take (const Cell *cell, double room, guint *until)
{
  double height = 0;
  guint i = cell->next;
  for (; i < cell->lines->len; i++) {
    const Line *line = &g_array_index (cell->lines, Line, i);
    if (i > cell->next && height + line->height > room)
      break;
    height += line->height;
  }
  *until = i;
  return height;
}

static void
cell_draw (const Table *t, Cell *cell, guint until, double x, double y)
{
  cairo_t *cr = pn_paper_cairo (t->paper);
  cairo_set_source_rgb (cr, 0, 0, 0);
  for (; cell->next < until; cell->next++) {
    const Line *line = &g_array_index (cell->lines, Line, cell->next);
    cairo_move_to (cr, x + line->x, y + line->baseline);
    pango_cairo_show_layout_line (cr, line->line);
    y += line->height;
  }
}

/* As much of the row as fits into room; TRUE when nothing of it is left. */
static gboolean
draw_slice (const Table *t, Cell *cells, double room)
{
  cairo_t *cr = pn_paper_cairo (t->paper);
  double height = 0, x = PN_MARGIN_LEFT, y = pn_paper_y (t->paper);
  guint until[PN_RICH_COLUMNS_MAX];
  gboolean done = TRUE;
  for (guint c = 0; c < t->table->columns; c++)
    height = MAX (height, cell_take (&cells[c], room - 2 * PAD, &until[c]));
  for (guint c = 0; c < t->table->columns; c++) {
    cell_draw (t, &cells[c], until[c], x + PAD, y + PAD);
    cairo_set_line_width (cr, 0.5);
    cairo_rectangle (cr, x, y, column_width (t, c), height + 2 * PAD);
    cairo_stroke (cr);
    x += column_width (t, c);
    done = done && cells[c].next == cells[c].lines->len;
  }
  pn_paper_set_y (t->paper, y + height + 2 * PAD);
  return done;
}

static void draw_row (const Table *t, guint row);

static void
draw_heads (const Table *t)
{
  for (guint r = 0; r < t->heads; r++)
    draw_row (t, r);
}

static void
draw_cells (const Table *t, Cell *cells, gboolean is_head)
{
  double whole = 0;
  for (guint c = 0; c < t->table->columns; c++) {
    guint until;
    whole = MAX (whole, cell_take (&cells[c], G_MAXDOUBLE, &until));
  }
  const double sheet = PN_A4_HEIGHT - PN_MARGIN_TOP - PN_MARGIN_BOTTOM;
  if (!is_head && pn_paper_room (t->paper) < MIN (whole + 2 * PAD, sheet / 2)) {
    pn_paper_next_page (t->paper);
    draw_heads (t);
  }
  while (!draw_slice (t, cells, is_head ? G_MAXDOUBLE : pn_paper_room (t->paper))) {
    pn_paper_next_page (t->paper);
    if (!is_head)
      draw_heads (t);
  }
}

static void
draw_row (const Table *t, guint row)
{
  Cell cells[PN_RICH_COLUMNS_MAX];
  g_autoptr (GPtrArray) layouts = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint c = 0; c < t->table->columns; c++)
    cells[c] = cell_layout (t, g_ptr_array_index (t->table->cells, row * t->table->columns + c), c, layouts);
  draw_cells (t, cells, row < t->heads);
  for (guint c = 0; c < t->table->columns; c++)
    g_array_unref (cells[c].lines);
}

static gboolean
is_head_row (const PnRichBlock *table, guint row)
{
  for (guint c = 0; c < table->columns; c++)
    if (!((const PnRichCell *) g_ptr_array_index (table->cells, row * table->columns + c))->head)
      return FALSE;
  return TRUE;
}

/* A heading taller than this would leave no room for what it heads. */
static guint
count_heads (const Table *t)
{
  guint n = 0;
  while (n < MIN (t->rows, 3) && is_head_row (t->table, n))
    n++;
  return n < t->rows ? n : 0;
}

static double
heads_height (const Table *t)
{
  double sum = 0;
  for (guint r = 0; r < t->heads; r++) {
    g_autoptr (GPtrArray) layouts = g_ptr_array_new_with_free_func (g_object_unref);
    double height = 0;
    for (guint c = 0; c < t->table->columns; c++) {
      Cell cell = cell_layout (t, g_ptr_array_index (t->table->cells, r * t->table->columns + c), c, layouts);
      guint until;
      height = MAX (height, cell_take (&cell, G_MAXDOUBLE, &until));
      g_array_unref (cell.lines);
    }
    sum += height + 2 * PAD;
  }
  return sum;
}

void
pn_rich_table_draw (PnPaper *paper, const PnRichBlock *table)
{
  Table t = { .paper = paper, .table = table, .rows = table->cells->len / table->columns };
  t.heads = count_heads (&t);
  double heads = heads_height (&t);
  if (heads > PN_A4_HEIGHT / 3)
    t.heads = 0;
  pn_paper_need (paper, MAX (heads, 0) + 40);
  for (guint r = 0; r < t.rows; r++)
    draw_row (&t, r);
  pn_paper_set_y (paper, pn_paper_y (paper) + AFTER);
}
