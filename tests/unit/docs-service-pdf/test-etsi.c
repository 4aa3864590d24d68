/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report in the words of EN 319 102-1: passed only what is valid, and a reason for everything else. */
#include <string.h>

#include "base/id.h"
#include "docs-service/pdf/pdf-etsi.h"
#include "tests/unit/docs-service-pdf/fixture.h"

#define AT_US G_GINT64_CONSTANT (1795400000000000)

static FixStore *store;
static GBytes *plain, *once, *twice;

static void
assert_indication (GBytes *pdf, const char *roots, const char *main, const char *reason)
{
  g_autoptr (PnPdfReport) report = pn_pdf_check (pdf, roots);
  PnEtsiIndication all = pn_etsi_of_report (report);

  g_assert_cmpstr (all.main, ==, main);
  g_assert_cmpstr (all.reason, ==, reason);
}

static GBytes *
with_byte (GBytes *pdf, gsize at)
{
  gsize n;
  const guint8 *p = g_bytes_get_data (pdf, &n);
  guint8 *copy = g_memdup2 (p, n);

  copy[at] ^= 1;
  return g_bytes_new_take (copy, n);
}

static void
test_every_outcome_has_its_word (void)
{
  const char *objects[] = { "5|<< /Length 9 >>\nstream\n0 0 m 1 l\nendstream", "3|<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R >>", NULL };
  const char *header = g_bytes_get_data (once, NULL);
  const char *words = fix_find_last (header, g_bytes_get_size (plain), "Tj");
  g_autoptr (GBytes) changed = with_byte (once, (gsize) (words - header) + 4);
  g_autoptr (GBytes) replaced = fix_append (once, objects);
  g_autoptr (GBytes) nonsense = g_bytes_new_static ("no pdf", 6);

  assert_indication (once, store->roots, "TOTAL-PASSED", "");
  assert_indication (twice, store->roots, "TOTAL-PASSED", "");
  assert_indication (once, NULL, "INDETERMINATE", "NO_CERTIFICATE_CHAIN_FOUND");
  assert_indication (changed, store->roots, "TOTAL-FAILED", "HASH_FAILURE");
  assert_indication (replaced, store->roots, "TOTAL-FAILED", "FORMAT_FAILURE");
  assert_indication (nonsense, store->roots, "TOTAL-FAILED", "FORMAT_FAILURE");
  assert_indication (plain, store->roots, "INDETERMINATE", "NO_SIGNATURE_FOUND");
}

static void
test_the_report_names_file_signatures_and_answers (void)
{
  g_autoptr (PnPdfReport) report = pn_pdf_check (twice, store->roots);
  g_autoptr (PnJson) json = pn_etsi_json (report, twice, AT_US);
  const PnJson *root = pn_wire_member (json, "ValidationReport"), *all = pn_wire_member (root, "SignatureValidationReport"), *first = pn_wire_at (all, 0);
  const PnJson *constraints = pn_wire_member (pn_wire_member (first, "ValidationConstraintsEvaluationReport"), "ValidationConstraint");
  const PnJson *digest = pn_wire_member (pn_wire_member (first, "SignersDocument"), "DigestAlgAndValue");
  const PnJson *changes = pn_wire_member (pn_wire_at (constraints, 2), "Changes");
  guint8 sum[PN_SHA256_BYTES];
  gsize n;
  const void *bytes = g_bytes_get_data (twice, &n);
  pn_sha256 (bytes, n, sum);
  g_autofree char *value = g_base64_encode (sum, sizeof sum);

  g_assert_cmpuint (pn_wire_length (all), ==, 2);
  g_assert_cmpuint (pn_wire_length (constraints), ==, 3); /* integrity, trust, changes */
  g_assert_cmpstr (pn_wire_str (digest, "DigestValue", ""), ==, value);
  g_assert_cmpstr (pn_wire_str_at (pn_wire_member (changes, "Permitted"), 0, ""), ==, "signature:Signature2");
  g_assert_cmpstr (pn_wire_str (pn_wire_member (first, "SignatureValidationStatus"), "MainIndication", ""), ==, "urn:etsi:019102:mainindication:total-passed");
  g_assert_cmpstr (pn_wire_str (pn_wire_member (pn_wire_member (first, "ValidationTimeInfo"), "BestSignatureTime"), "TypeOfProof", ""), ==, "urn:etsi:019102:poetype:validation");
  g_assert_cmpuint (pn_wire_length (pn_wire_member (pn_wire_member (root, "SignatureValidationObjects"), "ValidationObject")), ==, 2);
  g_assert_cmpstr (pn_wire_str (pn_wire_member (first, "SignerInformation"), "Signer", ""), ==, "Nguyễn Văn Thành");
}

int
main (int argc, char **argv)
{
  const FixSpec spec = { .form = FIX_INDIRECT };

  g_test_init (&argc, &argv, NULL);
  store = fix_store_new ();
  plain = fix_pdf (&spec);
  once = fix_sign (store, plain, NULL, NULL);
  twice = fix_sign (store, once, NULL, NULL);
  g_test_add_func ("/pdf-etsi/outcomes", test_every_outcome_has_its_word);
  g_test_add_func ("/pdf-etsi/report", test_the_report_names_file_signatures_and_answers);
  int rc = g_test_run ();
  g_bytes_unref (twice);
  g_bytes_unref (once);
  g_bytes_unref (plain);
  fix_store_free (store);
  return rc;
}
