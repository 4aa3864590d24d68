/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A second reader agrees with what is honest and doubts what it reads differently. */
#include <string.h>

#include "docs-service/compose/seal-look.h"
#include "docs-service/render/compare.h"
#include "docs-service/render/second-look.h"
#include "tests/unit/docs-service-pdf/fixture.h"

static FixStore *store;
static GBytes *once, *twice, *look;

static PnPdfVerdict
looked_at (GBytes *pdf, PnPdfReport *report)
{
  gsize n;
  const guint8 *bytes = g_bytes_get_data (pdf, &n);

  pn_second_look (bytes, n, report);
  g_test_message ("%s %s", pn_pdf_verdict_name (report->verdict), report->reason);
  return report->verdict;
}

static void
test_honest_files_pass (void)
{
  g_autoptr (PnPdfReport) first = pn_pdf_check (once, store->roots);
  g_autoptr (PnPdfReport) second = pn_pdf_check (twice, store->roots);

  g_assert_cmpint (looked_at (once, first), ==, PN_PDF_VALID);
  g_assert_cmpint (looked_at (twice, second), ==, PN_PDF_VALID_WITH_CHANGES);
}

static void
test_another_number_of_pages_is_doubted (void)
{
  g_autoptr (PnPdfReport) report = pn_pdf_check (once, store->roots);

  report->page_count++; /* as if qpdf had counted one more */
  g_assert_cmpint (looked_at (once, report), ==, PN_PDF_INVALID);
  g_assert_cmpuint (((PnPdfSignature *) report->signatures->pdata[0])->forbidden->len, ==, 1);
}

static void
test_other_words_are_doubted (void)
{
  const char *objects[] = { "4|<< /Length 51 >>\nstream\nBT /F1 24 Tf 72 700 Td (Chi 98,5 ty dong) Tj ET      \nendstream", NULL };
  g_autoptr (GBytes) forged = fix_append (once, objects);
  g_autoptr (PnPdfReport) report = pn_pdf_check (twice, store->roots); /* as if the comparison had let it through */

  g_assert_cmpint (looked_at (forged, report), ==, PN_PDF_INVALID);
}

/* ---- what the person saw, and the finished revision */

static PnJson *
compared (GBytes *base, GBytes *finished, const char *field)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GByteArray) out = NULL;
  g_autofree char *param = g_strdup_printf ("{\"ends\":[%zu,%zu],\"fields\":[\"%s\"]}", g_bytes_get_size (base), g_bytes_get_size (finished), field);
  gsize n;
  const guint8 *bytes = g_bytes_get_data (finished, &n);

  g_assert_true (pn_compare_work (bytes, n, param, strlen (param), &out, &error));
  g_assert_no_error (error);
  return pn_wire_parse (out->data, out->len, 4096, NULL);
}

static gboolean
looks_the_same (GBytes *base, GBytes *finished, const char *field)
{
  g_autoptr (PnJson) json = compared (base, finished, field);
  g_autofree char *text = pn_wire_dump (json);

  g_test_message ("%s", text);
  g_assert_cmpint (pn_wire_int (json, "pages", 0), ==, 1);
  return pn_wire_bool (json, "same", FALSE);
}

/* A draft with a field "Cho" kept for the signature, at any rotation of the page; signed there with a picture. */
static GBytes *
with_field (int rotate)
{
  const FixSpec spec = { .annots = FIX_DIRECT, .form = FIX_INDIRECT, .rotate = rotate };
  const PnPdfRect rect = { 100, 100, 300, 184 };
  g_autoptr (GBytes) pdf = fix_pdf (&spec);
  g_autoptr (GBytes) field = pn_pdf_add_signature_field (pdf, "Cho", 1, &rect, NULL);

  return pn_pdf_concat (pdf, field);
}

static void
test_a_signature_in_its_field_looks_the_same_elsewhere (void)
{
  for (int rotate = 0; rotate < 360; rotate += 90) {
    g_autoptr (GBytes) base = with_field (rotate);
    g_autoptr (GBytes) signed_ = fix_sign (store, base, "Cho", look);
    g_assert_true (looks_the_same (base, signed_, "Cho"));
    g_assert_false (looks_the_same (base, signed_, "another")); /* the picture is seen at all */
  }
}

