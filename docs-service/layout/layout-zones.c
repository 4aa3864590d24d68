/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zones 1 to 9 of Annex I: where they are, and whether each is set as section II says (R2, R11, R13). */
#include <math.h>
#include <string.h>

#include "docs-service/layout/layout-judge.h"

#define HEAD_MAX_MM 110.0 /* zones 1 to 5 begin above */
#define BLOCK_MM 75.0     /* from the signer's post down to his name */

enum { ANY = -1, NO, YES };

typedef struct {
  double min, max; /* letters */
  int bold, italic, caps; /* YES, NO, ANY */
} Style;

static const Style nation_style = { 12, 13, YES, NO, YES }, motto_style = { 13, 14, YES, NO, NO }, body_name_style = { 12, 13, YES, NO, YES },
                   parent_style = { 12, 13, ANY, NO, YES }, number_style = { 13, 13, NO, NO, ANY }, date_style = { 13, 14, NO, YES, NO },
                   type_style = { 13, 14, YES, NO, YES }, summary_style = { 13, 14, YES, NO, NO }, about_style = { 12, 13, NO, NO, NO },
                   title_style = { 13, 14, YES, NO, YES }, name_style = { 13, 14, YES, NO, NO }, recipients_style = { 12, 12, YES, YES, NO },
                   list_style = { 11, 11, NO, NO, ANY };

/* Article 7: the kinds of administrative documents, folded; with those of bodies that name theirs otherwise left out. */
static const char *const kinds[] = { "nghi quyet", "quyet dinh", "chi thi", "quy che", "quy dinh", "thong cao", "thong bao", "huong dan", "chuong trinh", "ke hoach", "phuong an",
                                     "de an", "du an", "bao cao", "bien ban", "to trinh", "hop dong", "cong dien", "ban ghi nho", "ban thoa thuan", "giay uy quyen", "giay moi",
                                     "giay gioi thieu", "giay nghi phep", "phieu gui", "phieu chuyen", "phieu bao", "thong bao ket luan", NULL };

static gboolean
fits (const PnLine *line, const Style *want)
{
  const int have[] = { line->bold, line->italic, line->caps }, ask[] = { want->bold, want->italic, want->caps };
  for (guint i = 0; i < G_N_ELEMENTS (have); i++)
    if (ask[i] != ANY && ask[i] != have[i])
      return FALSE;
  return line->size >= want->min - PN_TOLERANCE_PT && line->size <= want->max + PN_TOLERANCE_PT;
}

static void
ask_style (PnJudge *self, PnLayoutRule rule, const PnLine *line, const Style *want)
{
  if (line != NULL && line->letters > 0 && !fits (line, want))
    pn_judge_add_style (self, rule, PN_LAYOUT_BREACH, line);
}

static double
page_width (const PnJudge *self, int page)
{
  return ((const PnLayoutPage *) self->doc->pages->pdata[page - 1])->width;
}

static gboolean
on_right (const PnJudge *self, const PnLine *line)
{
  return pn_line_middle (line) > page_width (self, line->page) / 2;
}

/* ---- finding them */

static const PnLine *
find_first_page (const PnJudge *self, gboolean (*is) (const PnJudge *self, const PnLine *line))
{
  for (guint i = self->from[1]; i < self->from[2]; i++)
    if (pn_judge_line (self, i)->box.y < HEAD_MAX_MM && is (self, pn_judge_line (self, i)))
      return pn_judge_line (self, i);
  return NULL;
}

static gboolean
is_nation (const PnJudge *self, const PnLine *line)
{
  return strstr (line->folded, "cong hoa xa hoi chu nghia") != NULL && line->letters < 60;
}

static gboolean
is_motto (const PnJudge *self, const PnLine *line)
{
  return strstr (line->folded, "doc lap") != NULL && strstr (line->folded, "tu do") != NULL && strstr (line->folded, "hanh phuc") != NULL && line->letters < 50;
}

