/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The long report: 100 pages with outline, tables and charts, its figures drawn from a fixed seed. */
#include <math.h>

#include "docs-service/compose/demo/demo.h"

#define PAGES 100
#define MONTHS 12

static const char *const sectors[] = {
  "Nông, lâm nghiệp và thủy sản", "Công nghiệp và xây dựng", "Thương mại và dịch vụ", "Đầu tư công", "Thu, chi ngân sách nhà nước",
  "Tài nguyên và môi trường", "Giao thông vận tải", "Giáo dục và đào tạo", "Y tế và chăm sóc sức khỏe Nhân dân", "Lao động, việc làm và giảm nghèo",
  "Văn hóa, thể thao và du lịch", "Khoa học, công nghệ và chuyển đổi số", "Cải cách hành chính", "Quốc phòng, an ninh, trật tự an toàn xã hội",
};
static const char *const communes[] = {
  "phường Sơn Hà", "phường Bình An", "phường Nam Sơn", "phường Tân Lập", "xã Đồng Khê", "xã Trà Vân", "xã Bản Đông", "xã Suối Ngọc", "xã Phú Lâm",
  "xã Hòa Tiến", "xã Long Thạnh", "xã Ia Krông", "xã Mỹ Thành", "xã Thanh Bình", "xã Vĩnh Hảo", "xã Tam Quan", "xã An Khê", "xã Cẩm Lũ",
  "xã Đắk Nông Hạ", "xã Sa Thầy", "xã Kim Sơn", "xã Nghĩa Dõng", "xã Phước Lộc", "xã Tây Giang",
};
static const char *const opening[] = {
  "Trong kỳ, lĩnh vực %s tiếp tục chuyển biến tích cực; giá trị thực hiện đạt %d tỷ đồng, bằng %d%% kế hoạch năm và tăng %d,%d%% so với cùng kỳ.",
  "Kết quả thực hiện nhiệm vụ về %s ước đạt %d tỷ đồng, bằng %d%% kế hoạch; mức tăng %d,%d%% so với cùng kỳ, cao hơn bình quân ba năm gần đây.",
  "So với mục tiêu đề ra đầu năm, lĩnh vực %s đạt %d tỷ đồng, tương ứng %d%% kế hoạch, tăng %d,%d%%; chênh lệch giữa các địa bàn còn lớn.",
};
static const char *const remarks[] = {
  "Các sở, ngành đã chủ động tháo gỡ vướng mắc cho cơ sở; tỷ lệ hồ sơ giải quyết đúng hạn được duy trì, số kiến nghị tồn đọng giảm dần qua từng tháng.",
  "Ủy ban nhân dân các xã, phường đã rà soát, điều chỉnh phân công sau sắp xếp tổ chức bộ máy; một số nơi còn thiếu cán bộ chuyên môn về địa chính, xây dựng và công nghệ thông tin.",
  "Nguyên nhân của hạn chế chủ yếu do công tác chuẩn bị đầu tư chưa kỹ, giá vật liệu biến động và thời tiết bất thường trong quý III.",
  "Thời gian tới, tập trung hoàn thành các chỉ tiêu còn thấp, gắn trách nhiệm người đứng đầu với kết quả từng nhiệm vụ, báo cáo tiến độ vào thứ Sáu hằng tuần.",
  "Công tác phối hợp giữa các cơ quan được tăng cường; việc chia sẻ dữ liệu qua nền tảng dùng chung của tỉnh đã rút ngắn thời gian xử lý từ năm ngày xuống còn hai ngày làm việc.",
  "Qua kiểm tra 36 đơn vị, đã chấn chỉnh 11 đơn vị chậm báo cáo và yêu cầu khắc phục trong thời hạn 10 ngày làm việc.",
};

typedef struct {
  PnPaper *paper;
  guint32 seed;
} Report;

static int
pick (Report *r, int from, int to)
{
  r->seed = r->seed * 1664525u + 1013904223u;
  return from + (int) ((r->seed >> 8) % (guint32) (to - from + 1));
}

