/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checker of Decree 30: what this house composes has no breach, at any stage; a paper that is wrong in one thing is found wrong in that thing and no other. */
#include <cairo-pdf.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "base/error.h"
#include "docs-service/compose/compose-minutes.h"
#include "docs-service/compose/compose-official.h"
#include "docs-service/compose/field-look.h"
#include "docs-service/compose/seal-look.h"
#include "docs-service/compose/stamp-look.h"
#include "docs-service/compose/text-look.h"
#include "docs-service/layout/layout.h"
#include "docs-service/pdf/pdf-fill.h"
#include "docs-service/render/layout-read.h"
#include "tests/unit/docs-service-pdf/fixture.h"

#define MM (72 / 25.4)

static PnLayoutReport *
judge (GBytes *pdf, double seal_mm)
{
  gsize n;
  const guint8 *bytes = g_bytes_get_data (pdf, &n);
  char why[PN_RENDER_TEXT_MAX] = "";
  g_autoptr (PnLayoutDoc) doc = NULL;
  const PnLayoutWanted wanted = { .seal_mm = seal_mm };
  g_assert_cmpint (pn_layout_read (bytes, n, &doc, why), ==, PN_RENDER_OK);
  return pn_layout_judge (doc, &wanted);
}

/* "margin_left page_size": breaches and warnings, in the report's order. */
static char *
faults (const PnLayoutReport *report)
{
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < report->findings->len; i++) {
    const PnLayoutFinding *f = report->findings->pdata[i];
    g_test_message ("%s %d: %s", pn_layout_rule_name (f->rule), f->severity, f->found_en);
    if (f->severity != PN_LAYOUT_OPEN)
      g_string_append_printf (out, "%s%s", out->len > 0 ? " " : "", pn_layout_rule_name (f->rule));
  }
  return g_string_free (out, FALSE);
}

static gboolean
has (const PnLayoutReport *report, PnLayoutRule rule)
{
  for (guint i = 0; i < report->findings->len; i++)
    if (((const PnLayoutFinding *) report->findings->pdata[i])->rule == rule)
      return TRUE;
  return FALSE;
}

/* PHIEN_KEEP=DIR leaves the papers there for whoever wants to look. */
static void
keep (const char *name, GBytes *pdf)
{
  const char *dir = g_getenv ("PHIEN_KEEP");
  gsize n;
  const char *data = g_bytes_get_data (pdf, &n);
  g_autofree char *path = dir != NULL ? g_strdup_printf ("%s/layout-%s.pdf", dir, name) : NULL;
  if (path != NULL)
    g_assert_true (g_file_set_contents (path, data, (gssize) n, NULL));
}

/* ---- a paper drawn by hand, right in everything until a test spoils one thing */

typedef struct {
  const char *font;
  double width, height, top, bottom, left, right; /* mm */
  double nation_size, motto_size, body_name_size, type_size, name_size, recipients_size, text_size, number_size;
  gboolean nation_left, motto_plain, date_upright, type_aside, name_caps, recipients_upright, ragged;
  double indent, gap, line; /* mm, pt, factor */
  guint32 text_rgb;
  const char *motto, *number, *date, *name;
  gboolean no_page_number, first_numbered, number_aside, no_recipients, no_motto;
  int number_off;
  double seal_mm, seal_high_mm, seal_dx, hand_dx; /* dx: mm from where it should be */
  guint32 seal_rgb, hand_rgb;
  gboolean seal_solid, hand_solid, no_hand, drawn;
  const char *urgency;
  guint32 urgency_rgb;
  double frame_mm;
} Paper;

static const Paper good = {
  .font = "Liberation Serif", .width = 210, .height = 297, .top = 20, .bottom = 20, .left = 30, .right = 20,
  .nation_size = 12, .motto_size = 13, .body_name_size = 12, .type_size = 14, .name_size = 14, .recipients_size = 12, .text_size = 14, .number_size = 13,
  .indent = 12.7, .gap = 6, .line = 1.1,
  .motto = "Độc lập - Tự do - Hạnh phúc", .number = "Số: 05/QĐ-UBND", .date = "Sơn Hà, ngày 05 tháng 6 năm 2026", .name = "Nguyễn Văn Thành",
  .seal_mm = 36, .seal_high_mm = 36, .seal_rgb = 0xd81010, .hand_rgb = 0x0a24a0, .urgency_rgb = 0xe00000, .frame_mm = 30,
};

typedef struct {
  double size;
  gboolean bold, italic;
  PangoAlignment align;
  gboolean justify;
  double indent, line;
  guint32 rgb;
} Look;

#define LOOK(s, b, i, a) { .size = s, .bold = b, .italic = i, .align = a }
#define MIDDLE PANGO_ALIGN_CENTER

static void
set_rgb (cairo_t *cr, guint32 rgb)
{
  cairo_set_source_rgb (cr, (rgb >> 16 & 0xff) / 255.0, (rgb >> 8 & 0xff) / 255.0, (rgb & 0xff) / 255.0);
}

