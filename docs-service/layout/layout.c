/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/layout/layout.h"

#include <string.h>

#include "docs-service/layout/layout-judge.h"

#define SCAN_SHARE 0.7   /* of the page under one picture */
#define SCAN_LETTERS 400 /* fewer on its first page: what text there is was put over a scan */

static void
finding_free (gpointer data)
{
  PnLayoutFinding *finding = data;
  g_free (finding->found_vi);
  g_free (finding->found_en);
  g_free (finding);
}

void
pn_layout_report_free (PnLayoutReport *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->findings);
  g_free (self->type);
  g_free (self);
}

guint
pn_layout_count (const PnLayoutReport *self, PnLayoutSeverity severity)
{
  guint n = 0;
  for (guint i = 0; i < self->findings->len; i++)
    n += ((const PnLayoutFinding *) self->findings->pdata[i])->severity == severity;
  return n;
}

/* ---- writing to the report */

void
pn_judge_add (PnJudge *self, PnLayoutRule rule, PnLayoutSeverity severity, int page, const PnMmRect *box, const char *found_vi, const char *found_en)
{
  GPtrArray *all = self->report->findings;
  for (guint i = 0; i < all->len; i++) {
    PnLayoutFinding *old = all->pdata[i];
    if (old->rule == rule && old->severity == severity) {
      old->count++;
      return;
    }
  }
  PnLayoutFinding *finding = g_new0 (PnLayoutFinding, 1);
  finding->rule = rule;
  finding->severity = severity;
  finding->page = page;
  finding->count = 1;
  if (box != NULL)
    finding->box = *box;
  finding->found_vi = g_strdup (found_vi);
  finding->found_en = g_strdup (found_en);
  g_ptr_array_add (all, finding);
}

void
pn_judge_add_text (PnJudge *self, PnLayoutRule rule, PnLayoutSeverity severity, int page, const PnMmRect *box, const char *found)
{
  pn_judge_add (self, rule, severity, page, box, found, found);
}

/* One decimal at most, in the language's way. */
static void
number_words (double value, const char *unit_vi, const char *unit_en, char **vi, char **en)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd (digits, sizeof digits, "%.1f", value);
  char *dot = strstr (digits, ".0");
  if (dot != NULL && dot[2] == '\0')
    *dot = '\0';
  *en = g_strconcat (digits, unit_en, NULL);
  g_strdelimit (digits, ".", ',');
  *vi = g_strconcat (digits, unit_vi, NULL);
}

void
pn_judge_add_mm (PnJudge *self, PnLayoutRule rule, PnLayoutSeverity severity, int page, const PnMmRect *box, double mm)
{
  g_autofree char *vi = NULL, *en = NULL;
  number_words (mm, " mm", " mm", &vi, &en);
  pn_judge_add (self, rule, severity, page, box, vi, en);
}

static char *
excerpt (const char *text)
{
  return g_utf8_strlen (text, -1) <= 60 ? g_strdup_printf ("“%s”", text) : g_strdup_printf ("“%.*s…”", (int) (g_utf8_offset_to_pointer (text, 58) - text), text);
}

void
pn_judge_add_line (PnJudge *self, PnLayoutRule rule, PnLayoutSeverity severity, const PnLine *line)
{
  g_autofree char *found = excerpt (line->text);
  pn_judge_add_text (self, rule, severity, line->page, &line->box, found);
}

void
pn_judge_add_style (PnJudge *self, PnLayoutRule rule, PnLayoutSeverity severity, const PnLine *line)
{
  g_autofree char *vi = NULL, *en = NULL, *quote = excerpt (line->text);
  number_words (line->size, "", " pt", &vi, &en);
  g_autofree char *found_vi = g_strdup_printf ("%s: cỡ %s, %s%s%s", quote, vi, line->italic ? "nghiêng" : "đứng", line->bold ? ", đậm" : "", line->caps ? ", in hoa" : "");
  g_autofree char *found_en = g_strdup_printf ("%s: %s, %s%s%s", quote, en, line->italic ? "italic" : "upright", line->bold ? ", bold" : "", line->caps ? ", capitals" : "");
  pn_judge_add (self, rule, severity, line->page, &line->box, found_vi, found_en);
}

