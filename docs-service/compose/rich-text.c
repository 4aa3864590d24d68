/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/compose/rich-text.h"

#include <string.h>

#include "base/error.h"

#define CHILDREN_MAX 5000
#define LINE_SEPARATOR "\xe2\x80\xa8" /* U+2028: pango breaks the line, not the paragraph */

typedef struct {
  PnRich *rich;
  GPtrArray *into; /* where blocks go: the document, or a cell */
  guint blocks, cells, lists, numbered;
  gsize bytes;
  guint part, chapter, section, article;
  GString *at; /* "content 3.1" */
  GError **error;
} Reader;

/* ---- blocks */

static void
cell_free (gpointer data)
{
  PnRichCell *cell = data;
  g_ptr_array_unref (cell->blocks);
  g_free (cell);
}

static void
block_free (gpointer data)
{
  PnRichBlock *block = data;
  g_free (block->label);
  g_free (block->widths);
  g_string_free (block->text, TRUE);
  g_array_unref (block->runs);
  g_clear_pointer (&block->cells, g_ptr_array_unref);
  g_clear_pointer (&block->grid, g_ptr_array_unref);
  g_free (block);
}

void
pn_rich_free (PnRich *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->blocks);
  g_free (self);
}

static gboolean
fail (Reader *r, const char *what)
{
  g_set_error (r->error, PN_ERROR, PN_ERROR_DRAFT_TEXT, "content%s: %s", r->at->str, what);
  return FALSE;
}

static PnRichBlock *
add_block (Reader *r, PnRichKind kind)
{
  if (++r->blocks > PN_RICH_BLOCKS_MAX) {
    fail (r, "too many paragraphs");
    return NULL;
  }
  PnRichBlock *block = g_new0 (PnRichBlock, 1);
  block->kind = kind;
  block->text = g_string_new (NULL);
  block->runs = g_array_new (FALSE, FALSE, sizeof (PnRichRun));
  g_ptr_array_add (r->into, block);
  return block;
}

/* ---- nodes: what each may carry */

static const char *
type_of (const PnJson *node)
{
  return pn_wire_str (node, "type", "");
}

static gboolean
check_node (Reader *r, const PnJson *node)
{
  static const char *const keys[] = { "type", "attrs", "content", "text", "marks", NULL };
  return (node != NULL && pn_wire_is_object (node) && pn_wire_only (node, keys, NULL)) || fail (r, "not a node of the editor");
}

typedef struct {
  const char *const *known;
  gboolean ok;
} Attrs;

static gboolean
attr_known (const char *key, const PnJson *value, gpointer data)
{
  Attrs *attrs = data;
  return attrs->ok = g_strv_contains (attrs->known, key);
}

static gboolean
check_attrs (Reader *r, const PnJson *node, const char *const *known)
{
  const PnJson *json = pn_wire_member (node, "attrs");
  Attrs attrs = { known, TRUE };
  if (json != NULL && !pn_wire_is_object (json))
    return fail (r, "attrs is no object");
  pn_wire_each (json, attr_known, &attrs);
  return attrs.ok || fail (r, "an attribute that is not known here");
}

static gboolean
read_align (Reader *r, const PnJson *node, PnRichBlock *block)
{
  static const char *const names[] = { "", "left", "center", "right", "justify" };
  const char *align = pn_wire_str (pn_wire_member (node, "attrs"), "textAlign", "");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (strcmp (align, names[i]) == 0) {
      block->align = (PnRichAlign) i;
      return TRUE;
    }
  }
  return fail (r, "an alignment that is not known");
}

/* Runs `read` on each child, with its place in r->at. */
static gboolean
each_child (Reader *r, const PnJson *node, gboolean (*read) (Reader *r, const PnJson *child, gpointer data), gpointer data)
{
  const PnJson *content = pn_wire_member (node, "content");
  if (content != NULL && (!pn_wire_is_array (content) || pn_wire_length (content) > CHILDREN_MAX))
    return fail (r, "its content is no list, or too long");
  for (gsize i = 0; i < pn_wire_length (content); i++) {
    gsize length = r->at->len;
    g_string_append_printf (r->at, length == 0 ? " %" G_GSIZE_FORMAT : ".%" G_GSIZE_FORMAT, i + 1);
    const PnJson *child = pn_wire_at (content, i);
    if (!check_node (r, child) || !read (r, child, data))
      return FALSE;
    g_string_truncate (r->at, length);
  }
  return TRUE;
}

