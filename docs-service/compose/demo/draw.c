/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "docs-service/compose/demo/demo.h"

#define COLUMNS_MAX 8

/* Rows collected until the table ends. */
typedef struct {
  GPtrArray *cells; /* of char* */
  guint columns;
} Table;

static void
flush_table (PnPaper *paper, Table *table)
{
  double widths[COLUMNS_MAX];

  if (table->columns == 0)
    return;
  /* The first column is a number, the second the words, the others figures. */
  double figures = table->columns > 3 ? 74 : 110, first = 34;
  for (guint c = 0; c < table->columns; c++)
    widths[c] = c == 0 ? first : c == 1 ? PN_TEXT_WIDTH - first - figures * (table->columns - 2) : figures;
  pn_paper_table (paper, widths, table->columns, (const char *const *) table->cells->pdata, table->cells->len / table->columns);
  g_ptr_array_set_size (table->cells, 0);
  table->columns = 0;
}

static void
add_row (Table *table, const char *line)
{
  g_auto (GStrv) cells = g_strsplit (line + 1, "|", COLUMNS_MAX);
  guint n = g_strv_length (cells);

  if (table->columns == 0)
    table->columns = n;
  for (guint c = 0; c < table->columns; c++)
    g_ptr_array_add (table->cells, g_strstrip (g_strdup (c < n ? cells[c] : "")));
}

static const PnStyle centred = { 14, TRUE, FALSE, PN_ALIGN_CENTER, 0, 4, 6, 1.0, 0 };

static void
draw_lines (PnPaper *paper, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  Table table = { cells, 0 };

  for (guint i = 0; lines[i] != NULL; i++) {
    const char *line = lines[i];
    if (line[0] == '|') {
      add_row (&table, line);
      continue;
    }
    flush_table (paper, &table);
    if (line[0] == '\f')
      pn_paper_next_page (paper);
    else if (g_str_has_prefix (line, "# "))
      pn_paper_text (paper, &pn_style_heading, line + 2);
    else if (g_str_has_prefix (line, "> "))
      pn_paper_text (paper, &centred, line + 2);
    else if (*line != '\0')
      pn_paper_text (paper, &pn_style_body, line);
  }
  flush_table (paper, &table);
}

void
pn_demo_draw (PnPaper *paper, const PnDemoPaper *what)
{
  const PnLetterhead head = { .parent = what->parent, .body = what->body, .number = what->number, .symbol = what->symbol,
                              .place = "Sơn Hà", .day = what->day, .month = what->month, .year = what->year,
                              .about = what->type == NULL ? what->summary : NULL };
  const PnSigner signer = { what->capacity, what->signer_title, what->signer };
  g_auto (GStrv) recipients = g_strsplit (what->recipients, "\n", -1);

  pn_letterhead_draw (paper, &head);
  if (what->type != NULL)
    pn_letterhead_type (paper, what->type, what->summary);
  draw_lines (paper, what->text);
  pn_letterhead_signers (paper, NULL, &signer, (const char *const *) recipients, NULL, NULL);
}

GBytes *
pn_demo_text (const PnDemoPaper *what, GError **error)
{
  g_autofree char *date = g_strdup_printf ("%04d-%02d-%02d", what->year, what->month, MAX (what->day, 1));
  g_autoptr (PnPaper) paper = pn_paper_new (what->title, date);

  if (g_str_has_prefix (what->kind, "du_thao"))
    pn_paper_set_draft (paper, TRUE);
  pn_demo_draw (paper, what);
  return pn_paper_finish (paper, NULL, error);
}
