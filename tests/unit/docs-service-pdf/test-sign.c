/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing appends and never touches; every kind of file a form and a cross-reference can be in. */
#include <qpdf/qpdf-c.h>
#include <string.h>

#include "base/error.h"
#include "docs-service/compose/seal-look.h"
#include "tests/unit/docs-service-pdf/fixture.h"

static FixStore *store;
static GBytes *look;

static void
assert_prefix (GBytes *old, GBytes *whole)
{
  g_assert_cmpuint (g_bytes_get_size (whole), >, g_bytes_get_size (old));
  g_assert_cmpmem (g_bytes_get_data (old, NULL), g_bytes_get_size (old), g_bytes_get_data (whole, NULL), g_bytes_get_size (old));
}

/* qpdf, as a reader that repairs, must find nothing to repair. */
static void
assert_clean (GBytes *pdf)
{
  qpdf_data q = qpdf_init ();

  qpdf_set_suppress_warnings (q, QPDF_TRUE);
  g_assert_false (qpdf_read_memory (q, "t", g_bytes_get_data (pdf, NULL), g_bytes_get_size (pdf), NULL) & QPDF_ERRORS);
  qpdf_check_pdf (q);
  if (qpdf_more_warnings (q))
    g_error ("qpdf complains: %s", qpdf_get_error_full_text (q, qpdf_next_warning (q)));
  qpdf_cleanup (&q);
}

static void
test_every_shape_of_file_signs_valid_twice (void)
{
  guint cases = 0;

  for (int annots = 0; annots < 3; annots++)
    for (int form = 0; form < 3; form++)
      for (int xref = 0; xref < 3; xref++)
        for (int fields = 0; fields < (form == FIX_NONE ? 1 : 2); fields++) {
          const FixSpec spec = { .annots = annots, .form = form, .xref = xref, .fields_indirect = fields, .text_field = form != FIX_NONE,
                                 .rotate = 90 * (xref % 4), .no_final_newline = annots == 1 };
          g_autoptr (GBytes) pdf = fix_pdf (&spec);
          g_autoptr (GBytes) one = fix_sign (store, pdf, NULL, look);
          g_autoptr (GBytes) two = fix_sign (store, one, NULL, NULL);
          g_assert_cmpint (fix_verdict (pdf, store->roots), ==, PN_PDF_UNSIGNED);
          g_assert_cmpint (fix_verdict (one, store->roots), ==, PN_PDF_VALID);
          g_assert_cmpint (fix_verdict (two, store->roots), ==, PN_PDF_VALID_WITH_CHANGES);
          assert_prefix (pdf, one);
          assert_prefix (one, two);
          assert_clean (one);
          assert_clean (two);
          cases++;
        }
  g_test_message ("%u shapes", cases);
  g_assert_cmpuint (cases, ==, 45);
}

static void
test_object_streams_are_read (void)
{
  const FixSpec spec = { .annots = FIX_INDIRECT, .form = FIX_INDIRECT, .text_field = TRUE };
  g_autoptr (GBytes) plain = fix_pdf (&spec);
  qpdf_data q = qpdf_init ();

  qpdf_read_memory (q, "t", g_bytes_get_data (plain, NULL), g_bytes_get_size (plain), NULL);
  qpdf_init_write_memory (q);
  qpdf_set_object_stream_mode (q, qpdf_o_generate);
  g_assert_cmpint (qpdf_write (q), ==, 0);
  g_autoptr (GBytes) packed = g_bytes_new (qpdf_get_buffer (q), qpdf_get_buffer_length (q));
  qpdf_cleanup (&q);
  g_assert_nonnull (fix_find_last (g_bytes_get_data (packed, NULL), g_bytes_get_size (packed), "/ObjStm"));
  g_autoptr (GBytes) one = fix_sign (store, packed, NULL, look);
  g_assert_cmpint (fix_verdict (one, store->roots), ==, PN_PDF_VALID);
  assert_clean (one);
}

