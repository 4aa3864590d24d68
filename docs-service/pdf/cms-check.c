/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/cms-check.h"

#include "base/id.h"
#include "docs-service/pdf/cms-edwards.h"
#include "docs-service/pdf/cms-strict.h"
#include "docs-service/pdf/tsp.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/ess.h>
#include <openssl/pem.h>
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

PnEvidence *
pn_cms_lists (const char *pem)
{
  PnEvidence *lists = NULL;
  X509_CRL *crl;

  if (pem == NULL || *pem == '\0')
    return NULL;
  g_autoptr (BIO) bio = BIO_new_mem_buf (pem, -1);
  while ((crl = PEM_read_bio_X509_CRL (bio, NULL, NULL, NULL)) != NULL) {
    if (lists == NULL)
      lists = pn_evidence_new ();
    sk_X509_CRL_push (lists->crls, crl);
  }
  ERR_clear_error ();
  return lists;
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
  guint8 hash[PN_SHA256_BYTES];
  g_autofree char *cert_sha256 = X509_digest (cert, EVP_sha256 (), hash, NULL) == 1
                                     ? pn_hex_encode (hash, sizeof hash)
                                     : g_strdup ("");

  if (ASN1_TIME_to_tm (X509_get0_notAfter (cert), &tm) == 1)
    strftime (when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &tm);
  set (&out->signer, subject);
  set (&out->issuer, issuer);
  set (&out->serial, hex != NULL ? hex : "");
  set (&out->cert_sha256, cert_sha256);
  set (&out->not_after, when);
  OPENSSL_free (hex);
  BN_free (n);
}

gboolean
pn_cms_digest_is_safe (const X509_ALGOR *algorithm)
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

  if (md != NULL && EVP_MD_is_a (md, "SHAKE256"))
    return pn_cms_edwards_names (cert, ASN1_STRING_get0_data (hash), (gsize) ASN1_STRING_length (hash));
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

gboolean
pn_cms_names_certificate (CMS_SignerInfo *si, X509 *cert)
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

/* Programs that sign as CAdES without naming the certificate make no PAdES, but no worse a signature than adbe.pkcs7.detached. */
static gboolean
names_any (CMS_SignerInfo *si)
{
  return has_attribute (si, NID_id_smime_aa_signingCertificateV2) || has_attribute (si, NID_id_smime_aa_signingCertificate);
}

