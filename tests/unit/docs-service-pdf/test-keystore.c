/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys stay private and are made once; each signature has its audit line; a CMS carries no signingTime. */
#include <glib/gstdio.h>
#include <openssl/cms.h>
#include <string.h>

#include "base/error.h"
#include "docs-service/signer/requests.h"
#include "tests/unit/docs-service-pdf/fixture.h"

static void
test_files_are_private (void)
{
  g_autoptr (FixStore) store = fix_store_new ();
  g_autoptr (GDir) dir = g_dir_open (store->dir, 0, NULL);
  GStatBuf st;
  guint files = 0;

  g_assert_cmpint (g_stat (store->dir, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 0777, ==, 0700);
  for (const char *name; (name = g_dir_read_name (dir)) != NULL; files++) {
    g_autofree char *path = g_build_filename (store->dir, name, NULL);
    g_assert_cmpint (g_stat (path, &st), ==, 0);
    g_assert_cmpint (st.st_mode & 0777, ==, 0600);
  }
  g_assert_cmpuint (files, ==, 4); /* passphrase, root, seal, person 7 */
}

static void
test_enrolling_again_keeps_the_key_also_after_restart (void)
{
  g_autoptr (FixStore) store = fix_store_new ();
  const PnSubject subject = { .common_name = "Nguyễn Văn Thành" };
  gboolean is_new = TRUE;
  g_autoptr (GError) error = NULL;
  g_autofree char *serial = pn_cert_serial (pn_keystore_cert (store->keys, "7", NULL));

  g_assert_true (pn_keystore_enrol (store->keys, "7", &subject, &is_new, &error));
  g_assert_false (is_new);
  g_autoptr (PnKeystore) again = pn_keystore_open (store->dir, TRUE, "x", &error);
  g_assert_no_error (error);
  g_autofree char *serial2 = pn_cert_serial (pn_keystore_cert (again, "7", NULL));
  g_assert_cmpstr (serial, ==, serial2);
}

static void
test_without_demo_mode_no_key_is_made (void)
{
  g_autofree char *dir = g_dir_make_tmp ("phien-keys-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (PnKeystore) keys = pn_keystore_open (dir, FALSE, "x", &error);
  const PnSubject subject = { .common_name = "A" };
  gboolean is_new;

  g_assert_no_error (error);
  g_assert_false (pn_keystore_enrol (keys, "7", &subject, &is_new, &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_NOT_ALLOWED);
}

static void
test_names_cannot_climb (void)
{
  static const char *const names[] = { "../7", "a/b", "", "A", "7 ", "0123456789012345678901234567890123456789x" };
  g_autoptr (FixStore) store = fix_store_new ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (pn_keystore_cert (store->keys, names[i], &error));
    g_assert_error (error, PN_ERROR, PN_ERROR_BAD_VALUE);
  }
}

static void
test_signature_is_pades_and_audited (void)
{
  g_autoptr (FixStore) store = fix_store_new ();
  guint8 digest[32];
  g_autoptr (GError) error = NULL;

  memset (digest, 0xab, sizeof digest);
  g_autoptr (GBytes) der = pn_keystore_sign (store->keys, "7", digest, &error);
  g_assert_no_error (error);
  const guint8 *p = g_bytes_get_data (der, NULL);
  CMS_ContentInfo *cms = d2i_CMS_ContentInfo (NULL, &p, (long) g_bytes_get_size (der));
  CMS_SignerInfo *si = sk_CMS_SignerInfo_value (CMS_get0_SignerInfos (cms), 0);
  g_assert_cmpint (CMS_signed_get_attr_count (si), ==, 3);
  g_assert_cmpint (CMS_signed_get_attr_by_NID (si, NID_pkcs9_signingTime, -1), <, 0);
  g_assert_cmpint (CMS_signed_get_attr_by_NID (si, NID_id_smime_aa_signingCertificateV2, -1), >=, 0);
  CMS_ContentInfo_free (cms);
  g_autofree char *path = g_build_filename (store->dir, "audit.log", NULL);
  g_autofree char *log = NULL;
  g_assert_true (g_file_get_contents (path, &log, NULL, NULL));
  g_assert_nonnull (strstr (log, " sign 7 "));
  g_assert_nonnull (strstr (log, "sha256:abababab"));
}

static void
test_bad_requests_get_codes (void)
{
  static const struct {
    const char *json, *code;
  } cases[] = {
    { "{\"t\":\"what\",\"req\":1}", "unknown_type" },
    { "{\"t\":\"sign\",\"req\":1,\"person\":9,\"algo\":\"sha256\",\"digest_hex\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}", "not_found" },
    { "{\"t\":\"sign\",\"req\":1,\"person\":7,\"algo\":\"sha1\",\"digest_hex\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}", "bad_value" },
    { "{\"t\":\"sign\",\"req\":1,\"person\":7,\"algo\":\"sha256\",\"digest_hex\":\"zz\"}", "bad_value" },
    { "{\"t\":\"sign\",\"req\":1,\"person\":\"../7\",\"algo\":\"sha256\"}", "bad_message" },
    { "{\"t\":\"enrol\",\"req\":1,\"person\":-1,\"name\":\"A\"}", "bad_value" },
  };
  g_autoptr (FixStore) store = fix_store_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (PnJson) message = pn_wire_parse (cases[i].json, strlen (cases[i].json), 4096, NULL);
    g_autoptr (PnJson) reply = pn_signer_answer (store->keys, message);
    g_assert_cmpstr (pn_wire_str (reply, "t", ""), ==, "error");
    g_assert_cmpstr (pn_wire_str (reply, "code", ""), ==, cases[i].code);
    g_assert_cmpint (pn_wire_int (reply, "req", 0), ==, 1);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keystore/private", test_files_are_private);
  g_test_add_func ("/keystore/again", test_enrolling_again_keeps_the_key_also_after_restart);
  g_test_add_func ("/keystore/no-demo", test_without_demo_mode_no_key_is_made);
  g_test_add_func ("/keystore/names", test_names_cannot_climb);
  g_test_add_func ("/keystore/pades", test_signature_is_pades_and_audited);
  g_test_add_func ("/keystore/requests", test_bad_requests_get_codes);
  return g_test_run ();
}
