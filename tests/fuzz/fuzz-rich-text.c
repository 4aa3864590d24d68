/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The editor's document: whatever is accepted stays within bounds, its runs lie inside their text, and every table is whole. */
#include "base/error.h"
#include "docs-service/compose/rich-text.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static gsize
check_text (const PnRichBlock *block)
{
  guint at = 0;
  if (!g_utf8_validate (block->text->str, (gssize) block->text->len, NULL))
    g_error ("text that is no UTF-8");
  for (guint i = 0; i < block->runs->len; i++) {
    const PnRichRun *run = &g_array_index (block->runs, PnRichRun, i);
    if (run->start < at || run->end < run->start || run->end > block->text->len || run->marks == 0 || run->marks > 7)
      g_error ("a run out of place");
    at = run->end;
  }
  return block->text->len;
}

/* Each place has its cell, and the cell knows that it lies there. */
static void
check_grid (const PnRichBlock *table)
{
  for (guint r = 0; r < table->rows; r++)
    for (guint c = 0; c < table->columns; c++) {
      const PnRichCell *cell = table->grid->pdata[r * PN_RICH_COLUMNS_MAX + c];
      if (cell == NULL || r < cell->row || r >= cell->row + cell->rows || c < cell->column || c >= cell->column + cell->columns)
        g_error ("a place without its cell");
      if (cell->row + cell->rows > table->rows || cell->column + cell->columns > table->columns)
        g_error ("a cell beyond the table");
    }
}

static gsize
check_table (const PnRichBlock *table)
{
  gsize bytes = 0;
  double sum = 0;
  if (table->columns == 0 || table->columns > PN_RICH_COLUMNS_MAX || table->rows == 0 || table->grid->len != table->rows * PN_RICH_COLUMNS_MAX || table->columns * table->rows > 2 * PN_RICH_CELLS_MAX)
    g_error ("a table that is not whole");
  for (guint c = 0; c < table->columns; c++)
    sum += table->widths[c];
  check_grid (table);
  if (sum < 0.999 || sum > 1.001)
    g_error ("columns that do not fill the table");
  for (guint i = 0; i < table->cells->len; i++) {
    const PnRichCell *cell = g_ptr_array_index (table->cells, i);
    for (guint b = 0; b < cell->blocks->len; b++)
      bytes += check_text (g_ptr_array_index (cell->blocks, b));
  }
  return bytes;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (PnJson) json = pn_wire_parse (data, size, 1 << 20, NULL);
  g_autoptr (GError) error = NULL;
  gsize bytes = 0;
  if (json == NULL)
    return 0;
  g_autoptr (PnRich) rich = pn_rich_read (json, &error);
  if ((rich == NULL) != (error != NULL))
    g_error ("neither document nor error, or both");
  for (guint i = 0; rich != NULL && i < rich->blocks->len; i++) {
    const PnRichBlock *block = g_ptr_array_index (rich->blocks, i);
    bytes += block->kind == PN_RICH_TABLE ? check_table (block) : check_text (block);
  }
  if (bytes > PN_RICH_BYTES_MAX)
    g_error ("too long a text was accepted");
  return 0;
}
