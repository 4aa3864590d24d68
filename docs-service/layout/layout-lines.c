/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/layout/layout-lines.h"

#include <math.h>
#include <string.h>

#include "docs-service/core/fold.h"

#define HEAD_MM 75.0       /* zones 1 to 5 stand above; there two columns come close */
#define HEAD_GAP_MM 4.0    /* a wider gap parts columns there, */
#define BODY_GAP_MM 9.0    /* and elsewhere: justified words stand further apart than one thinks */
#define LABEL_GAP_MM 14.0  /* after "Số:" and before "/QĐ-UBND", where the number comes later */
#define CELL_OVERLAP 0.5


double
pn_line_middle (const PnLine *self)
{
  return self->box.x + self->box.w / 2;
}

double
pn_line_right (const PnLine *self)
{
  return self->box.x + self->box.w;
}

double
pn_line_bottom (const PnLine *self)
{
  return self->box.y + self->box.h;
}

static void
line_free (gpointer data)
{
  PnLine *line = data;
  g_free (line->text);
  g_free (line->folded);
  g_free (line);
}

static gboolean
in_signature (const PnLayoutDoc *doc, int page, const PnMmRect *box)
{
  for (guint i = 0; i < doc->fields->len; i++) {
    const PnLayoutField *f = doc->fields->pdata[i];
    if (f->is_signature && f->filled && f->page == page && pn_mm_inside (box, &f->box))
      return TRUE;
  }
  return FALSE;
}

static double
middle_y (const PnLayoutRun *run)
{
  return run->box.y + run->box.h / 2;
}

static int
by_height (gconstpointer a, gconstpointer b)
{
  const PnLayoutRun *p = *(const PnLayoutRun *const *) a, *q = *(const PnLayoutRun *const *) b;
  double d = middle_y (p) - middle_y (q);
  return d < 0 ? -1 : d > 0 ? 1 : 0;
}

static int
by_left (gconstpointer a, gconstpointer b)
{
  const PnLayoutRun *p = *(const PnLayoutRun *const *) a, *q = *(const PnLayoutRun *const *) b;
  return p->box.x < q->box.x ? -1 : p->box.x > q->box.x ? 1 : 0;
}

static guint
letters_of (const char *text, gboolean *small)
{
  guint n = 0;
  *small = FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    n += g_unichar_isalnum (c);
    *small |= g_unichar_islower (c);
  }
  return n;
}

/* The style of most letters: each run against the sum of those like it. */
static void
set_style (PnLine *line, const PnLayoutRun *const *runs, guint n)
{
  guint best = 0, bold = 0, italic = 0;
  line->font = n > 0 ? runs[0]->font : "";
  line->size = n > 0 ? runs[0]->size : 0;
  line->rgb = n > 0 ? runs[0]->rgb : 0;
  for (guint i = 0; i < n; i++) {
    gboolean small;
    guint mine = letters_of (runs[i]->text, &small), like = 0;
    line->letters += mine;
    bold += runs[i]->bold ? mine : 0;
    italic += runs[i]->italic ? mine : 0;
    for (guint k = 0; mine > 0 && n <= 64 && k < n; k++)
      if (fabs (runs[k]->size - runs[i]->size) < 0.2 && runs[k]->rgb == runs[i]->rgb && strcmp (runs[k]->font, runs[i]->font) == 0)
        like += letters_of (runs[k]->text, &small);
    if (MAX (like, mine) > best) {
      best = MAX (like, mine);
      line->font = runs[i]->font;
      line->size = runs[i]->size;
      line->rgb = runs[i]->rgb;
    }
  }
  line->bold = 2 * bold > line->letters;
  line->italic = 2 * italic > line->letters;
}

static void
extend (PnMmRect *box, const PnMmRect *more)
{
  double x1 = MAX (box->x + box->w, more->x + more->w), y1 = MAX (box->y + box->h, more->y + more->h);
  box->x = MIN (box->x, more->x);
  box->y = MIN (box->y, more->y);
  box->w = x1 - box->x;
  box->h = y1 - box->y;
}

static PnLine *
line_new (const PnLayoutRun *const *runs, guint n, int page)
{
  PnLine *line = g_new0 (PnLine, 1);
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean small;
  line->box = runs[0]->box;
  line->page = page;
  for (guint i = 0; i < n; i++) {
    double gap = i > 0 ? runs[i]->box.x - (runs[i - 1]->box.x + runs[i - 1]->box.w) : 0;
    if (gap > runs[i]->size * PN_MM_OF_POINT * 0.15)
      g_string_append_c (text, ' ');
    g_string_append (text, runs[i]->text);
    extend (&line->box, &runs[i]->box);
  }
  set_style (line, runs, n);
  line->text = g_string_free (g_steal_pointer (&text), FALSE);
  line->folded = pn_fold (line->text);
  line->caps = letters_of (line->text, &small) > 0 && !small;
  return line;
}

static double
gap_limit (const PnLayoutRun *left, const PnLayoutRun *right, int page)
{
  if (page != 1 || left->box.y > HEAD_MM)
    return BODY_GAP_MM;
  return g_str_has_suffix (left->text, ":") || right->text[0] == '/' ? LABEL_GAP_MM : HEAD_GAP_MM;
}

/* Runs of one height, cut where the gap is a column's. */
static void
add_row (GPtrArray *lines, GPtrArray *row, int page)
{
  const PnLayoutRun **runs = (const PnLayoutRun **) row->pdata;
  guint from = 0;
  g_ptr_array_sort (row, by_left);
  for (guint i = 1; i <= row->len; i++) {
    if (i < row->len && runs[i]->box.x - (runs[i - 1]->box.x + runs[i - 1]->box.w) < gap_limit (runs[i - 1], runs[i], page))
      continue;
    g_ptr_array_add (lines, line_new ((const PnLayoutRun *const *) runs + from, i - from, page));
    from = i;
  }
}

static void
mark_cells (GPtrArray *lines, guint from)
{
  for (guint i = from; i < lines->len; i++)
    for (guint k = i + 1; k < lines->len && k < i + 12; k++) {
      PnLine *a = lines->pdata[i], *b = lines->pdata[k];
      double over = MIN (pn_line_bottom (a), pn_line_bottom (b)) - MAX (a->box.y, b->box.y);
      if (over > CELL_OVERLAP * MIN (a->box.h, b->box.h))
        a->is_cell = b->is_cell = TRUE;
    }
}

GPtrArray *
pn_layout_lines_new (void)
{
  return g_ptr_array_new_with_free_func (line_free);
}

void
pn_layout_lines_add (GPtrArray *lines, const PnLayoutDoc *doc, int number)
{
  const PnLayoutPage *page = doc->pages->pdata[number - 1];
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autoptr (GPtrArray) row = g_ptr_array_new ();
  guint from = lines->len;
  for (guint i = 0; i < page->runs->len; i++) {
    PnLayoutRun *run = page->runs->pdata[i];
    if (!in_signature (doc, number, &run->box))
      g_ptr_array_add (all, run);
  }
  g_ptr_array_sort (all, by_height);
  for (guint i = 0; i < all->len; i++) {
    PnLayoutRun *run = all->pdata[i];
    const PnLayoutRun *last = row->len > 0 ? row->pdata[row->len - 1] : NULL;
    if (last != NULL && middle_y (run) - middle_y (last) > 0.3 * MIN (run->box.h, last->box.h)) {
      add_row (lines, row, number);
      g_ptr_array_set_size (row, 0);
    }
    g_ptr_array_add (row, run);
  }
  if (row->len > 0)
    add_row (lines, row, number);
  mark_cells (lines, from);
}
