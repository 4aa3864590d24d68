/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a remote signing service answers is taken only when it says exactly what the CSC API says, and a
 * signature only when it is one. */
#include <openssl/cms.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <string.h>

#include "base/error.h"
#include "base/id.h"
#include "docs-service/csc/csc-cert.h"
#include "docs-service/csc/csc-wait.h"
#include "docs-service/signer/authority.h"
#include "docs-service/signer/cms-build.h"

static GBytes *
text (const char *json)
{
  return g_bytes_new (json, strlen (json));
}

/* ---- answers */

static void
test_info (void)
{
  static const struct {
    const char *json;
    gboolean good;
  } cases[] = {
    { "{\"specs\":\"2.0.0.2\",\"methods\":[\"credentials/info\",\"credentials/authorize\",\"signatures/"
      "signHash\",\"x\"]}",
      TRUE },
    { "{\"specs\":\"1.0.4.0\",\"methods\":[\"credentials/info\",\"credentials/authorize\",\"signatures/"
      "signHash\"]}",
      FALSE },
    { "{\"specs\":\"2.0.0.2\",\"methods\":[\"credentials/info\",\"credentials/authorize\"]}", FALSE },
    { "{\"specs\":\"2.0.0.2\"}", FALSE },
    { "{\"specs\":2,\"methods\":[]}", FALSE },
    { "[]", FALSE },
    { "", FALSE },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) body = text (cases[i].json);
    g_autoptr (GError) error = NULL;
    gboolean later = FALSE;
    g_assert_cmpint (pn_csc_read_info (body, &later, &error), ==, cases[i].good);
    if (!cases[i].good)
      g_assert_true (pn_error_is (error, PN_ERROR_REMOTE_BAD_ANSWER));
  }
}

static void
test_token (void)
{
  static const char *const bad[]
      = { "{}",
          "{\"access_token\":\"a\"}",
          "{\"access_token\":\"a\",\"token_type\":\"mac\"}",
          "{\"access_token\":\"a\\r\\nX: y\",\"token_type\":\"Bearer\"}",
          "{\"access_token\":\"\",\"token_type\":\"Bearer\"}",
          "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":-1}",
          "{\"access_token\":\"a\",\"access_token\":\"b\",\"token_type\":\"Bearer\"}" };
  gint64 lives = -1;
  g_autoptr (GBytes) good
      = text ("{\"access_token\":\"ab.c-_~+/=\",\"token_type\":\"bearer\",\"expires_in\":3600}");
  g_autofree char *token = pn_csc_read_token (good, "Bearer", &lives, NULL);
  g_assert_cmpstr (token, ==, "ab.c-_~+/=");
  g_assert_cmpint (lives, ==, 3600);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GBytes) body = text (bad[i]);
    g_autoptr (GError) error = NULL;
    g_assert_null (pn_csc_read_token (body, "Bearer", &lives, &error));
    g_assert_true (pn_error_is (error, PN_ERROR_REMOTE_BAD_ANSWER));
  }
}

static void
test_signature (void)
{
  static const char *const bad[] = { "{}",
                                     "{\"signatures\":[]}",
                                     "{\"signatures\":[\"AAAA\",\"AAAA\"]}",
                                     "{\"signatures\":[1]}",
                                     "{\"signatures\":[\"AA AA\"]}",
                                     "{\"signatures\":[\"AAA\"]}",
                                     "{\"signatures\":[\"\"]}",
                                     "{\"signatures\":\"AAAA\"}",
                                     "{\"signatures\":[\"A===\"]}",
                                     "{\"signatures\":[\"AAAA\"]",
                                     "<html>" };
  g_autoptr (GBytes) good = text ("{\"signatures\":[\"AQID\"]}");
  g_autoptr (GBytes) value = NULL, none = NULL;
  g_autofree char *later = NULL;
  g_assert_true (pn_csc_read_signature (good, NULL, &value, &later, NULL));
  g_assert_cmpmem (g_bytes_get_data (value, NULL), g_bytes_get_size (value), "\1\2\3", 3);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GBytes) body = text (bad[i]);
    g_autoptr (GError) error = NULL;
    g_assert_false (pn_csc_read_signature (body, NULL, &none, &later, &error));
    g_assert_true (pn_error_is (error, PN_ERROR_REMOTE_BAD_ANSWER));
  }
  g_autofree char *padding = g_strnfill (PN_CSC_ANSWER_MAX, ' ');
  g_autofree char *huge = g_strconcat ("{\"signatures\":[\"AQID\"]}", padding, NULL);
  g_autoptr (GBytes) body = text (huge);
  g_autoptr (GError) error = NULL;
  g_assert_false (pn_csc_read_signature (body, NULL, &none, &later, &error));
  g_assert_true (pn_error_is (error, PN_ERROR_REMOTE_BAD_ANSWER));
}