/* ---- inline: text with marks, forced line breaks */

static gboolean
read_marks (Reader *r, const PnJson *node, guint *marks)
{
  static const char *const keys[] = { "type", NULL };
  const PnJson *list = pn_wire_member (node, "marks");
  for (gsize i = 0; i < pn_wire_length (list); i++) {
    const PnJson *mark = pn_wire_at (list, i);
    const char *type = type_of (mark);
    if (strcmp (type, "bold") == 0)
      *marks |= PN_RICH_BOLD;
    else if (strcmp (type, "italic") == 0)
      *marks |= PN_RICH_ITALIC;
    else if (strcmp (type, "underline") == 0)
      *marks |= PN_RICH_UNDERLINE;
    else
      return fail (r, "a mark that is not known (bold, italic, underline are)");
    if (!pn_wire_only (mark, keys, NULL))
      return fail (r, "a mark with attributes");
  }
  return list == NULL || pn_wire_is_array (list) || fail (r, "marks is no list");
}

/* Control characters would break a line, or worse, where the editor showed none. */
static void
append_text (GString *to, const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    g_string_append_unichar (to, g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029 || g_unichar_type (c) == G_UNICODE_FORMAT ? ' ' : c);
  }
}

static gboolean
read_inline (Reader *r, const PnJson *node, gpointer data)
{
  PnRichBlock *block = data;
  const char *text = LINE_SEPARATOR;
  PnRichRun run = { .start = (guint) block->text->len };
  if (strcmp (type_of (node), "text") == 0) {
    text = pn_wire_str (node, "text", NULL);
    if (text == NULL || *text == '\0' || !read_marks (r, node, &run.marks))
      return text != NULL && *text != '\0' ? FALSE : fail (r, "a text without letters");
    append_text (block->text, text);
  } else if (strcmp (type_of (node), "hardBreak") == 0) {
    g_string_append (block->text, text);
  } else {
    return fail (r, "only text stands in a paragraph");
  }
  run.end = (guint) block->text->len;
  r->bytes += run.end - run.start;
  if (run.marks != 0)
    g_array_append_val (block->runs, run);
  return r->bytes <= PN_RICH_BYTES_MAX || fail (r, "the text is too long");
}

static gboolean
read_paragraph (Reader *r, const PnJson *node, char *label_take)
{
  static const char *const known[] = { "textAlign", NULL };
  PnRichBlock *block = add_block (r, PN_RICH_TEXT);
  if (block == NULL) {
    g_free (label_take);
    return FALSE;
  }
  block->label = label_take;
  return check_attrs (r, node, known) && read_align (r, node, block) && each_child (r, node, read_inline, block);
}

/* ---- headings: Annex I 5.d. Phần and Chương count in Roman figures, Mục in Arabic and anew in each Chương, Điều through the whole document. */

static char *
roman (guint n)
{
  static const struct {
    guint value;
    const char *sign;
  } signs[] = { { 100, "C" }, { 90, "XC" }, { 50, "L" }, { 40, "XL" }, { 10, "X" }, { 9, "IX" }, { 5, "V" }, { 4, "IV" }, { 1, "I" } };
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    for (; n >= signs[i].value; n -= signs[i].value)
      g_string_append (out, signs[i].sign);
  return g_string_free (out, FALSE);
}

