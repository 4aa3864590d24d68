/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/cms-strict.h"

#include <openssl/err.h>
#include <openssl/rsa.h>
#include <string.h>

/* The reader of OpenSSL takes more than one tag for the SET of an attribute's values: each attribute must stand in the input as it is
 * hashed. */
static gboolean
attributes_are_exact (CMS_SignerInfo *si, const guint8 *der, gsize length)
{
  for (int i = 0; i < CMS_signed_get_attr_count (si); i++) {
    guint8 *own = NULL;
    int n = i2d_X509_ATTRIBUTE (CMS_signed_get_attr (si, i), &own);
    gboolean found = n > 0 && memmem (der, length, own, n) != NULL;
    OPENSSL_free (own);
    if (!found)
      return FALSE;
  }
  return TRUE;
}

/* RFC 5652 11.1: the content-type attribute repeats the type of what is signed. */
static gboolean
content_type_fits (CMS_ContentInfo *cms, CMS_SignerInfo *si)
{
  const ASN1_OBJECT *signed_type = CMS_signed_get0_data_by_OBJ (si, OBJ_nid2obj (NID_pkcs9_contentType), -3, V_ASN1_OBJECT);

  return signed_type == NULL ? CMS_signed_get_attr_count (si) < 0 : OBJ_cmp (signed_type, CMS_get0_eContentType (cms)) == 0;
}

/* The same words in the same order, whatever kind of string each is written as. */
static gboolean
same_words (const X509_NAME *a, const X509_NAME *b)
{
  gboolean same = X509_NAME_entry_count (a) == X509_NAME_entry_count (b);

  for (int i = 0; same && i < X509_NAME_entry_count (a); i++) {
    const X509_NAME_ENTRY *x = X509_NAME_get_entry (a, i), *y = X509_NAME_get_entry (b, i);
    guint8 *p = NULL, *q = NULL;
    int n = ASN1_STRING_to_UTF8 (&p, X509_NAME_ENTRY_get_data (x)), m = ASN1_STRING_to_UTF8 (&q, X509_NAME_ENTRY_get_data (y));
    same = OBJ_cmp (X509_NAME_ENTRY_get_object (x), X509_NAME_ENTRY_get_object (y)) == 0 && X509_NAME_ENTRY_set (x) == X509_NAME_ENTRY_set (y)
           && n >= 0 && n == m && memcmp (p, q, (gsize) n) == 0;
    OPENSSL_free (p);
    OPENSSL_free (q);
  }
  return same;
}

/* The name in the signer's identifier, byte by byte: comparing names lets letters differ in case. Older kinds name it by words. */
static gboolean
identifier_fits (CMS_SignerInfo *si, X509 *cert, gboolean cades)
{
  ASN1_OCTET_STRING *key = NULL;
  X509_NAME *issuer = NULL;
  ASN1_INTEGER *serial = NULL;
  guint8 *a = NULL, *b = NULL;

  CMS_SignerInfo_get0_signer_id (si, &key, &issuer, &serial);
  if (issuer == NULL)
    return key != NULL;
  int na = i2d_X509_NAME (issuer, &a), nb = i2d_X509_NAME (X509_get_issuer_name (cert), &b);
  gboolean same = (na > 0 && na == nb && memcmp (a, b, na) == 0) || (!cades && same_words (issuer, X509_get_issuer_name (cert)));
  OPENSSL_free (a);
  OPENSSL_free (b);
  return same;
}

/* Those that OpenSSL 3.0 leaves out of its own table. */
static gboolean
find_algorithms (int nid, int *md, int *key)
{
  static const int more[][3] = {
    { NID_ecdsa_with_SHA3_224, NID_sha3_224, NID_X9_62_id_ecPublicKey }, { NID_ecdsa_with_SHA3_256, NID_sha3_256, NID_X9_62_id_ecPublicKey },
    { NID_ecdsa_with_SHA3_384, NID_sha3_384, NID_X9_62_id_ecPublicKey }, { NID_ecdsa_with_SHA3_512, NID_sha3_512, NID_X9_62_id_ecPublicKey },
    { NID_RSA_SHA3_224, NID_sha3_224, NID_rsaEncryption },               { NID_RSA_SHA3_256, NID_sha3_256, NID_rsaEncryption },
    { NID_RSA_SHA3_384, NID_sha3_384, NID_rsaEncryption },               { NID_RSA_SHA3_512, NID_sha3_512, NID_rsaEncryption },
  };

  for (guint i = 0; i < G_N_ELEMENTS (more); i++) {
    if (more[i][0] == nid) {
      *md = more[i][1];
      *key = more[i][2];
      return TRUE;
    }
  }
  return OBJ_find_sigid_algs (nid, md, key) == 1;
}

/* One digest for everything: the signature's own parameters may not lower it (RFC 4056 3). */
static gboolean
pss_fits (const X509_ALGOR *signature, int digest)
{
  RSA_PSS_PARAMS *pss = ASN1_TYPE_unpack_sequence (ASN1_ITEM_rptr (RSA_PSS_PARAMS), signature->parameter);
  X509_ALGOR *mask = pss != NULL && pss->maskGenAlgorithm != NULL && OBJ_obj2nid (pss->maskGenAlgorithm->algorithm) == NID_mgf1
                         ? ASN1_TYPE_unpack_sequence (ASN1_ITEM_rptr (X509_ALGOR), pss->maskGenAlgorithm->parameter)
                         : NULL;
  int hash = pss == NULL || pss->hashAlgorithm == NULL ? NID_sha1 : OBJ_obj2nid (pss->hashAlgorithm->algorithm);
  gboolean ok = pss != NULL && hash == digest && (mask != NULL ? OBJ_obj2nid (mask->algorithm) : NID_sha1) == digest;

  X509_ALGOR_free (mask);
  RSA_PSS_PARAMS_free (pss);
  return ok;
}

