/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Annex I, section I: the sheet, its margins, its fonts and colour, the numbers of its pages (R1). */
#include <math.h>
#include <string.h>

#include "docs-service/layout/layout-judge.h"

#define A4_SHORT 210.0
#define A4_LONG 297.0
#define A4_TOLERANCE 2.0
#define NUMBER_BAND_MM 20.5 /* a page number stands above the text, in a margin of at least 20 mm */
#define TOP_SLACK_MM 3.0    /* an empty or a taller first line */
#define BOTTOM_SLACK_MM 30.0 /* a paragraph or a table that went to the next page whole */
#define FOOT_SIZE 12.4      /* zone 13, the body's address, stands below the text in 11 to 12 pt (III.4) */

static const PnLayoutPage *
sheet (const PnJudge *self, guint page)
{
  return self->doc->pages->pdata[page - 1];
}

static gboolean
is_upright (const PnLayoutPage *page)
{
  return page->height >= page->width;
}

static void
judge_size (PnJudge *self)
{
  for (guint p = 1; p <= self->doc->pages->len; p++) {
    const PnLayoutPage *page = sheet (self, p);
    double low = MIN (page->width, page->height), high = MAX (page->width, page->height);
    if (fabs (low - A4_SHORT) <= A4_TOLERANCE && fabs (high - A4_LONG) <= A4_TOLERANCE)
      continue;
    g_autofree char *found = g_strdup_printf ("%d × %d mm", (int) lround (page->width), (int) lround (page->height));
    pn_judge_add_text (self, PN_LAYOUT_RULE_PAGE_SIZE, PN_LAYOUT_BREACH, (int) p, NULL, found);
  }
}

/* ---- page numbers */

static gboolean
is_page_number (const PnLine *line)
{
  gsize n = strspn (line->text, "0123456789"), dash = strspn (line->text, "- 0123456789");
  return line->box.y + line->box.h / 2 < NUMBER_BAND_MM && line->letters > 0 && line->letters <= 4 && (line->text[n] == '\0' || line->text[dash] == '\0');
}

static const PnLine *
page_number (const PnJudge *self, guint page)
{
  for (guint i = self->from[page]; i < self->from[page + 1]; i++)
    if (is_page_number (pn_judge_line (self, i)))
      return pn_judge_line (self, i);
  return NULL;
}

static void
judge_number_line (PnJudge *self, const PnLine *line, guint page, double text_middle)
{
  guint64 value = g_ascii_strtoull (line->text + strcspn (line->text, "0123456789"), NULL, 10);
  double off = pn_line_middle (line) - sheet (self, page)->width / 2;
  if (value != page && self->annex_page == 0)
    pn_judge_add_line (self, PN_LAYOUT_RULE_PAGE_NUMBER_VALUE, PN_LAYOUT_BREACH, line);
  if (line->size < 13 - PN_TOLERANCE_PT || line->size > 14 + PN_TOLERANCE_PT || line->italic)
    pn_judge_add_style (self, PN_LAYOUT_RULE_PAGE_NUMBER_STYLE, PN_LAYOUT_BREACH, line);
  if (fabs (off) > 4 && fabs (pn_line_middle (line) - text_middle) > 4)
    pn_judge_add_mm (self, PN_LAYOUT_RULE_PAGE_NUMBER_PLACE, PN_LAYOUT_BREACH, (int) page, &line->box, off);
}

static void
judge_page_numbers (PnJudge *self)
{
  guint last = self->annex_page > 0 ? (guint) self->annex_page - 1 : self->doc->pages->len;
  for (guint p = 1; p <= last; p++) {
    const PnLine *line = page_number (self, p);
    if (p == 1 && line != NULL)
      pn_judge_add_line (self, PN_LAYOUT_RULE_PAGE_NUMBER_FIRST, PN_LAYOUT_BREACH, line);
    else if (p > 1 && line == NULL && self->from[p] < self->from[p + 1])
      pn_judge_add_text (self, PN_LAYOUT_RULE_PAGE_NUMBER_MISSING, PN_LAYOUT_BREACH, (int) p, NULL, "");
    else if (p > 1 && line != NULL)
      judge_number_line (self, line, p, sheet (self, p)->width / 2 + 5); /* margins of 30 and 20 mm */
  }
}

