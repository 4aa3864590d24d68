/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Number and date after the leader's signature (R9): what the signature permits is done and named, anything else is refused or invalid. */
#include <string.h>

#include "base/error.h"
#include "docs-service/compose/field-look.h"
#include "docs-service/pdf/pdf-fill.h"
#include "docs-service/pdf/pdf-place.h"
#include "tests/unit/docs-service-pdf/fixture.h"

#define NUMBER "so_ky_hieu"
#define DATE "ngay_ban_hanh"
#define SEAL "con_dau"

static FixStore *store;
static const char *const but_these[] = { NUMBER, DATE, SEAL, NULL };

static GBytes *
append (GBytes *pdf, GBytes *more)
{
  g_autoptr (GBytes) taken = more;

  return pn_pdf_concat (pdf, taken);
}

static GBytes *
reserved (void)
{
  const FixSpec spec = { 0 };
  const PnPdfNewField fields[] = { { PN_PDF_FIELD_TEXT, NUMBER, 1, { 72, 740, 240, 758 } },
                                   { PN_PDF_FIELD_TEXT, DATE, 1, { 300, 740, 520, 758 } },
                                   { PN_PDF_FIELD_SIGNATURE, SEAL, 1, { 300, 100, 400, 200 } } };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = fix_pdf (&spec);
  GBytes *more = pn_pdf_add_fields (pdf, fields, G_N_ELEMENTS (fields), &error);

  g_assert_no_error (error);
  return append (pdf, more);
}

static GBytes *
sign (GBytes *pdf, const char *field, int certify, PnPdfLock lock)
{
  g_autoptr (GError) error = NULL;
  const PnPdfSignSpec spec = { .field = field, .page = 1, .certify = certify, .lock = lock, .lock_fields = but_these,
                               .time_us = G_GINT64_CONSTANT (1795400000000000), .contents_max = 4096 };
  g_autoptr (PnPdfPrepared) prepared = pn_pdf_sign_prepare (pdf, &spec, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) cms = pn_keystore_sign (store->keys, "7", prepared->digest, &error);
  g_assert_no_error (error);
  GBytes *more = pn_pdf_sign_finish (prepared, cms, &error);
  g_assert_no_error (error);
  return append (pdf, more);
}

static GBytes *
try_fill (GBytes *pdf, const char *name, const char *value, GError **error)
{
  g_autoptr (GError) drawing = NULL;
  const PnFieldLook how = { .text = value, .width = 168, .height = 18 };
  g_autoptr (GBytes) look = pn_field_look_pdf (&how, &drawing);

  g_assert_no_error (drawing);
  const PnPdfFilling one = { name, value, look };
  return pn_pdf_fill_fields (pdf, &one, 1, error);
}

static GBytes *
fill (GBytes *pdf, const char *name, const char *value)
{
  g_autoptr (GError) error = NULL;
  GBytes *more = try_fill (pdf, name, value, &error);

  g_assert_no_error (error);
  return append (pdf, more);
}

static void
assert_change (const PnPdfReport *report, guint signature, const char *change)
{
  const PnPdfSignature *s = report->signatures->pdata[signature];

  for (guint i = 0; i < s->changes->len; i++)
    if (g_str_equal (s->changes->pdata[i], change))
      return;
  g_error ("signature %u does not name %s (%s)", signature, change, report->reason);
}

static void
test_sign_number_seal (void)
{
  g_autoptr (GBytes) draft = reserved ();
  g_autoptr (GBytes) leader = sign (draft, NULL, 2, PN_PDF_LOCK_ALL_BUT);
  g_autoptr (GBytes) numbered = fill (leader, NUMBER, "15/QĐ-UBND");
  g_autoptr (GBytes) dated = fill (numbered, DATE, "Sơn Hà, ngày 26 tháng 11 năm 2026");
  g_autoptr (GBytes) sealed = sign (dated, SEAL, 0, PN_PDF_LOCK_ALL);
  g_autoptr (PnPdfReport) report = pn_pdf_check (sealed, store->roots);

  g_assert_cmpint (fix_verdict (leader, store->roots), ==, PN_PDF_VALID);
  g_assert_cmpint (fix_verdict (numbered, store->roots), ==, PN_PDF_VALID_WITH_CHANGES);
  g_assert_cmpint (report->verdict, ==, PN_PDF_VALID_WITH_CHANGES);
  g_assert_cmpuint (report->signatures->len, ==, 2);
  assert_change (report, 0, "field:" NUMBER);
  assert_change (report, 0, "field:" DATE);
  assert_change (report, 0, "signature:" SEAL);
  g_assert_cmpuint (((PnPdfSignature *) report->signatures->pdata[1])->changes->len, ==, 0);
}

static void
test_number_sign_seal (void)
{
  g_autoptr (GBytes) draft = reserved ();
  g_autoptr (GBytes) numbered = fill (draft, NUMBER, "15/QĐ-UBND");
  g_autoptr (GBytes) leader = sign (numbered, NULL, 2, PN_PDF_LOCK_ALL_BUT);
  g_autoptr (GBytes) sealed = sign (leader, SEAL, 0, PN_PDF_LOCK_NONE);
  g_autoptr (PnPdfReport) report = pn_pdf_check (sealed, store->roots);

  g_assert_cmpint (report->verdict, ==, PN_PDF_VALID_WITH_CHANGES);
  assert_change (report, 0, "signature:" SEAL);
}

