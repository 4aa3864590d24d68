/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Annex I, II.7 and II.8, III.2: the leader's signature, the body's seal, the text of its signature on attachments and copies, marks of urgency (R3 to R8). */
#include <math.h>
#include <string.h>

#include "docs-service/layout/layout-judge.h"

/* State seals are up to 42 mm across (circular TT/BNV of 6 June 1994: 42, 40, 38, 37 mm from the State President down to provinces), smaller below; wide on purpose. */
#define SEAL_MIN_MM 30.0
#define SEAL_MAX_MM 42.0
#define THIRD_MIN 0.2 /* "about a third" */
#define THIRD_MAX 0.5
#define BLOCK_SLACK_MM 6.0 /* a hand may reach into the lines above and below it */
#define MIDDLE_MM 12.0
#define CORNER_MM 45.0     /* top right of page 1: zone 14 */

static gboolean
is_picture_of_sign (const PnJudge *self, const PnLayoutPicture *p)
{
  double y = p->box.y + p->box.h / 2, top = self->title_first->box.y - BLOCK_SLACK_MM, end = pn_line_bottom (self->name) + BLOCK_SLACK_MM;
  return y > top && y < end && p->box.w > 5 && p->box.h > 3 && p->box.w < 110 && p->box.h < 80;
}

static double
middle_x (const PnMmRect *r)
{
  return r->x + r->w / 2;
}

/* The hand is nearest to the middle of the block, the seal is what is red or round at its left. Pictures go before strokes. */
static void
find_pair (const PnJudge *self, gboolean drawn, const PnLayoutPicture **hand, const PnLayoutPicture **seal)
{
  const PnLayoutPage *page = self->doc->pages->pdata[self->sign_page - 1];
  double middle = pn_line_middle (self->name);
  for (guint i = 0; i < page->pictures->len; i++) {
    const PnLayoutPicture *p = page->pictures->pdata[i];
    if (p->drawn != drawn || p->colour == PN_INK_NONE || !is_picture_of_sign (self, p))
      continue;
    double aspect = p->ink.w / MAX (p->ink.h, 0.1);
    gboolean round = aspect > 0.7 && aspect < 1.4 && p->ink.w > 15 && fabs (middle_x (&p->box) - middle) > 8;
    if (p->colour == PN_INK_RED || (round && p->colour != PN_INK_BLUE)) {
      if (*seal == NULL || p->ink.w * p->ink.h > (*seal)->ink.w * (*seal)->ink.h)
        *seal = p;
    } else if (!drawn || p->colour == PN_INK_BLUE) {
      if (*hand == NULL || fabs (middle_x (&p->box) - middle) < fabs (middle_x (&(*hand)->box) - middle))
        *hand = p;
    }
  }
}

static void
add_ink (PnJudge *self, PnLayoutRule rule, const PnLayoutPicture *p)
{
  g_autofree char *found = g_strdup_printf ("#%06x", p->rgb);
  pn_judge_add_text (self, rule, PN_LAYOUT_BREACH, self->sign_page, &p->ink, found);
}

static void
judge_hand (PnJudge *self, const PnLayoutPicture *hand)
{
  double y = hand->box.y + hand->box.h / 2, off = middle_x (&hand->box) - pn_line_middle (self->name);
  if (hand->colour != PN_INK_BLUE)
    add_ink (self, PN_LAYOUT_RULE_HAND_COLOUR, hand);
  if (!hand->transparent)
    pn_judge_add_text (self, PN_LAYOUT_RULE_HAND_GROUND, PN_LAYOUT_BREACH, self->sign_page, &hand->box, "");
  if (y < self->title_first->box.y || y > pn_line_bottom (self->name) || fabs (off) > MIDDLE_MM)
    pn_judge_add_mm (self, PN_LAYOUT_RULE_HAND_PLACE, PN_LAYOUT_BREACH, self->sign_page, &hand->box, off);
}