/* At millimetres; the height it takes. width 0: measured only when cr is NULL is no case here. */
static double
put (cairo_t *cr, const Paper *p, const Look *look, double x, double y, double width, const char *text, gboolean draw)
{
  PangoLayout *layout = pango_cairo_create_layout (cr);
  PangoFontDescription *desc = pango_font_description_from_string (p->font);
  int h;
  pango_font_description_set_absolute_size (desc, look->size * PANGO_SCALE);
  pango_font_description_set_weight (desc, look->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_style (desc, look->italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
  pango_context_set_round_glyph_positions (pango_layout_get_context (layout), FALSE);
  pango_layout_set_font_description (layout, desc);
  pango_layout_set_width (layout, (int) (width * MM * PANGO_SCALE));
  pango_layout_set_alignment (layout, look->align);
  pango_layout_set_justify (layout, look->justify);
  pango_layout_set_indent (layout, (int) (look->indent * MM * PANGO_SCALE));
  pango_layout_set_line_spacing (layout, (float) (look->line > 0 ? look->line : 1));
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_size (layout, NULL, &h);
  set_rgb (cr, look->rgb);
  cairo_move_to (cr, x * MM, y * MM);
  if (draw)
    pango_cairo_show_layout (cr, layout);
  pango_font_description_free (desc);
  g_object_unref (layout);
  return (double) h / PANGO_SCALE / MM;
}

/* Width in millimetres, drawn at 300 dpi as a scanner would leave it. */
static cairo_surface_t *
blank (double w, double h, gboolean solid, cairo_t **cr)
{
  cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) (w * 300 / 25.4), (int) (h * 300 / 25.4));
  *cr = cairo_create (image);
  if (solid) {
    cairo_set_source_rgb (*cr, 1, 1, 1);
    cairo_paint (*cr);
  }
  cairo_scale (*cr, 300 / 25.4, 300 / 25.4);
  return image;
}

static void
place (cairo_t *cr, cairo_surface_t *image_take, cairo_t *own_take, double x, double y)
{
  cairo_destroy (own_take);
  cairo_save (cr);
  cairo_translate (cr, x * MM, y * MM);
  cairo_scale (cr, 72 / 300.0, 72 / 300.0);
  cairo_set_source_surface (cr, image_take, 0, 0);
  cairo_paint (cr);
  cairo_restore (cr);
  cairo_surface_destroy (image_take);
}

static void
strokes_of_hand (cairo_t *cr, const Paper *p)
{
  set_rgb (cr, p->hand_rgb);
  cairo_set_line_width (cr, 0.8);
  cairo_move_to (cr, 1, 12);
  cairo_curve_to (cr, 10, -6, 14, 30, 22, 8);
  cairo_curve_to (cr, 28, 2, 32, 22, 41, 6);
  cairo_stroke (cr);
}

static void
strokes_of_seal (cairo_t *cr, const Paper *p)
{
  cairo_scale (cr, p->seal_mm / 36, p->seal_high_mm / 36);
  set_rgb (cr, p->seal_rgb);
  cairo_set_line_width (cr, 0.8);
  cairo_arc (cr, 18, 18, 17.6, 0, 2 * G_PI);
  cairo_stroke (cr);
  cairo_arc (cr, 18, 18, 5, 0, 2 * G_PI);
  cairo_fill (cr);
}

/* The hand is 42 mm wide round `middle`; the seal's right edge lies on its first third. */
static void
draw_signs (cairo_t *cr, const Paper *p, double middle, double y)
{
  double x = middle - 21 + p->hand_dx, seal_x = middle - 21 + 14 - p->seal_mm + p->seal_dx;
  cairo_t *own;
  if (p->drawn) {
    cairo_save (cr);
    cairo_scale (cr, MM, MM);
    cairo_translate (cr, x, y + 6);
    strokes_of_hand (cr, p);
    cairo_translate (cr, seal_x - x, -6);
    strokes_of_seal (cr, p);
    cairo_restore (cr);
    return;
  }
  if (!p->no_hand) {
    cairo_surface_t *hand = blank (42, 22, p->hand_solid, &own);
    strokes_of_hand (own, p);
    place (cr, hand, own, x, y + 6);
  }
  cairo_surface_t *seal = blank (p->seal_mm, p->seal_high_mm, p->seal_solid, &own);
  strokes_of_seal (own, p);
  place (cr, seal, own, seal_x, y);
}

#define HEAD 96.0 /* mm: the right column */