static void
say (Report *r, const char *text)
{
  pn_paper_text (r->paper, &pn_style_body, text);
}

static void
opening_paragraph (Report *r, const char *sector)
{
  g_autofree char *lower = g_utf8_strdown (sector, -1);
  int a = pick (r, 180, 9600), b = pick (r, 78, 108), c = pick (r, 3, 14), d = pick (r, 0, 9);
  /* One of three fixed formats of the same arguments. */
  const char *format = opening[pick (r, 0, G_N_ELEMENTS (opening) - 1)];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_autofree char *text = g_strdup_printf (format, lower, a, b, c, d);
#pragma GCC diagnostic pop
  say (r, text);
}

/* Twelve months as bars, last year's as a line. */
static void
draw_chart (Report *r, const char *caption)
{
  static const PnStyle small = { .size = 9, .align = PN_ALIGN_CENTER }, note = { .size = 12, .italic = TRUE, .align = PN_ALIGN_CENTER };
  const double width = PN_TEXT_WIDTH - 60, height = 150;
  int values[MONTHS];

  pn_paper_need (r->paper, height + 60);
  cairo_t *cr = pn_paper_cairo (r->paper);
  double x0 = PN_MARGIN_LEFT + 40, y0 = pn_paper_y (r->paper) + height + 8, step = width / MONTHS;
  for (int i = 0; i <= 4; i++) {
    char label[8];
    double y = y0 - height * i / 4;
    cairo_set_source_rgb (cr, 0.8, 0.8, 0.8);
    cairo_set_line_width (cr, 0.4);
    cairo_move_to (cr, x0, y);
    cairo_line_to (cr, x0 + width, y);
    cairo_stroke (cr);
    g_snprintf (label, sizeof label, "%d", i * 250);
    pn_paper_box (r->paper, &small, x0 - 34, y - 5, 30, label);
  }
  for (int m = 0; m < MONTHS; m++) {
    char label[8];
    values[m] = pick (r, 320, 960);
    cairo_set_source_rgb (cr, 0.16, 0.34, 0.62);
    cairo_rectangle (cr, x0 + step * m + step * 0.2, y0 - height * values[m] / 1000, step * 0.6, height * values[m] / 1000);
    cairo_fill (cr);
    g_snprintf (label, sizeof label, "T%d", m + 1);
    pn_paper_box (r->paper, &small, x0 + step * m, y0 + 3, step, label);
  }
  cairo_new_path (cr); /* text leaves the pen where it ended */
  cairo_set_source_rgb (cr, 0.75, 0.22, 0.1);
  cairo_set_line_width (cr, 1.5);
  for (int m = 0; m < MONTHS; m++)
    cairo_line_to (cr, x0 + step * (m + 0.5), y0 - height * (values[m] * 0.82 + 40 * sin (m)) / 1000);
  cairo_stroke (cr);
  pn_paper_set_y (r->paper, y0 + 20);
  pn_paper_text (r->paper, &note, caption);
  pn_paper_set_y (r->paper, pn_paper_y (r->paper) + 8);
}

static void
draw_figures (Report *r, const char *const *names, guint n)
{
  static const double widths[] = { 34, 195, 75, 75, 74 };
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  const char *head[] = { "TT", "Chỉ tiêu", "Kế hoạch", "Thực hiện", "Tỷ lệ (%)" };

  for (guint c = 0; c < G_N_ELEMENTS (head); c++)
    g_ptr_array_add (cells, g_strdup (head[c]));
  for (guint i = 0; i < n; i++) {
    int plan = pick (r, 120, 4000), share = pick (r, 71, 112);
    g_ptr_array_add (cells, g_strdup_printf ("%u", i + 1));
    g_ptr_array_add (cells, g_strdup (names[i]));
    g_ptr_array_add (cells, g_strdup_printf ("%d", plan));
    g_ptr_array_add (cells, g_strdup_printf ("%d", plan * share / 100));
    g_ptr_array_add (cells, g_strdup_printf ("%d", share));
  }
  pn_paper_table (r->paper, widths, G_N_ELEMENTS (widths), (const char *const *) cells->pdata, n + 1);
}

