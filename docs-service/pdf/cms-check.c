/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/cms-check.h"

#include "docs-service/pdf/cms-strict.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/ess.h>
#include <openssl/pem.h>
#include <openssl/ts.h>
#include <string.h>
#include <time.h>

#define CHAIN_DEPTH 8

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CMS_ContentInfo, CMS_ContentInfo_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_vfree)

X509_STORE *
pn_cms_roots (const char *pem)
{
  X509_STORE *store = NULL;
  X509 *cert;

  if (pem == NULL || *pem == '\0')
    return NULL;
  BIO *bio = BIO_new_mem_buf (pem, -1);
  while ((cert = PEM_read_bio_X509 (bio, NULL, NULL, NULL)) != NULL) {
    if (store == NULL)
      store = X509_STORE_new ();
    X509_STORE_add_cert (store, cert);
    X509_free (cert);
  }
  BIO_free (bio);
  ERR_clear_error ();
  return store;
}

static void
set (char **field, const char *text)
{
  g_free (*field);
  *field = g_utf8_make_valid (text, -1);
}

static void
broken (PnPdfSignature *out, PnPdfIntegrity how, const char *why)
{
  out->integrity = how;
  set (&out->integrity_detail, why);
  ERR_clear_error ();
}

static char *
common_name (const X509_NAME *name)
{
  static const int kinds[] = { NID_commonName, NID_organizationalUnitName, NID_organizationName };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    int at = X509_NAME_get_index_by_NID (name, kinds[i], -1);
    guint8 *utf8 = NULL;
    int n = at >= 0 ? ASN1_STRING_to_UTF8 (&utf8, X509_NAME_ENTRY_get_data (X509_NAME_get_entry (name, at))) : -1;
    if (n < 0)
      continue;
    char *text = g_utf8_make_valid ((const char *) utf8, n);
    OPENSSL_free (utf8);
    return text;
  }
  return g_strdup ("");
}

static void
describe (X509 *cert, PnPdfSignature *out)
{
  g_autofree char *subject = common_name (X509_get_subject_name (cert));
  g_autofree char *issuer = common_name (X509_get_issuer_name (cert));
  BIGNUM *n = ASN1_INTEGER_to_BN (X509_get0_serialNumber (cert), NULL);
  char *hex = n != NULL ? BN_bn2hex (n) : NULL;
  char when[32] = "";
  struct tm tm;

  if (ASN1_TIME_to_tm (X509_get0_notAfter (cert), &tm) == 1)
    strftime (when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &tm);
  set (&out->signer, subject);
  set (&out->issuer, issuer);
  set (&out->serial, hex != NULL ? hex : "");
  set (&out->not_after, when);
  OPENSSL_free (hex);
  BN_free (n);
}

/* MD5 and SHA-1 can be forged: a signature by them proves nothing. */
static gboolean
digest_is_safe (const X509_ALGOR *algorithm)
{
  switch (OBJ_obj2nid (algorithm->algorithm)) {
  case NID_sha224:
  case NID_sha256:
  case NID_sha384:
  case NID_sha512:
  case NID_sha3_224:
  case NID_sha3_256:
  case NID_sha3_384:
  case NID_sha3_512:
    return TRUE;
  default:
    return FALSE;
  }
}

static const ASN1_STRING *
signed_attribute (CMS_SignerInfo *si, int nid)
{
  int at = CMS_signed_get_attr_by_NID (si, nid, -1);
  X509_ATTRIBUTE *attr = at >= 0 ? CMS_signed_get_attr (si, at) : NULL;
  ASN1_TYPE *value = attr != NULL && X509_ATTRIBUTE_count (attr) == 1 ? X509_ATTRIBUTE_get0_type (attr, 0) : NULL;

  return value != NULL && value->type == V_ASN1_SEQUENCE ? value->value.sequence : NULL;
}