static void
judge_seal_size (PnJudge *self, const PnLayoutPicture *seal)
{
  double size = MAX (seal->ink.w, seal->ink.h), want = self->wanted != NULL ? self->wanted->seal_mm : 0;
  double low = want > 0 ? want : SEAL_MIN_MM, high = want > 0 ? want : SEAL_MAX_MM;
  if (size < low - 1.5 || size > high + PN_TOLERANCE_MM) /* a seal's rim may lie a little inside its picture */
    pn_judge_add_mm (self, PN_LAYOUT_RULE_SEAL_SIZE, PN_LAYOUT_BREACH, self->sign_page, &seal->ink, size);
  if (seal->ink.h > 0 && fabs (seal->ink.w / seal->ink.h - 1) > 0.06) {
    g_autofree char *found = g_strdup_printf ("%d × %d mm", (int) lround (seal->ink.w), (int) lround (seal->ink.h));
    pn_judge_add_text (self, PN_LAYOUT_RULE_SEAL_SHAPE, PN_LAYOUT_BREACH, self->sign_page, &seal->ink, found);
  }
}

static void
judge_seal (PnJudge *self, const PnLayoutPicture *seal, const PnLayoutPicture *hand)
{
  if (seal->colour != PN_INK_RED)
    add_ink (self, PN_LAYOUT_RULE_SEAL_COLOUR, seal);
  if (!seal->transparent)
    pn_judge_add_text (self, PN_LAYOUT_RULE_SEAL_GROUND, PN_LAYOUT_BREACH, self->sign_page, &seal->ink, "");
  judge_seal_size (self, seal);
  if (hand == NULL)
    return;
  if (middle_x (&seal->ink) >= middle_x (&hand->ink)) {
    pn_judge_add_mm (self, PN_LAYOUT_RULE_SEAL_SIDE, PN_LAYOUT_BREACH, self->sign_page, &seal->ink, middle_x (&seal->ink) - middle_x (&hand->ink));
    return;
  }
  double share = (seal->ink.x + seal->ink.w - hand->ink.x) / MAX (hand->ink.w, 1);
  if (share < THIRD_MIN || share > THIRD_MAX) {
    g_autofree char *found = g_strdup_printf ("%d %%", (int) lround (CLAMP (share, 0, 1) * 100));
    pn_judge_add_text (self, PN_LAYOUT_RULE_SEAL_OVERLAP, PN_LAYOUT_BREACH, self->sign_page, &seal->ink, found);
  }
}

/* ---- fields */

static gboolean
is_corner (const PnJudge *self, const PnLayoutField *f)
{
  const PnLayoutPage *page = self->doc->pages->len > 0 ? self->doc->pages->pdata[0] : NULL;
  return page != NULL && f->page == 1 && f->box.y + f->box.h / 2 < CORNER_MM && middle_x (&f->box) > page->width / 2;
}

static gboolean
is_shown (const PnLayoutField *f)
{
  return f->is_signature && f->filled && f->box.w > 1 && f->box.h > 1;
}

/* Signatures that stand for the document itself, shown or not; that of a copy or attachment is another matter (R6). */
static guint
count_signatures (const PnJudge *self)
{
  guint n = 0;
  for (guint i = 0; i < self->doc->fields->len; i++) {
    const PnLayoutField *f = self->doc->fields->pdata[i];
    n += f->is_signature && f->filled && !is_corner (self, f);
  }
  return n;
}

static const PnLayoutRun *
text_in (const PnJudge *self, const PnLayoutField *f, GString *all)
{
  const PnLayoutPage *page = f->page >= 1 && (guint) f->page <= self->doc->pages->len ? self->doc->pages->pdata[f->page - 1] : NULL;
  const PnLayoutRun *first = NULL;
  for (guint i = 0; page != NULL && i < page->runs->len; i++) {
    const PnLayoutRun *run = page->runs->pdata[i];
    if (!pn_mm_inside (&run->box, &f->box))
      continue;
    first = first != NULL ? first : run;
    g_string_append_printf (all, "%s ", run->text);
  }
  return first;
}

static void
judge_hand_text (PnJudge *self)
{
  for (guint i = 0; i < self->doc->fields->len; i++) {
    const PnLayoutField *f = self->doc->fields->pdata[i];
    g_autoptr (GString) text = g_string_new (NULL);
    if (!is_shown (f) || f->page != self->sign_page || is_corner (self, f) || text_in (self, f, text) == NULL)
      continue;
    if (text->len > 200) /* what the first lines say is enough */
      g_string_truncate (text, (gsize) (g_utf8_offset_to_pointer (text->str, 48) - text->str));
    pn_judge_add_text (self, PN_LAYOUT_RULE_HAND_TEXT, PN_LAYOUT_WARNING, f->page, &f->box, g_strchomp (text->str));
  }
}

