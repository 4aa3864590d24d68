/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/compose/letterhead.h"

#include <string.h>

#include "docs-service/compose/seal-look.h"

#define LEFT_WIDTH 178.0
#define RIGHT_WIDTH (PN_TEXT_WIDTH - LEFT_WIDTH)
#define RIGHT_X (PN_MARGIN_LEFT + LEFT_WIDTH)
#define HALF (PN_TEXT_WIDTH / 2)
#define NUMBER_GAP 36.0 /* points: four digits of 13 pt */

/* R2: sizes of zones 1 to 4. */
static const PnStyle style_nation = { .size = 12, .bold = TRUE, .align = PN_ALIGN_CENTER };
static const PnStyle style_motto = { .size = 13, .bold = TRUE, .align = PN_ALIGN_CENTER };
static const PnStyle style_parent = { .size = 12, .align = PN_ALIGN_CENTER };
static const PnStyle style_body_name = { .size = 12, .bold = TRUE, .align = PN_ALIGN_CENTER };
static const PnStyle style_number = { .size = 13, .align = PN_ALIGN_CENTER };
static const PnStyle style_about = { .size = 12, .align = PN_ALIGN_CENTER };
static const PnStyle style_date = { .size = 13, .italic = TRUE, .align = PN_ALIGN_CENTER };

char *
pn_letterhead_date (const char *place, int day, int month, int year)
{
  if (day == 0)
    return g_strdup_printf ("%s, ngày      tháng      năm %s", place, year > 0 ? "" : "20…");
  return g_strdup_printf (month <= 2 ? "%s, ngày %02d tháng %02d năm %d" : "%s, ngày %02d tháng %d năm %d", place, day, month, year);
}

static double
draw_nation (PnPaper *paper, double y)
{
  double width;

  y += pn_paper_box (paper, &style_nation, RIGHT_X, y, RIGHT_WIDTH, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
  pn_paper_measure (paper, &style_motto, RIGHT_WIDTH, "Độc lập - Tự do - Hạnh phúc", &width);
  y += pn_paper_box (paper, &style_motto, RIGHT_X, y, RIGHT_WIDTH, "Độc lập - Tự do - Hạnh phúc");
  /* Annex I: a rule as long as the motto itself. */
  pn_paper_rule (paper, RIGHT_X + (RIGHT_WIDTH - width) / 2, y + 1.5, width);
  return y + 4;
}

/* So wide that the text takes no more lines than it must, and these are about as long as one another. */
static double
even_width (PnPaper *paper, const PnStyle *style, const char *text)
{
  double most = LEFT_WIDTH, least = LEFT_WIDTH / 3, height = pn_paper_measure (paper, style, LEFT_WIDTH, text, NULL);

  while (most - least > 2) {
    double middle = (most + least) / 2, ink;
    if (pn_paper_measure (paper, style, middle, text, &ink) > height || ink > middle)
      least = middle;
    else
      most = middle;
  }
  return most;
}

/* "ỦY BAN NHÂN DÂN TỈNH SƠN HÀ" breaks before the name of the place, not within it, where that costs no line; a longer name into even lines. */
static char *
body_lines (PnPaper *paper, const PnStyle *style, const char *name, double *width)
{
  static const char *const kinds[] = { " TỈNH ", " THÀNH PHỐ ", " PHƯỜNG ", " XÃ ", " VÀ " };
  g_autofree char *upper = g_utf8_strup (name, -1);
  double one = pn_paper_measure (paper, style, 2000, upper, NULL), all = pn_paper_measure (paper, style, LEFT_WIDTH, upper, NULL);

  *width = LEFT_WIDTH;
  if (all < 1.5 * one)
    return g_steal_pointer (&upper);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    char *at = strstr (upper, kinds[i]);
    if (at == NULL)
      continue;
    *at = '\n';
    if (pn_paper_measure (paper, style, LEFT_WIDTH, upper, NULL) < all + one / 2)
      return g_steal_pointer (&upper);
    *at = ' ';
  }
  *width = even_width (paper, style, upper);
  return g_steal_pointer (&upper);
}

static double
draw_name (PnPaper *paper, const PnStyle *style, double y, const char *name, double *ink)
{
  double width;
  g_autofree char *lines = body_lines (paper, style, name, &width);

  pn_paper_measure (paper, style, width, lines, ink);
  return pn_paper_box (paper, style, PN_MARGIN_LEFT + (LEFT_WIDTH - width) / 2, y, width, lines);
}