static void
test_encrypted_is_refused_with_its_code (void)
{
  const FixSpec spec = { 0 };
  g_autoptr (GBytes) plain = fix_pdf (&spec);
  g_autoptr (GError) error = NULL;
  const PnPdfSignSpec how = { .page = 1 };
  qpdf_data q = qpdf_init ();

  qpdf_read_memory (q, "t", g_bytes_get_data (plain, NULL), g_bytes_get_size (plain), NULL);
  qpdf_init_write_memory (q);
  qpdf_set_r6_encryption_parameters2 (q, "", "owner", 1, 1, 1, 1, 1, 1, qpdf_r3p_full, 1);
  g_assert_cmpint (qpdf_write (q), ==, 0);
  g_autoptr (GBytes) locked = g_bytes_new (qpdf_get_buffer (q), qpdf_get_buffer_length (q));
  qpdf_cleanup (&q);
  g_assert_null (pn_pdf_sign_prepare (locked, &how, &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_PDF_ENCRYPTED);
  g_assert_cmpint (fix_verdict (locked, store->roots), ==, PN_PDF_UNREADABLE);
}

static void
test_damaged_is_refused_with_its_code (void)
{
  const FixSpec spec = { 0 };
  g_autoptr (GBytes) plain = fix_pdf (&spec);
  gsize n = g_bytes_get_size (plain);
  const PnPdfSignSpec how = { .page = 1 };

  for (gsize cut = 0; cut < n - 6; cut += 7) { /* without the last "%%EOF" it is not whole */
    g_autoptr (GBytes) part = g_bytes_new_from_bytes (plain, 0, cut);
    g_autoptr (GError) error = NULL;
    g_assert_null (pn_pdf_sign_prepare (part, &how, &error));
    g_assert_error (error, PN_ERROR, PN_ERROR_PDF_DAMAGED);
  }
}

static void
test_an_empty_field_is_filled_where_it_stands (void)
{
  const FixSpec spec = { .annots = FIX_DIRECT };
  const PnPdfRect rect = { 300, 90, 500, 170 };
  PnPdfRect found;
  int page;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) plain = fix_pdf (&spec);
  g_autoptr (GBytes) append = pn_pdf_add_signature_field (plain, "ChuToa", 1, &rect, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) pdf = pn_pdf_concat (plain, append);
  assert_clean (pdf);
  g_assert_true (pn_pdf_find_signature_field (pdf, "ChuToa", &page, &found, &error));
  g_assert_cmpint (page, ==, 1);
  g_assert_cmpfloat (found.x1, ==, 500);
  g_autoptr (GBytes) one = fix_sign (store, pdf, "ChuToa", look);
  g_assert_cmpint (fix_verdict (one, store->roots), ==, PN_PDF_VALID);
  assert_clean (one);
  g_assert_false (pn_pdf_find_signature_field (one, "ChuToa", &page, &found, &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  const PnPdfSignSpec again = { .field = "ChuToa", .page = 1 };
  g_assert_null (pn_pdf_sign_prepare (one, &again, &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_BAD_VALUE);
}

static void
test_a_field_prepared_before_another_signature_may_still_be_signed (void)
{
  const FixSpec spec = { 0 };
  const PnPdfRect rect = { 300, 90, 500, 170 };
  g_autoptr (GBytes) plain = fix_pdf (&spec);
  g_autoptr (GBytes) append = pn_pdf_add_signature_field (plain, "VanThu", 1, &rect, NULL);
  g_autoptr (GBytes) pdf = pn_pdf_concat (plain, append);
  g_autoptr (GBytes) one = fix_sign (store, pdf, NULL, look);
  g_autoptr (GBytes) two = fix_sign (store, one, "VanThu", look);
  g_autoptr (PnPdfReport) report = pn_pdf_check (two, store->roots);
  const PnPdfSignature *first = report->signatures->pdata[0];

  g_assert_cmpint (report->verdict, ==, PN_PDF_VALID_WITH_CHANGES);
  g_assert_cmpuint (first->changes->len, ==, 1);
  g_assert_cmpstr (first->changes->pdata[0], ==, "signature:VanThu");
}

static void
test_bad_places_and_sizes_are_refused (void)
{
  const FixSpec spec = { 0 };
  g_autoptr (GBytes) pdf = fix_pdf (&spec);
  const PnPdfSignSpec bad[] = { { .page = 2 }, { .page = 0 }, { .page = 1, .rect = { 10, 10, 5, 20 } }, { .page = 1, .field = "a.b" }, { .page = 1, .field = "" },
                                { .page = 1, .contents_max = 10 }, { .page = 1, .rect = { 0, 0, 0.0 / 0.0, 1 } } };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (pn_pdf_sign_prepare (pdf, &bad[i], &error));
    g_assert_error (error, PN_ERROR, PN_ERROR_BAD_VALUE);
  }
  const PnPdfSignSpec small = { .page = 1, .contents_max = 1024 };
  g_autoptr (GError) error = NULL;
  g_autoptr (PnPdfPrepared) prepared = pn_pdf_sign_prepare (pdf, &small, &error);
  g_autofree guint8 *zeros = g_malloc0 (1025);
  g_autoptr (GBytes) cms = g_bytes_new (zeros, 1025);
  g_assert_null (pn_pdf_sign_finish (prepared, cms, &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_TOO_LARGE);
}

/* An earlier signature in object 20 whose field and restrictions are the caller's. */
static GBytes *
with_earlier (const char *field_extra, const char *reference)
{
  const FixSpec spec = { .form = FIX_INDIRECT };
  g_autoptr (GBytes) pdf = fix_pdf (&spec);
  g_autofree char *field = g_strdup_printf ("21|<< /FT /Sig /T (Truoc) /V 20 0 R %s >>", field_extra);
  g_autofree char *value = g_strdup_printf ("20|<< /Type /Sig /Filter /X /ByteRange [0 1 2 3] /Contents <00> %s >>", reference);
  const char *objects[] = { "7|<< /Fields [21 0 R] >>", value, field, NULL };

  return fix_append (pdf, objects);
}

static void
test_earlier_signatures_may_forbid (void)
{
  const struct {
    const char *field, *reference;
    gboolean forbidden;
  } cases[] = {
    { "", "", FALSE },
    { "", "/Reference [<< /TransformMethod /DocMDP /TransformParams << /P 1 >> >>]", TRUE },
    { "", "/Reference [<< /TransformMethod /DocMDP /TransformParams << /P 2 >> >>]", FALSE },
    { "", "/Reference [<< /TransformMethod /FieldMDP /TransformParams << /Action /All >> >>]", TRUE },
    { "", "/Reference [<< /TransformMethod /FieldMDP /TransformParams << /Action /Include /Fields [(Signature1)] >> >>]", TRUE },
    { "", "/Reference [<< /TransformMethod /FieldMDP /TransformParams << /Action /Include /Fields [(Ten)] >> >>]", FALSE },
    { "", "/Reference [<< /TransformMethod /FieldMDP /TransformParams << /Action /Exclude /Fields [(Signature1)] >> >>]", FALSE },
    { "/Lock << /Action /Exclude /Fields [(Ten)] >>", "", TRUE },
    { "/Lock << /Action /Include /Fields [(Ten)] >>", "", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) pdf = with_earlier (cases[i].field, cases[i].reference);
    g_autoptr (GError) error = NULL;
    const PnPdfSignSpec spec = { .page = 1 };
    g_autoptr (PnPdfPrepared) prepared = pn_pdf_sign_prepare (pdf, &spec, &error);
    g_test_message ("%s %s", cases[i].field, cases[i].reference);
    if (cases[i].forbidden)
      g_assert_error (error, PN_ERROR, PN_ERROR_PDF_SIGN_FORBIDDEN);
    else
      g_assert_no_error (error);
  }
}

int
main (int argc, char **argv)
{
  const PnSealLook how = { .name = "Nguyễn Văn Ước", .body = "Ủy ban nhân dân tỉnh Sơn Hà", .title = "Chủ tịch",
                           .time_us = G_GINT64_CONSTANT (1795400000000000), .width = 200, .height = 84 };
  int status;

  g_test_init (&argc, &argv, NULL);
  store = fix_store_new ();
  look = pn_seal_look_pdf (&how, NULL);
  g_test_add_func ("/pdf-sign/every-shape", test_every_shape_of_file_signs_valid_twice);
  g_test_add_func ("/pdf-sign/object-streams", test_object_streams_are_read);
  g_test_add_func ("/pdf-sign/encrypted", test_encrypted_is_refused_with_its_code);
  g_test_add_func ("/pdf-sign/damaged", test_damaged_is_refused_with_its_code);
  g_test_add_func ("/pdf-sign/empty-field", test_an_empty_field_is_filled_where_it_stands);
  g_test_add_func ("/pdf-sign/prepared-field", test_a_field_prepared_before_another_signature_may_still_be_signed);
  g_test_add_func ("/pdf-sign/bad-values", test_bad_places_and_sizes_are_refused);
  g_test_add_func ("/pdf-sign/forbidden", test_earlier_signatures_may_forbid);
  status = g_test_run ();
  fix_store_free (store);
  g_bytes_unref (look);
  return status;
}
