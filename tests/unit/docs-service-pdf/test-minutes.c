/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The minutes as a paper: laid out, the same twice, ready for the chair; bad input is an error, not a crash. */
#include <string.h>

#include "base/error.h"
#include "docs-service/compose/compose-minutes.h"
#include "tests/unit/docs-service-pdf/fixture.h"

static char *
read_minutes (gsize *length)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "minutes.json", NULL);
  g_autoptr (GError) error = NULL;
  char *bytes = NULL;

  g_file_get_contents (path, &bytes, length, &error);
  g_assert_no_error (error);
  return bytes;
}

static void
test_minutes_are_signed_by_the_chair_and_valid (void)
{
  gsize n;
  g_autofree char *json = read_minutes (&n);
  g_autoptr (GError) error = NULL;
  g_autoptr (FixStore) store = fix_store_new ();
  g_autoptr (PnMinutesPdf) minutes = pn_compose_minutes (json, n, &error);
  g_assert_no_error (error);
  PnPdfRect rect;
  int page;

  g_assert_true (pn_pdf_find_signature_field (minutes->pdf, PN_MINUTES_FIELD, &page, &rect, &error));
  g_assert_cmpint (page, ==, minutes->sign_page);
  g_assert_cmpint (page, ==, minutes->page_count);
  g_assert_cmpfloat_with_epsilon (rect.x0, minutes->sign_rect.x0, 0.01);
  g_assert_cmpfloat_with_epsilon (rect.y1, minutes->sign_rect.y1, 0.01);
  g_autoptr (GBytes) pdf = fix_sign (store, minutes->pdf, PN_MINUTES_FIELD, NULL);
  g_assert_cmpint (fix_verdict (pdf, store->roots), ==, PN_PDF_VALID);
}

static void
test_same_input_same_bytes (void)
{
  gsize n;
  g_autofree char *json = read_minutes (&n);
  g_autoptr (PnMinutesPdf) one = pn_compose_minutes (json, n, NULL);
  g_autoptr (PnMinutesPdf) two = pn_compose_minutes (json, n, NULL);

  g_assert_true (g_bytes_equal (one->pdf, two->pdf));
}

static void
test_bad_minutes_are_errors (void)
{
  static const struct {
    const char *json;
    PnErrorCode code;
  } bad[] = {
    { "", PN_ERROR_BAD_MESSAGE }, { "[]", PN_ERROR_BAD_MESSAGE }, { "{}", PN_ERROR_BAD_MESSAGE },
    { "{\"body\":\"a\",\"title\":\"b\",\"sections\":5}", PN_ERROR_BAD_MESSAGE },
    { "{\"body\":\"a\",\"title\":\"b\",\"sections\":[{\"heading\":\"h\",\"paragraphs\":[1]}]}", PN_ERROR_BAD_VALUE },
    { "{\"body\":\"\",\"title\":\"b\",\"sections\":[]}", PN_ERROR_BAD_VALUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (pn_compose_minutes (bad[i].json, strlen (bad[i].json), &error));
    g_assert_error (error, PN_ERROR, (int) bad[i].code);
  }
}

static void
test_long_minutes_flow_over_pages (void)
{
  g_autoptr (GString) json = g_string_new ("{\"body\":\"Ủy ban nhân dân xã Đồng Khê\",\"title\":\"Họp\",\"date\":\"2027-01-05\",\"draft\":true,\"sections\":[{\"heading\":\"Diễn biến\",\"paragraphs\":[");
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 400; i++)
    g_string_append_printf (json, "%s\"Đoạn %d: các đại biểu thảo luận, thống nhất giao các cơ quan thực hiện đúng tiến độ đã đề ra.\"", i ? "," : "", i);
  g_string_append (json, "]}]}");
  g_autoptr (PnMinutesPdf) minutes = pn_compose_minutes (json->str, json->len, &error);
  g_assert_no_error (error);
  g_assert_cmpint (minutes->page_count, >, 10);
  g_assert_cmpfloat (minutes->sign_rect.y0, >, 20 * 2.83);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/minutes/signed", test_minutes_are_signed_by_the_chair_and_valid);
  g_test_add_func ("/minutes/same", test_same_input_same_bytes);
  g_test_add_func ("/minutes/bad", test_bad_minutes_are_errors);
  g_test_add_func ("/minutes/long", test_long_minutes_flow_over_pages);
  return g_test_run ();
}