/* The signature algorithm must name this kind of key, and this digest where it names one. */
static gboolean
algorithms_fit (CMS_SignerInfo *si, X509 *cert)
{
  X509_ALGOR *digest = NULL, *signature = NULL;
  int md = NID_undef, key = NID_undef;

  CMS_SignerInfo_get0_algs (si, NULL, NULL, &digest, &signature);
  int nid = OBJ_obj2nid (signature->algorithm);
  EVP_PKEY *own = X509_get0_pubkey (cert);
  int type = own != NULL ? EVP_PKEY_get_base_id (own) : EVP_PKEY_NONE;
  if (type == EVP_PKEY_RSA)
    return nid == NID_rsaEncryption || (nid == NID_rsassaPss && pss_fits (signature, OBJ_obj2nid (digest->algorithm)))
           || (find_algorithms (nid, &md, &key) && key == NID_rsaEncryption && md == OBJ_obj2nid (digest->algorithm));
  if (type == EVP_PKEY_EC)
    return nid == NID_X9_62_id_ecPublicKey
           || (find_algorithms (nid, &md, &key) && key == NID_X9_62_id_ecPublicKey && md == OBJ_obj2nid (digest->algorithm));
  return TRUE; /* others have one algorithm only, and verifying judges it */
}

/* Indefinite lengths: another writer's encoding, in which nothing stands at one place only. */
static gboolean
is_ber (const guint8 *der, gsize length)
{
  return length > 2 && der[1] == 0x80;
}

/* One element of definite length; moves *p to its content and gives its end. */
static gboolean
open_element (const guint8 **p, const guint8 *end, int *tag, const guint8 **next)
{
  long n;
  int class;

  if (*p >= end || (ASN1_get_object (p, &n, tag, &class, (long) (end - *p)) & 0x80))
    return FALSE;
  *next = *p + n;
  return TRUE;
}

static gboolean
read_version (const guint8 *p, const guint8 *end, int *version)
{
  *version = end - p >= 3 && p[0] == V_ASN1_INTEGER && p[1] == 1 ? p[2] : -1;
  return *version >= 0;
}

/* Versions of SignedData and of its only SignerInfo; the structures keep them private, so they are read from the bytes. */
static gboolean
read_versions (const guint8 *der, gsize length, int *data, int *signer)
{
  const guint8 *p = der, *end = der + length, *next;
  int tag;

  if (!open_element (&p, end, &tag, &next) || !open_element (&p, end, &tag, &next)) /* ContentInfo; its type */
    return FALSE;
  p = next;
  if (!open_element (&p, end, &tag, &next) || !open_element (&p, end, &tag, &next)) /* [0]; SignedData */
    return FALSE;
  end = next;
  if (!read_version (p, end, data))
    return FALSE;
  p += 3;
  if (p >= end || *p != (V_ASN1_SET | V_ASN1_CONSTRUCTED))
    return FALSE;
  /* digestAlgorithms, encapContentInfo, [0] certificates, [1] crls: the last element is the set of signers */
  const guint8 *last = NULL;
  while (p < end) {
    last = p;
    if (!open_element (&p, end, &tag, &next) || next > end)
      return FALSE;
    p = next;
  }
  p = last;
  if (p == NULL || *p != (V_ASN1_SET | V_ASN1_CONSTRUCTED) || !open_element (&p, end, &tag, &next) || !open_element (&p, end, &tag, &next))
    return FALSE;
  return read_version (p, end, signer);
}

/* RFC 5652 5.1 and 5.3: 1 for a signer named by issuer and serial, 3 by key; data likewise, or up to 5 for other content. */
static gboolean
versions_fit (CMS_ContentInfo *cms, CMS_SignerInfo *si, const guint8 *der, gsize length)
{
  ASN1_OCTET_STRING *key = NULL;
  int data, signer;

  if (!read_versions (der, length, &data, &signer))
    return FALSE;
  CMS_SignerInfo_get0_signer_id (si, &key, NULL, NULL);
  gboolean plain = OBJ_obj2nid (CMS_get0_eContentType (cms)) == NID_pkcs7_data && key == NULL;
  return signer == (key != NULL ? 3 : 1) && (data == 1 || (!plain && data >= 3 && data <= 5));
}

const char *
pn_cms_strict (CMS_ContentInfo *cms, CMS_SignerInfo *si, X509 *cert, const guint8 *der, gsize length, gboolean cades)
{
  const char *why = NULL;

  if (!content_type_fits (cms, si))
    why = "content-type does not repeat the type of the content";
  else if (!identifier_fits (si, cert, cades))
    why = "the signer's identifier is not that of the certificate";
  else if (!algorithms_fit (si, cert))
    why = "the signature algorithm does not fit key and digest";
  else if (cades && !(is_ber (der, length) || (attributes_are_exact (si, der, length) && versions_fit (cms, si, der, length))))
    why = "the signature is not encoded as the standard says";
  ERR_clear_error ();
  return why;
}