static void
number_heading (Reader *r, PnRichBlock *block, gint64 level)
{
  g_autofree char *figure = NULL;
  switch (level) {
  case 1:
    block->kind = PN_RICH_PART;
    r->chapter = r->section = 0;
    figure = roman (++r->part);
    block->label = g_strdup_printf ("Phần %s", figure);
    return;
  case 2:
    block->kind = PN_RICH_CHAPTER;
    r->section = 0;
    figure = roman (++r->chapter);
    block->label = g_strdup_printf ("Chương %s", figure);
    return;
  case 3:
    block->kind = PN_RICH_SECTION;
    block->label = g_strdup_printf ("Mục %u", ++r->section);
    return;
  default:
    block->kind = PN_RICH_ARTICLE;
    block->titled = level == 4;
    block->label = g_strdup_printf ("Điều %u.", ++r->article);
  }
}

static gboolean
read_heading (Reader *r, const PnJson *node)
{
  static const char *const known[] = { "level", "textAlign", NULL };
  gint64 level = pn_wire_int (pn_wire_member (node, "attrs"), "level", 0);
  if (!check_attrs (r, node, known))
    return FALSE;
  if (level < 1 || level > 5)
    return fail (r, "a heading of level 1 to 5: Phần, Chương, Mục, Điều with a title, Điều");
  PnRichBlock *block = add_block (r, PN_RICH_TEXT);
  if (block == NULL)
    return FALSE;
  number_heading (r, block, level);
  return each_child (r, node, read_inline, block);
}

/* ---- lists: khoản "1.", điểm "a)", below that a dash */

/* The Vietnamese alphabet, as điểm count (Annex I 5.d). */
static char *
point_label (guint n)
{
  static const char *const letters[]
      = { "a", "b", "c", "d", "đ", "e", "g", "h", "i", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "x", "y" };
  guint count = G_N_ELEMENTS (letters);
  return n <= count ? g_strdup_printf ("%s)", letters[n - 1]) : g_strdup_printf ("%s%s)", letters[((n - 1) / count - 1) % count], letters[(n - 1) % count]);
}

typedef struct {
  gboolean ordered;
  guint level; /* among the ordered ones, from 1 */
  guint n;
} List;

typedef struct {
  const List *list;
  gboolean labelled;
} Item;

static gboolean read_list (Reader *r, const PnJson *node);

static char *
item_label (const List *list)
{
  if (!list->ordered || list->level > 2)
    return g_strdup ("-");
  return list->level == 1 ? g_strdup_printf ("%u.", list->n) : point_label (list->n);
}

static gboolean
read_in_item (Reader *r, const PnJson *node, gpointer data)
{
  Item *item = data;
  const char *type = type_of (node);
  if (strcmp (type, "orderedList") == 0 || strcmp (type, "bulletList") == 0)
    return read_list (r, node);
  if (strcmp (type, "paragraph") != 0)
    return fail (r, "only paragraphs and lists stand in a list");
  char *label = item->labelled ? NULL : item_label (item->list);
  item->labelled = TRUE;
  return read_paragraph (r, node, label);
}

static gboolean
read_item (Reader *r, const PnJson *node, gpointer data)
{
  static const char *const known[] = { NULL };
  List *list = data;
  Item item = { .list = list };
  if (strcmp (type_of (node), "listItem") != 0)
    return fail (r, "only items stand in a list");
  gboolean ok = check_attrs (r, node, known) && each_child (r, node, read_in_item, &item);
  list->n++;
  return ok;
}

static gboolean
read_list (Reader *r, const PnJson *node)
{
  static const char *const known[] = { "start", "type", NULL };
  List list = { .ordered = strcmp (type_of (node), "orderedList") == 0 };
  gint64 start = pn_wire_int (pn_wire_member (node, "attrs"), "start", 1);
  if (!check_attrs (r, node, known))
    return FALSE;
  if (r->lists >= PN_RICH_LISTS_MAX || start < 1 || start > 500)
    return fail (r, r->lists >= PN_RICH_LISTS_MAX ? "lists stand at most three deep" : "a list begins with 1 to 500");
  r->lists++;
  r->numbered += list.ordered;
  list.level = r->numbered;
  list.n = (guint) start;
  gboolean ok = each_child (r, node, read_item, &list);
  r->numbered -= list.ordered;
  r->lists--;
  return ok;
}

/* ---- tables */

