/* SPDX-License-Identifier: GPL-3.0-or-later */
/* No manipulation after signing is ever called valid; each test is one class of attack. */
#include <stdlib.h>
#include <string.h>

#include "docs-service/compose/seal-look.h"
#include "tests/unit/docs-service-pdf/fixture.h"

static FixStore *store, *stranger;
static GBytes *look, *honest; /* honest: signed once, visible */

static gboolean
is_good (PnPdfVerdict v)
{
  return v == PN_PDF_VALID || v == PN_PDF_VALID_WITH_CHANGES;
}

#define assert_invalid(pdf) g_assert_cmpint (fix_verdict (pdf, store->roots), ==, PN_PDF_INVALID)

static GBytes *
with_byte (GBytes *pdf, gsize at, guint8 mask)
{
  gsize n = g_bytes_get_size (pdf);
  guint8 *copy = g_memdup2 (g_bytes_get_data (pdf, NULL), n);

  copy[at] ^= mask;
  return g_bytes_new_take (copy, n);
}

static void
test_no_flipped_bit_passes (void)
{
  gsize n = g_bytes_get_size (honest);
  guint invalid = 0, tried = 0;

  for (gsize at = 0; at < n; at += 11) {
    g_autoptr (GBytes) forged = with_byte (honest, at, 1);
    PnPdfVerdict v = fix_verdict (forged, store->roots);
    if (is_good (v) || v == PN_PDF_UNTRUSTED)
      g_error ("byte %zu of %zu changed and still %s", at, n, pn_pdf_verdict_name (v));
    invalid += v == PN_PDF_INVALID;
    tried++;
  }
  g_test_message ("%u changed, %u invalid", tried, invalid);
  g_assert_cmpuint (invalid * 100, >=, tried * 98); /* the others lose the signature field or the header itself */
}

static void
test_appended_bytes_are_invalid (void)
{
  static const char *const tails[] = { "x", "garbage", "%%EOF\n", "\n\n", "% only a comment\n", "startxref\n0\n%%EOF\n" };

  for (guint i = 0; i < G_N_ELEMENTS (tails); i++) {
    g_autoptr (GBytes) forged = fix_text (honest, tails[i]);
    assert_invalid (forged);
  }
}