static void
test_credential (void)
{
#define INFO(key, cert, auth)                                                                                \
  "{\"key\":{\"status\":\"" key "\",\"algo\":[\"1.2.840.113549.1.1.11\"]},\"cert\":{\"status\":\"" cert      \
  "\",\"certificates\":[\"AQID\"]},\"auth\":" auth ",\"SCAL\":\"2\"}"
#define BOTH                                                                                                 \
  "{\"mode\":\"explicit\",\"expression\":\"PIN AND "                                                         \
  "OTP\",\"objects\":[{\"type\":\"Password\",\"id\":\"PIN\"},{\"type\":\"ChallengeResponse\",\"id\":"        \
  "\"SMS\"}]}"
  static const struct {
    const char *json;
    PnErrorCode code;
  } bad[] = {
    { INFO ("disabled", "valid", BOTH), PN_ERROR_REMOTE_WRONG_CERT },
    { INFO ("enabled", "revoked", BOTH), PN_ERROR_REMOTE_WRONG_CERT },
    { INFO ("enabled", "valid", "{\"mode\":\"telepathy\"}"), PN_ERROR_REMOTE_REFUSED },
    { INFO ("enabled", "valid", "{\"mode\":\"explicit\",\"objects\":[{\"type\":\"Biometry\",\"id\":\"B\"}]}"),
      PN_ERROR_REMOTE_REFUSED },
    { INFO ("enabled", "valid",
            "{\"mode\":\"explicit\",\"objects\":[{\"type\":\"Password\",\"id\":\"A\"},{\"type\":\"Password\","
            "\"id\":\"B\"}]}"),
      PN_ERROR_REMOTE_REFUSED },
    { INFO ("enabled", "valid", "{\"mode\":\"explicit\",\"objects\":[]}"), PN_ERROR_REMOTE_BAD_ANSWER },
    { INFO ("enabled", "valid", "[]"), PN_ERROR_REMOTE_BAD_ANSWER },
    { "{\"key\":{\"status\":\"enabled\",\"algo\":[\"x\"]},\"cert\":{\"certificates\":[\"AQID\"]},"
      "\"auth\":" BOTH "}",
      PN_ERROR_REMOTE_BAD_ANSWER },
    { "{\"key\":{\"status\":\"enabled\",\"algo\":[\"1.2\"]},\"cert\":{\"certificates\":[]},\"auth\":" BOTH
      "}",
      PN_ERROR_REMOTE_BAD_ANSWER },
  };
  g_autoptr (GBytes) good = text (INFO ("enabled", "valid", BOTH));
  g_autoptr (PnCscCredential) c = pn_csc_read_credential (good, NULL);
  g_assert_cmpstr (c->pin_id, ==, "PIN");
  g_assert_cmpstr (c->otp_id, ==, "SMS");
  g_assert_true (c->binds);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GBytes) body = text (bad[i].json);
    g_autoptr (GError) error = NULL;
    g_assert_null (pn_csc_read_credential (body, &error));
    g_assert_true (pn_error_is (error, bad[i].code));
  }
}

/* Codes from one's own app are no challenge; who asks the holder the mode says. */
static void
test_ways_to_authorise (void)
{
  static const struct {
    const char *auth;
    PnCscMode mode;
    const char *pin, *otp;
    gboolean sent;
  } cases[] = {
    { BOTH, PN_CSC_EXPLICIT, "PIN", "SMS", TRUE },
    { "{\"mode\":\"explicit\",\"objects\":[{\"type\":\"Password\",\"id\":\"PIN\"},{\"type\":\"Password\",\"id\":\"T\",\"generator\":\"totp\"}]}", PN_CSC_EXPLICIT, "PIN", "T", FALSE },
    { "{\"mode\":\"implicit\"}", PN_CSC_IMPLICIT, NULL, NULL, FALSE },
    { "{\"mode\":\"oauth2code\"}", PN_CSC_OAUTH2CODE, NULL, NULL, FALSE },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *json = g_strdup_printf ("{\"key\":{\"status\":\"enabled\",\"algo\":[\"1.2\"]},\"cert\":{\"certificates\":[\"AQID\"]},\"auth\":%s}", cases[i].auth);
    g_autoptr (GBytes) body = text (json);
    g_autoptr (PnCscCredential) c = pn_csc_read_credential (body, NULL);
    g_assert_cmpint (c->mode, ==, cases[i].mode);
    g_assert_cmpstr (c->pin_id, ==, cases[i].pin);
    g_assert_cmpstr (c->otp_id, ==, cases[i].otp);
    g_assert_cmpint (c->otp_sent, ==, cases[i].sent);
  }
}

