/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/csc/csc-cert.h"

#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "base/error.h"
#include "base/id.h"
#include "docs-service/signer/cms-build.h"

/* RFC 8017 and RFC 5758; signHash names them by OID (CSC API 11.10). */
#define OID_RSA "1.2.840.113549.1.1.1"
#define OID_RSA_SHA256 "1.2.840.113549.1.1.11"
#define OID_RSA_PSS "1.2.840.113549.1.1.10"
#define OID_EC "1.2.840.10045.2.1"
#define OID_ECDSA_SHA256 "1.2.840.10045.4.3.2"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ECDSA_SIG, ECDSA_SIG_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_STORE, X509_STORE_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_STORE_CTX, X509_STORE_CTX_free)

void
pn_csc_cert_free (PnCscCert *self)
{
  if (self == NULL)
    return;
  X509_free (self->leaf);
  sk_X509_pop_free (self->between, X509_free);
  g_free (self);
}

static gboolean
wrong (GError **error, const char *why)
{
  ERR_clear_error ();
  g_set_error_literal (error, PN_ERROR, PN_ERROR_REMOTE_WRONG_CERT, why);
  return FALSE;
}

X509_STORE *
pn_csc_roots (const char *file, GError **error)
{
  g_autofree char *text = NULL;
  gsize length;
  g_autoptr (X509_STORE) store = X509_STORE_new ();
  guint n = 0;
  X509 *cert;
  if (!g_file_get_contents (file, &text, &length, error))
    return NULL;
  BIO *in = BIO_new_mem_buf (text, (int) length);
  while ((cert = PEM_read_bio_X509 (in, NULL, NULL, NULL)) != NULL) {
    n += X509_STORE_add_cert (store, cert) == 1;
    X509_free (cert);
  }
  BIO_free (in);
  ERR_clear_error ();
  if (n > 0)
    return g_steal_pointer (&store);
  g_set_error (error, PN_ERROR, PN_ERROR_CONFIG, "%s holds no certificate", file);
  return NULL;
}

/* ---- the chain */

static X509 *
read_cert (GBytes *der)
{
  gsize n;
  const guint8 *at = g_bytes_get_data (der, &n), *end = at + n;
  X509 *cert = d2i_X509 (NULL, &at, (long) n);
  ERR_clear_error ();
  if (cert == NULL || at == end)
    return cert;
  X509_free (cert); /* something after it */
  return NULL;
}

/* 11.5: the holder's own first. Some services send the chain the other way round: then the only one that is no authority's is his. */
static void
keep (PnCscCert *self, X509 *cert)
{
  gboolean better = self->leaf != NULL && X509_check_ca (self->leaf) != 0 && X509_check_ca (cert) == 0;
  X509 *other = self->leaf == NULL ? NULL : better ? self->leaf : cert;
  if (self->leaf == NULL || better)
    self->leaf = cert;
  /* a root that came along is no part of the path: ours count */
  if (other != NULL && (X509_self_signed (other, 0) == 1 || sk_X509_push (self->between, other) == 0))
    X509_free (other);
}

static gboolean
read_chain (PnCscCert *self, const GPtrArray *chain)
{
  self->between = sk_X509_new_null ();
  for (guint i = 0; i < chain->len; i++) {
    X509 *cert = read_cert (chain->pdata[i]);
    if (cert == NULL)
      return FALSE;
    keep (self, cert);
  }
  return self->leaf != NULL;
}

static gboolean
check_path (const PnCscCert *self, X509_STORE *roots, gint64 now, GError **error)
{
  g_autoptr (X509_STORE_CTX) ctx = X509_STORE_CTX_new ();
  if (X509_STORE_CTX_init (ctx, roots, self->leaf, self->between) != 1)
    return wrong (error, "the path cannot be looked at");
  X509_VERIFY_PARAM_set_time (X509_STORE_CTX_get0_param (ctx), (time_t) now);
  if (X509_verify_cert (ctx) == 1)
    return TRUE;
  return wrong (error, X509_verify_cert_error_string (X509_STORE_CTX_get_error (ctx)));
}

static gboolean
check_usage (X509 *leaf, GError **error)
{
  if ((X509_get_key_usage (leaf) & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION))
      == 0) /* absent: all bits set */
    return wrong (error, "the certificate is not for signing");
  return X509_check_ca (leaf) == 0 || wrong (error, "the certificate is an authority's own");
}

/* ---- the key */

static const char *
kind_of (EVP_PKEY *key)
{
  static const struct {
    int bits;
    const char *name;
  } rsa[] = { { 2048, "RSA-2048" }, { 3072, "RSA-3072" }, { 4096, "RSA-4096" } };
  char group[40] = "";
  int bits = EVP_PKEY_get_bits (key);
  if (EVP_PKEY_is_a (key, "RSA")) {
    for (guint i = 0; i < G_N_ELEMENTS (rsa); i++)
      if (bits == rsa[i].bits)
        return rsa[i].name;
    return bits > 2048 && bits < 4096 ? "RSA" : NULL;
  }
  if (!EVP_PKEY_is_a (key, "EC") || EVP_PKEY_get_group_name (key, group, sizeof group, NULL) != 1)
    return NULL;
  return g_str_equal (group, "prime256v1") ? "P-256" : g_str_equal (group, "secp384r1") ? "P-384" : NULL;
}