void
pn_judge_signatures (PnJudge *self)
{
  guint n = count_signatures (self);
  const PnLayoutPicture *hand = NULL, *seal = NULL;
  if (self->name != NULL) {
    find_pair (self, FALSE, &hand, &seal);
    if (hand == NULL || seal == NULL)
      find_pair (self, TRUE, &hand, &seal);
  }
  self->report->is_signed = n > 0 || hand != NULL || seal != NULL;
  self->report->is_original = n > 1;
  if (!self->report->is_signed) {
    pn_judge_add_text (self, PN_LAYOUT_RULE_NOT_SIGNED, PN_LAYOUT_OPEN, 0, NULL, "");
    return;
  }
  if (hand != NULL)
    judge_hand (self, hand);
  else if (self->name != NULL)
    pn_judge_add_text (self, PN_LAYOUT_RULE_HAND_MISSING, PN_LAYOUT_BREACH, self->sign_page, NULL, "");
  if (seal != NULL)
    judge_seal (self, seal, hand);
  else if (n > 1 && self->name != NULL)
    pn_judge_add_text (self, PN_LAYOUT_RULE_SEAL_MISSING, PN_LAYOUT_BREACH, self->sign_page, NULL, "");
  if (n == 1)
    pn_judge_add_text (self, PN_LAYOUT_RULE_ONE_SIGNATURE, PN_LAYOUT_OPEN, 0, NULL, "");
  judge_hand_text (self);
}

/* ---- R5, R6: the body's signature on attachments and copies is text, top right */

static gboolean
is_copy_words (const char *text)
{
  g_autofree char *upper = g_utf8_strup (text, -1);
  return strstr (upper, "SAO Y") != NULL || strstr (upper, "SAO LỤC") != NULL || strstr (upper, "TRÍCH SAO") != NULL;
}

/* "12/QĐ-UBND" */
static gboolean
is_number_and_symbol (const char *text)
{
  for (const char *at = strchr (text, '/'); at != NULL; at = strchr (at + 1, '/'))
    if (at > text && g_ascii_isdigit (at[-1]) && g_unichar_isupper (g_utf8_get_char (at + 1)))
      return TRUE;
  return FALSE;
}

/* In foreign files many a signature stands in that corner: only one that speaks as the decree says makes an attachment or a copy. */
gboolean
pn_judge_has_form (const PnJudge *self)
{
  for (guint i = 0; i < self->doc->fields->len; i++) {
    const PnLayoutField *f = self->doc->fields->pdata[i];
    g_autoptr (GString) text = g_string_new (NULL);
    if (is_shown (f) && is_corner (self, f) && text_in (self, f, text) != NULL && (is_copy_words (text->str) || is_number_and_symbol (text->str)))
      return TRUE;
  }
  return FALSE;
}

/* "2026-11-23T09:15:00+07:00" somewhere; a blank for the T and a zone without its colon are ISO 8601 to most eyes. */
static gboolean
has_iso_time (const char *text)
{
  static const char shape[] = "dddd-dd-ddTdd:dd:dd";
  for (const char *at = text; *at != '\0'; at++) {
    gsize i = 0;
    while (shape[i] != '\0' && at[i] != '\0' && (shape[i] == 'd' ? g_ascii_isdigit (at[i]) : shape[i] == 'T' ? strchr ("T ", at[i]) != NULL : at[i] == shape[i]))
      i++;
    const char *zone = at + i + (shape[i] == '\0' && at[i] == ' ');
    if (shape[i] == '\0' && strchr ("+-", *zone) != NULL && *zone != '\0' && g_ascii_isdigit (zone[1]) && g_ascii_isdigit (zone[2]))
      return TRUE;
  }
  return FALSE;
}