/* 11.6, 11.7, 11.10, 11.12: what is not there yet is told from what is. */
static void
test_what_comes_later (void)
{
  g_autoptr (GBytes) now = text ("{\"SAD\":\"s\",\"expiresIn\":60}"), waits = text ("{\"handle\":\"h\"}"), id = text ("{\"responseID\":\"r\"}"),
                     accepted = text ("{\"error\":\"accepted_request\"}"), nothing = text ("{}"), value = NULL;
  g_autofree char *sad = NULL, *handle = NULL, *later = NULL, *again = NULL;
  char *none = NULL;
  g_assert_true (pn_csc_read_sad (now, &sad, &none, NULL));
  g_assert_cmpstr (sad, ==, "s");
  g_assert_null (none);
  g_assert_true (pn_csc_read_sad (waits, &none, &handle, NULL));
  g_assert_cmpstr (handle, ==, "h");
  g_assert_null (none);
  g_assert_false (pn_csc_read_sad (nothing, &none, &none, NULL));
  g_assert_true (pn_csc_read_signature (id, NULL, &value, &later, NULL));
  g_assert_cmpstr (later, ==, "r");
  g_assert_true (pn_csc_read_signature (accepted, later, &value, &again, NULL));
  g_assert_cmpstr (again, ==, "r");
  g_assert_null (value);
  g_assert_false (pn_csc_read_signature (accepted, NULL, &value, &none, NULL));
}

/* A state counts once, and for its own hash only (RFC 6749 10.12). */
static void
test_a_page_is_left_and_come_back_to_once (void)
{
  PnCscWait *wait = pn_csc_wait_new ();
  g_autofree char *state = pn_csc_wait_page (wait, "hash", "verifier"), *challenge = pn_csc_wait_challenge ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
  g_assert_null (pn_csc_wait_back (wait, state, "another"));
  g_assert_null (pn_csc_wait_back (wait, "guessed", "hash"));
  g_autofree char *verifier = pn_csc_wait_back (wait, state, "hash");
  g_assert_cmpstr (verifier, ==, "verifier");
  g_assert_null (pn_csc_wait_back (wait, state, "hash"));
  g_assert_cmpstr (challenge, ==, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"); /* RFC 7636 appendix B */
  pn_csc_wait_keep (wait, PN_CSC_WAIT_SAD, "hash", "handle");
  g_assert_null (pn_csc_wait_take (wait, PN_CSC_WAIT_VALUE, "hash"));
  g_autofree char *handle = pn_csc_wait_take (wait, PN_CSC_WAIT_SAD, "hash");
  g_assert_cmpstr (handle, ==, "handle");
  pn_csc_wait_free (wait);
}

static void
test_failures_have_reasons (void)
{
  static const struct {
    long status;
    const char *body;
    PnErrorCode code;
  } cases[] = {
    { 400, "{\"error\":\"invalid_pin\"}", PN_ERROR_REMOTE_BAD_PIN },
    { 400, "{\"error\":\"invalid_otp\",\"error_description\":\"x\"}", PN_ERROR_REMOTE_BAD_PIN },
    { 400, "{\"error\":\"invalid_authentication_data\"}", PN_ERROR_REMOTE_BAD_PIN },
    { 400, "{\"error\":\"invalid_request\",\"error_description\":\"Invalid parameter SAD\"}",
      PN_ERROR_REMOTE_REFUSED },
    { 401, "{\"error\":\"invalid_token\"}", PN_ERROR_REMOTE_REFUSED },
    { 404, "<html>", PN_ERROR_REMOTE_BAD_ANSWER },
    { 302, "", PN_ERROR_REMOTE_BAD_ANSWER },
    { 429, "{\"error\":\"x\"}", PN_ERROR_REMOTE_AWAY },
    { 503, "", PN_ERROR_REMOTE_AWAY },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) body = text (cases[i].body);
    g_autoptr (GError) error = NULL;
    g_assert_false (pn_csc_read_failure (cases[i].status, body, &error));
    g_assert_true (pn_error_is (error, cases[i].code));
  }
}

/* ---- certificates */

typedef struct {
  PnIdentity root, other_root, person;
  X509_STORE *roots;
  PnCscCredential credential;
} Fixture;

static void
offer (Fixture *f, X509 *cert)
{
  guint8 *der = NULL;
  int n = i2d_X509 (cert, &der);
  g_ptr_array_add (f->credential.chain, g_bytes_new (der, (gsize) n));
  OPENSSL_free (der);
}