static gboolean
is_number (const PnJudge *self, const PnLine *line)
{
  return g_str_has_prefix (line->folded, "so") && strchr (line->folded, '/') != NULL && strspn (line->folded + 2, " :.0123456789_…") > 0 && !on_right (self, line);
}

static gboolean
is_date (const PnJudge *self, const PnLine *line)
{
  const char *day = strstr (line->folded, "ngay"), *month = day != NULL ? strstr (day, "thang") : NULL;
  return month != NULL && strstr (month, "nam") != NULL && strchr (line->folded, ',') != NULL && line->letters < 60 && on_right (self, line);
}

static gboolean
is_about (const PnJudge *self, const PnLine *line)
{
  return g_str_has_prefix (line->folded, "v/v") && !on_right (self, line);
}

static gboolean
is_type (const PnJudge *self, const PnLine *line)
{
  double off = fabs (pn_line_middle (line) - page_width (self, 1) / 2);
  return g_strv_contains (kinds, line->folded) && self->nation != NULL && line->box.y > self->nation->box.y && (line->caps || line->bold) && off < 40;
}

/* The lines of the left column between the national name and the number: the superior body, then in bold the issuing one. */
static void
find_body_name (PnJudge *self)
{
  double end = self->number != NULL ? self->number->box.y : self->nation->box.y + 30;
  for (guint i = self->from[1]; i < self->from[2]; i++) {
    const PnLine *line = pn_judge_line (self, i);
    if (on_right (self, line) || line->box.y >= end - 0.5 || line->box.y < self->nation->box.y - 6 || line->letters < 3 || line == self->nation || line == self->motto)
      continue;
    if (self->body_name == NULL || (line->bold && !self->body_name->bold))
      self->body_name = line;
  }
}

static void
find_summary (PnJudge *self)
{
  double last = pn_line_bottom (self->type);
  for (guint i = self->from[1]; i < self->from[2]; i++) {
    const PnLine *line = pn_judge_line (self, i);
    if (line->box.y <= self->type->box.y + 1 || line->is_cell)
      continue;
    gboolean centred = fabs (pn_line_middle (line) - pn_line_middle (self->type)) < 6;
    if (!centred || line->box.y - last > 8 || (self->summary != NULL && line->bold != self->summary->bold) || g_str_has_prefix (line->folded, "kinh gui"))
      return;
    if (self->summary == NULL)
      self->summary = line;
    last = pn_line_bottom (line);
    self->head_bottom = last;
  }
}

static void
find_head_bottom (PnJudge *self)
{
  const PnLine *const all[] = { self->motto, self->body_name, self->number, self->date, self->type };
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (all[i] != NULL)
      self->head_bottom = MAX (self->head_bottom, pn_line_bottom (all[i]));
  double last = self->about != NULL ? self->about->box.y : 0;
  for (guint i = self->from[1]; self->about != NULL && i < self->from[2]; i++) {
    const PnLine *line = pn_judge_line (self, i);
    if (line->box.y >= last && !on_right (self, line) && line->box.y - last < 7 && pn_line_right (line) < page_width (self, 1) / 2) {
      last = line->box.y;
      self->head_bottom = MAX (self->head_bottom, pn_line_bottom (line));
    }
  }
  if (self->type != NULL)
    find_summary (self);
}

static gboolean
is_in_signer_column (const PnJudge *self, const PnLine *line)
{
  return line->bold && on_right (self, line) && line->letters >= 3 && line->box.w < page_width (self, line->page) * 0.48 && strchr (line->folded, ':') == NULL;
}

/* From the foot of the page upwards: the name, then the capitals of his post above a gap that his hand fills. */
static gboolean
find_signer_on (PnJudge *self, int page, double below)
{
  const PnLine *name = NULL;
  for (guint i = self->from[page + 1]; i > self->from[page]; i--) {
    const PnLine *line = pn_judge_line (self, i - 1);
    if (line->box.y <= below || !is_in_signer_column (self, line) || (page == 1 && line->box.y < self->head_bottom))
      continue;
    if (name == NULL) {
      name = line;
      continue;
    }
    if (!line->caps || name->box.y - line->box.y > BLOCK_MM)
      continue;
    if (self->title_last == NULL && name->box.y - pn_line_bottom (line) < 6)
      continue; /* no room for a hand: not a post */
    if (self->title_last == NULL)
      self->title_last = line;
    else if (self->title_first->box.y - line->box.y > 10)
      break;
    self->title_first = line;
  }
  self->name = self->title_last != NULL ? name : NULL;
  return self->name != NULL;
}