/* ---- margins */

/* Marks that stand in the margin by right: page number, "DỰ THẢO", the body's address at the foot. */
static gboolean
is_marginal (const PnJudge *self, const PnLine *line)
{
  double height = sheet (self, (guint) line->page)->height;
  return is_page_number (line) || g_str_equal (line->folded, "du thao") || line->letters == 0 || (pn_line_bottom (line) > height - 25 && line->size < FOOT_SIZE);
}

typedef struct {
  const PnLine *top, *bottom, *left, *right;
} Edges;

static void
find_edges (const PnJudge *self, guint page, Edges *edges)
{
  for (guint i = self->from[page]; i < self->from[page + 1]; i++) {
    const PnLine *line = pn_judge_line (self, i);
    if (is_marginal (self, line))
      continue;
    if (edges->top == NULL || line->box.y < edges->top->box.y)
      edges->top = line;
    if (edges->bottom == NULL || pn_line_bottom (line) > pn_line_bottom (edges->bottom))
      edges->bottom = line;
    if (edges->left == NULL || line->box.x < edges->left->box.x)
      edges->left = line;
    if (edges->right == NULL || pn_line_right (line) > pn_line_right (edges->right))
      edges->right = line;
  }
}

static void
judge_height (PnJudge *self, guint last)
{
  double top = G_MAXDOUBLE, bottom = G_MAXDOUBLE;
  const PnLine *top_line = NULL, *bottom_line = NULL;
  for (guint p = 1; p <= last; p++) {
    Edges edges = { 0 };
    find_edges (self, p, &edges);
    if (edges.top == NULL || !is_upright (sheet (self, p)))
      continue;
    double foot = sheet (self, p)->height - pn_line_bottom (edges.bottom);
    if (edges.top->box.y < 20 - PN_TOLERANCE_MM)
      pn_judge_add_mm (self, PN_LAYOUT_RULE_MARGIN_TOP, PN_LAYOUT_BREACH, (int) p, &edges.top->box, edges.top->box.y);
    if (foot < 20 - PN_TOLERANCE_MM)
      pn_judge_add_mm (self, PN_LAYOUT_RULE_MARGIN_BOTTOM, PN_LAYOUT_BREACH, (int) p, &edges.bottom->box, foot);
    if (edges.top->box.y < top) {
      top = edges.top->box.y;
      top_line = edges.top;
    }
    if ((int) p + 1 < self->sign_page && foot < bottom) { /* the page before the signer's block is often short */
      bottom = foot;
      bottom_line = edges.bottom;
    }
  }
  if (top_line != NULL && top > 25 + TOP_SLACK_MM)
    pn_judge_add_mm (self, PN_LAYOUT_RULE_MARGIN_TOP, PN_LAYOUT_BREACH, top_line->page, &top_line->box, top);
  if (bottom_line != NULL && bottom > 25 + BOTTOM_SLACK_MM)
    pn_judge_add_mm (self, PN_LAYOUT_RULE_MARGIN_BOTTOM, PN_LAYOUT_WARNING, bottom_line->page, &bottom_line->box, bottom);
}

/* How many lines keep that edge within a millimetre. */
static guint
keepers (const PnJudge *self, double edge, gboolean right, guint last)
{
  guint n = 0;
  for (guint i = self->from[1]; i < self->from[last + 1]; i++) {
    const PnLine *line = pn_judge_line (self, i);
    n += fabs ((right ? pn_line_right (line) : line->box.x) - edge) < 1;
  }
  return n;
}