static void
test_revisions_that_change_anything_are_invalid (void)
{
  static const char *const attacks[][4] = {
    /* incremental saving: the page's content, its box, its resources */
    { "4|<< /Length 2 >>\nstream\nq \nendstream", NULL },
    { "3|<< /Type /Page /Parent 2 0 R /Contents 4 0 R /MediaBox [0 0 10 10] >>", NULL },
    /* hide and replace: another object that lay ready */
    { "3|<< /Type /Page /Parent 2 0 R /Contents 5 0 R >>", NULL },
    { "2|<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 2 /MediaBox [0 0 595 842] >>", NULL },
    /* replace: a catalogue of one's own, scripts, layers */
    { "1|<< /Type /Catalog /Pages 2 0 R >>", NULL },
    { "1|<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (x) >> /AcroForm << /Fields [] >> >>", NULL },
    /* evil annotation */
    { "30|<< /Type /Annot /Subtype /FreeText /Rect [0 0 595 842] /Contents (Che) >>",
      "3|<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Annots [30 0 R] >>", NULL },
    /* an object nobody shows: harmless to look at, but no revision of ours */
    { "40|(an)", NULL },
    /* metadata alone explains no revision */
    { "41|<< /Producer (x) >>", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (attacks); i++) {
    g_autoptr (GBytes) forged = fix_append (honest, attacks[i]);
    assert_invalid (forged);
  }
}

static char *
catalogue_with (GBytes *pdf, const char *extra)
{
  /* The newest catalogue of the honest file, as its writer wrote it, and something more. */
  const char *p = g_bytes_get_data (pdf, NULL);
  const char *at = fix_find_last (p, g_bytes_get_size (pdf), "\n1 0 obj\n");
  const char *end = strstr (at, ">>\nendobj");

  return g_strdup_printf ("1|%.*s %s >>", (int) (end - at - 9), at + 9, extra);
}

static void
test_validation_data_may_follow (void)
{
  g_autofree char *catalogue = catalogue_with (honest, "/DSS 50 0 R");
  const char *objects[] = { catalogue, "50|<< /Type /DSS /Certs [] >>", NULL };
  g_autoptr (GBytes) later = fix_append (honest, objects);
  g_autoptr (PnPdfReport) report = pn_pdf_check (later, store->roots);

  g_test_message ("%s", report->reason);
  g_assert_cmpint (report->verdict, ==, PN_PDF_VALID_WITH_CHANGES);
  g_assert_cmpstr (((PnPdfSignature *) report->signatures->pdata[0])->changes->pdata[0], ==, "dss");
}

static void
test_validation_data_hides_nothing (void)
{
  g_autofree char *catalogue = catalogue_with (honest, "/DSS 50 0 R");
  const char *objects[] = { catalogue, "50|<< /Type /DSS >>", "4|<< /Length 2 >>\nstream\nq \nendstream", NULL };
  g_autoptr (GBytes) forged = fix_append (honest, objects);

  assert_invalid (forged);
}

static void
test_changing_a_signed_value_is_named_and_not_valid (void)
{
  const FixSpec spec = { .annots = FIX_DIRECT, .form = FIX_INDIRECT, .text_field = TRUE };
  g_autoptr (GBytes) pdf = fix_pdf (&spec);
  g_autoptr (GBytes) one = fix_sign (store, pdf, NULL, NULL);
  const char *objects[] = { "9|<< /Type /Annot /Subtype /Widget /FT /Tx /T (Ten) /V (Khac) /Rect [72 600 200 620] /P 3 0 R /F 4 >>", NULL };
  g_autoptr (GBytes) forged = fix_append (one, objects);
  g_autoptr (PnPdfReport) report = pn_pdf_check (forged, store->roots);

  g_assert_cmpint (report->verdict, ==, PN_PDF_INVALID);
  g_assert_nonnull (strstr (report->reason, "field Ten"));
}

static void
test_a_strangers_signature_is_untrusted_also_on_top (void)
{
  g_autoptr (GBytes) alien = fix_sign (stranger, honest, NULL, look);

  g_assert_cmpint (fix_verdict (alien, store->roots), ==, PN_PDF_UNTRUSTED);
  g_assert_cmpint (fix_verdict (honest, NULL), ==, PN_PDF_UNTRUSTED);
  g_assert_cmpint (fix_verdict (honest, stranger->roots), ==, PN_PDF_UNTRUSTED);
  g_assert_cmpint (fix_verdict (honest, store->roots), ==, PN_PDF_VALID);
}

/* Replaces text in the newest revision's own bytes, same length. */
static GBytes *
with_text (GBytes *pdf, const char *from, const char *to)
{
  gsize n = g_bytes_get_size (pdf);
  char *copy = g_memdup2 (g_bytes_get_data (pdf, NULL), n);
  char *at = (char *) fix_find_last (copy, n, from);

  g_assert_nonnull (at);
  g_assert_cmpuint (strlen (from), ==, strlen (to));
  memcpy (at, to, strlen (to));
  return g_bytes_new_take (copy, n);
}

/* Universal forgery: contents or range missing, nulled, negative. */
static void
test_broken_signature_dictionaries_are_invalid (void)
{
  static const struct {
    const char *from, *to;
  } changes[] = {
    { "/ByteRange [0 ", "/ByteRange [1 " }, { "/ByteRange [0 ", "/ByteRange [-0" }, { "/ByteRange [", "/BytxRange [" },
    { "/Contents <30", "/Contents (30" },   { "/Contents <30", "/Contents <31" },   { "/ETSI.CAdES.detached", "/ETSI.CAdES.detachee" },
    { "/Contents <", "/Contenta <" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++) {
    g_autoptr (GBytes) forged = with_text (honest, changes[i].from, changes[i].to);
    assert_invalid (forged);
  }
}

/* Signature wrapping: the old bytes stay covered, the reader is led past them; the gap is wider than the signature. */
static void
test_wrapping_is_invalid (void)
{
  gsize n = g_bytes_get_size (honest);
  const char *p = g_bytes_get_data (honest, NULL);
  const char *range = fix_find_last (p, n, "/ByteRange [0 ");
  guint64 a = strtoull (range + 14, NULL, 10);
  char *end;
  guint64 b = strtoull (strchr (range + 14, ' '), &end, 10), c = strtoull (end, NULL, 10);
  g_autoptr (GString) out = g_string_new_len (p, b); /* up to the end of the hex string */
  static const char inserted[] = "\n4 0 obj << /Length 2 >> stream\nq \nendstream endobj\n";

  g_string_append (out, inserted);
  g_string_append_len (out, p + b, c);
  g_autofree char *moved = g_strdup_printf ("/ByteRange [0 %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT "]", a, b + strlen (inserted), c);
  memcpy (out->str + (range - p), moved, strlen (moved));
  g_autoptr (GBytes) forged = g_bytes_new (out->str, out->len);
  assert_invalid (forged);
}

/* The signature of one document put into another. */
static void
test_a_signature_from_elsewhere_is_invalid (void)
{
  const FixSpec spec = { .rotate = 180 };
  g_autoptr (GBytes) other = fix_pdf (&spec);
  g_autoptr (GBytes) theirs = fix_sign (store, other, NULL, look);
  gsize n = g_bytes_get_size (theirs), m = g_bytes_get_size (honest);
  const char *from = fix_find_last (g_bytes_get_data (honest, NULL), m, "/Contents <");
  char *copy = g_memdup2 (g_bytes_get_data (theirs, NULL), n);
  char *to = (char *) fix_find_last (copy, n, "/Contents <");

  memcpy (to, from, 11 + 2 * 4096);
  g_autoptr (GBytes) forged = g_bytes_new_take (copy, n);
  assert_invalid (forged);
}

static void
test_truncated_is_never_valid (void)
{
  gsize n = g_bytes_get_size (honest);

  for (gsize cut = 100; cut < n - 1; cut += 97) {
    g_autoptr (GBytes) part = g_bytes_new_from_bytes (honest, 0, cut);
    PnPdfVerdict v = fix_verdict (part, store->roots);
    g_assert_false (is_good (v) || v == PN_PDF_UNTRUSTED);
  }
}

static void
test_old_revision_alone_is_not_called_changed (void)
{
  g_autoptr (GBytes) two = fix_sign (store, honest, NULL, NULL);
  g_autoptr (GBytes) first = g_bytes_new_from_bytes (two, 0, g_bytes_get_size (honest));

  g_assert_cmpint (fix_verdict (two, store->roots), ==, PN_PDF_VALID_WITH_CHANGES);
  g_assert_cmpint (fix_verdict (first, store->roots), ==, PN_PDF_VALID);
}

static void
test_ten_signatures_stay_valid (void)
{
  g_autoptr (GBytes) pdf = g_bytes_ref (honest);

  for (int i = 0; i < 9; i++) {
    GBytes *next = fix_sign (store, pdf, NULL, i % 2 ? look : NULL);
    g_bytes_unref (pdf);
    pdf = next;
  }
  g_autoptr (PnPdfReport) report = pn_pdf_check (pdf, store->roots);
  g_assert_cmpint (report->verdict, ==, PN_PDF_VALID_WITH_CHANGES);
  g_assert_cmpuint (report->signatures->len, ==, 10);
  g_assert_cmpstr (((PnPdfSignature *) report->signatures->pdata[9])->level, ==, "B-B");
}

int
main (int argc, char **argv)
{
  const PnSealLook how = { .name = "Ước", .body = "UBND", .time_us = 1, .width = 200, .height = 84 };
  const FixSpec spec = { 0 };
  int status;

  g_test_init (&argc, &argv, NULL);
  store = fix_store_new ();
  stranger = fix_store_new ();
  look = pn_seal_look_pdf (&how, NULL);
  g_autoptr (GBytes) plain = fix_pdf (&spec);
  honest = fix_sign (store, plain, NULL, look);
  g_test_add_func ("/pdf-check/flipped", test_no_flipped_bit_passes);
  g_test_add_func ("/pdf-check/appended", test_appended_bytes_are_invalid);
  g_test_add_func ("/pdf-check/revisions", test_revisions_that_change_anything_are_invalid);
  g_test_add_func ("/pdf-check/dss", test_validation_data_may_follow);
  g_test_add_func ("/pdf-check/dss-hides-nothing", test_validation_data_hides_nothing);
  g_test_add_func ("/pdf-check/form-filling", test_changing_a_signed_value_is_named_and_not_valid);
  g_test_add_func ("/pdf-check/stranger", test_a_strangers_signature_is_untrusted_also_on_top);
  g_test_add_func ("/pdf-check/dictionaries", test_broken_signature_dictionaries_are_invalid);
  g_test_add_func ("/pdf-check/wrapping", test_wrapping_is_invalid);
  g_test_add_func ("/pdf-check/elsewhere", test_a_signature_from_elsewhere_is_invalid);
  g_test_add_func ("/pdf-check/truncated", test_truncated_is_never_valid);
  g_test_add_func ("/pdf-check/old-revision", test_old_revision_alone_is_not_called_changed);
  g_test_add_func ("/pdf-check/ten", test_ten_signatures_stay_valid);
  status = g_test_run ();
  fix_store_free (store);
  fix_store_free (stranger);
  g_bytes_unref (look);
  g_bytes_unref (honest);
  return status;
}