static const PnLine *
find_recipients (const PnJudge *self)
{
  for (guint i = self->lines->len; i > 0; i--) {
    const PnLine *line = pn_judge_line (self, i - 1);
    if (g_str_has_prefix (line->folded, "noi nhan") && line->letters <= 10)
      return line;
  }
  return NULL;
}

static void
find_annex (PnJudge *self)
{
  for (guint p = 2; self->annex_page == 0 && p <= self->doc->pages->len; p++)
    for (guint i = self->from[p]; i < self->from[p + 1]; i++) {
      const PnLine *line = pn_judge_line (self, i);
      if (line->box.y < 60 && line->bold && g_str_has_prefix (line->folded, "phu luc") && line->letters < 30)
        self->annex_page = (int) p;
    }
}

static void
find_end (PnJudge *self)
{
  self->recipients = find_recipients (self);
  int last = self->recipients != NULL ? self->recipients->page : self->annex_page > 0 ? self->annex_page - 1 : (int) self->doc->pages->len;
  for (int p = last; p >= MAX (1, last - 1) && self->sign_page == 0; p--)
    if (find_signer_on (self, p, 0))
      self->sign_page = p;
  if (self->sign_page > 0)
    self->sign_top = self->title_first->box.y;
  if (self->recipients == NULL)
    return;
  if (self->sign_page == 0 || self->recipients->page < self->sign_page)
    self->sign_page = self->recipients->page;
  if (self->sign_top == 0 || (self->recipients->page == self->sign_page && self->recipients->box.y < self->sign_top))
    self->sign_top = self->recipients->box.y;
}

gboolean
pn_judge_find_zones (PnJudge *self)
{
  self->nation = find_first_page (self, is_nation);
  if (self->nation == NULL)
    return FALSE;
  self->motto = find_first_page (self, is_motto);
  self->number = find_first_page (self, is_number);
  self->date = find_first_page (self, is_date);
  self->about = find_first_page (self, is_about);
  self->type = find_first_page (self, is_type);
  find_body_name (self);
  find_head_bottom (self);
  find_annex (self);
  find_end (self);
  return TRUE;
}

/* ---- judging them */

static void
judge_nation (PnJudge *self)
{
  ask_style (self, PN_LAYOUT_RULE_NATION_STYLE, self->nation, &nation_style);
  if (!on_right (self, self->nation))
    pn_judge_add_line (self, PN_LAYOUT_RULE_NATION_PLACE, PN_LAYOUT_BREACH, self->nation);
  if (self->motto == NULL) {
    pn_judge_add_text (self, PN_LAYOUT_RULE_MOTTO_MISSING, PN_LAYOUT_BREACH, 1, NULL, "");
    return;
  }
  ask_style (self, PN_LAYOUT_RULE_MOTTO_STYLE, self->motto, &motto_style);
  if (strstr (self->motto->folded, "doc lap - tu do - hanh phuc") == NULL && strstr (self->motto->folded, "doc lap – tu do – hanh phuc") == NULL)
    pn_judge_add_line (self, PN_LAYOUT_RULE_MOTTO_TEXT, PN_LAYOUT_BREACH, self->motto);
  if (fabs (pn_line_middle (self->motto) - pn_line_middle (self->nation)) > 5)
    pn_judge_add_line (self, PN_LAYOUT_RULE_MOTTO_PLACE, PN_LAYOUT_BREACH, self->motto);
}