static gboolean
hash_matches (const EVP_MD *md, const ASN1_OCTET_STRING *hash, X509 *cert)
{
  guint8 own[EVP_MAX_MD_SIZE];
  unsigned n = 0;

  return md != NULL && X509_digest (cert, md, own, &n) == 1 && (int) n == ASN1_STRING_length (hash)
         && memcmp (own, ASN1_STRING_get0_data (hash), n) == 0;
}

/* RFC 5035: the first ESSCertIDv2 names the signer's certificate; without a hash algorithm it is SHA-256. The structure's inside is
 * private to OpenSSL, so the few bytes are read here: SEQ { SEQ OF SEQ { [SEQ alg] OCTETS hash ... } }. */
static gboolean
ess_matches (const ASN1_STRING *value, gboolean v2, X509 *cert)
{
  const guint8 *p = ASN1_STRING_get0_data (value);
  long left = ASN1_STRING_length (value), length;
  const EVP_MD *md = v2 ? EVP_sha256 () : EVP_sha1 ();
  int tag, class;

  for (int level = 0; level < 3; level++) {
    const guint8 *start = p;
    if (ASN1_get_object (&p, &length, &tag, &class, left) & 0x80 || tag != V_ASN1_SEQUENCE)
      return FALSE;
    left = MIN (left - (p - start), length);
  }
  if (v2 && left > 0 && *p == (V_ASN1_SEQUENCE | V_ASN1_CONSTRUCTED)) {
    const guint8 *start = p;
    X509_ALGOR *alg = d2i_X509_ALGOR (NULL, &p, left);
    md = alg != NULL ? EVP_get_digestbyobj (alg->algorithm) : NULL;
    X509_ALGOR_free (alg);
    left -= p - start;
    if (md == NULL)
      return FALSE;
  }
  ASN1_OCTET_STRING *hash = d2i_ASN1_OCTET_STRING (NULL, &p, left);
  gboolean ok = hash != NULL && hash_matches (md, hash, cert);
  ASN1_OCTET_STRING_free (hash);
  return ok;
}

/* CAdES: the certificate must be named inside what is signed, or it could be exchanged for another of the same key. */
static gboolean
names_its_certificate (CMS_SignerInfo *si, X509 *cert)
{
  const ASN1_STRING *v2 = signed_attribute (si, NID_id_smime_aa_signingCertificateV2);
  const ASN1_STRING *v1 = signed_attribute (si, NID_id_smime_aa_signingCertificate);

  return (v2 != NULL && ess_matches (v2, TRUE, cert)) || (v2 == NULL && v1 != NULL && ess_matches (v1, FALSE, cert));
}

static gboolean
has_attribute (CMS_SignerInfo *si, int nid)
{
  return CMS_signed_get_attr_by_NID (si, nid, -1) >= 0;
}

static const char *
level_of (CMS_SignerInfo *si, PnCmsKind kind)
{
  if (kind == PN_CMS_TIMESTAMP)
    return "DocTimeStamp";
  /* EN 319 142-1 6.3: content-type, message-digest, signing-certificate-v2, and no signing-time. */
  if (kind != PN_CMS_CADES || !has_attribute (si, NID_pkcs9_contentType) || !has_attribute (si, NID_pkcs9_messageDigest)
      || has_attribute (si, NID_pkcs9_signingTime))
    return "";
  return CMS_unsigned_get_attr_by_NID (si, NID_id_smime_aa_timeStampToken, -1) >= 0 ? "B-T" : "B-B";
}

static gboolean
verifies_with (X509 *cert, STACK_OF (X509) *issuers)
{
  for (int i = 0; i < sk_X509_num (issuers); i++) {
    X509 *issuer = sk_X509_value (issuers, i);
    if (X509_check_issued (issuer, cert) == X509_V_OK && X509_verify (cert, X509_get0_pubkey (issuer)) == 1)
      return TRUE;
  }
  return FALSE;
}

/* The certificates in a CMS are not signed by it. Each must be of the chain that was found, or hold by itself: otherwise bytes in the
 * file could be changed unseen. */