static void
draw_sector (Report *r, guint n)
{
  static const char *const parts[] = { "Kết quả đạt được", "Tồn tại, hạn chế và nguyên nhân", "Nhiệm vụ trọng tâm thời gian tới" };
  g_autofree char *heading = g_strdup_printf ("%u. %s", n + 1, sectors[n]);
  g_autofree char *caption = g_strdup_printf ("Biểu đồ %u. Giá trị thực hiện theo tháng, tỷ đồng (đường: cùng kỳ năm trước)", n + 1);

  pn_paper_need (r->paper, 120);
  pn_paper_outline (r->paper, 1, heading);
  pn_paper_text (r->paper, &pn_style_heading, heading);
  for (guint p = 0; p < G_N_ELEMENTS (parts); p++) {
    g_autofree char *sub = g_strdup_printf ("%u.%u. %s", n + 1, p + 1, parts[p]);
    pn_paper_need (r->paper, 80);
    pn_paper_outline (r->paper, 2, sub);
    pn_paper_text (r->paper, &pn_style_heading, sub);
    opening_paragraph (r, sectors[n]);
    for (int k = 0; k < 6; k++)
      say (r, remarks[(n + p + k * 5) % G_N_ELEMENTS (remarks)]);
    if (p == 0)
      draw_chart (r, caption);
  }
  draw_figures (r, communes, 12);
}

static void
draw_commune (Report *r, guint n)
{
  const char *name = communes[n % G_N_ELEMENTS (communes)];
  g_autofree char *heading = g_strdup_printf ("Phụ lục %u. Tình hình %s%s", n + 1, name, n >= G_N_ELEMENTS (communes) ? " (biểu chi tiết)" : "");
  g_autofree char *intro = g_strdup_printf ("Tổng hợp số liệu của Ủy ban nhân dân %s đến hết tháng 10 năm 2026; đơn vị tính: triệu đồng, trừ các chỉ tiêu có ghi riêng.", name);

  pn_paper_next_page (r->paper);
  pn_paper_outline (r->paper, 1, heading);
  pn_paper_text (r->paper, &pn_style_heading, heading);
  say (r, intro);
  draw_figures (r, sectors, G_N_ELEMENTS (sectors));
  say (r, remarks[n % G_N_ELEMENTS (remarks)]);
}

GBytes *
pn_demo_report (const PnDemoPaper *what, GError **error)
{
  g_autofree char *date = g_strdup_printf ("%04d-%02d-%02d", what->year, what->month, what->day);
  g_autoptr (PnPaper) paper = pn_paper_new (what->title, date);
  Report r = { paper, 20261123 };
  const PnLetterhead head = { .body = what->body, .number = what->number, .symbol = what->symbol, .place = "Sơn Hà",
                              .day = what->day, .month = what->month, .year = what->year };
  const PnSigner signer = { what->capacity, what->signer_title, what->signer };
  g_auto (GStrv) recipients = g_strsplit (what->recipients, "\n", -1);

  pn_letterhead_draw (paper, &head);
  pn_letterhead_type (paper, what->type, what->summary);
  say (&r, what->text);
  pn_paper_outline (paper, 0, "Phần thứ nhất. Kết quả thực hiện theo lĩnh vực");
  pn_paper_text (paper, &pn_style_center_bold, "Phần thứ nhất\nKẾT QUẢ THỰC HIỆN THEO LĨNH VỰC");
  for (guint n = 0; n < G_N_ELEMENTS (sectors); n++)
    draw_sector (&r, n);
  pn_letterhead_signers (paper, NULL, &signer, (const char *const *) recipients, NULL, NULL);
  pn_paper_outline (paper, 0, "Phần thứ hai. Phụ lục số liệu theo xã, phường");
  for (guint n = 0; pn_paper_page (paper) < PAGES; n++)
    draw_commune (&r, n);
  return pn_paper_finish (paper, NULL, error);
}