static void
test_locks_are_kept (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) draft = reserved ();
  g_autoptr (GBytes) locked = sign (draft, NULL, 2, PN_PDF_LOCK_ALL);
  g_autoptr (GBytes) closed = sign (draft, NULL, 1, PN_PDF_LOCK_NONE);

  g_assert_null (try_fill (locked, NUMBER, "1", &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_PDF_SIGN_FORBIDDEN);
  g_clear_error (&error);
  g_assert_null (try_fill (closed, NUMBER, "1", &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_PDF_SIGN_FORBIDDEN);
  g_clear_error (&error);
  const PnPdfSignSpec spec = { .field = SEAL, .page = 1 };
  g_assert_null (pn_pdf_sign_prepare (locked, &spec, &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_PDF_SIGN_FORBIDDEN);
  g_clear_error (&error);
  const PnPdfSignSpec second = { .page = 1, .certify = 2 };
  g_assert_null (pn_pdf_sign_prepare (locked, &second, &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_PDF_SIGN_FORBIDDEN);
}

static void
test_no_field_comes_after_a_signature (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) draft = reserved ();
  g_autoptr (GBytes) leader = sign (draft, NULL, 2, PN_PDF_LOCK_NONE);
  const PnPdfNewField late = { PN_PDF_FIELD_TEXT, "so_khac", 1, { 72, 700, 240, 718 } };

  g_assert_null (pn_pdf_add_fields (leader, &late, 1, &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_PDF_SIGN_FORBIDDEN);
}

static void
test_bad_fields_are_refused (void)
{
  const FixSpec spec = { 0 };
  g_autoptr (GBytes) pdf = fix_pdf (&spec);
  const PnPdfNewField bad[] = { { PN_PDF_FIELD_TEXT, "", 1, { 0, 0, 10, 10 } },
                                { PN_PDF_FIELD_TEXT, "a.b", 1, { 0, 0, 10, 10 } },
                                { PN_PDF_FIELD_TEXT, "a", 2, { 0, 0, 10, 10 } },
                                { PN_PDF_FIELD_TEXT, "a", 1, { 10, 10, 0, 0 } } };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (pn_pdf_add_fields (pdf, &bad[i], 1, &error));
    g_assert_error (error, PN_ERROR, PN_ERROR_BAD_VALUE);
  }
  g_autoptr (GError) error = NULL;
  g_assert_null (try_fill (pdf, NUMBER, "1", &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_NOT_FOUND);
}

/* Zones are put where the drafter sees them: the page is turned, its crop box begins somewhere. What lies where is asked the other way round. */
static void
test_fields_lie_where_they_are_seen (void)
{
  for (int rotate = 0; rotate < 360; rotate += 90) {
    const FixSpec spec = { 0 };
    g_autofree char *pages = g_strdup_printf ("2|<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] /CropBox [20 30 420 830] /Rotate %d /Resources << >> >>", rotate);
    const char *const objects[] = { pages, NULL };
    g_autoptr (GBytes) plain = fix_pdf (&spec);
    g_autoptr (GBytes) pdf = fix_append (plain, objects);
    const double w = rotate % 180 == 0 ? 400 : 800, h = rotate % 180 == 0 ? 800 : 400;
    const PnPdfNewField fields[] = { { PN_PDF_FIELD_TEXT, NUMBER, 1, { 40, h - 60, 140, h - 40 } }, { PN_PDF_FIELD_SIGNATURE, SEAL, 1, { w / 2, 50, w / 2 + 120, 110 } } };
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) with = append (pdf, pn_pdf_add_fields_seen (pdf, fields, G_N_ELEMENTS (fields), &error));
    g_assert_no_error (error);
    double width, height;
    g_assert_true (pn_pdf_text_field_size (with, NUMBER, &width, &height, &error));
    g_assert_cmpfloat_with_epsilon (width, 100, 0.01);
    g_assert_cmpfloat_with_epsilon (height, 20, 0.01);
    for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
      g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (PnPdfPlaceOnPage));
      gboolean found;
      g_assert_true (pn_pdf_field_places (with, fields[i].name, places, &found, &error));
      g_assert_cmpuint (places->len, ==, 1);
      const PnPdfPlaceOnPage *at = &g_array_index (places, PnPdfPlaceOnPage, 0);
      g_assert_cmpfloat_with_epsilon (at->x * w, fields[i].rect.x0, 0.01);
      g_assert_cmpfloat_with_epsilon ((1 - at->y) * h, fields[i].rect.y1, 0.01);
      g_assert_cmpfloat_with_epsilon (at->w * w, fields[i].rect.x1 - fields[i].rect.x0, 0.01);
      g_assert_cmpfloat_with_epsilon (at->h * h, fields[i].rect.y1 - fields[i].rect.y0, 0.01);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  store = fix_store_new ();
  g_test_add_func ("/pdf-fill/sign-number-seal", test_sign_number_seal);
  g_test_add_func ("/pdf-fill/number-sign-seal", test_number_sign_seal);
  g_test_add_func ("/pdf-fill/locks", test_locks_are_kept);
  g_test_add_func ("/pdf-fill/late-field", test_no_field_comes_after_a_signature);
  g_test_add_func ("/pdf-fill/turned-pages", test_fields_lie_where_they_are_seen);
  g_test_add_func ("/pdf-fill/bad", test_bad_fields_are_refused);
  int status = g_test_run ();
  fix_store_free (store);
  return status;
}