static void
test_a_hostile_finish_is_seen (void)
{
  static const char picture[] = "150|<< /Type /XObject /Subtype /Form /BBox [0 0 10 10] /Length 21 >>\nstream\n1 0 0 rg 0 0 9 9 re f \nendstream";
  const struct {
    const char *what, *objects[3];
  } cases[] = {
    { "a picture larger than the field", { "FIELD|<< /Type /Annot /Subtype /Widget /FT /Sig /T (Cho) /F 4 /P 3 0 R /Rect [50 50 500 700] /AP << /N 150 0 R >> >>", picture } },
    { "the field moved", { "FIELD|<< /Type /Annot /Subtype /Widget /FT /Sig /T (Cho) /F 4 /P 3 0 R /Rect [100 300 300 384] /AP << /N 150 0 R >> >>", picture } },
    { "other words on the page", { "4|<< /Length 51 >>\nstream\nBT /F1 24 Tf 72 700 Td (Chi 98,5 ty dong) Tj ET      \nendstream" } },
    { "one stroke more", { "4|<< /Length 68 >>\nstream\nBT /F1 24 Tf 72 700 Td (Chi 85 ty dong) Tj ET 400 400 9 .4 re f      \nendstream" } },
  };
  g_autoptr (GBytes) base = with_field (0);
  g_autoptr (GBytes) signed_ = fix_sign (store, base, "Cho", look);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    /* the number of the field's object: the first that was free */
    g_autofree char *first = g_str_has_prefix (cases[i].objects[0], "FIELD") ? g_strconcat ("11", cases[i].objects[0] + 5, NULL) : g_strdup (cases[i].objects[0]);
    const char *objects[] = { first, cases[i].objects[1], NULL };
    g_autoptr (GBytes) hostile = fix_append (signed_, objects);
    g_test_message ("%s", cases[i].what);
    g_assert_false (looks_the_same (base, hostile, "Cho"));
  }
}

static void
test_a_page_says_where_it_differs (void)
{
  g_autoptr (GBytes) base = with_field (0);
  g_autoptr (GBytes) signed_ = fix_sign (store, base, "Cho", look);
  g_autoptr (GByteArray) out = NULL;
  g_autofree char *param = g_strdup_printf ("{\"ends\":[%zu,%zu],\"page\":1}", g_bytes_get_size (base), g_bytes_get_size (signed_));
  gsize n;
  const guint8 *bytes = g_bytes_get_data (signed_, &n);

  g_assert_true (pn_compare_work (bytes, n, param, strlen (param), &out, NULL));
  g_autoptr (PnJson) json = pn_wire_parse (out->data, out->len, 4096, NULL);
  const PnJson *region = pn_wire_at (pn_wire_member (json, "regions"), 0);
  g_assert_cmpuint (pn_wire_length (pn_wire_member (json, "regions")), ==, 1);
  /* A4 or Letter: the field lies low and left */
  g_assert_cmpint (pn_wire_int_at (region, 0, 0), >, 100);
  g_assert_cmpint (pn_wire_int_at (region, 0, 0) + pn_wire_int_at (region, 2, 0), <, 560);
  g_assert_cmpint (pn_wire_int_at (region, 1, 0), >, 700);
  g_assert_false (pn_compare_work (bytes, n, "{\"ends\":[0,1],\"page\":1}", 24, &out, NULL));
}

int
main (int argc, char **argv)
{
  const FixSpec spec = { .annots = FIX_DIRECT, .form = FIX_INDIRECT };
  g_autoptr (GBytes) pdf = fix_pdf (&spec);

  g_test_init (&argc, &argv, NULL);
  store = fix_store_new ();
  const PnSealLook seal = { .name = "Nguyễn Văn Thành", .body = "UBND tỉnh", .width = 200, .height = 84 };
  look = pn_seal_look_pdf (&seal, NULL);
  once = fix_sign (store, pdf, NULL, NULL);
  twice = fix_sign (store, once, NULL, NULL);
  g_test_add_func ("/second-look/honest", test_honest_files_pass);
  g_test_add_func ("/second-look/pages", test_another_number_of_pages_is_doubted);
  g_test_add_func ("/second-look/words", test_other_words_are_doubted);
  g_test_add_func ("/compare/signed-in-its-field", test_a_signature_in_its_field_looks_the_same_elsewhere);
  g_test_add_func ("/compare/hostile-finish", test_a_hostile_finish_is_seen);
  g_test_add_func ("/compare/where", test_a_page_says_where_it_differs);
  int status = g_test_run ();
  g_bytes_unref (look);
  g_bytes_unref (twice);
  g_bytes_unref (once);
  fix_store_free (store);
  return status;
}
