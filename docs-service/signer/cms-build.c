/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/signer/cms-build.h"

#include <openssl/asn1.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <string.h>

#include "base/error.h"

typedef struct {
  guint8 *der;
  int length;
} Attribute;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CMS_ContentInfo, CMS_ContentInfo_free)

static gboolean
failed (GError **error, const char *what)
{
  char text[160];

  ERR_error_string_n (ERR_get_error (), text, sizeof text);
  ERR_clear_error ();
  g_set_error (error, PN_ERROR, PN_ERROR_INTERNAL, "%s: %s", what, text);
  return FALSE;
}

/* A SignedData with one signer and its attributes, still without a signature value. */
static CMS_ContentInfo *
build_unsigned (X509 *signer, const guint8 *digest, CMS_SignerInfo **si, GError **error)
{
  const unsigned flags = CMS_PARTIAL | CMS_DETACHED | CMS_BINARY;
  g_autoptr (CMS_ContentInfo) cms = CMS_sign (NULL, NULL, NULL, NULL, flags);
  /* OpenSSL wants a private key here but uses it only when it signs itself: the public one does. It would also add
   * signingTime when it signed (CMS_SignerInfo_sign), which is the second reason for doing that ourselves. */
  EVP_PKEY *key = X509_get0_pubkey (signer);

  if (cms == NULL || key == NULL) {
    failed (error, "CMS_sign");
    return NULL;
  }
  *si = CMS_add1_signer (cms, signer, key, EVP_sha256 (), CMS_PARTIAL | CMS_NOSMIMECAP | CMS_CADES | CMS_BINARY);
  if (*si == NULL
      || CMS_signed_add1_attr_by_NID (*si, NID_pkcs9_contentType, V_ASN1_OBJECT, OBJ_nid2obj (NID_pkcs7_data), -1) != 1
      || CMS_signed_add1_attr_by_NID (*si, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING, digest, PN_CMS_DIGEST_BYTES) != 1) {
    failed (error, "signed attributes");
    return NULL;
  }
  return g_steal_pointer (&cms);
}

static int
by_der (gconstpointer a, gconstpointer b)
{
  const Attribute *x = a, *y = b;
  int c = memcmp (x->der, y->der, MIN (x->length, y->length));

  return c != 0 ? c : x->length - y->length;
}

/* DER wants the members of a SET OF in ascending order of their encodings (X.690 11.6). */
static GBytes *
attributes_der (CMS_SignerInfo *si)
{
  int n = CMS_signed_get_attr_count (si);
  g_autofree Attribute *a = g_new0 (Attribute, n);
  int content = 0;

  for (int i = 0; i < n; i++) {
    a[i].length = i2d_X509_ATTRIBUTE (CMS_signed_get_attr (si, i), &a[i].der);
    content += a[i].length;
  }
  qsort (a, n, sizeof *a, by_der);
  int total = ASN1_object_size (1, content, V_ASN1_SET);
  guint8 *out = g_malloc (total), *p = out;
  ASN1_put_object (&p, 1, content, V_ASN1_SET, V_ASN1_UNIVERSAL);
  for (int i = 0; i < n; i++) {
    memcpy (p, a[i].der, a[i].length);
    p += a[i].length;
    OPENSSL_free (a[i].der);
  }
  return g_bytes_new_take (out, total);
}

GBytes *
pn_cms_attributes (X509 *signer, const guint8 digest[PN_CMS_DIGEST_BYTES], GError **error)
{
  CMS_SignerInfo *si = NULL;
  g_autoptr (CMS_ContentInfo) cms = build_unsigned (signer, digest, &si, error);

  return cms != NULL ? attributes_der (si) : NULL;
}

/* Certificates and the signature value go in, DER comes out. */
static GBytes *
complete (CMS_ContentInfo *cms, CMS_SignerInfo *si, STACK_OF (X509) *extra, GBytes *value, GError **error)
{
  guint8 *der = NULL;

  for (int i = 0; extra != NULL && i < sk_X509_num (extra); i++) {
    if (CMS_add1_cert (cms, sk_X509_value (extra, i)) != 1) {
      failed (error, "adding a certificate");
      return NULL;
    }
  }
  if (ASN1_STRING_set (CMS_SignerInfo_get0_signature (si), g_bytes_get_data (value, NULL), (int) g_bytes_get_size (value)) != 1) {
    failed (error, "signature value");
    return NULL;
  }
  int length = i2d_CMS_ContentInfo (cms, &der);
  if (length <= 0) {
    failed (error, "encoding");
    return NULL;
  }
  GBytes *out = g_bytes_new (der, length);
  OPENSSL_free (der);
  return out;
}

const guint8 pn_cms_pss_der[PN_CMS_PSS_DER_BYTES]
    = { 0x30, 0x34, 0xa0, 0x0f, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0xa1, 0x1c, 0x30, 0x1a, 0x06, 0x09, 0x2a, 0x86,
        0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0xa2, 0x03, 0x02, 0x01, 0x20 };

/* RFC 4056 3: the signature's algorithm carries the parameters. */
static gboolean
name_pss (CMS_SignerInfo *si, GError **error)
{
  X509_ALGOR *algorithm = NULL;
  ASN1_STRING *parameters = ASN1_STRING_new ();
  CMS_SignerInfo_get0_algs (si, NULL, NULL, NULL, &algorithm);
  if (parameters != NULL && ASN1_STRING_set (parameters, pn_cms_pss_der, sizeof pn_cms_pss_der) == 1
      && X509_ALGOR_set0 (algorithm, OBJ_nid2obj (NID_rsassaPss), V_ASN1_SEQUENCE, parameters) == 1)
    return TRUE;
  ASN1_STRING_free (parameters);
  return failed (error, "RSASSA-PSS");
}

GBytes *
pn_cms_assemble (X509 *signer, STACK_OF (X509) *extra, const guint8 digest[PN_CMS_DIGEST_BYTES], gboolean pss, GBytes *signature, GError **error)
{
  CMS_SignerInfo *si = NULL;
  g_autoptr (CMS_ContentInfo) cms = build_unsigned (signer, digest, &si, error);

  return cms != NULL && (!pss || name_pss (si, error)) ? complete (cms, si, extra, signature, error) : NULL;
}

GBytes *
pn_cms_build (X509 *signer, STACK_OF (X509) *extra, const guint8 digest[PN_CMS_DIGEST_BYTES], PnRawSign raw, gpointer data, GError **error)
{
  CMS_SignerInfo *si = NULL;
  g_autoptr (CMS_ContentInfo) cms = build_unsigned (signer, digest, &si, error);

  if (cms == NULL)
    return NULL;
  g_autoptr (GBytes) attributes = attributes_der (si);
  g_autoptr (GBytes) value = raw (data, attributes, error);
  return value != NULL ? complete (cms, si, extra, value, error) : NULL;
}

GBytes *
pn_cms_raw_by_key (gpointer data, GBytes *attributes, GError **error)
{
  EVP_PKEY *key = data;
  EVP_MD_CTX *md = EVP_MD_CTX_new ();
  size_t n = EVP_PKEY_get_size (key), length;
  const guint8 *bytes = g_bytes_get_data (attributes, &length);
  g_autofree guint8 *out = g_malloc (n);
  gboolean ok = EVP_DigestSignInit (md, NULL, EVP_sha256 (), NULL, key) == 1 && EVP_DigestSign (md, out, &n, bytes, length) == 1;

  EVP_MD_CTX_free (md);
  if (ok)
    return g_bytes_new (out, n);
  failed (error, "the key does not sign");
  return NULL;
}
