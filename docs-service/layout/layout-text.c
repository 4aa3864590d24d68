/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Annex I, II.6: the text, its size, edges, first lines, gaps and line spacing (R1). Judged by what most lines do: tables, lists and headings are not paragraphs. */
#include <math.h>
#include <string.h>

#include "docs-service/layout/layout-judge.h"

#define INDENT_MM 4.0       /* further in: the beginning of a paragraph */
#define INDENT_MAX_MM 14.5  /* further in: not a paragraph's first line */
#define FULL_MM 1.5         /* a line that ends so near the right edge reaches it */
#define SINGLE 1.149        /* line height of Times New Roman, in letters */
#define FEW 0.2             /* of all: below, a warning */

typedef struct {
  double left, right; /* of the text */
  double pitch;       /* mm between two lines of one paragraph; 0: not known */
  GPtrArray *lines;   /* of PnLine, borrowed: what is judged */
} Text;

static gboolean
is_text (const PnJudge *self, const PnLine *line)
{
  if (line->page == 1 && line->box.y < self->head_bottom)
    return FALSE;
  if (self->sign_page > 0 && (line->page > self->sign_page || (line->page == self->sign_page && line->box.y >= self->sign_top - 1)))
    return FALSE;
  if (self->annex_page > 0 && line->page >= self->annex_page)
    return FALSE;
  return line->letters > 0 && !line->is_cell && pn_layout_ink_of (line->rgb) != PN_INK_RED /* a mark */ && !(line->page > 1 && line->box.y < 19) && !g_str_has_prefix (line->folded, "kinh gui");
}

static int
by_number (gconstpointer a, gconstpointer b)
{
  double d = *(const double *) a - *(const double *) b;
  return d < 0 ? -1 : d > 0 ? 1 : 0;
}

/* q of the sorted numbers; 0 of none. */
static double
quantile (GArray *numbers, double q)
{
  g_array_sort (numbers, by_number);
  return numbers->len > 0 ? g_array_index (numbers, double, (guint) ((numbers->len - 1) * q)) : 0;
}

/* The recipients stand at the left edge whatever the paragraphs do. */
static void
find_edges (const PnJudge *self, Text *text)
{
  text->left = self->recipients != NULL ? self->recipients->box.x : G_MAXDOUBLE;
  for (guint i = 0; i < text->lines->len; i++) {
    const PnLine *line = text->lines->pdata[i];
    text->left = MIN (text->left, line->box.x);
    text->right = MAX (text->right, pn_line_right (line));
  }
}

static double
step (const PnLine *before, const PnLine *line)
{
  return before != NULL && before->page == line->page ? pn_line_bottom (line) - pn_line_bottom (before) : 0;
}

static gboolean
is_full (const Text *text, const PnLine *line)
{
  return pn_line_right (line) > text->right - FULL_MM;
}

/* Does this line go on with the paragraph of the one before? */
static gboolean
goes_on (const Text *text, const PnLine *before, const PnLine *line)
{
  double d = step (before, line);
  return d > 0 && line->box.x - text->left < INDENT_MM && before->box.x - text->left < INDENT_MAX_MM && d < line->size * PN_MM_OF_POINT * SINGLE * 3
         && (text->pitch == 0 || d < text->pitch * 1.2);
}

/* A heading or a line in the middle is no paragraph. */
static gboolean
is_middle (const Text *text, const PnLine *line)
{
  return line->box.x - text->left > INDENT_MM && fabs (pn_line_middle (line) - (text->left + text->right) / 2) < 3 && !is_full (text, line);
}

static void
find_pitch (Text *text)
{
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint i = 1; i < text->lines->len; i++) {
    double d = step (text->lines->pdata[i - 1], text->lines->pdata[i]);
    if (goes_on (text, text->lines->pdata[i - 1], text->lines->pdata[i]))
      g_array_append_val (steps, d);
  }
  text->pitch = quantile (steps, 0.25);
}

/* ---- one rule each: how many were looked at, how many are wrong, which first */

typedef struct {
  guint seen, wrong;
  const PnLine *first;
  double value;
} Tally;

static void
tally (Tally *self, gboolean wrong, const PnLine *line, double value)
{
  self->seen++;
  self->wrong += wrong;
  if (wrong && self->first == NULL) {
    self->first = line;
    self->value = value;
  }
}

static PnLayoutSeverity
weight (const Tally *self)
{
  return self->wrong > FEW * self->seen ? PN_LAYOUT_BREACH : PN_LAYOUT_WARNING;
}

