/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/docs-service-pdf/fixture.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#define OBJECTS 9

static void
put_object (GString *out, gsize *offset, int number, const char *body)
{
  *offset = out->len;
  g_string_append_printf (out, "%d 0 obj\n%s\nendobj\n", number, body);
}

static char *
stream_body (const char *text)
{
  return g_strdup_printf ("<< /Length %zu >>\nstream\n%s\nendstream", strlen (text), text);
}

static char *
form_body (const FixSpec *s)
{
  return g_strdup_printf ("<< /Fields %s /DA (/Helv 0 Tf) >>", s->fields_indirect ? "8 0 R" : s->text_field ? "[9 0 R]" : "[]");
}

static void
put_xref (GString *out, const gsize *at, FixXref kind)
{
  static const char trailer[] = "/Size 11 /Root 1 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]";
  gsize xref = out->len;

  if (kind == FIX_STREAM || kind == FIX_HYBRID) {
    /* Object 10 is the stream; in the hybrid file it lists object 5 only, hidden from old readers (7.5.8.4). */
    GByteArray *rows = g_byte_array_new ();
    int from = kind == FIX_HYBRID ? 5 : 0, to = kind == FIX_HYBRID ? 5 : 10;
    for (int i = from; i <= to; i++) {
      gsize o = i == 0 ? 0 : i == 10 ? xref : at[i];
      guint8 row[5] = { i == 0 ? 0 : 1, (guint8) (o >> 16), (guint8) (o >> 8), (guint8) o, i == 0 ? 255 : 0 };
      g_byte_array_append (rows, row, sizeof row);
    }
    g_string_append_printf (out, "10 0 obj\n<< /Type /XRef /W [1 3 1] /Index [%d %d] %s /Length %u >>\nstream\n", from, to - from + 1, trailer, rows->len);
    g_string_append_len (out, (const char *) rows->data, rows->len);
    g_string_append (out, "\nendstream\nendobj\n");
    g_byte_array_unref (rows);
  }
  if (kind == FIX_STREAM) {
    g_string_append_printf (out, "startxref\n%zu\n%%%%EOF\n", xref);
    return;
  }
  gsize table = out->len;
  g_string_append (out, "xref\n0 11\n0000000000 65535 f \n");
  for (int i = 1; i <= 10; i++) {
    if ((kind == FIX_HYBRID && i == 5) || (kind != FIX_HYBRID && i == 10))
      g_string_append (out, "0000000000 00000 f \n");
    else
      g_string_append_printf (out, "%010zu 00000 n \n", i == 10 ? xref : at[i]);
  }
  g_string_append_printf (out, "trailer\n<< %s", trailer);
  if (kind == FIX_HYBRID)
    g_string_append_printf (out, " /XRefStm %zu", xref);
  g_string_append_printf (out, " >>\nstartxref\n%zu\n%%%%EOF\n", table);
}