static void
judge_form (PnJudge *self, const PnLayoutField *f)
{
  const PnLayoutPage *page = self->doc->pages->pdata[f->page - 1];
  g_autoptr (GString) text = g_string_new (NULL);
  (void) text_in (self, f, text);
  for (guint i = 0; i < page->pictures->len; i++) {
    const PnLayoutPicture *p = page->pictures->pdata[i];
    if (!p->drawn && pn_mm_inside (&p->box, &f->box))
      pn_judge_add_text (self, PN_LAYOUT_RULE_FORM_IMAGE, PN_LAYOUT_BREACH, f->page, &p->box, "");
  }
  for (guint i = 0; i < page->runs->len; i++) {
    const PnLayoutRun *run = page->runs->pdata[i];
    if (!pn_mm_inside (&run->box, &f->box) || (fabs (run->size - 10) <= PN_TOLERANCE_PT && !run->italic && pn_layout_ink_of (run->rgb) == PN_INK_BLACK))
      continue;
    const PnLine line = { .text = run->text, .box = run->box, .page = f->page, .size = run->size, .font = run->font, .bold = run->bold, .italic = run->italic, .rgb = run->rgb };
    pn_judge_add_style (self, PN_LAYOUT_RULE_FORM_STYLE, PN_LAYOUT_BREACH, &line);
  }
  if (!has_iso_time (text->str))
    pn_judge_add_text (self, PN_LAYOUT_RULE_FORM_TIME, PN_LAYOUT_BREACH, f->page, &f->box, g_strchomp (text->str));
}

/* "SAO Y", "SAO LỤC", "TRÍCH SAO" in a signature that is not in its corner. */
static void
judge_form_place (PnJudge *self, const PnLayoutField *f)
{
  g_autoptr (GString) text = g_string_new (NULL);
  (void) text_in (self, f, text);
  if (is_copy_words (text->str))
    pn_judge_add_text (self, PN_LAYOUT_RULE_FORM_PLACE, PN_LAYOUT_BREACH, f->page, &f->box, "");
}

/* ---- R7 */

static double
frame_width (const PnLine *line)
{
  static const struct {
    const char *word;
    double mm;
  } marks[] = { { "hoa toc", 30 }, { "thuong khan", 40 }, { "khan", 20 } };
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    if (g_str_equal (line->folded, marks[i].word))
      return marks[i].mm;
  return 0;
}

static void
judge_frame (PnJudge *self, const PnLine *line, double want)
{
  const PnLayoutPage *page = self->doc->pages->pdata[line->page - 1];
  for (guint i = 0; i < page->pictures->len; i++) {
    const PnLayoutPicture *p = page->pictures->pdata[i];
    if (!p->drawn || p->colour != PN_INK_RED || !pn_mm_inside (&line->box, &p->ink) || p->ink.h < line->box.h)
      continue;
    if (fabs (p->ink.w - want) > PN_TOLERANCE_MM || fabs (p->ink.h - 8) > PN_TOLERANCE_MM) {
      g_autofree char *found = g_strdup_printf ("%d × %d mm", (int) lround (p->ink.w), (int) lround (p->ink.h));
      pn_judge_add_text (self, PN_LAYOUT_RULE_URGENCY_FRAME, PN_LAYOUT_BREACH, line->page, &p->ink, found);
    }
    return;
  }
}

static void
judge_urgency (PnJudge *self)
{
  for (guint i = self->from[1]; i < self->from[2]; i++) {
    const PnLine *line = pn_judge_line (self, i);
    double want = frame_width (line);
    if (want <= 0 || !line->caps)
      continue;
    self->report->has_urgency = TRUE;
    if (pn_layout_ink_of (line->rgb) != PN_INK_RED) {
      g_autofree char *found = g_strdup_printf ("#%06x", line->rgb);
      pn_judge_add_text (self, PN_LAYOUT_RULE_URGENCY_COLOUR, PN_LAYOUT_BREACH, line->page, &line->box, found);
    }
    if (line->size < 13 - PN_TOLERANCE_PT || line->size > 14 + PN_TOLERANCE_PT || !line->bold || line->italic)
      pn_judge_add_style (self, PN_LAYOUT_RULE_URGENCY_STYLE, PN_LAYOUT_BREACH, line);
    judge_frame (self, line, want);
  }
}

void
pn_judge_forms (PnJudge *self)
{
  for (guint i = 0; i < self->doc->fields->len; i++) {
    const PnLayoutField *f = self->doc->fields->pdata[i];
    if (!is_shown (f))
      continue;
    self->report->has_form |= is_corner (self, f);
    if (is_corner (self, f))
      judge_form (self, f);
    else
      judge_form_place (self, f);
  }
  judge_urgency (self);
}