static gboolean
certificates_hold (STACK_OF (X509) *others, STACK_OF (X509) *chain)
{
  for (int i = 0; i < sk_X509_num (others); i++) {
    X509 *cert = sk_X509_value (others, i);
    gboolean found = verifies_with (cert, chain) || verifies_with (cert, others);
    for (int k = 0; !found && k < sk_X509_num (chain); k++)
      found = X509_cmp (cert, sk_X509_value (chain, k)) == 0;
    if (!found)
      return FALSE;
  }
  return TRUE;
}

static void
judge_trust (X509 *cert, STACK_OF (X509) *others, X509_STORE *roots, PnPdfSignature *out)
{
  if (roots == NULL) {
    out->trust = PN_PDF_UNKNOWN_ISSUER;
    set (&out->trust_detail, "no trusted roots are configured");
    return;
  }
  X509_STORE_CTX *ctx = X509_STORE_CTX_new ();
  if (X509_STORE_CTX_init (ctx, roots, cert, others) != 1) {
    out->trust = PN_PDF_TRUST_NOT_CHECKED;
  } else {
    X509_STORE_CTX_set_depth (ctx, CHAIN_DEPTH);
    int ok = X509_verify_cert (ctx);
    int why = X509_STORE_CTX_get_error (ctx);
    out->trust = ok == 1 ? PN_PDF_TRUSTED : why == X509_V_ERR_CERT_HAS_EXPIRED ? PN_PDF_CERT_EXPIRED : PN_PDF_UNKNOWN_ISSUER;
    set (&out->trust_detail, ok == 1 ? "" : X509_verify_cert_error_string (why));
    if (ok == 1 && !certificates_hold (others, X509_STORE_CTX_get0_chain (ctx)))
      broken (out, PN_PDF_INTEGRITY_BROKEN, "a certificate in the signature is damaged");
  }
  X509_STORE_CTX_free (ctx);
  guint32 usage = X509_get_key_usage (cert);
  if (out->trust == PN_PDF_TRUSTED && (usage & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) == 0) {
    out->trust = PN_PDF_UNKNOWN_ISSUER;
    set (&out->trust_detail, "the certificate is not made for signing");
  }
  ERR_clear_error ();
}

/* What follows the structure in /Contents is padding, and padding is zeros. */
static CMS_ContentInfo *
read_cms (GBytes *der, gsize *length, PnPdfSignature *out)
{
  gsize n;
  const guint8 *start = g_bytes_get_data (der, &n), *p = start;
  CMS_ContentInfo *cms = d2i_CMS_ContentInfo (NULL, &p, (long) n);

  if (cms == NULL || OBJ_obj2nid (CMS_get0_type (cms)) != NID_pkcs7_signed) {
    CMS_ContentInfo_free (cms);
    broken (out, PN_PDF_INTEGRITY_BROKEN, "the signature is no CMS SignedData");
    return NULL;
  }
  *length = (gsize) (p - start);
  for (const guint8 *q = p; q < start + n; q++) {
    if (*q != 0) {
      CMS_ContentInfo_free (cms);
      broken (out, PN_PDF_INTEGRITY_BROKEN, "foreign bytes follow the signature");
      return NULL;
    }
  }
  return cms;
}

