/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A second reader agrees with what is honest and doubts what it reads differently. */
#include "docs-service/render/second-look.h"
#include "tests/unit/docs-service-pdf/fixture.h"

static FixStore *store;
static GBytes *once, *twice;

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

int
main (int argc, char **argv)
{
  const FixSpec spec = { .annots = FIX_DIRECT, .form = FIX_INDIRECT };
  g_autoptr (GBytes) pdf = fix_pdf (&spec);

  g_test_init (&argc, &argv, NULL);
  store = fix_store_new ();
  once = fix_sign (store, pdf, NULL, NULL);
  twice = fix_sign (store, once, NULL, NULL);
  g_test_add_func ("/second-look/honest", test_honest_files_pass);
  g_test_add_func ("/second-look/pages", test_another_number_of_pages_is_doubted);
  g_test_add_func ("/second-look/words", test_other_words_are_doubted);
  int status = g_test_run ();
  g_bytes_unref (twice);
  g_bytes_unref (once);
  fix_store_free (store);
  return status;
}
