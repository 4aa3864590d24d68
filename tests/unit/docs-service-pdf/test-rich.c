/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The editor's text: numbered by Decree 30 Annex I 5, bounded, drawn over pages with its tables; what is not known is an error that names its place. */
#include <string.h>

#include "base/error.h"
#include "docs-service/compose/compose-official.h"
#include "docs-service/compose/compose-preview.h"
#include "docs-service/compose/rich-text.h"

#define P(text) "{\"type\":\"paragraph\",\"content\":[{\"type\":\"text\",\"text\":\"" text "\"}]}"
#define H(level, text) "{\"type\":\"heading\",\"attrs\":{\"level\":" #level "},\"content\":[{\"type\":\"text\",\"text\":\"" text "\"}]}"
#define ITEM(content) "{\"type\":\"listItem\",\"content\":[" content "]}"
#define OL(items) "{\"type\":\"orderedList\",\"attrs\":{\"start\":1},\"content\":[" items "]}"
#define UL(items) "{\"type\":\"bulletList\",\"content\":[" items "]}"
#define CELL(text) "{\"type\":\"tableCell\",\"attrs\":{\"colspan\":1,\"rowspan\":1,\"colwidth\":null},\"content\":[" P (text) "]}"
#define SPAN(columns, rows, text) "{\"type\":\"tableCell\",\"attrs\":{\"colspan\":" #columns ",\"rowspan\":" #rows "},\"content\":[" P (text) "]}"
#define HEAD(text) "{\"type\":\"tableHeader\",\"content\":[" P (text) "]}"
#define ROW(cells) "{\"type\":\"tableRow\",\"content\":[" cells "]}"
#define TABLE(rows) "{\"type\":\"table\",\"content\":[" rows "]}"
#define DOC(content) "{\"type\":\"doc\",\"content\":[" content "]}"

static const char regulation[] = DOC (
    H (2, "Quy định chung") "," H (4, "Phạm vi điều chỉnh") ","
    P ("Quy chế này quy định việc quản lý, vận hành và sử dụng Hệ thống họp không giấy tờ của Ủy ban nhân dân tỉnh Sơn Hà, bảo đảm thống nhất từ tỉnh đến xã.") ","
    H (4, "Giải thích từ ngữ") "," OL (ITEM (P ("Phiên họp không giấy tờ là phiên họp mà tài liệu được cung cấp dưới dạng điện tử.") "," OL (ITEM (P ("Tài liệu gồm giấy mời và dự thảo;")) "," ITEM (P ("Các tài liệu khác.")))) "," ITEM (P ("Điểm cầu là nơi đại biểu dự họp."))) ","
    H (2, "Tổ chức thực hiện") "," H (3, "Trách nhiệm của các cơ quan") "," H (5, "Văn phòng Ủy ban nhân dân tỉnh chủ trì:") ","
    UL (ITEM (P ("hướng dẫn sử dụng;")) "," ITEM (P ("kiểm tra định kỳ."))) "," TABLE (ROW (HEAD ("TT") "," HEAD ("Nhiệm vụ") "," HEAD ("Thời hạn")) "," ROW (CELL ("1") "," CELL ("Tập huấn cho đại biểu") "," CELL ("Quý I năm 2027"))));

static PnRich *
read_text (const char *text, GError **error)
{
  g_autoptr (PnJson) json = pn_wire_parse (text, strlen (text), strlen (text), error);
  return json != NULL ? pn_rich_read (json, error) : NULL;
}

static void
test_articles_count_through_and_points_by_the_alphabet (void)
{
  static const char *const labels[] = { "Chương I", "Điều 1.", NULL, "Điều 2.", "1.", "a)", "b)", "2.", "Chương II", "Mục 1", "Điều 3.", "-", "-", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (PnRich) rich = read_text (regulation, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rich->blocks->len, ==, G_N_ELEMENTS (labels));
  for (guint i = 0; i < rich->blocks->len; i++)
    g_assert_cmpstr (((PnRichBlock *) g_ptr_array_index (rich->blocks, i))->label, ==, labels[i]);
  const PnRichBlock *table = g_ptr_array_index (rich->blocks, rich->blocks->len - 1);
  g_assert_cmpuint (table->columns, ==, 3);
  g_assert_cmpuint (table->cells->len, ==, 6);
}

static void
test_what_is_not_known_is_named_with_its_place (void)
{
  static const struct {
    const char *json, *word;
  } bad[] = { { "[]", "not a node" }, { "{\"type\":\"text\"}", "not a document" }, { DOC (P ("a") ",{\"type\":\"image\"}"), "content 2: \"image\"" },
              { DOC (H (6, "x")), "level 1 to 5" }, { DOC ("{\"type\":\"paragraph\",\"attrs\":{\"onclick\":1}}"), "attribute" },
              { DOC ("{\"type\":\"paragraph\",\"content\":[{\"type\":\"text\",\"text\":\"x\",\"marks\":[{\"type\":\"link\"}]}]}"), "a mark" },
              { DOC ("{\"type\":\"paragraph\",\"content\":[{\"type\":\"text\",\"text\":\"\"}]}"), "without letters" }, { DOC (TABLE (ROW (CELL ("a")) "," ROW (CELL ("a") "," CELL ("b")))), "same number" },
              { DOC (TABLE (ROW (SPAN (13, 1, "a")))), "1 to 12" }, { DOC (TABLE (ROW (SPAN (1, 2, "a") "," CELL ("b")) "," ROW (CELL ("c") "," CELL ("d")))), "same number" },
              { DOC (OL (ITEM (OL (ITEM (OL (ITEM (OL (ITEM (P ("x")))))))))), "three deep" }, { DOC (P ("x") "," OL (P ("x"))), "content 2.1: only items" },
              { DOC ("{\"type\":\"table\"}"), "without rows" }, { "{\"type\":\"doc\",\"content\":5}", "no list" } };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (read_text (bad[i].json, &error));
    g_assert_error (error, PN_ERROR, PN_ERROR_DRAFT_TEXT);
    if (strstr (error->message, bad[i].word) == NULL)
      g_error ("%s: %s", bad[i].word, error->message);
  }
}