static void
judge_size (PnJudge *self, const Text *text)
{
  Tally t = { 0 };
  for (guint i = 0; i < text->lines->len; i++) {
    const PnLine *line = text->lines->pdata[i];
    tally (&t, line->size < 13 - PN_TOLERANCE_PT || line->size > 14 + PN_TOLERANCE_PT, line, 0);
  }
  if (t.first != NULL)
    pn_judge_add_style (self, PN_LAYOUT_RULE_BODY_SIZE, weight (&t), t.first);
}

static void
judge_edges (PnJudge *self, const Text *text)
{
  Tally t = { 0 };
  for (guint i = 0; i + 1 < text->lines->len; i++) {
    const PnLine *line = text->lines->pdata[i];
    if (goes_on (text, line, text->lines->pdata[i + 1]) && !is_middle (text, line) && !line->bold)
      tally (&t, !is_full (text, line), line, text->right - pn_line_right (line));
  }
  if (t.wrong > 1)
    pn_judge_add_mm (self, PN_LAYOUT_RULE_BODY_JUSTIFIED, weight (&t), t.first->page, &t.first->box, -t.value);
}

static gboolean
is_indent (double mm)
{
  return fabs (mm - 10) < 0.8 || fabs (mm - 12.7) < 0.8;
}

static void
judge_indents (PnJudge *self, const Text *text)
{
  Tally t = { 0 };
  for (guint i = 0; i + 1 < text->lines->len; i++) {
    const PnLine *line = text->lines->pdata[i], *next = text->lines->pdata[i + 1], *before = i > 0 ? text->lines->pdata[i - 1] : NULL;
    if (before != NULL && (goes_on (text, before, line) || before->page != line->page))
      continue;
    if (goes_on (text, line, next) && next->box.x - text->left < 1 && !is_middle (text, line) && !line->bold)
      tally (&t, !is_indent (line->box.x - next->box.x), line, line->box.x - next->box.x);
  }
  if (t.first != NULL)
    pn_judge_add_mm (self, PN_LAYOUT_RULE_BODY_INDENT, weight (&t), t.first->page, &t.first->box, t.value);
}

static void
judge_gaps (PnJudge *self, const Text *text)
{
  Tally t = { 0 };
  for (guint i = 1; i < text->lines->len; i++) {
    const PnLine *before = text->lines->pdata[i - 1], *line = text->lines->pdata[i];
    double d = step (before, line), indent = line->box.x - text->left;
    double pitch = text->pitch > 0 ? text->pitch : line->size * PN_MM_OF_POINT * SINGLE;
    if (d <= 0 || indent < INDENT_MM || indent > INDENT_MAX_MM || is_middle (text, line) || is_middle (text, before))
      continue;
    tally (&t, (d - pitch) / PN_MM_OF_POINT < 6 - 1, line, (d - pitch) / PN_MM_OF_POINT);
  }
  if (t.first == NULL)
    return;
  g_autofree char *found = g_strdup_printf ("%d pt", (int) lround (MAX (t.value, 0)));
  pn_judge_add_text (self, PN_LAYOUT_RULE_BODY_GAP, weight (&t), t.first->page, &t.first->box, found);
}

static void
judge_spacing (PnJudge *self, const Text *text)
{
  const PnLine *line = text->lines->pdata[0];
  double factor = text->pitch / (line->size * PN_MM_OF_POINT * SINGLE);
  if (text->pitch <= 0 || (factor > 0.96 && factor < 1.54))
    return;
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *en = g_strdup_printf ("× %s", g_ascii_formatd (digits, sizeof digits, "%.2f", factor)), *vi = g_strdup (en);
  g_strdelimit (vi, ".", ',');
  pn_judge_add (self, PN_LAYOUT_RULE_BODY_SPACING, PN_LAYOUT_BREACH, line->page, &line->box, vi, en);
}

void
pn_judge_text (PnJudge *self)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();
  Text text = { .lines = lines };
  for (guint i = 0; i < self->lines->len; i++)
    if (is_text (self, pn_judge_line (self, i)))
      g_ptr_array_add (lines, (gpointer) pn_judge_line (self, i));
  if (lines->len == 0)
    return;
  find_edges (self, &text);
  find_pitch (&text);
  judge_size (self, &text);
  judge_edges (self, &text);
  judge_indents (self, &text);
  judge_gaps (self, &text);
  judge_spacing (self, &text);
}