typedef struct {
  PnRichBlock *table;
  guint row, column; /* where the next cell looks for its place */
} Row;

static gboolean
read_in_cell (Reader *r, const PnJson *node, gpointer data)
{
  return strcmp (type_of (node), "paragraph") == 0 ? read_paragraph (r, node, NULL) : fail (r, "only paragraphs stand in a cell");
}

/* Widths come from the first cell of a column that has one, in the editor's pixels; a column without one takes what the others leave. */
static void
note_widths (PnRichBlock *table, const PnRichCell *cell, const PnJson *attrs)
{
  for (guint i = 0; i < cell->columns; i++) {
    gint64 pixels = pn_wire_int_at (pn_wire_member (attrs, "colwidth"), i, 0);
    if (table->widths[cell->column + i] <= 0 && pixels >= 20 && pixels <= 2000)
      table->widths[cell->column + i] = (double) pixels;
  }
}

static gpointer *
place_at (PnRichBlock *table, guint row, guint column)
{
  return &table->grid->pdata[row * PN_RICH_COLUMNS_MAX + column];
}

/* The first free place of the row, and every place the cell covers from there. */
static gboolean
take_places (Reader *r, Row *at, PnRichCell *cell)
{
  PnRichBlock *table = at->table;
  guint limit = at->row > 0 ? table->columns : PN_RICH_COLUMNS_MAX;
  while (at->column < limit && *place_at (table, at->row, at->column) != NULL)
    at->column++;
  if (at->column + cell->columns > PN_RICH_COLUMNS_MAX)
    return fail (r, "a table of at most 12 columns");
  if (at->column + cell->columns > limit)
    return fail (r, "each row has the same number of columns");
  r->cells += cell->columns * cell->rows;
  if (r->cells > PN_RICH_CELLS_MAX)
    return fail (r, "tables of at most 5,000 cells in all");
  cell->row = at->row;
  cell->column = at->column;
  g_ptr_array_set_size (table->grid, (gint) MAX (table->grid->len, (cell->row + cell->rows) * PN_RICH_COLUMNS_MAX));
  for (guint y = cell->row; y < cell->row + cell->rows; y++)
    for (guint x = cell->column; x < cell->column + cell->columns; x++) {
      if (*place_at (table, y, x) != NULL)
        return fail (r, "merged cells lie over one another");
      *place_at (table, y, x) = cell;
    }
  at->column += cell->columns;
  return TRUE;
}

static gboolean
read_cell (Reader *r, const PnJson *node, gpointer data)
{
  static const char *const known[] = { "colspan", "rowspan", "colwidth", "textAlign", NULL };
  Row *row = data;
  const char *type = type_of (node);
  const PnJson *attrs = pn_wire_member (node, "attrs");
  gint64 columns = pn_wire_int (attrs, "colspan", 1), rows = pn_wire_int (attrs, "rowspan", 1);
  if (strcmp (type, "tableCell") != 0 && strcmp (type, "tableHeader") != 0)
    return fail (r, "only cells stand in a row");
  if (!check_attrs (r, node, known))
    return FALSE;
  if (columns < 1 || columns > PN_RICH_COLUMNS_MAX || rows < 1 || rows > PN_RICH_CELLS_MAX)
    return fail (r, "a cell covers 1 to 12 columns and at least one row");
  PnRichCell *cell = g_new0 (PnRichCell, 1);
  cell->head = strcmp (type, "tableHeader") == 0;
  cell->columns = (guint) columns;
  cell->rows = (guint) rows;
  cell->blocks = g_ptr_array_new_with_free_func (block_free);
  g_ptr_array_add (row->table->cells, cell);
  if (!take_places (r, row, cell))
    return FALSE;
  note_widths (row->table, cell, attrs);
  GPtrArray *outer = r->into;
  r->into = cell->blocks;
  gboolean ok = each_child (r, node, read_in_cell, NULL);
  r->into = outer;
  return ok;
}

static guint
covered (PnRichBlock *table, guint row)
{
  guint n = 0;
  while (n < PN_RICH_COLUMNS_MAX && *place_at (table, row, n) != NULL)
    n++;
  return n;
}