/* A cell over two rows and one over two columns; one that would go on below the table ends with it. */
static void
test_merged_cells_know_what_they_cover (void)
{
  static const char text[] = DOC (TABLE (ROW (SPAN (1, 2, "TT") "," SPAN (2, 1, "Thời gian")) "," ROW (CELL ("Từ") "," CELL ("Đến")) "," ROW (CELL ("1") "," SPAN (2, 9, "x"))));
  g_autoptr (GError) error = NULL;
  g_autoptr (PnRich) rich = read_text (text, &error);
  g_assert_no_error (error);
  const PnRichBlock *table = g_ptr_array_index (rich->blocks, 0);
  g_assert_cmpuint (table->columns, ==, 3);
  g_assert_cmpuint (table->rows, ==, 3);
  g_assert_cmpuint (table->cells->len, ==, 6);
  const PnRichCell *number = g_ptr_array_index (table->cells, 0), *to = g_ptr_array_index (table->cells, 3), *last = g_ptr_array_index (table->cells, 5);
  g_assert_true (table->grid->pdata[PN_RICH_COLUMNS_MAX] == number);
  g_assert_cmpuint (to->row, ==, 1);
  g_assert_cmpuint (to->column, ==, 2);
  g_assert_cmpuint (last->rows, ==, 1);
  g_assert_cmpfloat_with_epsilon (table->widths[0], 1.0 / 3, 0.001);
}

static void
test_too_much_is_refused (void)
{
  g_autoptr (GString) many = g_string_new ("{\"type\":\"doc\",\"content\":[");
  g_autofree char *word = g_strnfill (PN_RICH_BYTES_MAX + 1, 'x');
  g_autofree char *large = g_strdup_printf ("{\"type\":\"doc\",\"content\":[{\"type\":\"paragraph\",\"content\":[{\"type\":\"text\",\"text\":\"%s\"}]}]}", word);
  for (guint i = 0; i <= PN_RICH_BLOCKS_MAX; i++)
    g_string_append (many, i > 0 ? "," P ("x") : P ("x"));
  g_string_append (many, "]}");
  const char *const all[] = { many->str, large };
  for (guint i = 0; i < G_N_ELEMENTS (all); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (read_text (all[i], &error));
    g_assert_error (error, PN_ERROR, PN_ERROR_DRAFT_TEXT);
  }
}

/* Every kind with its own head; PHIEN_KEEP=DIR leaves the sheets there for whoever wants to look. */
static const struct {
  const char *kind, *type, *symbol, *subject;
  gboolean letter;
} kinds[] = { { "decision", "Quyết định", "QĐ-UBND", "Ban hành Quy chế họp không giấy tờ", FALSE }, { "resolution", "Nghị quyết", "NQ-UBND", "Về kế hoạch chuyển đổi số năm 2027", FALSE },
              { "submission", "Tờ trình", "TTr-UBND", "Về việc phê duyệt kế hoạch chuyển đổi số", FALSE }, { "notice", "Thông báo", "TB-UBND", "Kết luận phiên họp tháng 11", FALSE },
              { "report", "Báo cáo", "BC-UBND", "Kết quả chuyển đổi số năm 2026", FALSE }, { "plan", "Kế hoạch", "KH-UBND", "Triển khai họp không giấy tờ năm 2027", FALSE },
              { "minutes", "Biên bản", "BB-UBND", "Họp Ủy ban nhân dân tỉnh tháng 11 năm 2026", FALSE }, { "official_letter", "Công văn", "UBND-VP", "triển khai họp không giấy tờ", TRUE } };