GBytes *
fix_pdf (const FixSpec *s)
{
  GString *out = g_string_new ("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
  gsize at[OBJECTS + 1] = { 0 };
  g_autofree char *form = form_body (s);
  g_autofree char *shown = stream_body ("BT /F1 24 Tf 72 700 Td (Chi 18,5 ty dong) Tj ET");
  g_autofree char *hidden = stream_body ("BT /F1 24 Tf 72 700 Td (Chi 98,5 ty dong) Tj ET");
  const char *annot = s->text_field ? "9 0 R" : "";
  g_autofree char *annots = s->annots == FIX_INDIRECT ? g_strdup ("/Annots 6 0 R") : s->annots == FIX_DIRECT ? g_strdup_printf ("/Annots [%s]", annot) : g_strdup ("");
  g_autofree char *catalogue = s->form == FIX_NONE ? g_strdup ("<< /Type /Catalog /Pages 2 0 R >>")
                               : g_strdup_printf ("<< /Type /Catalog /Pages 2 0 R /AcroForm %s >>", s->form == FIX_INDIRECT ? "7 0 R" : form);
  g_autofree char *page = g_strdup_printf ("<< /Type /Page /Parent 2 0 R /Contents 4 0 R %s >>", annots);
  /* MediaBox, Rotate and Resources are inherited from the page tree. */
  g_autofree char *pages = g_strdup_printf ("<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] /Rotate %d "
                                            "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>", s->rotate);
  g_autofree char *list = g_strdup_printf ("[%s]", annot);
  const char *bodies[OBJECTS + 1] = { NULL, catalogue, pages, page, shown, hidden, list, form, list,
    "<< /Type /Annot /Subtype /Widget /FT /Tx /T (Ten) /V (An) /Rect [72 600 200 620] /P 3 0 R /F 4 >>" };

  for (int i = 1; i <= OBJECTS; i++)
    put_object (out, &at[i], i, bodies[i]);
  put_xref (out, at, s->xref);
  if (s->no_final_newline)
    g_string_truncate (out, out->len - 1);
  return g_string_free_to_bytes (out);
}

static gsize
last_startxref (const char *p, gsize n)
{
  for (gsize i = n - 9; i > 0; i--)
    if (memcmp (p + i, "startxref", 9) == 0)
      return strtoull (p + i + 9, NULL, 10);
  g_assert_not_reached ();
}

GBytes *
fix_append (GBytes *pdf, const char *const *objects)
{
  gsize n;
  const char *p = g_bytes_get_data (pdf, &n);
  GString *out = g_string_new_len (p, n);
  g_autoptr (GString) table = g_string_new ("xref\n");

  for (; *objects != NULL; objects++) {
    int number = atoi (*objects);
    gsize at;
    put_object (out, &at, number, strchr (*objects, '|') + 1);
    g_string_append_printf (table, "%d 1\n%010zu 00000 n \n", number, at);
  }
  gsize xref = out->len;
  g_string_append_printf (out, "%strailer\n<< /Size 200 /Root 1 0 R /Prev %zu >>\nstartxref\n%zu\n%%%%EOF\n", table->str, last_startxref (p, n), xref);
  return g_string_free_to_bytes (out);
}

GBytes *
fix_text (GBytes *pdf, const char *tail)
{
  g_autoptr (GBytes) more = g_bytes_new_static (tail, strlen (tail));

  return pn_pdf_concat (pdf, more);
}

FixStore *
fix_store_new (void)
{
  FixStore *self = g_new0 (FixStore, 1);
  g_autoptr (GError) error = NULL;
  const PnSubject subject = { .common_name = "Nguyễn Văn Thành", .title = "Chủ tịch", .unit = "UBND tỉnh", .id = "7" };
  gboolean is_new;

  self->dir = g_dir_make_tmp ("phien-keys-XXXXXX", &error);
  g_assert_no_error (error);
  self->keys = pn_keystore_open (self->dir, TRUE, "Ủy ban nhân dân tỉnh Sơn Hà", &error);
  g_assert_no_error (error);
  g_assert_true (pn_keystore_enrol (self->keys, "7", &subject, &is_new, &error));
  g_assert_true (is_new);
  self->roots = pn_keystore_roots_pem (self->keys);
  return self;
}

void
fix_store_free (FixStore *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->dir, 0, NULL);

  for (const char *name; (name = g_dir_read_name (dir)) != NULL;) {
    g_autofree char *path = g_build_filename (self->dir, name, NULL);
    g_unlink (path);
  }
  g_rmdir (self->dir);
  pn_keystore_free (self->keys);
  g_free (self->dir);
  g_free (self->roots);
  g_free (self);
}

GBytes *
fix_sign (FixStore *store, GBytes *pdf, const char *field, GBytes *look)
{
  g_autoptr (GError) error = NULL;
  const PnPdfSignSpec spec = { .field = field, .page = 1, .rect = { look ? 100 : 0, look ? 100 : 0, look ? 300 : 0, look ? 184 : 0 }, .appearance = look,
                               .name = "Nguyễn Văn Thành", .reason = "Phê duyệt", .time_us = G_GINT64_CONSTANT (1795400000000000), .contents_max = 4096 };
  g_autoptr (PnPdfPrepared) prepared = pn_pdf_sign_prepare (pdf, &spec, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) cms = pn_keystore_sign (store->keys, "7", prepared->digest, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) append = pn_pdf_sign_finish (prepared, cms, &error);
  g_assert_no_error (error);
  return pn_pdf_concat (pdf, append);
}

PnPdfVerdict
fix_verdict_at (GBytes *pdf, const char *roots, const char *where)
{
  g_autoptr (PnPdfReport) report = pn_pdf_check (pdf, roots);

  g_test_message ("%s: %s %s", where, pn_pdf_verdict_name (report->verdict), report->reason);
  return report->verdict;
}

const char *
fix_find_last (const char *bytes, gsize length, const char *word)
{
  gsize n = strlen (word);

  for (gsize i = length >= n ? length - n + 1 : 0; i-- > 0;)
    if (memcmp (bytes + i, word, n) == 0)
      return bytes + i;
  return NULL;
}