static void
judge_body_name (PnJudge *self)
{
  if (self->body_name == NULL) {
    pn_judge_add_text (self, PN_LAYOUT_RULE_BODY_NAME_MISSING, PN_LAYOUT_BREACH, 1, NULL, "");
    return;
  }
  ask_style (self, PN_LAYOUT_RULE_BODY_NAME_STYLE, self->body_name, &body_name_style);
  for (guint i = self->from[1]; i < self->from[2]; i++) {
    const PnLine *line = pn_judge_line (self, i);
    if (line != self->body_name && line->box.y < self->body_name->box.y && line->box.y > self->nation->box.y - 6 && !on_right (self, line) && line->letters >= 3 && line != self->motto)
      ask_style (self, PN_LAYOUT_RULE_BODY_NAME_STYLE, line, &parent_style);
  }
}

/* A field that waits for its text near `where`, or anywhere in that half of the head. */
static gboolean
is_field_open (const PnJudge *self, gboolean right)
{
  for (guint i = 0; i < self->doc->fields->len; i++) {
    const PnLayoutField *f = self->doc->fields->pdata[i];
    if (!f->is_signature && !f->filled && f->page == 1 && f->box.y < HEAD_MAX_MM && (f->box.x + f->box.w / 2 > page_width (self, 1) / 2) == right)
      return TRUE;
  }
  return FALSE;
}

static void
judge_number (PnJudge *self)
{
  if (self->number == NULL) {
    gboolean open = is_field_open (self, FALSE);
    pn_judge_add_text (self, open ? PN_LAYOUT_RULE_NUMBER_OPEN : PN_LAYOUT_RULE_NUMBER_MISSING, open ? PN_LAYOUT_OPEN : PN_LAYOUT_BREACH, 1, NULL, "");
    return;
  }
  const char *digits = self->number->folded + strcspn (self->number->folded, "0123456789/");
  gsize n = strspn (digits, "0123456789");
  ask_style (self, PN_LAYOUT_RULE_NUMBER_STYLE, self->number, &number_style);
  if (n == 0)
    pn_judge_add_line (self, PN_LAYOUT_RULE_NUMBER_OPEN, PN_LAYOUT_OPEN, self->number);
  else if (n == 1)
    pn_judge_add_line (self, PN_LAYOUT_RULE_NUMBER_PADDING, PN_LAYOUT_BREACH, self->number);
}

/* Digits after a word of the folded line; 0: none. */
static gsize
digits_after (const char *folded, const char *word, int *value)
{
  const char *at = strstr (folded, word);
  *value = 0;
  if (at == NULL)
    return 0;
  at += strlen (word);
  at += strspn (at, " ");
  gsize n = strspn (at, "0123456789");
  for (gsize i = 0; i < MIN (n, 4); i++)
    *value = *value * 10 + (at[i] - '0');
  return n;
}

static void
judge_date (PnJudge *self)
{
  int day, month;
  if (self->date == NULL) {
    gboolean open = is_field_open (self, TRUE);
    pn_judge_add_text (self, open ? PN_LAYOUT_RULE_DATE_OPEN : PN_LAYOUT_RULE_DATE_MISSING, open ? PN_LAYOUT_OPEN : PN_LAYOUT_BREACH, 1, NULL, "");
    return;
  }
  ask_style (self, PN_LAYOUT_RULE_DATE_STYLE, self->date, &date_style);
  const char *comma = strrchr (self->date->folded, ',');
  gsize days = digits_after (comma, "ngay", &day), months = digits_after (comma, "thang", &month);
  if (days == 0 || months == 0)
    pn_judge_add_line (self, PN_LAYOUT_RULE_DATE_OPEN, PN_LAYOUT_OPEN, self->date);
  else if ((day < 10 && days == 1) || (month <= 2 && months == 1))
    pn_judge_add_line (self, PN_LAYOUT_RULE_DATE_PADDING, PN_LAYOUT_BREACH, self->date);
  else if (month > 2 && month < 10 && months > 1)
    pn_judge_add_line (self, PN_LAYOUT_RULE_DATE_OVERPADDED, PN_LAYOUT_WARNING, self->date);
}