static double
draw_body_name (PnPaper *paper, double y, const PnLetterhead *head)
{
  double width;

  if (head->parent != NULL && *head->parent != '\0')
    y += draw_name (paper, &style_parent, y, head->parent, &width);
  y += draw_name (paper, &style_body_name, y, head->body, &width);
  /* Annex I: a rule of a third to a half of the line's length, centred. */
  pn_paper_rule (paper, PN_MARGIN_LEFT + (LEFT_WIDTH - width * 0.4) / 2, y + 1.5, width * 0.4);
  return y + 4;
}

static PnPdfRect
user_space (double x, double y, double width, double height)
{
  return (PnPdfRect) { x, PN_A4_HEIGHT - y - height, x + width, PN_A4_HEIGHT - y };
}

/* "Số: 12/QĐ-UBND", or with a gap where the clerk's number will stand. */
static double
draw_number (PnPaper *paper, const PnLetterhead *head, double y)
{
  static const PnStyle part = { .size = PN_LETTERHEAD_FIELD_SIZE };
  g_autofree char *tail = g_strdup_printf ("/%s", head->symbol != NULL ? head->symbol : "");
  double label_width, tail_width;
  if (head->number_field == NULL) {
    gboolean known = head->number != NULL && *head->number != '\0';
    g_autofree char *number = g_strdup_printf ("Số: %s%s", known ? head->number : "        ", tail);
    return pn_paper_box (paper, &style_number, PN_MARGIN_LEFT, y, LEFT_WIDTH, number);
  }
  pn_paper_measure (paper, &part, LEFT_WIDTH, "Số:", &label_width);
  pn_paper_measure (paper, &part, LEFT_WIDTH, tail, &tail_width);
  double x = PN_MARGIN_LEFT + MAX (0, (LEFT_WIDTH - label_width - NUMBER_GAP - tail_width) / 2);
  double height = pn_paper_box (paper, &part, x, y, LEFT_WIDTH, "Số:");
  pn_paper_box (paper, &part, x + label_width + NUMBER_GAP, y, LEFT_WIDTH, tail);
  *head->number_field = user_space (x + label_width + 2, y, NUMBER_GAP - 2, height);
  return height;
}

static double
draw_date (PnPaper *paper, const PnLetterhead *head, double y)
{
  g_autofree char *date = pn_letterhead_date (head->place, head->day, head->month, head->year);
  double height = pn_paper_measure (paper, &style_date, RIGHT_WIDTH, date, NULL);
  if (head->date_field == NULL)
    return pn_paper_box (paper, &style_date, RIGHT_X, y, RIGHT_WIDTH, date);
  *head->date_field = user_space (RIGHT_X, y, RIGHT_WIDTH, height);
  return height;
}

/* Annex I, III.2b: 30 × 8, 40 × 8 or 20 × 8 mm, bright red, in the middle of the left column. */
static double
draw_urgency (PnPaper *paper, const char *word, double y)
{
  double frame = g_str_equal (word, "KHẨN") ? 20 : g_str_equal (word, "HỎA TỐC") ? 30 : 40, x = PN_MARGIN_LEFT + (LEFT_WIDTH - frame * PN_MM) / 2;
  cairo_t *cr = pn_paper_cairo (paper);
  PangoLayout *layout = pango_cairo_create_layout (cr);
  PangoFontDescription *font = pango_font_description_from_string (PN_PAPER_FONT " Bold");
  int w, h;
  pango_font_description_set_absolute_size (font, 13 * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, word, -1);
  pango_layout_get_size (layout, &w, &h);
  cairo_save (cr);
  cairo_set_source_rgb (cr, 0.9, 0, 0);
  cairo_set_line_width (cr, 1);
  cairo_rectangle (cr, x + 0.5, y + 0.5, frame * PN_MM - 1, 8 * PN_MM - 1); /* the line lies within the frame's size */
  cairo_stroke (cr);
  cairo_move_to (cr, x + (frame * PN_MM - (double) w / PANGO_SCALE) / 2, y + (8 * PN_MM - (double) h / PANGO_SCALE) / 2);
  pango_cairo_show_layout (cr, layout);
  cairo_restore (cr);
  pango_font_description_free (font);
  g_object_unref (layout);
  return 8 * PN_MM;
}

double
pn_letterhead_names (PnPaper *paper, const PnLetterhead *head)
{
  double y = MAX (draw_nation (paper, PN_MARGIN_TOP), draw_body_name (paper, PN_MARGIN_TOP, head));
  pn_paper_set_y (paper, y);
  return y;
}

