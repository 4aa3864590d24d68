/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/cms-edwards.h"

#include <openssl/evp.h>
#include <string.h>

#define DIGEST_BYTES 64
#define SHAKE256_LEN                                                                                         \
  "2.16.840.1.101.3.4.2.18" /* id-shake256-len, RFC 8419 2.2; OpenSSL knows id-shake256 only */

/* A stranger's certificate may have a key that cannot be read. */
static int
key_of (X509 *cert)
{
  EVP_PKEY *key = X509_get0_pubkey (cert);

  return key != NULL ? EVP_PKEY_get_base_id (key) : EVP_PKEY_NONE;
}

gboolean
pn_cms_is_edwards (X509 *cert)
{
  return key_of (cert) == EVP_PKEY_ED25519 || key_of (cert) == EVP_PKEY_ED448;
}

gboolean
pn_cms_edwards_digest_fits (X509 *cert, const X509_ALGOR *digest)
{
  int nid = OBJ_obj2nid (digest->algorithm);
  char oid[64] = "";

  if (key_of (cert) == EVP_PKEY_ED25519)
    return nid == NID_sha512;
  OBJ_obj2txt (oid, sizeof oid, digest->algorithm, 1);
  return nid == NID_shake256 || g_str_equal (oid, SHAKE256_LEN);
}

static gboolean
digest_of (gboolean shake, const void *content, gsize length, guint8 out[DIGEST_BYTES])
{
  EVP_MD_CTX *ctx = EVP_MD_CTX_new ();
  gboolean ok
      = ctx != NULL && EVP_DigestInit_ex (ctx, shake ? EVP_shake256 () : EVP_sha512 (), NULL) == 1
        && EVP_DigestUpdate (ctx, content, length) == 1
        && (shake ? EVP_DigestFinalXOF (ctx, out, DIGEST_BYTES) : EVP_DigestFinal_ex (ctx, out, NULL)) == 1;

  EVP_MD_CTX_free (ctx);
  return ok;
}

static gboolean
message_digest_fits (CMS_SignerInfo *si, X509 *cert, const void *content, gsize length)
{
  const ASN1_OCTET_STRING *said
      = CMS_signed_get0_data_by_OBJ (si, OBJ_nid2obj (NID_pkcs9_messageDigest), -3, V_ASN1_OCTET_STRING);
  guint8 own[DIGEST_BYTES];

  return said != NULL && digest_of (key_of (cert) == EVP_PKEY_ED448, content, length, own)
         && ASN1_STRING_length (said) == DIGEST_BYTES
         && memcmp (own, ASN1_STRING_get0_data (said), DIGEST_BYTES) == 0;
}

static int
by_bytes (gconstpointer a, gconstpointer b)
{
  return g_bytes_compare (*(GBytes *const *) a, *(GBytes *const *) b);
}

/* DER of the SET of attributes (RFC 5652 5.4): its parts in order of their bytes. */
static GByteArray *
signed_bytes (CMS_SignerInfo *si)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  gsize length = 0;

  for (int i = 0; i < CMS_signed_get_attr_count (si); i++) {
    guint8 *der = NULL;
    int n = i2d_X509_ATTRIBUTE (CMS_signed_get_attr (si, i), &der);
    if (n > 0)
      g_ptr_array_add (parts, g_bytes_new (der, (gsize) n));
    length += (gsize) MAX (n, 0);
    OPENSSL_free (der);
  }
  g_ptr_array_sort (parts, by_bytes);
  GByteArray *out = g_byte_array_new ();
  guint8 head[8], *p = head;
  ASN1_put_object (&p, 1, (int) length, V_ASN1_SET, V_ASN1_UNIVERSAL);
  g_byte_array_append (out, head, (guint) (p - head));
  for (guint i = 0; i < parts->len; i++) {
    gsize n;
    const guint8 *bytes = g_bytes_get_data (parts->pdata[i], &n);
    g_byte_array_append (out, bytes, (guint) n);
  }
  return out;
}

gboolean
pn_cms_edwards_verify (CMS_SignerInfo *si, X509 *cert, const void *content, gsize length)
{
  const ASN1_OCTET_STRING *value = CMS_SignerInfo_get0_signature (si);

  if (CMS_signed_get_attr_count (si) < 1 || !message_digest_fits (si, cert, content, length))
    return FALSE;
  GByteArray *bytes = signed_bytes (si);
  EVP_MD_CTX *ctx = EVP_MD_CTX_new ();
  gboolean ok = ctx != NULL && EVP_DigestVerifyInit (ctx, NULL, NULL, NULL, X509_get0_pubkey (cert)) == 1
                && EVP_DigestVerify (ctx, ASN1_STRING_get0_data (value), (size_t) ASN1_STRING_length (value),
                                     bytes->data, bytes->len)
                       == 1;
  EVP_MD_CTX_free (ctx);
  g_byte_array_unref (bytes);
  return ok;
}

gboolean
pn_cms_edwards_names (X509 *cert, const guint8 *hash, gsize length)
{
  guint8 own[DIGEST_BYTES], *der = NULL;
  int n = i2d_X509 (cert, &der);
  gboolean ok = n > 0 && length == DIGEST_BYTES && digest_of (TRUE, der, (gsize) n, own)
                && memcmp (own, hash, DIGEST_BYTES) == 0;

  OPENSSL_free (der);
  return ok;
}