static void
judge_width (PnJudge *self, guint last)
{
  double left = G_MAXDOUBLE, right = G_MAXDOUBLE;
  const PnLine *left_line = NULL, *right_line = NULL;
  for (guint p = 1; p <= last; p++) {
    Edges edges = { 0 };
    find_edges (self, p, &edges);
    if (edges.left == NULL || !is_upright (sheet (self, p)))
      continue;
    double rest = sheet (self, p)->width - pn_line_right (edges.right);
    if (edges.left->box.x < left) {
      left = edges.left->box.x;
      left_line = edges.left;
    }
    if (rest < right) {
      right = rest;
      right_line = edges.right;
    }
  }
  if (left_line == NULL)
    return;
  if (left < 30 - PN_TOLERANCE_MM || (left > 35 + PN_TOLERANCE_MM && keepers (self, left, FALSE, last) > 1))
    pn_judge_add_mm (self, PN_LAYOUT_RULE_MARGIN_LEFT, PN_LAYOUT_BREACH, left_line->page, &left_line->box, left);
  /* too wide a margin shows only where justified lines end together */
  if (right < 15 - PN_TOLERANCE_MM || (right > 20 + PN_TOLERANCE_MM && keepers (self, pn_line_right (right_line), TRUE, last) > (self->from[last + 1] - self->from[1]) / 3))
    pn_judge_add_mm (self, PN_LAYOUT_RULE_MARGIN_RIGHT, PN_LAYOUT_BREACH, right_line->page, &right_line->box, right);
}

/* ---- letters */

static gboolean
starts_folded (const char *font, const char *const *names)
{
  g_autoptr (GString) low = g_string_new (NULL);
  for (const char *p = font; *p != '\0'; p++)
    if (g_ascii_isalnum (*p))
      g_string_append_c (low, g_ascii_tolower (*p));
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_has_prefix (low->str, names[i]))
      return TRUE;
  return FALSE;
}

/* The types of TCVN3 (".VnTime") and VNI ("VNI-Times"): their letters are others than the file says. */
static gboolean
is_legacy (const char *font)
{
  if (g_ascii_strncasecmp (font, ".vn", 3) == 0 || g_ascii_strncasecmp (font, "vni-", 4) == 0 || g_ascii_strncasecmp (font, "vni ", 4) == 0)
    return TRUE;
  return strncmp (font, "Vn", 2) == 0 && g_ascii_isupper (font[2]);
}

/* Times New Roman, and the fonts whose letters are exactly as wide. */
static gboolean
is_times (const char *font)
{
  static const char *const names[] = { "timesnewroman", "times", "liberationserif", "tinos", "nimbusroman", "texgyretermes", "termes", NULL };
  return starts_folded (font, names) && strcmp (font, "TimesTen") != 0;
}

static void
judge_letters (PnJudge *self)
{
  for (guint i = 0; i < self->lines->len; i++) {
    const PnLine *line = pn_judge_line (self, i);
    PnInk ink = pn_layout_ink_of (line->rgb);
    if (line->letters == 0)
      continue; /* bullets, rules */
    if (is_legacy (line->font))
      pn_judge_add_text (self, PN_LAYOUT_RULE_LEGACY_FONT, PN_LAYOUT_BREACH, line->page, &line->box, line->font);
    else if (!is_times (line->font))
      pn_judge_add_text (self, PN_LAYOUT_RULE_FONT, PN_LAYOUT_BREACH, line->page, &line->box, *line->font != '\0' ? line->font : "?");
    gboolean mark = ink == PN_INK_RED && (g_str_equal (line->folded, "hoa toc") || g_str_has_suffix (line->folded, "khan") || g_str_has_suffix (line->folded, "mat"));
    if (ink != PN_INK_BLACK && ink != PN_INK_NONE && !mark) {
      g_autofree char *found = g_strdup_printf ("#%06x", line->rgb);
      pn_judge_add_text (self, PN_LAYOUT_RULE_COLOUR, PN_LAYOUT_BREACH, line->page, &line->box, found);
    }
  }
}

void
pn_judge_sheet (PnJudge *self)
{
  guint last = self->annex_page > 0 ? (guint) self->annex_page - 1 : self->doc->pages->len;
  judge_size (self);
  judge_height (self, last);
  judge_width (self, last);
  judge_page_numbers (self);
  judge_letters (self);
}