static void
judge_type (PnJudge *self)
{
  if (self->type == NULL && self->about == NULL) {
    pn_judge_add_text (self, PN_LAYOUT_RULE_TYPE_MISSING, PN_LAYOUT_WARNING, 1, NULL, "");
    return;
  }
  ask_style (self, PN_LAYOUT_RULE_ABOUT_STYLE, self->type == NULL ? self->about : NULL, &about_style);
  if (self->type == NULL)
    return;
  ask_style (self, PN_LAYOUT_RULE_TYPE_STYLE, self->type, &type_style);
  double middle = pn_line_middle (self->type), sheet = page_width (self, 1) / 2;
  if (fabs (middle - sheet) > 9 && fabs (middle - sheet - 5) > 9) /* the sheet's middle, or that of its text */
    pn_judge_add_mm (self, PN_LAYOUT_RULE_TYPE_PLACE, PN_LAYOUT_BREACH, 1, &self->type->box, middle - sheet);
  if (self->summary == NULL)
    pn_judge_add_text (self, PN_LAYOUT_RULE_SUMMARY_MISSING, PN_LAYOUT_WARNING, 1, NULL, "");
  ask_style (self, PN_LAYOUT_RULE_SUMMARY_STYLE, self->summary, &summary_style);
}

/* R11: "PGS.TS. Nguyễn Văn A". */
static gboolean
has_academic_title (const PnLine *name)
{
  static const char *const titles[] = { "gs.", "pgs.", "ts.", "ths.", "gs ", "pgs ", "ts ", "ths ", "cn.", "ks.", "tien si ", "thac si ", "giao su ", "pho giao su ", NULL };
  for (guint i = 0; titles[i] != NULL; i++)
    if (g_str_has_prefix (name->folded, titles[i]))
      return TRUE;
  return FALSE;
}

static void
judge_signer (PnJudge *self)
{
  if (self->name == NULL) {
    pn_judge_add_text (self, PN_LAYOUT_RULE_SIGNER_MISSING, PN_LAYOUT_BREACH, 0, NULL, "");
    return;
  }
  for (guint i = self->from[self->sign_page]; i < self->from[self->sign_page + 1]; i++) {
    const PnLine *line = pn_judge_line (self, i);
    if (line->box.y >= self->title_first->box.y && line->box.y <= self->title_last->box.y && on_right (self, line))
      ask_style (self, PN_LAYOUT_RULE_SIGNER_TITLE_STYLE, line, &title_style);
  }
  ask_style (self, PN_LAYOUT_RULE_SIGNER_NAME_STYLE, self->name, &name_style);
  if (has_academic_title (self->name))
    pn_judge_add_line (self, PN_LAYOUT_RULE_SIGNER_ACADEMIC, PN_LAYOUT_WARNING, self->name);
}

static void
judge_recipients (PnJudge *self)
{
  if (self->recipients == NULL) {
    pn_judge_add_text (self, PN_LAYOUT_RULE_RECIPIENTS_MISSING, PN_LAYOUT_BREACH, 0, NULL, "");
    return;
  }
  ask_style (self, PN_LAYOUT_RULE_RECIPIENTS_STYLE, self->recipients, &recipients_style);
  double last = self->recipients->box.y;
  for (guint i = self->from[self->recipients->page]; i < self->from[self->recipients->page + 1]; i++) {
    const PnLine *line = pn_judge_line (self, i);
    if (line->box.y <= last + 0.5 || on_right (self, line) || line == self->recipients)
      continue;
    if (line->box.y - last > 9)
      return;
    last = line->box.y;
    ask_style (self, PN_LAYOUT_RULE_RECIPIENTS_LIST_STYLE, line, &list_style);
  }
}

void
pn_judge_zones (PnJudge *self)
{
  judge_nation (self);
  judge_body_name (self);
  judge_number (self);
  judge_date (self);
  judge_type (self);
  judge_signer (self);
  judge_recipients (self);
}