static void
begin (Fixture *f, const char *kind, const char *algo, gboolean foreign)
{
  const PnSubject root = { .common_name = "Gốc" }, person = { .common_name = "Người ký", .key = kind };
  memset (f, 0, sizeof *f);
  g_assert_true (pn_authority_make_root (&root, &f->root, NULL)
                 && pn_authority_make_root (&root, &f->other_root, NULL));
  g_assert_true (pn_authority_issue (foreign ? &f->other_root : &f->root, &person, &f->person, NULL));
  f->roots = X509_STORE_new ();
  X509_STORE_add_cert (f->roots, f->root.cert);
  f->credential.chain = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  f->credential.algos = g_ptr_array_new ();
  g_ptr_array_add (f->credential.algos, (gpointer) algo);
  offer (f, f->person.cert);
  offer (f, foreign ? f->other_root.cert : f->root.cert);
}

static void
end (Fixture *f)
{
  g_ptr_array_unref (f->credential.chain);
  g_ptr_array_unref (f->credential.algos);
  X509_STORE_free (f->roots);
  pn_identity_clear (&f->root);
  pn_identity_clear (&f->other_root);
  pn_identity_clear (&f->person);
}

static PnErrorCode
refused (const Fixture *f, gint64 now)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PnCscCert) cert = pn_csc_cert_check (&f->credential, f->roots, now, &error);
  g_assert_null (cert);
  return pn_error_code (error);
}

#define RSA "1.2.840.113549.1.1.11"
#define ECDSA "1.2.840.10045.4.3.2"

static void
test_certificates (void)
{
  const gint64 now = g_get_real_time () / G_USEC_PER_SEC, year = 366 * 86400;
  Fixture f;
  begin (&f, "P-256", "1.2.840.10045.2.1", FALSE);
  g_autoptr (PnCscCert) cert = pn_csc_cert_check (&f.credential, f.roots, now, NULL);
  g_assert_cmpstr (cert->kind, ==, "P-256");
  g_assert_cmpstr (cert->algo, ==, ECDSA);
  g_assert_cmpint (sk_X509_num (cert->between), ==, 0); /* the root that came along is no part of it */
  g_assert_cmpint (refused (&f, now + 4 * year), ==, PN_ERROR_REMOTE_WRONG_CERT);
  g_assert_cmpint (refused (&f, now - year), ==, PN_ERROR_REMOTE_WRONG_CERT);
  f.credential.algos->pdata[0] = (gpointer) RSA;
  g_assert_cmpint (refused (&f, now), ==, PN_ERROR_REMOTE_WRONG_CERT);
  end (&f);
  begin (&f, "P-256", ECDSA, TRUE);
  g_assert_cmpint (refused (&f, now), ==, PN_ERROR_REMOTE_WRONG_CERT);
  end (&f);
  begin (&f, "P-521", ECDSA, FALSE);
  g_assert_cmpint (refused (&f, now), ==, PN_ERROR_REMOTE_WRONG_CERT);
  end (&f);
  begin (&f, "P-256", ECDSA, FALSE);
  g_ptr_array_set_size (f.credential.chain, 0);
  offer (&f, f.root.cert); /* an authority's own certificate signs no document */
  g_assert_cmpint (refused (&f, now), ==, PN_ERROR_REMOTE_WRONG_CERT);
  g_ptr_array_set_size (f.credential.chain, 0);
  g_ptr_array_add (f.credential.chain, g_bytes_new_static ("no DER", 6));
  g_assert_cmpint (refused (&f, now), ==, PN_ERROR_REMOTE_BAD_ANSWER);
  end (&f);
}

/* ---- values */

static GBytes *
side_by_side (GBytes *der, gsize half)
{
  gsize n;
  const guint8 *at = g_bytes_get_data (der, &n);
  ECDSA_SIG *sig = d2i_ECDSA_SIG (NULL, &at, (long) n);
  guint8 *out = g_malloc (2 * half);
  BN_bn2binpad (ECDSA_SIG_get0_r (sig), out, (int) half);
  BN_bn2binpad (ECDSA_SIG_get0_s (sig), out + half, (int) half);
  ECDSA_SIG_free (sig);
  return g_bytes_new_take (out, 2 * half);
}

