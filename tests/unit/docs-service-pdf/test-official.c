/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An official document as a paper: laid out with its fields, the same twice, signed and sealed one after the other; bad input is an error. */
#include <string.h>

#include "base/error.h"
#include "docs-service/compose/compose-official.h"
#include "docs-service/compose/stamp-look.h"
#include "tests/unit/docs-service-pdf/fixture.h"

static const char decision[]
    = "{\"type\":\"Quyết định\",\"parent_body\":\"\",\"body\":\"Ủy ban nhân dân tỉnh Sơn Hà\",\"symbol\":\"QĐ-UBND\",\"place\":\"Sơn Hà\","
      "\"subject\":\"Về việc phê duyệt kế hoạch chuyển đổi số năm 2027\",\"paragraphs\":[\"Căn cứ Luật Tổ chức chính quyền địa phương;\","
      "\"Điều 1. Phê duyệt Kế hoạch chuyển đổi số năm 2027 của tỉnh Sơn Hà.\",\"Điều 2. Quyết định này có hiệu lực kể từ ngày ký./.\"],"
      "\"recipients\":[\"Như Điều 2\"],\"signer_lines\":[\"TM. ỦY BAN NHÂN DÂN\",\"CHỦ TỊCH\"],\"signer\":\"Nguyễn Văn Thành\"}";

static GBytes *
compose (const char *json)
{
  g_autoptr (GError) error = NULL;
  GBytes *pdf = pn_compose_official (json, strlen (json), &error);
  g_assert_no_error (error);
  return pdf;
}

static void
test_seal_lies_over_the_left_third_of_the_handwriting (void)
{
  g_autoptr (GBytes) pdf = compose (decision);
  g_autoptr (GError) error = NULL;
  PnPdfRect hand, seal;
  int page;
  g_assert_true (pn_pdf_find_signature_field (pdf, PN_OFFICIAL_SIGNATURE, &page, &hand, &error));
  g_assert_true (pn_pdf_find_signature_field (pdf, PN_OFFICIAL_SEAL, &page, &seal, &error));
  g_assert_cmpfloat_with_epsilon (seal.x1 - seal.x0, PN_OFFICIAL_SEAL_MM * 72 / 25.4, 0.01);
  g_assert_cmpfloat_with_epsilon (seal.x1, hand.x0 + (hand.x1 - hand.x0) / 3, 0.01);
  g_assert_cmpfloat (seal.x0, <, hand.x0);
}

static void
test_signature_then_seal_are_both_valid (void)
{
  g_autoptr (FixStore) store = fix_store_new ();
  g_autoptr (GBytes) pdf = compose (decision);
  g_autoptr (GBytes) signed_ = fix_sign (store, pdf, PN_OFFICIAL_SIGNATURE, NULL);
  g_autoptr (GBytes) sealed = fix_sign (store, signed_, PN_OFFICIAL_SEAL, NULL);
  PnPdfVerdict verdict = fix_verdict (sealed, store->roots);
  g_assert_true (verdict == PN_PDF_VALID || verdict == PN_PDF_VALID_WITH_CHANGES);
}

static void
test_same_input_same_bytes (void)
{
  g_autoptr (GBytes) one = compose (decision);
  g_autoptr (GBytes) two = compose (decision);
  g_assert_true (g_bytes_equal (one, two));
}

static void
test_bad_documents_are_errors (void)
{
  static const char *const bad[] = { "", "[]", "{}", "{\"type\":\"x\"}", "{\"type\":\"x\",\"body\":\"b\",\"symbol\":\"s\",\"subject\":\"t\",\"signer\":\"n\",\"signer_lines\":[\"a\",\"b\",\"c\",\"d\",\"e\"],\"paragraphs\":[]}",
                                     "{\"type\":\"x\",\"body\":\"b\",\"symbol\":\"s\",\"subject\":\"t\",\"signer\":\"n\",\"signer_lines\":[],\"paragraphs\":[1]}" };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (pn_compose_official (bad[i], strlen (bad[i]), &error));
    g_assert_nonnull (error);
  }
}

static void
test_looks_refuse_what_is_no_picture (void)
{
  g_autoptr (GBytes) junk = g_bytes_new_static ("not a png", 9);
  g_autoptr (GError) one = NULL;
  g_autoptr (GError) two = NULL;
  g_assert_null (pn_hand_look ("A", junk, 100, 50, &one));
  g_assert_error (one, PN_ERROR, PN_ERROR_BAD_VALUE);
  g_assert_null (pn_stamp_look ("A", NULL, 300, &two));
  g_assert_error (two, PN_ERROR, PN_ERROR_BAD_VALUE);
}

/* PHIEN_KEEP=DIR leaves the drawings there for whoever wants to look. */
static void
test_every_look_is_a_page (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) hand = pn_hand_look ("Nguyễn Văn Thành", NULL, PN_OFFICIAL_HAND_WIDTH, PN_OFFICIAL_HAND_HEIGHT, &error);
  g_autoptr (GBytes) stamp = pn_stamp_look ("Ủy ban nhân dân tỉnh Sơn Hà", NULL, PN_OFFICIAL_SEAL_MM, &error);
  g_autoptr (GBytes) paper = compose (decision);
  const struct {
    const char *name;
    GBytes *bytes;
  } all[] = { { "hand", hand }, { "stamp", stamp }, { "decision", paper } };
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (all); i++) {
    gsize n;
    const char *data = g_bytes_get_data (all[i].bytes, &n);
    g_assert_cmpmem (data, 5, "%PDF-", 5);
    if (g_getenv ("PHIEN_KEEP") != NULL) {
      g_autofree char *path = g_strdup_printf ("%s/%s.pdf", g_getenv ("PHIEN_KEEP"), all[i].name);
      g_assert_true (g_file_set_contents (path, data, (gssize) n, NULL));
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/official/seal-over-the-left-third", test_seal_lies_over_the_left_third_of_the_handwriting);
  g_test_add_func ("/official/signature-then-seal", test_signature_then_seal_are_both_valid);
  g_test_add_func ("/official/same-bytes", test_same_input_same_bytes);
  g_test_add_func ("/official/bad-input", test_bad_documents_are_errors);
  g_test_add_func ("/official/bad-looks", test_looks_refuse_what_is_no_picture);
  g_test_add_func ("/official/looks", test_every_look_is_a_page);
  return g_test_run ();
}