static void
draw_head (cairo_t *cr, const Paper *p)
{
  const Look nation = LOOK (p->nation_size, TRUE, FALSE, MIDDLE), motto = LOOK (p->motto_size, !p->motto_plain, FALSE, MIDDLE),
             body = LOOK (p->body_name_size, TRUE, FALSE, MIDDLE), number = LOOK (13, FALSE, FALSE, MIDDLE),
             date = LOOK (13, FALSE, !p->date_upright, MIDDLE), type = LOOK (p->type_size, TRUE, FALSE, p->type_aside ? PANGO_ALIGN_LEFT : MIDDLE),
             summary = LOOK (14, TRUE, FALSE, MIDDLE), mark = { .size = 13, .bold = TRUE, .align = MIDDLE, .rgb = p->urgency_rgb };
  double text = p->width - p->left - p->right, left = p->left, right = p->width - p->right - HEAD, y = p->top;
  if (p->nation_left) {
    right = p->left;
    left = p->width - p->right - 60;
  }
  put (cr, p, &nation, right, y, HEAD, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", TRUE);
  if (!p->no_motto)
    put (cr, p, &motto, right, y + 5.5, HEAD, p->motto, TRUE);
  put (cr, p, &body, left, y, 60, "ỦY BAN NHÂN DÂN\nTỈNH SƠN HÀ", TRUE);
  put (cr, p, &number, p->left, y + 16, 60, p->number, TRUE);
  put (cr, p, &date, p->width - p->right - HEAD, y + 16, HEAD, p->date, TRUE);
  put (cr, p, &type, p->left, y + 40, text, "QUYẾT ĐỊNH", TRUE);
  put (cr, p, &summary, p->left, y + 46, text, "Về việc phê duyệt kế hoạch chuyển đổi số năm 2027", TRUE);
  if (p->urgency == NULL)
    return;
  put (cr, p, &mark, p->left + 10, y + 28.2, p->frame_mm, p->urgency, TRUE);
  set_rgb (cr, p->urgency_rgb);
  cairo_set_line_width (cr, 0.8);
  cairo_rectangle (cr, (p->left + 10) * MM, (y + 27) * MM, p->frame_mm * MM, 8 * MM);
  cairo_stroke (cr);
}

static void
draw_page_number (cairo_t *cr, const Paper *p, int page)
{
  const Look number = LOOK (p->number_size, FALSE, FALSE, MIDDLE);
  g_autofree char *text = g_strdup_printf ("%d", page + p->number_off);
  if (!p->no_page_number && (page > 1 || p->first_numbered))
    put (cr, p, &number, p->number_aside ? p->width - 60 : 0, 10, p->number_aside ? 60 : p->width, text, TRUE);
}

static void
draw_end (cairo_t *cr, const Paper *p, double y)
{
  const Look head = LOOK (p->recipients_size, !p->recipients_upright, !p->recipients_upright, PANGO_ALIGN_LEFT), list = LOOK (11, FALSE, FALSE, PANGO_ALIGN_LEFT),
             bold = LOOK (14, TRUE, FALSE, MIDDLE), name = LOOK (p->name_size, TRUE, FALSE, MIDDLE);
  double x = p->left + 80, w = p->width - p->right - x;
  g_autofree char *caps = p->name_caps ? g_utf8_strup (p->name, -1) : g_strdup (p->name);
  if (!p->no_recipients) {
    put (cr, p, &head, p->left, y, 70, "Nơi nhận:", TRUE);
    put (cr, p, &list, p->left, y + 5.5, 70, "- Như Điều 3;\n- Lưu: VT.", TRUE);
  }
  put (cr, p, &bold, x, y, w, "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH", TRUE);
  draw_signs (cr, p, x + w / 2, y + 11);
  put (cr, p, &name, x, y + 48, w, caps, TRUE);
}

static cairo_status_t
write_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

#define PARAGRAPHS 17

static GBytes *
draw (const Paper *p)
{
  static const char words[] = "Ủy ban nhân dân các xã, phường và các cơ quan, đơn vị có liên quan chịu trách nhiệm tổ chức thực hiện kế hoạch này theo đúng tiến độ, "
                              "bảo đảm chất lượng, báo cáo kết quả thực hiện về Ủy ban nhân dân tỉnh trước ngày cuối cùng của mỗi quý để tổng hợp và chỉ đạo kịp thời.";
  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (write_bytes, bytes, p->width * MM, p->height * MM);
  cairo_t *cr = cairo_create (surface);
  const Look text = { .size = p->text_size, .justify = !p->ragged, .indent = p->indent, .line = p->line, .rgb = p->text_rgb };
  double width = p->width - p->left - p->right, y = p->top + 60;
  int page = 1;
  draw_page_number (cr, p, 1);
  draw_head (cr, p);
  for (guint i = 0; i < PARAGRAPHS; i++) {
    double h = put (cr, p, &text, p->left, y, width, words, FALSE);
    if (y + h > p->height - p->bottom) {
      cairo_show_page (cr);
      draw_page_number (cr, p, ++page);
      y = p->top;
    }
    put (cr, p, &text, p->left, y, width, words, TRUE);
    y += h + ((p->line - 1) * 1.149 * p->text_size + p->gap) / MM; /* pango leaves the last line's spacing out */
  }
  if (y > p->height - 85) {
    cairo_show_page (cr);
    draw_page_number (cr, p, ++page);
    y = p->top;
  }
  draw_end (cr, p, y + 4);
  cairo_show_page (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (bytes);
}

/* ---- what each spoilt thing is called */

#define SPOIL(name, change)                                                                                                                                    \
  static void spoil_##name (Paper *p)                                                                                                                          \
  {                                                                                                                                                            \
    change;                                                                                                                                                    \
  }
SPOIL (nothing, (void) p)
SPOIL (sheet, (p->width = 216, p->height = 279))
SPOIL (left, p->left = 22)
SPOIL (left_wide, p->left = 40)
SPOIL (right, p->right = 10)
SPOIL (right_wide, p->right = 28)
SPOIL (top, p->top = 12)
SPOIL (top_low, p->top = 33)
SPOIL (bottom, p->bottom = 4)
SPOIL (font, p->font = "Liberation Sans")
SPOIL (text_rgb, p->text_rgb = 0x1155cc)
SPOIL (no_page_number, p->no_page_number = TRUE)
SPOIL (first_numbered, p->first_numbered = TRUE)
SPOIL (number_aside, p->number_aside = TRUE)
SPOIL (number_small, p->number_size = 10)
SPOIL (number_off, p->number_off = 3)
SPOIL (text_size, p->text_size = 12)
SPOIL (ragged, p->ragged = TRUE)
SPOIL (indent, p->indent = 6)
SPOIL (no_indent, p->indent = 0)
SPOIL (gap, p->gap = 1)
SPOIL (line, p->line = 1.8)
SPOIL (nation, p->nation_size = 10)
SPOIL (nation_left, p->nation_left = TRUE)
SPOIL (no_motto, p->no_motto = TRUE)
SPOIL (motto, p->motto = "Độc lập, Tự do, Hạnh phúc")
SPOIL (motto_plain, p->motto_plain = TRUE)
SPOIL (body_name, p->body_name_size = 14.5)
SPOIL (number, p->number = "Số: 5/QĐ-UBND")
SPOIL (day, p->date = "Sơn Hà, ngày 5 tháng 6 năm 2026")
SPOIL (month, p->date = "Sơn Hà, ngày 15 tháng 2 năm 2026")
SPOIL (month_padded, p->date = "Sơn Hà, ngày 15 tháng 06 năm 2026")
SPOIL (date_upright, p->date_upright = TRUE)
SPOIL (type, p->type_size = 18)
SPOIL (name_caps, p->name_caps = TRUE)
SPOIL (name_title, p->name = "TS. Nguyễn Văn Thành")
SPOIL (no_recipients, p->no_recipients = TRUE)
SPOIL (recipients, p->recipients_upright = TRUE)
SPOIL (seal_small, p->seal_mm = p->seal_high_mm = 24)
SPOIL (seal_large, p->seal_mm = p->seal_high_mm = 50)
SPOIL (seal_stretched, p->seal_high_mm = 31)
SPOIL (seal_right, p->seal_dx = 42)
SPOIL (seal_apart, p->seal_dx = -20)
SPOIL (seal_black, p->seal_rgb = 0x202020)
SPOIL (seal_solid, p->seal_solid = TRUE)
SPOIL (hand_black, p->hand_rgb = 0x202020)
SPOIL (hand_solid, p->hand_solid = TRUE)
SPOIL (no_hand, p->no_hand = TRUE)
SPOIL (drawn, p->drawn = TRUE)
SPOIL (drawn_small, (p->drawn = TRUE, p->seal_mm = p->seal_high_mm = 25))
SPOIL (urgent, p->urgency = "HỎA TỐC")
SPOIL (urgent_black, (p->urgency = "HỎA TỐC", p->urgency_rgb = 0))
SPOIL (urgent_wide, (p->urgency = "HỎA TỐC", p->frame_mm = 44))

static const struct {
  const char *name;
  void (*spoil) (Paper *p);
  const char *expected; /* breaches and warnings */
} cases[] = {
  { "nothing", spoil_nothing, "" },
  { "sheet", spoil_sheet, "page_size" },
  { "left", spoil_left, "margin_left" },
  { "left-wide", spoil_left_wide, "margin_left" },
  { "right", spoil_right, "margin_right" },
  { "right-wide", spoil_right_wide, "margin_right" },
  { "top", spoil_top, "margin_top" },
  { "top-low", spoil_top_low, "margin_top" },
  { "bottom", spoil_bottom, "margin_bottom" },
  { "font", spoil_font, "font" },
  { "colour", spoil_text_rgb, "colour" },
  { "no-page-number", spoil_no_page_number, "page_number_missing" },
  { "first-numbered", spoil_first_numbered, "page_number_first" },
  { "number-aside", spoil_number_aside, "page_number_place" },
  { "number-small", spoil_number_small, "page_number_style" },
  { "number-off", spoil_number_off, "page_number_value" },
  { "text-size", spoil_text_size, "body_size" },
  { "ragged", spoil_ragged, "body_justified" },
  { "indent", spoil_indent, "body_indent" },
  { "no-indent", spoil_no_indent, "body_indent" },
  { "gap", spoil_gap, "body_gap" },
  { "line", spoil_line, "body_spacing" },
  { "nation", spoil_nation, "nation_style" },
  { "nation-left", spoil_nation_left, "nation_place body_name_missing" },
  { "no-motto", spoil_no_motto, "motto_missing" },
  { "motto", spoil_motto, "motto_text" },
  { "motto-plain", spoil_motto_plain, "motto_style" },
  { "body-name", spoil_body_name, "body_name_style" },
  { "number", spoil_number, "number_padding" },
  { "day", spoil_day, "date_padding" },
  { "month", spoil_month, "date_padding" },
  { "month-padded", spoil_month_padded, "date_overpadded" },
  { "date-upright", spoil_date_upright, "date_style" },
  { "type", spoil_type, "type_style" },
  { "name-caps", spoil_name_caps, "signer_name_style" },
  { "name-title", spoil_name_title, "signer_academic" },
  { "no-recipients", spoil_no_recipients, "recipients_missing" },
  { "recipients", spoil_recipients, "recipients_style" },
  { "seal-small", spoil_seal_small, "seal_size" },
  { "seal-large", spoil_seal_large, "seal_size" },
  { "seal-stretched", spoil_seal_stretched, "seal_shape" },
  { "seal-right", spoil_seal_right, "seal_side" },
  { "seal-apart", spoil_seal_apart, "seal_overlap" },
  { "seal-black", spoil_seal_black, "seal_colour" },
  { "seal-solid", spoil_seal_solid, "seal_ground" },
  { "hand-black", spoil_hand_black, "hand_colour" },
  { "hand-solid", spoil_hand_solid, "hand_ground" },
  { "no-hand", spoil_no_hand, "hand_missing" },
  { "drawn", spoil_drawn, "" },
  { "drawn-small", spoil_drawn_small, "seal_size" },
  { "urgent", spoil_urgent, "" },
  { "urgent-black", spoil_urgent_black, "urgency_colour" },
  { "urgent-wide", spoil_urgent_wide, "urgency_frame" },
};

static void
test_one_thing_wrong (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  Paper paper = good;
  cases[i].spoil (&paper);
  g_autoptr (GBytes) pdf = draw (&paper);
  keep (cases[i].name, pdf);
  g_autoptr (PnLayoutReport) report = judge (pdf, 0);
  g_autofree char *found = faults (report);
  g_assert_cmpint (report->verdict, ==, PN_LAYOUT_OFFICIAL);
  g_assert_cmpstr (found, ==, cases[i].expected);
}

static void
test_a_font_of_the_old_encodings (void)
{
  static const char *const names[] = { ".VnTime-0000000", "VNI-Times-00000" };
  g_autoptr (GBytes) pdf = draw (&good);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    gsize n;
    const char *data = g_bytes_get_data (pdf, &n);
    g_autofree char *copy = g_memdup2 (data, n);
    for (char *at = copy; (at = memmem (at, n - (gsize) (at - copy), "LiberationSerif", 15)) != NULL; at += 15)
      memcpy (at, names[i], 15);
    g_autoptr (GBytes) renamed = g_bytes_new (copy, n);
    g_autoptr (PnLayoutReport) report = judge (renamed, 0);
    g_assert_true (has (report, PN_LAYOUT_RULE_LEGACY_FONT));
    g_assert_false (has (report, PN_LAYOUT_RULE_FONT));
  }
}

/* ---- what is no official document is not judged */

static void
test_other_files_are_not_judged (void)
{
  const FixSpec spec = { .annots = FIX_DIRECT };
  g_autoptr (GBytes) pdf = fix_pdf (&spec);
  g_autoptr (PnLayoutReport) report = judge (pdf, 0);
  g_autoptr (PnJson) json = pn_layout_report_json (report);
  g_assert_cmpint (report->verdict, ==, PN_LAYOUT_NOT_OFFICIAL);
  g_assert_cmpuint (report->findings->len, ==, 0);
  g_assert_cmpstr (pn_wire_str (json, "state", ""), ==, "not_judged");
}

static void
test_a_scan_is_not_judged (void)
{
  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (write_bytes, bytes, 210 * MM, 297 * MM);
  cairo_t *cr = cairo_create (surface), *own;
  cairo_surface_t *scan = blank (208, 295, TRUE, &own);
  place (cr, scan, own, 1, 1);
  cairo_show_page (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  g_autoptr (GBytes) pdf = g_byte_array_free_to_bytes (bytes);
  g_autoptr (PnLayoutReport) report = judge (pdf, 0);
  g_assert_cmpint (report->verdict, ==, PN_LAYOUT_SCANNED);
}

/* ---- our own */

static const char long_text[] = "Ủy ban nhân dân các xã, phường và các cơ quan, đơn vị có liên quan chịu trách nhiệm tổ chức thực hiện kế hoạch này theo đúng tiến độ, bảo đảm chất "
                                "lượng, báo cáo kết quả thực hiện về Ủy ban nhân dân tỉnh trước ngày cuối cùng của mỗi quý để tổng hợp và chỉ đạo kịp thời.";

static GBytes *
compose (const char *type, const char *symbol, gboolean letter, guint paragraphs)
{
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  static const char *const urgencies[] = { "normal", "urgent", "very_urgent", "flash" };
  g_string_printf (json, "{\"urgency\":\"%s\",\"type\":\"%s\",\"letter\":%s,\"parent_body\":\"%s\",\"body\":\"%s\",\"symbol\":\"%s\",\"place\":\"Sơn Hà\",\"subject\":\"%s\",\"addressees\":[%s],\"paragraphs\":[",
                   urgencies[(paragraphs + letter) % 4], type, letter ? "true" : "false", letter ? "Ủy ban nhân dân tỉnh Sơn Hà" : "", letter ? "Sở Thông tin và Truyền thông" : "Ủy ban nhân dân tỉnh Sơn Hà", symbol,
                   letter ? "báo cáo kết quả chuyển đổi số quý III năm 2026" : "Về việc phê duyệt kế hoạch chuyển đổi số năm 2027 của các cơ quan, đơn vị trên địa bàn tỉnh",
                   letter ? "\"Ủy ban nhân dân các xã, phường\",\"Các sở, ban, ngành\"" : "");
  if (!letter)
    g_string_append (json, "\"Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15 ngày 16 tháng 6 năm 2025;\",\"Theo đề nghị của Giám đốc Sở.\",\"QUYẾT ĐỊNH:\",\"Chương I\",");
  for (guint i = 0; i < paragraphs; i++)
    g_string_append_printf (json, "\"Điều %u. %s\",\"%s\",", i + 1, long_text, i % 3 == 0 ? "a) Báo cáo đầy đủ;" : long_text);
  g_string_append (json, "\"Văn bản này có hiệu lực kể từ ngày ký./.\"],\"recipients\":[\"Như trên\",\"Thường trực Tỉnh ủy, Hội đồng nhân dân tỉnh\"],"
                         "\"signer_lines\":[\"TM. ỦY BAN NHÂN DÂN\",\"KT. CHỦ TỊCH\",\"PHÓ CHỦ TỊCH\"],\"signer\":\"Nguyễn Văn Thành\"}");
  GBytes *pdf = pn_compose_official (json->str, json->len, &error);
  g_assert_no_error (error);
  return pdf;
}

static void
assert_clean (GBytes *pdf, const char *name)
{
  g_autoptr (PnLayoutReport) report = judge (pdf, PN_OFFICIAL_SEAL_MM);
  g_autofree char *found = faults (report);
  keep (name, pdf);
  g_assert_cmpint (report->verdict, ==, PN_LAYOUT_OFFICIAL);
  g_assert_cmpstr (found, ==, "");
}

static void
test_every_kind_we_compose_is_clean (void)
{
  static const char *const kinds[] = { "Quyết định", "Nghị quyết", "Tờ trình", "Thông báo", "Thông báo kết luận", "Biên bản", "Kế hoạch", "Báo cáo", "Giấy mời", "Chỉ thị", "Công điện" };
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autoptr (GBytes) one = compose (kinds[i], "QĐ-UBND", FALSE, i % 3 * 5);
    assert_clean (one, kinds[i]);
  }
  g_autoptr (GBytes) letter = compose ("Công văn", "STTTT-CNTT", TRUE, 2);
  assert_clean (letter, "letter");
}

/* Lists, articles, a table: what the editor of drafts makes. */
static void
test_rich_text_is_clean (void)
{
#define P(text) "{\"type\":\"paragraph\",\"content\":[{\"type\":\"text\",\"text\":\"" text "\"}]}"
#define H(level, text) "{\"type\":\"heading\",\"attrs\":{\"level\":" #level "},\"content\":[{\"type\":\"text\",\"text\":\"" text "\"}]}"
#define ITEM(content) "{\"type\":\"listItem\",\"content\":[" content "]}"
#define CELL(text) "{\"type\":\"tableCell\",\"content\":[" P (text) "]}"
#define LONG "Quy chế này quy định việc quản lý, vận hành và sử dụng Hệ thống họp không giấy tờ của Ủy ban nhân dân tỉnh Sơn Hà, bảo đảm thống nhất từ tỉnh đến xã, đúng quy định của pháp luật."
  static const char *const kinds[] = { "decision", "resolution", "plan", "report" };
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree char *json = g_strdup_printf (
        "{\"type\":\"%s\",\"kind\":\"%s\",\"authority\":\"Ủy ban nhân dân tỉnh Sơn Hà\",\"body\":\"Ủy ban nhân dân tỉnh Sơn Hà\",\"symbol\":\"QĐ-UBND\",\"place\":\"Sơn Hà\","
        "\"subject\":\"Ban hành Quy chế họp không giấy tờ\",\"bases\":[\"Căn cứ Luật Tổ chức chính quyền địa phương;\",\"" LONG "\"],"
        "\"signer_lines\":[\"TM. ỦY BAN NHÂN DÂN\",\"CHỦ TỊCH\"],\"signer\":\"Nguyễn Văn Thành\",\"rich\":{\"type\":\"doc\",\"content\":[" H (2, "Quy định chung") "," H (4, "Phạm vi điều chỉnh") "," P (LONG) "," P (LONG) ","
        H (4, "Giải thích từ ngữ") ",{\"type\":\"orderedList\",\"attrs\":{\"start\":1},\"content\":[" ITEM (P (LONG)) "," ITEM (P ("Điểm cầu là nơi đại biểu dự họp.")) "]},{\"type\":\"bulletList\",\"content\":[" ITEM (P (LONG)) "," ITEM (P ("kiểm tra định kỳ.")) "]},"
        "{\"type\":\"table\",\"content\":[{\"type\":\"tableRow\",\"content\":[" CELL ("TT") "," CELL ("Nhiệm vụ") "," CELL ("Thời hạn") "]},{\"type\":\"tableRow\",\"content\":[" CELL ("1") "," CELL (LONG) "," CELL ("Quý I năm 2027") "]}]},"
        P (LONG) "," P (LONG) "," P (LONG) "]}}",
        i == 0 ? "Quyết định" : i == 1 ? "Nghị quyết" : i == 2 ? "Kế hoạch" : "Báo cáo", kinds[i]);
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) pdf = pn_compose_official (json, strlen (json), &error);
    g_assert_no_error (error);
    assert_clean (pdf, kinds[i]);
  }
}

