/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the report of a check says to people: whole sentences, no names of things inside a PDF. */
#include <glib.h>
#include <string.h>

#include "base/wire.h"
#include "docs-service/compose/check-words.h"
#include "docs-service/compose/compose-check.h"

static const char *const findings[][2] = {
  { "catalogue /Pages /Count: the value changed", "pages were added" },
  { "3 0 obj /Annots: something was added that is no signature", "laid over a page" },
  { "4 0 obj: the stream's bytes changed", "what a page shows" },
  { "12 0 obj /BaseFont: the value changed", "structure of the document" },
  { "field ngay: the value changed although a signature locks it (FieldMDP or /Lock)", "form field" },
  { "field Moi: a picture of this size hides the page", "laid over a page" },
  { "field S1: the picture of this signature was overwritten", "earlier signature" },
  { "readers do not agree on the number of pages", "different contents" },
  { "a later revision names two places for one object", "different contents" },
  { "a later revision has an object under another generation", "different contents" },
  { "a revision follows that is neither a signature nor validation data", "foreign data" },
  { "bytes follow the end of the last revision", "foreign data" },
  { "trailer /FooBar: was added", "structure of the document" },
};

static const char *const details[][2] = {
  { "the signature does not fit the signed bytes", "no longer fits" },
  { "ByteRange leaves out something else than the signature", "does not cover" },
  { "the signature encloses content of its own, where it must have none", "standards" },
  { "the time-stamp in the signature is damaged, or of another signature", "time-stamp" },
  { "the digest algorithm is unsafe or not known", "not accepted" },
  { "the signature algorithm does not fit key and digest", "does not fit the key" },
  { "signed over SHA-1, which can be forged", "not accepted" },
  { "signing-certificate names another certificate", "another one" },
  { "no trusted roots are configured", "no trusted authority" },
  { "a password is needed", "encrypted" },
  { "xref syntax invalid", "file is damaged" },
};

static void
assert_plain (const char *sentence, const char *expected)
{
  static const char *const inside[] = { "obj", "/Annots", "/Pages", "catalogue", "stream", "ByteRange", "xref", "FieldMDP", "trailer" };

  g_assert_nonnull (strstr (sentence, expected));
  g_assert_nonnull (strstr (sentence, " / ")); /* in both languages */
  for (guint i = 0; i < G_N_ELEMENTS (inside); i++)
    g_assert_null (strstr (sentence, inside[i]));
}

static void
test_sentences (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (findings); i++)
    assert_plain (pn_check_words_of_change (findings[i][0]), findings[i][1]);
  for (guint i = 0; i < G_N_ELEMENTS (details); i++)
    assert_plain (pn_check_words_of_reason (details[i][0]), details[i][1]);
  g_assert_cmpstr (pn_check_words_of_reason (""), ==, "");
}

static PnJson *
signature (void)
{
  PnJson *s = pn_wire_object (), *changes = pn_wire_array (), *forbidden = pn_wire_array ();

  for (guint i = 0; i < G_N_ELEMENTS (findings); i++)
    pn_wire_add_str (forbidden, findings[i][0]);
  pn_wire_add_str (changes, "signature:Signature2");
  pn_wire_add_str (changes, "metadata");
  pn_wire_set_str (s, "signer", "Nguyễn Văn Thành");
  pn_wire_set_str (s, "integrity", "ok");
  pn_wire_set_str (s, "trust", "weak_digest");
  pn_wire_set_take (s, "changes", changes);
  pn_wire_set_take (s, "forbidden", forbidden);
  return s;
}

static void
test_report_with_every_finding (void)
{
  g_autoptr (PnJson) report = pn_wire_object ();
  PnJson *all = pn_wire_array (), *text = pn_wire_object ();
  g_autoptr (GError) error = NULL;

  pn_wire_add_take (all, signature ());
  pn_wire_set_str (text, "vi", "Chữ ký số KHÔNG hợp lệ hoặc tài liệu đã bị thay đổi sau khi ký.");
  pn_wire_set_str (text, "en", "A signature is NOT valid, or the document was changed after signing.");
  pn_wire_set_take (report, "text", text);
  pn_wire_set_str (report, "reason", findings[0][0]);
  pn_wire_set_str (report, "at", "2026-11-27T02:00:00Z");
  pn_wire_set_take (report, "signatures", all);
  g_autofree char *json = pn_wire_dump (report);
  g_autoptr (GBytes) pdf = pn_compose_check (json, strlen (json), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (pdf), >, 5000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/check-words/sentences", test_sentences);
  g_test_add_func ("/check-words/report", test_report_with_every_finding);
  return g_test_run ();
}