static char *
official (guint i, const char *rich)
{
  return g_strdup_printf ("{\"kind\":\"%s\",\"type\":\"%s\",\"letter\":%s,\"body\":\"Ủy ban nhân dân tỉnh Sơn Hà\",\"symbol\":\"%s\",\"place\":\"Sơn Hà\",\"subject\":\"%s\",\"rich\":%s,"
                          "\"authority\":\"Ủy ban nhân dân tỉnh Sơn Hà\",\"bases\":%s,\"addressees\":%s,\"recipients\":[\"Như trên\",\"Các sở, ban, ngành\"],"
                          "\"signer_lines\":[\"TM. ỦY BAN NHÂN DÂN\",\"CHỦ TỊCH\"],\"signer\":\"Nguyễn Văn Thành\"}",
                          kinds[i].kind, kinds[i].type, kinds[i].letter ? "true" : "false", kinds[i].symbol, kinds[i].subject, rich,
                          i < 2 || i == 5 ? "[\"Căn cứ Luật Tổ chức chính quyền địa phương;\",\"Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư\"]" : "[]",
                          i == 2 ? "[\"Hội đồng nhân dân tỉnh Sơn Hà\"]" : kinds[i].letter ? "[\"Các sở, ban, ngành\",\"Ủy ban nhân dân các xã, phường\"]" : "[]");
}

static void
test_every_kind_has_its_sheet (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *json = official (i, regulation);
    g_autoptr (GBytes) pdf = pn_compose_official (json, strlen (json), &error);
    g_assert_no_error (error);
    if (g_getenv ("PHIEN_KEEP") == NULL)
      continue;
    g_autofree char *path = g_strdup_printf ("%s/%s.pdf", g_getenv ("PHIEN_KEEP"), kinds[i].kind);
    g_assert_true (g_file_set_contents (path, g_bytes_get_data (pdf, NULL), (gssize) g_bytes_get_size (pdf), NULL));
  }
}

/* A row of 120 lines and a table of 80 rows: cut between lines, heading again, everything there. */
static void
test_tables_go_over_pages (void)
{
  g_autoptr (GString) rich = g_string_new ("{\"type\":\"doc\",\"content\":[{\"type\":\"table\",\"content\":[" ROW (HEAD ("TT") "," HEAD ("Nội dung")));
  g_autoptr (GString) tall = g_string_new (NULL);
  for (guint i = 0; i < 120; i++)
    g_string_append_printf (tall, "%s" P ("dòng %u"), i > 0 ? "," : "", i + 1);
  g_string_append_printf (rich, ",{\"type\":\"tableRow\",\"content\":[" CELL ("1") ",{\"type\":\"tableCell\",\"content\":[%s]}]}", tall->str);
  for (guint i = 0; i < 80; i++)
    g_string_append_printf (rich, "," ROW (CELL ("%u") "," CELL ("việc phải làm")), i + 2);
  g_string_append (rich, "]},{\"type\":\"pageBreak\"}," P ("Trang cuối.") "]}");
  g_autofree char *json = official (5, rich->str);
  g_autoptr (GError) error = NULL;
  g_autoptr (PnJson) first = pn_compose_preview (json, strlen (json), 1, &error);
  g_autoptr (PnJson) last = pn_compose_preview (json, strlen (json), 900, &error);
  g_assert_no_error (error);
  g_assert_cmpint (pn_wire_int (first, "pages", 0), >=, 6);
  g_assert_cmpint (pn_wire_int (first, "page", 0), ==, 1);
  g_assert_cmpint (pn_wire_int (last, "page", 0), ==, pn_wire_int (first, "pages", -1));
  g_assert_true (g_str_has_prefix (pn_wire_str (first, "image", ""), "iVBOR")); /* PNG */
  if (g_getenv ("PHIEN_KEEP") != NULL) {
    g_autofree char *path = g_strdup_printf ("%s/long-table.pdf", g_getenv ("PHIEN_KEEP"));
    g_autoptr (GBytes) pdf = pn_compose_official (json, strlen (json), &error);
    g_assert_true (g_file_set_contents (path, g_bytes_get_data (pdf, NULL), (gssize) g_bytes_get_size (pdf), NULL));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rich/numbers", test_articles_count_through_and_points_by_the_alphabet);
  g_test_add_func ("/rich/unknown-is-named", test_what_is_not_known_is_named_with_its_place);
  g_test_add_func ("/rich/merged-cells", test_merged_cells_know_what_they_cover);
  g_test_add_func ("/rich/bounds", test_too_much_is_refused);
  g_test_add_func ("/rich/every-kind", test_every_kind_has_its_sheet);
  g_test_add_func ("/rich/tables-over-pages", test_tables_go_over_pages);
  return g_test_run ();
}
