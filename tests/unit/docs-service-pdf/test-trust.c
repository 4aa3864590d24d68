/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What phien-trust keeps and whom it asks: lists of a mirror by their issuer and time, certificates' own addresses only when they were allowed. */
#include <glib/gstdio.h>

#include "base/error.h"
#include "base/id.h"
#include "docs-service/pdf/revocation.h"
#include "docs-service/trust/trust-fetch.h"
#include "tests/unit/docs-service-pdf/fixture.h"

#define DAY 86400

static char *
issuer_of (FixStore *store)
{
  const unsigned char *der = NULL;
  size_t n = 0;

  g_assert_cmpint (X509_NAME_get0_der (X509_get_subject_name (pn_keystore_root (store->keys)), &der, &n), ==, 1);
  return pn_sha256_hex (der, n);
}

static void
test_a_mirror_gives_the_list_that_holds_now (void)
{
  g_autoptr (FixStore) store = fix_store_new ();
  g_autofree char *dir = g_dir_make_tmp ("phien-mirror-XXXXXX", NULL), *path = g_build_filename (dir, "a.crl", NULL), *junk = g_build_filename (dir, "b.crl", NULL);
  g_autofree char *issuer = issuer_of (store);
  g_autoptr (GBytes) crl = pn_keystore_crl (store->keys, NULL);
  const char *const dirs[] = { "/nowhere", dir, NULL };
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  gsize n;
  const char *bytes = g_bytes_get_data (crl, &n);

  g_assert_true (g_file_set_contents (path, bytes, (gssize) n, NULL));
  g_assert_true (g_file_set_contents (junk, "junk", 4, NULL));
  g_autoptr (GBytes) found = pn_mirror_find (dirs, issuer, now);
  g_assert_true (found != NULL && g_bytes_equal (found, crl));
  g_assert_null (pn_mirror_find (dirs, issuer, now + 8 * DAY)); /* lists of the demo authority hold a week */
  g_assert_null (pn_mirror_find (dirs, "0000", now));
  g_unlink (path);
  g_unlink (junk);
  g_rmdir (dir);
}

static void
test_answers_say_how_long_they_hold (void)
{
  g_autoptr (FixStore) store = fix_store_new ();
  g_autoptr (GBytes) crl = pn_keystore_crl (store->keys, NULL), junk = g_bytes_new_static ("junk", 4);
  g_autoptr (GBytes) request = pn_ocsp_request (pn_keystore_cert (store->keys, "7", NULL), pn_keystore_root (store->keys));
  g_autoptr (GBytes) ocsp = pn_keystore_ocsp (store->keys, request, NULL);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  g_assert_cmpint (pn_answer_until (PN_ANSWER_CRL, crl), >, now + 6 * DAY);
  g_assert_cmpint (pn_answer_until (PN_ANSWER_OCSP, ocsp), >, now + 6 * DAY);
  g_assert_cmpint (pn_answer_until (PN_ANSWER_CRL, junk), ==, 0);
  g_assert_cmpint (pn_answer_until (PN_ANSWER_OCSP, crl), ==, 0);
  g_assert_cmpint (pn_answer_until (PN_ANSWER_TIMESTAMP, ocsp), ==, 0);
}

static void
test_a_certificate_sends_us_nowhere_it_may_not (void)
{
  const char *const hosts[] = { "ocsp.ca.example", NULL }, *const any[] = { "*", NULL }, *const none[] = { NULL };
  static const char *const never[] = { "", "file:///etc/passwd", "ftp://ocsp.ca.example/", "http://u:p@ocsp.ca.example/", "http:///x", "ldap://ocsp.ca.example/x" };

  g_assert_true (pn_trust_url_is_allowed ("http://OCSP.ca.example/x", hosts));
  g_assert_true (pn_trust_url_is_allowed ("https://other.example:8443/", any));
  g_assert_false (pn_trust_url_is_allowed ("http://127.0.0.1/", hosts));
  g_assert_false (pn_trust_url_is_allowed ("http://ocsp.ca.example.evil.example/", hosts));
  g_assert_false (pn_trust_url_is_allowed ("http://ocsp.ca.example/", none));
  for (guint i = 0; i < G_N_ELEMENTS (never); i++)
    g_assert_false (pn_trust_url_is_allowed (never[i], any));
}

static void
test_nobody_to_ask_is_said (void)
{
  char *none[] = { NULL };
  const PnTrustSettings settings = { none, none, none, "", "", 1, 600 };
  PnFetcher *fetcher = pn_fetcher_new (&settings);
  g_autoptr (GBytes) request = g_bytes_new_static ("x", 1);
  const PnAnswerKind kinds[] = { PN_ANSWER_TIMESTAMP, PN_ANSWER_OCSP, PN_ANSWER_CRL };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (pn_fetcher_ask (fetcher, kinds[i], request, "http://127.0.0.1:1/", "0000", &error));
    g_assert_error (error, PN_ERROR, PN_ERROR_NOT_FOUND);
  }
  pn_fetcher_free (fetcher);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trust/a-mirror-gives-the-list-that-holds-now", test_a_mirror_gives_the_list_that_holds_now);
  g_test_add_func ("/trust/answers-say-how-long-they-hold", test_answers_say_how_long_they_hold);
  g_test_add_func ("/trust/a-certificate-sends-us-nowhere-it-may-not", test_a_certificate_sends_us_nowhere_it_may_not);
  g_test_add_func ("/trust/nobody-to-ask-is-said", test_nobody_to_ask_is_said);
  return g_test_run ();
}