void
pn_letterhead_draw (PnPaper *paper, const PnLetterhead *head)
{
  double y = pn_letterhead_names (paper, head) + 5;
  double left = y + draw_number (paper, head, y), right = y + draw_date (paper, head, y);

  if (head->about != NULL)
    left += 3 + pn_paper_box (paper, &style_about, PN_MARGIN_LEFT, left + 3, LEFT_WIDTH, head->about);
  if (head->urgency != NULL)
    left += 6 + draw_urgency (paper, head->urgency, left + 6);
  pn_paper_set_y (paper, MAX (left, right) + 18);
}

void
pn_letterhead_type (PnPaper *paper, const char *type, const char *summary)
{
  double width;

  pn_paper_text (paper, &pn_style_center_bold, type);
  pn_paper_measure (paper, &pn_style_center_bold, PN_TEXT_WIDTH, summary, &width);
  pn_paper_text (paper, &pn_style_center_bold, summary);
  width *= 0.36;
  pn_paper_rule (paper, PN_MARGIN_LEFT + (PN_TEXT_WIDTH - width) / 2, pn_paper_y (paper) + 3, width);
  pn_paper_set_y (paper, pn_paper_y (paper) + 16);
}

static double
signer_head_height (PnPaper *paper, const PnSigner *signer)
{
  double capacity = signer->capacity != NULL ? pn_paper_measure (paper, &pn_style_center_bold, HALF, signer->capacity, NULL) : 0;
  return capacity + pn_paper_measure (paper, &pn_style_center_bold, HALF, signer->title, NULL);
}

static void
draw_signer (PnPaper *paper, const PnSigner *signer, double x, double y, double name_y)
{
  if (signer->capacity != NULL)
    y += pn_paper_box (paper, &pn_style_center_bold, x, y, HALF, signer->capacity);
  pn_paper_box (paper, &pn_style_center_bold, x, y, HALF, signer->title);
  pn_paper_box (paper, &pn_style_center_bold, x, name_y, HALF, signer->name);
}

/* Zone 9b; a list that is longer than the page goes on at the top of the next. */
static double
draw_recipients (PnPaper *paper, const char *const *recipients, double y)
{
  static const PnStyle head = { .size = 12, .bold = TRUE, .italic = TRUE };
  static const PnStyle item = { .size = 11 };

  y += pn_paper_box (paper, &head, PN_MARGIN_LEFT, y, HALF, "Nơi nhận:");
  for (guint i = 0; recipients[i] != NULL; i++) {
    gboolean last = recipients[i + 1] == NULL;
    g_autofree char *line = g_strdup_printf ("- %s%s", recipients[i], last ? "." : ";");
    if (y + pn_paper_measure (paper, &item, HALF - 10, line, NULL) > PN_A4_HEIGHT - PN_MARGIN_BOTTOM) {
      pn_paper_next_page (paper);
      y = PN_MARGIN_TOP;
    }
    y += pn_paper_box (paper, &item, PN_MARGIN_LEFT, y, HALF - 10, line);
  }
  return y;
}

void
pn_letterhead_signers (PnPaper *paper, const PnSigner *left, const PnSigner *right, const char *const *recipients, PnPdfRect *rect, int *page)
{
  guint n = recipients != NULL ? g_strv_length ((char **) recipients) : 0;
  double head = signer_head_height (paper, right), name = pn_paper_measure (paper, &pn_style_center_bold, HALF, right->name, NULL);

  pn_paper_set_y (paper, pn_paper_y (paper) + 10);
  pn_paper_need (paper, head + PN_SEAL_HEIGHT + 4 + name + (left != NULL && n > 0 ? 10 + 30 : 0));
  pn_paper_end_text (paper);
  double top = pn_paper_y (paper), x = PN_MARGIN_LEFT + HALF, room = top + head + 2, name_y = room + PN_SEAL_HEIGHT + 2, end = name_y + name;
  if (rect != NULL) {
    *page = pn_paper_page (paper); /* a long list of recipients ends on another */
    double x0 = x + (HALF - PN_SEAL_WIDTH) / 2;
    *rect = (PnPdfRect) { x0, PN_A4_HEIGHT - room - PN_SEAL_HEIGHT, x0 + PN_SEAL_WIDTH, PN_A4_HEIGHT - room };
  }
  draw_signer (paper, right, x, top, name_y);
  if (left != NULL)
    draw_signer (paper, left, PN_MARGIN_LEFT, top, name_y);
  if (n > 0)
    end = MAX (left != NULL ? 0 : end, draw_recipients (paper, recipients, left != NULL ? end + 10 : top));
  pn_paper_set_y (paper, end);
}