/* The token's own content must carry the hash of the bytes (RFC 3161 2.4.2). */
static gboolean
imprint_matches (CMS_ContentInfo *cms, GBytes *content)
{
  ASN1_OCTET_STRING **inner = CMS_get0_content (cms);
  guint8 own[EVP_MAX_MD_SIZE];
  unsigned n = 0;
  gsize length;
  const guint8 *bytes = g_bytes_get_data (content, &length);

  if (inner == NULL || *inner == NULL || OBJ_obj2nid (CMS_get0_eContentType (cms)) != NID_id_smime_ct_TSTInfo)
    return FALSE;
  const guint8 *p = ASN1_STRING_get0_data (*inner);
  TS_TST_INFO *info = d2i_TS_TST_INFO (NULL, &p, ASN1_STRING_length (*inner));
  if (info == NULL)
    return FALSE;
  TS_MSG_IMPRINT *imprint = TS_TST_INFO_get_msg_imprint (info);
  X509_ALGOR *alg = TS_MSG_IMPRINT_get_algo (imprint);
  ASN1_OCTET_STRING *hash = TS_MSG_IMPRINT_get_msg (imprint);
  const EVP_MD *md = digest_is_safe (alg) ? EVP_get_digestbyobj (alg->algorithm) : NULL;
  gboolean ok = md != NULL && EVP_Digest (bytes, length, own, &n, md, NULL) == 1 && (int) n == ASN1_STRING_length (hash)
                && memcmp (own, ASN1_STRING_get0_data (hash), n) == 0;
  TS_TST_INFO_free (info);
  return ok;
}

static gboolean
verify_bytes (CMS_ContentInfo *cms, GBytes *content, PnCmsKind kind)
{
  const unsigned flags = CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY;
  gsize n;
  const guint8 *bytes = g_bytes_get_data (content, &n);

  if (kind == PN_CMS_TIMESTAMP)
    return imprint_matches (cms, content) && CMS_verify (cms, NULL, NULL, NULL, NULL, flags) == 1;
  if (CMS_is_detached (cms) != 1 || n > G_MAXINT)
    return FALSE;
  g_autoptr (BIO) bio = BIO_new_mem_buf (bytes, (int) n);
  return CMS_verify (cms, NULL, NULL, bio, NULL, flags | CMS_DETACHED) == 1;
}

void
pn_cms_check (GBytes *der, GBytes *content, PnCmsKind kind, X509_STORE *roots, PnPdfSignature *out)
{
  gsize length = 0;
  g_autoptr (CMS_ContentInfo) cms = read_cms (der, &length, out);
  X509 *cert = NULL;
  X509_ALGOR *digest = NULL;
  const char *why;

  out->trust = PN_PDF_TRUST_NOT_CHECKED;
  if (cms == NULL)
    return;
  STACK_OF (CMS_SignerInfo) *signers = CMS_get0_SignerInfos (cms);
  if (signers == NULL || sk_CMS_SignerInfo_num (signers) != 1) {
    broken (out, PN_PDF_INTEGRITY_BROKEN, "there must be exactly one signer");
    return;
  }
  CMS_SignerInfo *si = sk_CMS_SignerInfo_value (signers, 0);
  STACK_OF (X509) *certs = CMS_get1_certs (cms);
  if (CMS_set1_signers_certs (cms, certs, 0) == 1)
    CMS_SignerInfo_get0_algs (si, NULL, &cert, &digest, NULL);
  if (cert == NULL || digest == NULL) {
    broken (out, PN_PDF_INTEGRITY_UNSUPPORTED, "the signer's certificate is not in the signature");
  } else {
    describe (cert, out);
    if (!digest_is_safe (digest))
      broken (out, PN_PDF_INTEGRITY_UNSUPPORTED, "the digest algorithm is unsafe or not known");
    else if (!verify_bytes (cms, content, kind))
      broken (out, PN_PDF_INTEGRITY_BROKEN, "the signature does not fit the signed bytes");
    else if ((why = pn_cms_strict (cms, si, cert, g_bytes_get_data (der, NULL), length, kind == PN_CMS_CADES)) != NULL)
      broken (out, PN_PDF_INTEGRITY_BROKEN, why);
    else if (kind == PN_CMS_CADES && !names_its_certificate (si, cert))
      broken (out, PN_PDF_INTEGRITY_BROKEN, "signing-certificate is missing or names another one");
    else
      set (&out->level, level_of (si, kind));
    judge_trust (cert, certs, roots, out);
  }
  sk_X509_pop_free (certs, X509_free);
  ERR_clear_error ();
}