static int
compare_double (gconstpointer a, gconstpointer b)
{
  double d = *(const double *) a - *(const double *) b;
  return d < 0 ? -1 : d > 0;
}

/* Lines of text on the signer's page between the page's number and his post. */
static guint
lines_with_signer (GBytes *pdf)
{
  gsize n;
  const guint8 *bytes = g_bytes_get_data (pdf, &n);
  g_autoptr (PnLayoutDoc) doc = NULL;
  char why[PN_RENDER_TEXT_MAX];
  g_assert_cmpint (pn_layout_read (bytes, n, &doc, why), ==, PN_RENDER_OK);
  const PnLayoutPage *page = g_ptr_array_index (doc->pages, doc->pages->len - 1);
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (double));
  double sign = 0;
  guint lines = 0;
  for (guint i = 0; i < page->runs->len; i++) {
    const PnLayoutRun *run = g_ptr_array_index (page->runs, i);
    sign = g_str_has_prefix (run->text, "TM.") ? run->box.y : sign;
    g_array_append_val (rows, run->box.y);
  }
  g_array_sort (rows, compare_double);
  for (guint i = 0; i < rows->len; i++) {
    double y = g_array_index (rows, double, i);
    lines += y > 19 && y < sign - 1 && (i == 0 || y - g_array_index (rows, double, i - 1) > 2);
  }
  g_assert_cmpfloat (sign, >, 0);
  return lines;
}

