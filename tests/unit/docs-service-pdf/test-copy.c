/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies in the form of R6: pages in true size, bands without the words they leave out, the text form at the corner one sees. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "docs-service/compose/text-look.h"
#include "docs-service/pdf/pdf-corner.h"
#include "docs-service/render/copy.h"
#include "docs-service/render/pdf-document.h"
#include "tests/unit/docs-service-pdf/fixture.h"

static GBytes *
page_turned (int rotate)
{
  const FixSpec spec = { .annots = FIX_DIRECT, .form = FIX_INDIRECT, .rotate = rotate };
  return fix_pdf (&spec);
}

static GByteArray *
copied (const char *parts, GError **error)
{
  g_autoptr (GBytes) pdf = page_turned (0);
  gsize n;
  const guint8 *bytes = g_bytes_get_data (pdf, &n);
  return pn_copy_pages (bytes, n, parts, strlen (parts), error);
}

static char *
words_of (GByteArray *made)
{
  char why[PN_RENDER_TEXT_MAX];
  g_autoptr (PnPdf) pdf = NULL;
  GString *words = g_string_new (NULL);
  g_assert_cmpint (pn_pdf_open (made->data, made->len, &pdf, why), ==, PN_RENDER_OK);
  g_assert_cmpint (pn_pdf_words (pdf, 1, words), ==, PN_RENDER_OK);
  return g_string_free (words, FALSE);
}

static void
test_a_whole_page_keeps_size_and_words (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GByteArray) made = copied ("{}", &error);
  char why[PN_RENDER_TEXT_MAX];
  g_autoptr (PnPdf) pdf = NULL;
  double w, h;
  g_assert_no_error (error);
  g_assert_cmpint (pn_pdf_open (made->data, made->len, &pdf, why), ==, PN_RENDER_OK);
  g_assert_true (pn_pdf_page_size (pdf, 1, &w, &h));
  g_assert_cmpfloat_with_epsilon (w, 595, 0.5);
  g_assert_cmpfloat_with_epsilon (h, 842, 0.5);
  g_autofree char *words = words_of (made);
  g_assert_nonnull (strstr (words, "Chi"));
}

static void
test_a_band_has_nothing_but_its_picture (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GByteArray) made = copied ("{\"parts\":[{\"page\":1,\"from\":60,\"to\":90}]}", &error);
  g_assert_no_error (error);
  g_autofree char *words = words_of (made);
  g_assert_cmpstr (words, ==, "{\"words\":[]}");
}

static void
test_parts_that_are_not_there_are_refused (void)
{
  static const char *const bad[] = { "{\"parts\":[]}", "{\"parts\":[{\"page\":2}]}", "{\"parts\":[{\"page\":1,\"from\":50,\"to\":50}]}",
                                     "{\"parts\":[{\"page\":1,\"from\":-1,\"to\":50}]}", "{\"parts\":[{\"page\":1,\"from\":0,\"to\":101}]}" };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (copied (bad[i], &error));
    g_assert_error (error, PN_ERROR, PN_ERROR_BAD_VALUE);
  }
}

/* Whatever /Rotate says, 10 points from the right and 20 from the top as one sees the page. */
static void
test_the_corner_is_where_one_sees_it (void)
{
  static const struct {
    int rotate;
    PnPdfRect at;
  } cases[] = { { 0, { 485, 782, 585, 822 } }, { 90, { 20, 732, 60, 832 } }, { 180, { 10, 20, 110, 60 } }, { 270, { 535, 10, 575, 110 } } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) pdf = page_turned (cases[i].rotate);
    g_autoptr (GError) error = NULL;
    PnPdfRect r;
    g_assert_true (pn_pdf_corner (pdf, 1, 100, 40, 10, 20, &r, &error));
    g_assert_no_error (error);
    g_assert_cmpfloat_with_epsilon (r.x0, cases[i].at.x0, 0.6);
    g_assert_cmpfloat_with_epsilon (r.y0, cases[i].at.y0, 0.6);
    g_assert_cmpfloat_with_epsilon (r.x1, cases[i].at.x1, 0.6);
    g_assert_cmpfloat_with_epsilon (r.y1, cases[i].at.y1, 0.6);
  }
}

static void
test_the_text_form_takes_the_room_of_its_lines (void)
{
  double w1, h1, w3, h3, wide, high;
  g_autoptr (GBytes) one = pn_text_look_pdf ("SAO Y", &w1, &h1, NULL);
  g_autoptr (GBytes) three = pn_text_look_pdf ("SAO Y\nỦy ban nhân dân tỉnh Sơn Hà\n2026-11-26T22:07:03+07:00", &w3, &h3, NULL);
  g_autofree char *name = g_strnfill (300, 'x');
  g_autoptr (GBytes) broken = pn_text_look_pdf (name, &wide, &high, NULL);
  g_autoptr (GError) error = NULL;
  g_assert_nonnull (one);
  g_assert_nonnull (three);
  g_assert_nonnull (broken);
  g_assert_cmpfloat (w3, >, w1);
  g_assert_cmpfloat (h3, >, 2 * h1);
  g_assert_cmpfloat (wide, <=, PN_TEXT_LOOK_WIDTH + 2);
  g_assert_cmpfloat (high, >, h3);
  g_assert_null (pn_text_look_pdf ("", &wide, &high, &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_BAD_VALUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/copy/whole", test_a_whole_page_keeps_size_and_words);
  g_test_add_func ("/copy/band", test_a_band_has_nothing_but_its_picture);
  g_test_add_func ("/copy/bad-parts", test_parts_that_are_not_there_are_refused);
  g_test_add_func ("/corner/rotations", test_the_corner_is_where_one_sees_it);
  g_test_add_func ("/text-look/size", test_the_text_form_takes_the_room_of_its_lines);
  return g_test_run ();
}