static gboolean
read_row (Reader *r, const PnJson *node, gpointer data)
{
  static const char *const known[] = { NULL };
  PnRichBlock *table = data;
  Row row = { .table = table, .row = table->rows };
  if (strcmp (type_of (node), "tableRow") != 0)
    return fail (r, "only rows stand in a table");
  g_ptr_array_set_size (table->grid, (gint) MAX (table->grid->len, (row.row + 1) * PN_RICH_COLUMNS_MAX));
  if (++r->cells > 2 * PN_RICH_CELLS_MAX)
    return fail (r, "too many rows");
  if (!check_attrs (r, node, known) || !each_child (r, node, read_cell, &row))
    return FALSE;
  if (table->rows++ == 0)
    table->columns = covered (table, 0);
  return (table->columns > 0 && covered (table, row.row) == table->columns) || fail (r, "each row has the same number of columns");
}

/* A cell that covers more rows than there are ends with the table. */
static void
clip_cells (PnRichBlock *table)
{
  for (guint i = 0; i < table->cells->len; i++) {
    PnRichCell *cell = g_ptr_array_index (table->cells, i);
    cell->rows = MIN (cell->rows, table->rows - cell->row);
  }
  g_ptr_array_set_size (table->grid, (gint) (table->rows * PN_RICH_COLUMNS_MAX));
}

static void
share_widths (PnRichBlock *table)
{
  double sum = 0;
  guint known = 0;
  for (guint c = 0; c < table->columns; c++) {
    sum += table->widths[c];
    known += table->widths[c] > 0;
  }
  double rest = known > 0 ? sum / known : 1;
  for (guint c = 0; c < table->columns; c++)
    table->widths[c] = table->widths[c] > 0 ? table->widths[c] : rest;
  sum += rest * (table->columns - known);
  for (guint c = 0; c < table->columns; c++)
    table->widths[c] /= sum;
}

static gboolean
read_table (Reader *r, const PnJson *node)
{
  static const char *const known[] = { NULL };
  PnRichBlock *table = add_block (r, PN_RICH_TABLE);
  if (table == NULL || !check_attrs (r, node, known))
    return FALSE;
  table->cells = g_ptr_array_new_with_free_func (cell_free);
  table->grid = g_ptr_array_new ();
  table->widths = g_new0 (double, PN_RICH_COLUMNS_MAX);
  if (!each_child (r, node, read_row, table))
    return FALSE;
  if (table->rows == 0)
    return fail (r, "a table without rows");
  clip_cells (table);
  share_widths (table);
  return TRUE;
}

/* ---- the document */

static gboolean
read_block (Reader *r, const PnJson *node, gpointer data)
{
  const char *type = type_of (node);
  if (strcmp (type, "paragraph") == 0)
    return read_paragraph (r, node, NULL);
  if (strcmp (type, "heading") == 0)
    return read_heading (r, node);
  if (strcmp (type, "orderedList") == 0 || strcmp (type, "bulletList") == 0)
    return read_list (r, node);
  if (strcmp (type, "table") == 0)
    return read_table (r, node);
  if (strcmp (type, "pageBreak") == 0)
    return add_block (r, PN_RICH_BREAK) != NULL;
  g_autofree char *what = g_strdup_printf ("\"%.40s\" is not supported in a document", g_utf8_validate (type, -1, NULL) ? type : "?");
  return fail (r, what);
}

PnRich *
pn_rich_read (const PnJson *doc, GError **error)
{
  g_autoptr (PnRich) rich = g_new0 (PnRich, 1);
  g_autoptr (GString) at = g_string_new (NULL);
  rich->blocks = g_ptr_array_new_with_free_func (block_free);
  Reader r = { .rich = rich, .into = rich->blocks, .at = at, .error = error };
  if (!check_node (&r, doc) || (strcmp (type_of (doc), "doc") != 0 && !fail (&r, "not a document of the editor")))
    return NULL;
  return each_child (&r, doc, read_block, NULL) ? g_steal_pointer (&rich) : NULL;
}