/* Every length of text around the end of a page, with the empty line the editor leaves; one list and one table at the end. */
static void
test_the_signature_never_stands_alone (void)
{
  for (guint n = 16; n < 34; n++) {
    g_autoptr (GString) rich = g_string_new (NULL);
    for (guint i = 0; i < n; i++)
      g_string_append (rich, P ("Một dòng của kế hoạch.") ",");
    g_string_append (rich, n % 3 == 0 ? "{\"type\":\"bulletList\",\"content\":[" ITEM (P ("một;")) "," ITEM (P ("hai.")) "]}," : n % 3 == 1 ? P (LONG " " LONG) "," : "{\"type\":\"table\",\"content\":[{\"type\":\"tableRow\",\"content\":[" CELL ("TT") "]},{\"type\":\"tableRow\",\"content\":[" CELL ("1\\n2") "]},{\"type\":\"tableRow\",\"content\":[" CELL (LONG) "]}]},");
    g_autofree char *json = g_strdup_printf ("{\"type\":\"Kế hoạch\",\"kind\":\"plan\",\"body\":\"Ủy ban nhân dân tỉnh Sơn Hà\",\"symbol\":\"KH-UBND\",\"subject\":\"Chuyển đổi số\","
                                             "\"signer_lines\":[\"TM. ỦY BAN NHÂN DÂN\",\"CHỦ TỊCH\"],\"signer\":\"Nguyễn Văn Thành\",\"rich\":{\"type\":\"doc\",\"content\":[%s{\"type\":\"paragraph\"}]}}", rich->str);
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) pdf = pn_compose_official (json, strlen (json), &error);
    g_assert_no_error (error);
    g_assert_cmpuint (lines_with_signer (pdf), >=, 2);
  }
}