const PnLine *
pn_judge_line (const PnJudge *self, guint index)
{
  return self->lines->pdata[index];
}

/* ---- all of it */

static void
line_up (PnJudge *self)
{
  guint pages = self->doc->pages->len;
  self->lines = pn_layout_lines_new ();
  self->from = g_new0 (guint, pages + 2);
  for (guint p = 1; p <= pages; p++) {
    self->from[p] = self->lines->len;
    pn_layout_lines_add (self->lines, self->doc, (int) p);
  }
  self->from[pages + 1] = self->lines->len;
}

static gboolean
is_scan (const PnJudge *self)
{
  if (self->doc->pages->len == 0)
    return FALSE;
  const PnLayoutPage *page = self->doc->pages->pdata[0];
  guint letters = 0;
  for (guint i = self->from[1]; i < self->from[2]; i++)
    letters += pn_judge_line (self, i)->letters;
  for (guint i = 0; i < page->pictures->len; i++) {
    const PnLayoutPicture *p = page->pictures->pdata[i];
    if (!p->drawn && p->box.w * p->box.h > SCAN_SHARE * page->width * page->height)
      return letters < SCAN_LETTERS || self->nation == NULL;
  }
  return FALSE;
}

static int
by_weight (gconstpointer a, gconstpointer b)
{
  const PnLayoutFinding *p = *(const PnLayoutFinding *const *) a, *q = *(const PnLayoutFinding *const *) b;
  if (p->severity != q->severity)
    return (int) p->severity - (int) q->severity;
  int p_page = p->page > 0 ? p->page : G_MAXINT, q_page = q->page > 0 ? q->page : G_MAXINT; /* what is nowhere comes last */
  return p_page != q_page ? (p_page < q_page ? -1 : 1) : (int) p->rule - (int) q->rule;
}

static void
judge_official (PnJudge *self)
{
  pn_judge_sheet (self);
  pn_judge_zones (self);
  pn_judge_text (self);
  pn_judge_signatures (self);
  pn_judge_forms (self);
}

gboolean
pn_layout_is_candidate (const PnLayoutDoc *doc)
{
  PnJudge judge = { .doc = doc };
  if (doc->pages->len == 0)
    return FALSE;
  line_up (&judge);
  gboolean yes = pn_judge_find_zones (&judge) || pn_judge_has_form (&judge);
  g_ptr_array_unref (judge.lines);
  g_free (judge.from);
  return yes;
}

PnLayoutReport *
pn_layout_judge (const PnLayoutDoc *doc, const PnLayoutWanted *wanted)
{
  PnLayoutReport *report = g_new0 (PnLayoutReport, 1);
  PnJudge judge = { .doc = doc, .wanted = wanted, .report = report };
  report->findings = g_ptr_array_new_with_free_func (finding_free);
  report->page_count = MAX (doc->page_count, (int) doc->pages->len);
  report->judged_pages = (int) doc->pages->len;
  line_up (&judge);
  gboolean zones = doc->pages->len > 0 && pn_judge_find_zones (&judge);
  if (is_scan (&judge))
    report->verdict = PN_LAYOUT_SCANNED;
  else if (zones)
    judge_official (&judge);
  else if (pn_judge_has_form (&judge)) {
    report->verdict = PN_LAYOUT_ATTACHED;
    pn_judge_forms (&judge);
  } else
    report->verdict = PN_LAYOUT_NOT_OFFICIAL;
  report->type = g_strdup (judge.type != NULL ? judge.type->text : judge.about != NULL ? "V/v" : "");
  g_ptr_array_sort (report->findings, by_weight);
  g_ptr_array_unref (judge.lines);
  g_free (judge.from);
  return report;
}