/* A service names either the bare key or key and digest; the first that fits is taken, RSASSA-PSS only where nothing else is offered: not every reader knows it. */
static const char *
algo_of (EVP_PKEY *key, const GPtrArray *offered)
{
  static const char *const rsa[] = { OID_RSA_SHA256, OID_RSA, OID_RSA_PSS, NULL }, *const ec[] = { OID_ECDSA_SHA256, OID_EC, NULL };
  const char *const *wanted = EVP_PKEY_is_a (key, "RSA") ? rsa : ec;
  for (guint i = 0; wanted[i] != NULL; i++)
    for (guint k = 0; k < offered->len; k++)
      if (g_str_equal (wanted[i], offered->pdata[k]))
        return g_str_equal (wanted[i], OID_EC) ? OID_ECDSA_SHA256 : wanted[i];
  return NULL;
}

static gboolean
check_key (PnCscCert *self, const GPtrArray *offered, GError **error)
{
  EVP_PKEY *key = X509_get0_pubkey (self->leaf);
  self->kind = key != NULL ? kind_of (key) : NULL;
  if (self->kind == NULL)
    return wrong (error, "the key is neither RSA of 2048 to 4096 bits nor P-256 nor P-384");
  self->algo = algo_of (key, offered);
  return self->algo != NULL || wrong (error, "the service offers no SHA-256 signature with this key");
}

PnCscCert *
pn_csc_cert_check (const PnCscCredential *credential, X509_STORE *roots, gint64 now, GError **error)
{
  g_autoptr (PnCscCert) self = g_new0 (PnCscCert, 1);
  if (!read_chain (self, credential->chain)) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_REMOTE_BAD_ANSWER,
                         "credentials/info: a certificate is not DER");
    return NULL;
  }
  if (!check_key (self, credential->algos, error) || !check_usage (self->leaf, error)
      || !check_path (self, roots, now, error))
    return NULL;
  return g_steal_pointer (&self);
}

char *
pn_csc_cert_hash (X509 *cert)
{
  guint8 hash[PN_SHA256_BYTES];
  return X509_digest (cert, EVP_sha256 (), hash, NULL) == 1 ? pn_hex_encode (hash, sizeof hash) : NULL;
}

/* ---- the value */

gboolean
pn_csc_is_pss (const PnCscCert *cert)
{
  return g_str_equal (cert->algo, OID_RSA_PSS);
}

static gboolean
verifies (EVP_PKEY *key, gboolean pss, GBytes *attributes, GBytes *value)
{
  EVP_MD_CTX *md = EVP_MD_CTX_new ();
  EVP_PKEY_CTX *ctx = NULL;
  gsize n, m;
  const guint8 *bytes = g_bytes_get_data (attributes, &n), *sig = g_bytes_get_data (value, &m);
  gboolean ok = EVP_DigestVerifyInit (md, &ctx, EVP_sha256 (), NULL, key) == 1
                && (!pss || (EVP_PKEY_CTX_set_rsa_padding (ctx, RSA_PKCS1_PSS_PADDING) == 1 && EVP_PKEY_CTX_set_rsa_pss_saltlen (ctx, PN_CMS_PSS_SALT) == 1))
                && EVP_DigestVerify (md, sig, m, bytes, n) == 1;
  EVP_MD_CTX_free (md);
  ERR_clear_error ();
  return ok;
}

/* r and s of equal length side by side (IEEE P1363), as several services give them; NULL when it is not that.
 */
static GBytes *
from_pair (EVP_PKEY *key, GBytes *value)
{
  gsize n, half = (gsize) (EVP_PKEY_get_bits (key) + 7) / 8;
  const guint8 *bytes = g_bytes_get_data (value, &n);
  if (!EVP_PKEY_is_a (key, "EC") || n != 2 * half)
    return NULL;
  g_autoptr (ECDSA_SIG) sig = ECDSA_SIG_new ();
  guint8 *der = NULL;
  ECDSA_SIG_set0 (sig, BN_bin2bn (bytes, (int) half, NULL), BN_bin2bn (bytes + half, (int) half, NULL));
  int length = i2d_ECDSA_SIG (sig, &der);
  GBytes *out = length > 0 ? g_bytes_new (der, (gsize) length) : NULL;
  OPENSSL_free (der);
  return out;
}

GBytes *
pn_csc_value_check (const PnCscCert *cert, GBytes *attributes, GBytes *value, GError **error)
{
  EVP_PKEY *key = X509_get0_pubkey (cert->leaf);
  gboolean pss = pn_csc_is_pss (cert);
  if (key != NULL && verifies (key, pss, attributes, value))
    return g_bytes_ref (value);
  g_autoptr (GBytes) pair = key != NULL ? from_pair (key, value) : NULL;
  if (pair != NULL && verifies (key, FALSE, attributes, pair))
    return g_steal_pointer (&pair);
  g_set_error_literal (error, PN_ERROR, PN_ERROR_REMOTE_BAD_ANSWER,
                       "signatures/signHash: no signature of what was asked by the certificate");
  return NULL;
}