static void
test_minutes_are_clean (void)
{
  g_autoptr (GString) json = g_string_new ("{\"body\":\"Ủy ban nhân dân tỉnh Sơn Hà\",\"number\":\"12\",\"symbol\":\"BB-UBND\",\"place\":\"Sơn Hà\",\"date\":\"2026-11-23\",\"title\":\"Họp Tổ công tác chuyển đổi số\","
                                           "\"starts_at\":\"2026-11-23T01:00:00Z\",\"ends_at\":\"2026-11-23T03:00:00Z\",\"venue\":\"Phòng họp 1\",\"chair\":{\"name\":\"Nguyễn Văn Thành\",\"title\":\"Chủ tịch\"},"
                                           "\"secretary\":{\"name\":\"Nguyễn Thị Hồng Nhung\",\"title\":\"Thư ký\"},\"participants\":[{\"name\":\"Lê Quốc Hùng\",\"title\":\"Phó Chủ tịch\",\"role\":\"delegate\",\"attendance\":\"present\"}],\"sections\":[");
  for (guint i = 0; i < 5; i++)
    g_string_append_printf (json, "%s{\"key\":\"s%u\",\"heading\":\"Nội dung\",\"paragraphs\":[\"%s\",\"%s\"]}", i > 0 ? "," : "", i, long_text, long_text);
  g_string_append (json, "]}");
  g_autoptr (GError) error = NULL;
  g_autoptr (PnMinutesPdf) minutes = pn_compose_minutes (json->str, json->len, &error);
  g_assert_no_error (error);
  assert_clean (minutes->pdf, "minutes");
  g_autoptr (FixStore) store = fix_store_new ();
  g_autoptr (GBytes) drawn = pn_hand_look ("Nguyễn Văn Thành", NULL, PN_OFFICIAL_HAND_WIDTH, PN_OFFICIAL_HAND_HEIGHT, NULL);
  g_autoptr (GBytes) done = fix_sign (store, minutes->pdf, PN_MINUTES_FIELD, drawn);
  g_autoptr (PnLayoutReport) report = judge (done, 0);
  g_autofree char *found = faults (report);
  g_assert_cmpstr (found, ==, "");
}

