/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is folded says what qpdf reads in the sections themselves; what could be taken in two ways is left to
 * qpdf. */
#include <string.h>

#include "docs-service/pdf/pdf-doc.h"
#include "docs-service/pdf/pdf-fields.h"
#include "tests/unit/docs-service-pdf/fixture.h"

static FixStore *store;

static GBytes *
signed_times (FixXref xref, guint times)
{
  const FixSpec spec = { .xref = xref, .form = FIX_INDIRECT, .text_field = TRUE };
  GBytes *now = fix_pdf (&spec);

  for (guint i = 0; i < times; i++) {
    GBytes *next = fix_sign (store, now, NULL, NULL);
    g_bytes_unref (now);
    now = next;
  }
  return now;
}

static PnPdfDoc *
open_doc (GBytes *pdf, gboolean fold)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (pdf, &length);
  g_autoptr (GError) error = NULL;
  PnPdfDoc *doc
      = fold ? pn_pdf_doc_open_to_append (bytes, length, &error) : pn_pdf_doc_open (bytes, length, &error);

  g_assert_no_error (error);
  return doc;
}

static void
assert_same_objects (PnPdfDoc *a, PnPdfDoc *b)
{
  g_assert_cmpint (a->size, ==, b->size);
  g_assert_cmpint (a->page_count, ==, b->page_count);
  for (int i = 1; i < a->size; i++) {
    g_autofree char *text = g_strdup (qpdf_oh_unparse_resolved (a->q, qpdf_get_object_by_id (a->q, i, 0)));
    g_assert_cmpstr (text, ==, qpdf_oh_unparse_resolved (b->q, qpdf_get_object_by_id (b->q, i, 0)));
  }
}

static void
assert_same_fields (PnPdfDoc *a, PnPdfDoc *b)
{
  g_autoptr (GPtrArray) fields = pn_pdf_fields (a, NULL);
  g_autoptr (GPtrArray) folded = pn_pdf_fields (b, NULL);

  g_assert_cmpuint (fields->len, ==, 7); /* the text field and six signatures */
  g_assert_cmpuint (folded->len, ==, 7);
  for (guint i = 0; i < fields->len; i++) {
    const PnPdfField *x = fields->pdata[i], *y = folded->pdata[i];
    g_assert_cmpstr (x->name, ==, y->name);
    g_assert_cmpint (pn_pdf_field_is_signed (a, x), ==, pn_pdf_field_is_signed (b, y));
    g_assert_cmpint (qpdf_oh_get_object_id (a->q, x->field), ==, qpdf_oh_get_object_id (b->q, y->field));
  }
}

static void
test_folded_sections_say_the_same (void)
{
  for (int xref = FIX_TABLE; xref <= FIX_HYBRID; xref++) {
    g_autoptr (GBytes) pdf = signed_times (xref, 6);
    g_autoptr (PnPdfDoc) whole = open_doc (pdf, FALSE);
    g_autoptr (PnPdfDoc) folded = open_doc (pdf, TRUE);
    g_assert_nonnull (folded->chain);
    g_assert_cmpuint (folded->chain->sections, >=, 6);
    /* The hybrid section itself, and a section with free entries, is qpdf's to read. */
    g_assert_true (folded->chain->has_rest);
    assert_same_objects (whole, folded);
    assert_same_fields (whole, folded);
    g_autoptr (GBytes) next = fix_sign (store, pdf, NULL, NULL);
    g_assert_cmpint (fix_verdict (next, store->roots), ==, PN_PDF_VALID_WITH_CHANGES);
  }
}

static guint
folded_sections (const char *text)
{
  const char *at = g_strrstr (text, "xref\n0");
  g_autoptr (PnPdfChain) chain
      = pn_pdf_chain_read ((const guint8 *) text, strlen (text), 0, (guint64) (at - text));

  return chain->sections;
}

#define ROW "0000000009 00000 n \n"

static void
test_what_has_two_readings_is_left_to_qpdf (void)
{
  const char *objects = "%PDF-1.7\n1 0 obj\n<< >>\nendobj\n";
  const struct {
    const char *section;
    guint folded;
  } cases[] = {
    { "xref\n0 2\n0000000000 65535 f \n" ROW "trailer << /Size 2 >>", 1 },
    { "xref\n0 2\n0000000000 00000 f \n" ROW "trailer << /Size 2 >>",
      0 }, /* object 0 is no free list's head */
    { "xref\n0 2\n0000000000 65535 f \n0000000009 00000 f \ntrailer << /Size 2 >>", 0 }, /* deleted */
    { "xref\n0 2\n0000000000 65535 f \n0000000009 00001 n \ntrailer << /Size 2 >>", 0 }, /* generation */
    { "xref\n0 2\n0000000000 65535 f \n0000009999 00000 n \ntrailer << /Size 2 >>",
      0 },                                                                             /* outside the file */
    { "xref\n0 2\n0000000000 65535 f \n" ROW "1 1\n" ROW "trailer << /Size 2 >>", 0 }, /* twice */
    { "xref\n0 2\n0000000000 65535 f \n9 00000 n\ntrailer << /Size 2 >>", 0 }, /* no line of 20 bytes */
    { "xref\n0 2\n0000000000 65535 f \n" ROW "trailer << /Size 2 /XRefStm 9 >>", 0 }, /* hybrid */
    { "xref\n0 2\n0000000000 65535 f \n" ROW "trailer << /Size 2 /Prev 9999 >>",
      0 }, /* a chain that goes forward */
    { "xref\n0 2\n0000000000 65535 f \n" ROW "trailer << /Size 2 /Prev 1 /Prev 2 >>", 0 }, /* twice */
    { "xref\n0 2\n0000000000 65535 f \n" ROW "trailer << /Size 2 /Pre#76 9 >>",
      0 }, /* a key with an escape */
    { "xref\n0 99999999\n" ROW "trailer << /Size 2 >>", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = g_strconcat (objects, cases[i].section, "\nstartxref\n30\n%%EOF\n", NULL);
    g_test_message ("%s", cases[i].section);
    g_assert_cmpuint (folded_sections (text), ==, cases[i].folded);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  store = fix_store_new ();
  g_test_add_func ("/pdf-chain/folded-sections-say-the-same", test_folded_sections_say_the_same);
  g_test_add_func ("/pdf-chain/what-has-two-readings-is-left-to-qpdf",
                   test_what_has_two_readings_is_left_to_qpdf);
  int rc = g_test_run ();
  fix_store_free (store);
  return rc;
}