static void
check_value (const char *kind, const char *algo)
{
  static const guint8 digest[32] = { 1, 2, 3 }, other[32] = { 3, 2, 1 };
  Fixture f;
  begin (&f, kind, algo, FALSE);
  g_autoptr (PnCscCert) cert
      = pn_csc_cert_check (&f.credential, f.roots, g_get_real_time () / G_USEC_PER_SEC, NULL);
  g_assert_cmpstr (cert->kind, ==, kind);
  g_autoptr (GBytes) attributes = pn_cms_attributes (cert->leaf, digest, NULL),
                     foreign = pn_cms_attributes (cert->leaf, other, NULL);
  g_autoptr (GBytes) value = pn_cms_raw_by_key (f.person.key, attributes, NULL);
  g_autoptr (GBytes) good = pn_csc_value_check (cert, attributes, value, NULL);
  g_autoptr (GError) error = NULL;
  g_assert_true (g_bytes_equal (good, value));
  g_assert_null (pn_csc_value_check (cert, foreign, value, &error));
  g_assert_true (pn_error_is (error, PN_ERROR_REMOTE_BAD_ANSWER));
  if (g_str_equal (algo, ECDSA)) {
    g_autoptr (GBytes) pair = side_by_side (value, g_str_equal (kind, "P-384") ? 48 : 32);
    g_autoptr (GBytes) mended = pn_csc_value_check (cert, attributes, pair, NULL);
    g_assert_true (g_bytes_equal (mended, value));
    g_assert_null (pn_csc_value_check (cert, foreign, pair, NULL));
  }
  end (&f);
}

/* Only where nothing else is offered; the value is PSS then and nothing else, and the CMS says so. */
static void
test_pss (void)
{
  static const guint8 digest[32] = { 1, 2, 3 };
  Fixture f;
  guint8 value[256];
  gsize n = sizeof value;
  EVP_PKEY_CTX *ctx = NULL;
  EVP_MD_CTX *md = EVP_MD_CTX_new ();
  begin (&f, "RSA-2048", "1.2.840.113549.1.1.10", FALSE);
  g_autoptr (PnCscCert) cert = pn_csc_cert_check (&f.credential, f.roots, g_get_real_time () / G_USEC_PER_SEC, NULL);
  g_assert_true (pn_csc_is_pss (cert));
  g_autoptr (GBytes) attributes = pn_cms_attributes (cert->leaf, digest, NULL), plain = pn_cms_raw_by_key (f.person.key, attributes, NULL);
  g_assert_null (pn_csc_value_check (cert, attributes, plain, NULL));
  g_assert_true (EVP_DigestSignInit (md, &ctx, EVP_sha256 (), NULL, f.person.key) == 1 && EVP_PKEY_CTX_set_rsa_padding (ctx, RSA_PKCS1_PSS_PADDING) == 1
                 && EVP_PKEY_CTX_set_rsa_pss_saltlen (ctx, PN_CMS_PSS_SALT) == 1
                 && EVP_DigestSign (md, value, &n, g_bytes_get_data (attributes, NULL), g_bytes_get_size (attributes)) == 1);
  g_autoptr (GBytes) made = g_bytes_new (value, n);
  g_autoptr (GBytes) good = pn_csc_value_check (cert, attributes, made, NULL), cms = pn_cms_assemble (cert->leaf, NULL, digest, TRUE, good, NULL);
  gsize length;
  const guint8 *at = g_bytes_get_data (cms, &length);
  CMS_ContentInfo *parsed = d2i_CMS_ContentInfo (NULL, &at, (long) length);
  CMS_SignerInfo *si = sk_CMS_SignerInfo_value (CMS_get0_SignerInfos (parsed), 0);
  CMS_SignerInfo_set1_signer_cert (si, cert->leaf);
  g_assert_cmpint (CMS_SignerInfo_verify (si), ==, 1);
  CMS_ContentInfo_free (parsed);
  EVP_MD_CTX_free (md);
  end (&f);
}

static void
test_values (void)
{
  check_value ("RSA-2048", RSA);
  check_value ("P-256", ECDSA);
  check_value ("P-384", ECDSA);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/csc/info", test_info);
  g_test_add_func ("/csc/token", test_token);
  g_test_add_func ("/csc/signature", test_signature);
  g_test_add_func ("/csc/credential", test_credential);
  g_test_add_func ("/csc/ways-to-authorise", test_ways_to_authorise);
  g_test_add_func ("/csc/later", test_what_comes_later);
  g_test_add_func ("/csc/page", test_a_page_is_left_and_come_back_to_once);
  g_test_add_func ("/csc/pss", test_pss);
  g_test_add_func ("/csc/failures-have-reasons", test_failures_have_reasons);
  g_test_add_func ("/csc/certificates", test_certificates);
  g_test_add_func ("/csc/values", test_values);
  return g_test_run ();
}