static GBytes *
joined (GBytes *pdf, GBytes *append_take)
{
  g_autoptr (GBytes) append = append_take;
  g_assert_nonnull (append);
  return pn_pdf_concat (pdf, append);
}

static GBytes *
numbered (GBytes *pdf)
{
  static const struct {
    const char *field, *text;
    gboolean italic;
  } all[] = { { PN_OFFICIAL_NUMBER, "05", FALSE }, { PN_OFFICIAL_DATE, "Sơn Hà, ngày 05 tháng 6 năm 2026", TRUE } };
  PnPdfFilling fillings[2];
  for (guint i = 0; i < 2; i++) {
    PnPdfRect r;
    int page;
    g_assert_true (pn_pdf_find_text_field (pdf, all[i].field, &page, &r, NULL));
    const PnFieldLook look = { .text = all[i].text, .width = r.x1 - r.x0, .height = r.y1 - r.y0, .centred = TRUE, .italic = all[i].italic };
    fillings[i] = (PnPdfFilling) { all[i].field, all[i].text, pn_field_look_pdf (&look, NULL) };
  }
  GBytes *out = joined (pdf, pn_pdf_fill_fields (pdf, fillings, 2, NULL));
  g_bytes_unref (fillings[0].look);
  g_bytes_unref (fillings[1].look);
  return out;
}

static void
test_signed_numbered_sealed_is_clean (gconstpointer data)
{
  gboolean letter = GPOINTER_TO_INT (data);
  g_autoptr (FixStore) store = fix_store_new ();
  g_autoptr (GBytes) pdf = compose ("Quyết định", "QĐ-UBND", letter, 4);
  g_autoptr (GBytes) with_number = numbered (pdf); /* before, as the fixture's signature locks all */
  g_autoptr (GBytes) hand = pn_hand_look ("Nguyễn Văn Thành", NULL, PN_OFFICIAL_HAND_WIDTH, PN_OFFICIAL_HAND_HEIGHT, NULL);
  g_autoptr (GBytes) stamp = pn_stamp_look ("Ủy ban nhân dân tỉnh Sơn Hà", NULL, PN_OFFICIAL_SEAL_MM, NULL);
  g_autoptr (GBytes) once = fix_sign (store, with_number, PN_OFFICIAL_SIGNATURE, hand);
  g_autoptr (GBytes) twice = fix_sign (store, once, PN_OFFICIAL_SEAL, stamp);
  assert_clean (with_number, "numbered");
  assert_clean (once, "signed");
  assert_clean (twice, letter ? "sealed-letter" : "sealed");
  g_autoptr (PnLayoutReport) first = judge (once, PN_OFFICIAL_SEAL_MM), second = judge (twice, PN_OFFICIAL_SEAL_MM);
  g_assert_true (has (first, PN_LAYOUT_RULE_ONE_SIGNATURE));
  g_assert_cmpuint (second->findings->len, ==, 0);
  g_autoptr (PnLayoutReport) other_seal = judge (twice, 30);
  g_assert_true (has (other_seal, PN_LAYOUT_RULE_SEAL_SIZE));
}

/* ---- R5: the body's signature on an attachment is text in the corner */

static GBytes *
attachment (const char *text, double size, gboolean italic, double x_mm, double y_mm)
{
  const FixSpec spec = { .annots = FIX_DIRECT };
  g_autoptr (FixStore) store = fix_store_new ();
  g_autoptr (GBytes) pdf = fix_pdf (&spec);
  const PnPdfNewField field = { PN_PDF_FIELD_SIGNATURE, "Dau", 1, { x_mm * MM, 842 - (y_mm + 6) * MM, (x_mm + 90) * MM, 842 - y_mm * MM } };
  g_autoptr (GBytes) open = joined (pdf, pn_pdf_add_fields (pdf, &field, 1, NULL));
  const PnFieldLook look = { .text = text, .width = 90 * MM, .height = 6 * MM, .italic = italic, .size = size };
  g_autoptr (GBytes) drawn = pn_field_look_pdf (&look, NULL);
  return fix_sign (store, open, "Dau", drawn);
}