static const char *
level_of (CMS_SignerInfo *si, PnCmsKind kind, gboolean stamped)
{
  if (kind == PN_CMS_TIMESTAMP)
    return "DocTimeStamp";
  /* EN 319 142-1 6.3: content-type, message-digest, signing-certificate-v2, and no signing-time. */
  if (kind != PN_CMS_CADES || !names_any (si) || !has_attribute (si, NID_pkcs9_contentType) || !has_attribute (si, NID_pkcs9_messageDigest)
      || has_attribute (si, NID_pkcs9_signingTime))
    return "";
  return stamped ? "B-T" : "B-B";
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

gboolean
pn_cms_certificates_hold (STACK_OF (X509) *others, STACK_OF (X509) *chain)
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

static X509 *
issuer_among (X509 *cert, STACK_OF (X509) *certs)
{
  for (int i = 0; i < sk_X509_num (certs); i++) {
    X509 *one = sk_X509_value (certs, i);
    if (one != cert && X509_check_issued (one, cert) == X509_V_OK && X509_verify (cert, X509_get0_pubkey (one)) == 1)
      return one;
  }
  return NULL;
}

/* Walks from the signer up as far as certificates are known. FALSE with trust REVOKED, or when some certificate has no proof. */
static gboolean
prove_chain (X509 *cert, STACK_OF (X509) *certs, const PnEvidence *evidence, gint64 at_us, PnPdfSignature *out)
{
  gboolean proven = TRUE;

  for (int depth = 0; depth < CHAIN_DEPTH && X509_check_issued (cert, cert) != X509_V_OK; depth++) {
    X509 *issuer = issuer_among (cert, certs);
    PnRevocation said = issuer != NULL ? pn_revocation_of (evidence, cert, issuer, at_us) : PN_REVOCATION_UNKNOWN;
    if (said == PN_REVOCATION_REVOKED) {
      out->trust = PN_PDF_CERT_REVOKED;
      set (&out->trust_detail, "a certificate of the chain was revoked");
      return FALSE;
    }
    proven = proven && said == PN_REVOCATION_GOOD;
    if (issuer == NULL)
      return proven && depth > 0;
    cert = issuer;
  }
  return proven;
}

static void
add_all (STACK_OF (X509) *to, STACK_OF (X509) *from)
{
  for (int i = 0; i < sk_X509_num (from); i++)
    sk_X509_push (to, sk_X509_value (from, i)); /* borrowed */
}

static void
judge_chain (X509_STORE_CTX *ctx, STACK_OF (X509) *others, gint64 at_us, PnPdfSignature *out)
{
  X509_STORE_CTX_set_depth (ctx, CHAIN_DEPTH);
  X509_STORE_CTX_set_time (ctx, 0, (time_t) (at_us / G_USEC_PER_SEC));
  int ok = X509_verify_cert (ctx);
  int why = X509_STORE_CTX_get_error (ctx);
  out->trust = ok == 1 ? PN_PDF_TRUSTED : why == X509_V_ERR_CERT_HAS_EXPIRED ? PN_PDF_CERT_EXPIRED : PN_PDF_UNKNOWN_ISSUER;
  set (&out->trust_detail, ok == 1 ? "" : X509_verify_cert_error_string (why));
  if (ok == 1 && !pn_cms_certificates_hold (others, X509_STORE_CTX_get0_chain (ctx)))
    broken (out, PN_PDF_INTEGRITY_BROKEN, "a certificate in the signature is damaged");
}

/* At the time that is proven: a certificate that expired or was revoked later was good then (ETSI EN 319 102-1 5.6). */
static void
judge_trust (X509 *cert, STACK_OF (X509) *others, const PnCmsContext *context, PnPdfSignature *out)
{
  gint64 at_us = out->stamped_us > 0 ? out->stamped_us : context->at_us > 0 ? context->at_us : g_get_real_time ();
  STACK_OF (X509) *known = sk_X509_new_null ();
  X509_STORE_CTX *ctx = context->roots != NULL ? X509_STORE_CTX_new () : NULL;

  add_all (known, others);
  if (context->evidence != NULL)
    add_all (known, context->evidence->certs);
  if (ctx == NULL) {
    out->trust = PN_PDF_UNKNOWN_ISSUER;
    set (&out->trust_detail, "no trusted roots are configured");
  } else if (X509_STORE_CTX_init (ctx, context->roots, cert, known) != 1) {
    out->trust = PN_PDF_TRUST_NOT_CHECKED;
  } else {
    judge_chain (ctx, others, at_us, out);
    add_all (known, X509_STORE_CTX_get0_chain (ctx));
  }
  guint32 usage = X509_get_key_usage (cert);
  if (out->trust == PN_PDF_TRUSTED && (usage & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) == 0) {
    out->trust = PN_PDF_UNKNOWN_ISSUER;
    set (&out->trust_detail, "the certificate is not made for signing");
  }
  if (context->evidence != NULL)
    out->evidence = prove_chain (cert, known, context->evidence, at_us, out);
  if (context->lists != NULL && out->trust != PN_PDF_CERT_REVOKED)
    (void) prove_chain (cert, known, context->lists, at_us, out);
  X509_STORE_CTX_free (ctx);
  sk_X509_free (known);
  ERR_clear_error ();
}

/* The time-stamp over the signature's value, an attribute that nothing signs (RFC 3161 Appendix A). FALSE when it is damaged or another's. */
static gboolean
read_timestamp (CMS_SignerInfo *si, const PnCmsContext *context, PnPdfSignature *out)
{
  int at = CMS_unsigned_get_attr_by_NID (si, NID_id_smime_aa_timeStampToken, -1);
  X509_ATTRIBUTE *attr = at >= 0 ? CMS_unsigned_get_attr (si, at) : NULL;
  ASN1_TYPE *value = attr != NULL ? X509_ATTRIBUTE_get0_type (attr, 0) : NULL;
  const ASN1_OCTET_STRING *signature = CMS_SignerInfo_get0_signature (si);
  PnTspResult said;

  if (attr == NULL)
    return TRUE;
  if (value == NULL || value->type != V_ASN1_SEQUENCE)
    return FALSE;
  g_autoptr (GBytes) token = g_bytes_new (ASN1_STRING_get0_data (value->value.sequence), ASN1_STRING_length (value->value.sequence));
  pn_tsp_check (token, ASN1_STRING_get0_data (signature), ASN1_STRING_length (signature), context->roots,
                context->evidence != NULL ? context->evidence->certs : NULL, &said);
  if (said.intact && said.trusted)
    out->stamped_us = said.time_us;
  out->stamped = said.intact && !said.weak;
  return said.intact || !said.supported;
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

/* ISO 32000-1 12.8.3.3.1: what is signed is the SHA-1 of the bytes, inside. */
static gboolean
verify_sha1 (CMS_ContentInfo *cms, const guint8 *bytes, gsize length)
{
  ASN1_OCTET_STRING **inner = CMS_get0_content (cms);
  guint8 own[EVP_MAX_MD_SIZE];
  unsigned n = 0;

  return inner != NULL && *inner != NULL && OBJ_obj2nid (CMS_get0_eContentType (cms)) == NID_pkcs7_data
         && EVP_Digest (bytes, length, own, &n, EVP_sha1 (), NULL) == 1 && ASN1_STRING_length (*inner) == (int) n
         && memcmp (ASN1_STRING_get0_data (*inner), own, n) == 0
         && CMS_verify (cms, NULL, NULL, NULL, NULL, CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) == 1;
}

static gboolean
verify_bytes (CMS_ContentInfo *cms, CMS_SignerInfo *si, X509 *cert, GBytes *content, PnCmsKind kind)
{
  const unsigned flags = CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY;
  gsize n;
  const guint8 *bytes = g_bytes_get_data (content, &n);

  if (kind == PN_CMS_TIMESTAMP)
    return CMS_verify (cms, NULL, NULL, NULL, NULL, flags) == 1;
  if (kind == PN_CMS_SHA1)
    return verify_sha1 (cms, bytes, n);
  if (n > G_MAXINT)
    return FALSE;
  if (pn_cms_is_edwards (cert))
    return pn_cms_edwards_verify (si, cert, bytes, n);
  g_autoptr (BIO) memory = BIO_new_mem_buf (bytes, (int) n);
  /* Of a plain memory BIO, CMS_verify makes a second one, which it loses when the digests cannot be set up (OpenSSL 3.0). */
  g_autoptr (BIO) bio = BIO_new (BIO_f_null ());
  BIO_push (bio, memory);
  return CMS_verify (cms, NULL, NULL, bio, NULL, flags | CMS_DETACHED) == 1;
}

/* A document time-stamp: its token's time counts when the chain leads to a root. */
static gboolean
read_token (GBytes *der, gsize length, GBytes *content, const PnCmsContext *context, PnPdfSignature *out, gboolean *weak)
{
  g_autoptr (GBytes) token = g_bytes_new_from_bytes (der, 0, length);
  gsize n;
  const void *bytes = g_bytes_get_data (content, &n);
  PnTspResult said;

  pn_tsp_check (token, bytes, n, context->roots, context->evidence != NULL ? context->evidence->certs : NULL, &said);
  if (said.intact && said.trusted)
    out->stamped_us = said.time_us;
  *weak = *weak || said.weak;
  return said.intact;
}

/* The certificate among those of the CMS, else among those of the document's security store (some time-stamps come without). */
static X509 *
find_signer (CMS_ContentInfo *cms, CMS_SignerInfo *si, STACK_OF (X509) *certs, const PnCmsContext *context)
{
  X509 *cert = NULL;

  if (CMS_set1_signers_certs (cms, certs, 0) == 1)
    CMS_SignerInfo_get0_algs (si, NULL, &cert, NULL, NULL);
  else if (context->evidence != NULL && CMS_set1_signers_certs (cms, context->evidence->certs, 0) == 1)
    CMS_SignerInfo_get0_algs (si, NULL, &cert, NULL, NULL);
  return cert;
}

static gboolean
digest_is_known (X509 *cert, const X509_ALGOR *digest, gboolean weak)
{
  if (pn_cms_is_edwards (cert))
    return pn_cms_edwards_digest_fits (cert, digest);
  return weak || pn_cms_digest_is_safe (digest);
}

void
pn_cms_check (GBytes *der, GBytes *content, PnCmsKind kind, const PnCmsContext *context, PnPdfSignature *out)
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
  cert = find_signer (cms, si, certs, context);
  CMS_SignerInfo_get0_algs (si, NULL, NULL, &digest, NULL);
  if (cert == NULL || digest == NULL) {
    broken (out, PN_PDF_INTEGRITY_UNSUPPORTED, "the signer's certificate is not in the signature");
  } else {
    gboolean weak = kind == PN_CMS_SHA1 || OBJ_obj2nid (digest->algorithm) == NID_sha1;
    describe (cert, out);
    if (!digest_is_known (cert, digest, weak))
      broken (out, PN_PDF_INTEGRITY_UNSUPPORTED, "the digest algorithm is unsafe or not known");
    else if ((kind == PN_CMS_DETACHED || kind == PN_CMS_CADES) && CMS_is_detached (cms) != 1)
      broken (out, PN_PDF_INTEGRITY_BROKEN, "the signature encloses content of its own, where it must have none");
    else if ((kind == PN_CMS_TIMESTAMP && !read_token (der, length, content, context, out, &weak)) || !verify_bytes (cms, si, cert, content, kind))
      broken (out, PN_PDF_INTEGRITY_BROKEN, "the signature does not fit the signed bytes");
    else if ((why = pn_cms_strict (cms, si, cert, g_bytes_get_data (der, NULL), length, kind == PN_CMS_CADES)) != NULL)
      broken (out, PN_PDF_INTEGRITY_BROKEN, why);
    else if (names_any (si) && !pn_cms_names_certificate (si, cert))
      broken (out, PN_PDF_INTEGRITY_BROKEN, "signing-certificate names another certificate");
    else if (kind != PN_CMS_TIMESTAMP && !read_timestamp (si, context, out))
      broken (out, PN_PDF_INTEGRITY_BROKEN, "the time-stamp in the signature is damaged, or of another signature");
    else
      set (&out->level, level_of (si, kind, out->stamped));
    judge_trust (cert, certs, context, out);
    if (weak && out->trust != PN_PDF_CERT_REVOKED) {
      out->trust = PN_PDF_WEAK_DIGEST;
      set (&out->trust_detail, "signed over SHA-1, which can be forged");
    }
  }
  sk_X509_pop_free (certs, X509_free);
  ERR_clear_error ();
}