static void
test_text_of_a_signature_in_the_corner (void)
{
  static const char right_text[] = "12/QĐ-UBND; 2026-11-23T09:15:00+07:00";
  const struct {
    const char *text;
    double size;
    gboolean italic;
    const char *expected;
  } all[] = { { right_text, 10, FALSE, "" },
              { right_text, 10, TRUE, "form_style" },
              { right_text, 8, FALSE, "form_style" },
              { "12/QĐ-UBND; 23/11/2026 09:15", 10, FALSE, "form_time" },
              { "12/QĐ-UBND; 2026-11-23T09:15:00", 10, FALSE, "form_time" } };
  for (guint i = 0; i < G_N_ELEMENTS (all); i++) {
    g_autoptr (GBytes) pdf = attachment (all[i].text, all[i].size, all[i].italic, 115, 8);
    g_autoptr (PnLayoutReport) report = judge (pdf, 0);
    g_autofree char *found = faults (report);
    g_assert_cmpint (report->verdict, ==, PN_LAYOUT_ATTACHED);
    g_assert_cmpstr (found, ==, all[i].expected);
  }
}

/* What this house draws itself, on a foreign file and on one of its own. */
static void
test_our_own_text_in_the_corner_is_clean (void)
{
  const FixSpec spec = { .annots = FIX_DIRECT };
  static const char *const texts[] = { "12/QĐ-UBND\n2026-11-23T09:15:00+07:00", "SAO Y\nỦy ban nhân dân tỉnh Sơn Hà\n2026-11-23T09:15:00+07:00" };
  for (guint i = 0; i < 4; i++) {
    g_autoptr (FixStore) store = fix_store_new ();
    g_autoptr (GBytes) pdf = i < 2 ? fix_pdf (&spec) : draw (&good);
    double w, h;
    g_autoptr (GBytes) look = pn_text_look_pdf (texts[i % 2], &w, &h, NULL);
    const PnPdfNewField field = { PN_PDF_FIELD_SIGNATURE, "Sao", 1, { 595 - 57 - w, 842 - 20 - h, 595 - 57, 842 - 20 } };
    g_autoptr (GBytes) open = joined (pdf, pn_pdf_add_fields (pdf, &field, 1, NULL));
    g_autoptr (GBytes) done = fix_sign (store, open, "Sao", look);
    g_autoptr (PnLayoutReport) report = judge (done, 0);
    g_autofree char *found = faults (report);
    keep (i < 2 ? "attached" : "copy", done);
    g_assert_cmpint (report->verdict, ==, i < 2 ? PN_LAYOUT_ATTACHED : PN_LAYOUT_OFFICIAL);
    g_assert_cmpstr (found, ==, "");
    g_assert_true (report->has_form);
    g_assert_false (report->is_original);
  }
}

/* ---- the words */

static void
test_every_rule_has_its_words (void)
{
  PnLayoutReport *report = g_new0 (PnLayoutReport, 1);
  report->findings = g_ptr_array_new_with_free_func (NULL);
  report->type = g_strdup ("");
  for (guint i = 0; i < PN_LAYOUT_RULES; i++) {
    PnLayoutFinding *f = g_new0 (PnLayoutFinding, 1);
    *f = (PnLayoutFinding) { .rule = (PnLayoutRule) i, .found_vi = (char *) "", .found_en = (char *) "", .count = 1 };
    g_ptr_array_add (report->findings, f);
    for (guint k = 0; k < i; k++)
      g_assert_cmpstr (pn_layout_rule_name ((PnLayoutRule) k), !=, pn_layout_rule_name ((PnLayoutRule) i));
  }
  g_autoptr (PnJson) json = pn_layout_report_json (report);
  const PnJson *list = pn_wire_member (json, "findings");
  g_assert_cmpuint (pn_wire_length (list), ==, PN_LAYOUT_RULES);
  for (guint i = 0; i < PN_LAYOUT_RULES; i++)
    for (guint k = 0; k < 3; k++) {
      const PnJson *words = pn_wire_member (pn_wire_at (list, i), (const char *const[]) { "what", "asked", "clause" }[k]);
      g_assert_cmpstr (pn_wire_str (words, "vi", ""), !=, "");
      g_assert_cmpstr (pn_wire_str (words, "en", ""), !=, "");
    }
  for (guint i = 0; i < PN_LAYOUT_RULES; i++)
    g_free (report->findings->pdata[i]);
  pn_layout_report_free (report);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions (); /* all that is wrong in one run */
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/layout/wrong/", cases[i].name, NULL);
    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_one_thing_wrong);
  }
  g_test_add_func ("/layout/legacy-font", test_a_font_of_the_old_encodings);
  g_test_add_func ("/layout/not-official", test_other_files_are_not_judged);
  g_test_add_func ("/layout/scan", test_a_scan_is_not_judged);
  g_test_add_func ("/layout/own/kinds", test_every_kind_we_compose_is_clean);
  g_test_add_func ("/layout/signature-never-alone", test_the_signature_never_stands_alone);
  g_test_add_func ("/layout/own/minutes", test_minutes_are_clean);
  g_test_add_func ("/layout/own/rich", test_rich_text_is_clean);
  g_test_add_data_func ("/layout/own/decision-sealed", GINT_TO_POINTER (FALSE), test_signed_numbered_sealed_is_clean);
  g_test_add_data_func ("/layout/own/letter-sealed", GINT_TO_POINTER (TRUE), test_signed_numbered_sealed_is_clean);
  g_test_add_func ("/layout/corner", test_text_of_a_signature_in_the_corner);
  g_test_add_func ("/layout/own/corner", test_our_own_text_in_the_corner_is_clean);
  g_test_add_func ("/layout/words", test_every_rule_has_its_words);
  return g_test_run ();
}
