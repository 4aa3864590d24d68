/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/tsp.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "docs-service/pdf/cms-check.h"
#include "docs-service/pdf/cms-strict.h"

#define CHAIN_DEPTH 8
#define DIGEST_BYTES 32

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TS_REQ, TS_REQ_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TS_RESP, TS_RESP_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TS_TST_INFO, TS_TST_INFO_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CMS_ContentInfo, CMS_ContentInfo_free)

static gboolean
set_imprint (TS_REQ *req, const guint8 *digest)
{
  TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new ();
  X509_ALGOR *algorithm = X509_ALGOR_new ();
  gboolean ok = X509_ALGOR_set0 (algorithm, OBJ_nid2obj (NID_sha256), V_ASN1_NULL, NULL) == 1 && TS_MSG_IMPRINT_set_algo (imprint, algorithm) == 1
                && TS_MSG_IMPRINT_set_msg (imprint, (unsigned char *) digest, DIGEST_BYTES) == 1 && TS_REQ_set_msg_imprint (req, imprint) == 1;

  X509_ALGOR_free (algorithm);
  TS_MSG_IMPRINT_free (imprint);
  return ok;
}

static gboolean
set_nonce (TS_REQ *req, guint64 nonce)
{
  ASN1_INTEGER *n = ASN1_INTEGER_new ();
  gboolean ok = ASN1_INTEGER_set_uint64 (n, nonce) == 1 && TS_REQ_set_nonce (req, n) == 1;

  ASN1_INTEGER_free (n);
  return ok;
}

GBytes *
pn_tsp_request (const guint8 digest[32], guint64 nonce)
{
  g_autoptr (TS_REQ) req = TS_REQ_new ();
  guint8 *der = NULL;

  if (TS_REQ_set_version (req, 1) != 1 || !set_imprint (req, digest) || !set_nonce (req, nonce) || TS_REQ_set_cert_req (req, 1) != 1)
    g_error ("a time-stamp request cannot be made: out of memory");
  int n = i2d_TS_REQ (req, &der);
  GBytes *out = g_bytes_new (der, MAX (n, 0));
  OPENSSL_free (der);
  return out;
}

static gboolean
refuse (GError **error, const char *why)
{
  ERR_clear_error ();
  g_set_error (error, PN_ERROR, PN_ERROR_BAD_VALUE, "time-stamp: %s", why);
  return FALSE;
}

static gboolean
imprint_is (TS_TST_INFO *info, const guint8 *digest)
{
  TS_MSG_IMPRINT *imprint = TS_TST_INFO_get_msg_imprint (info);
  ASN1_OCTET_STRING *hash = TS_MSG_IMPRINT_get_msg (imprint);

  return OBJ_obj2nid (TS_MSG_IMPRINT_get_algo (imprint)->algorithm) == NID_sha256 && ASN1_STRING_length (hash) == DIGEST_BYTES
         && memcmp (ASN1_STRING_get0_data (hash), digest, DIGEST_BYTES) == 0;
}

static gboolean
answers_us (TS_RESP *resp, const guint8 *digest, guint64 nonce, GError **error)
{
  const ASN1_INTEGER *status = TS_STATUS_INFO_get0_status (TS_RESP_get_status_info (resp));
  TS_TST_INFO *info = TS_RESP_get_tst_info (resp);
  guint64 said;

  if (ASN1_INTEGER_get (status) < 0 || ASN1_INTEGER_get (status) > 1)
    return refuse (error, "the authority refused");
  if (info == NULL || TS_RESP_get_token (resp) == NULL)
    return refuse (error, "the answer has no token");
  if (!imprint_is (info, digest))
    return refuse (error, "the answer is for another document");
  if (TS_TST_INFO_get_nonce (info) == NULL || ASN1_INTEGER_get_uint64 (&said, TS_TST_INFO_get_nonce (info)) != 1 || said != nonce)
    return refuse (error, "the answer is to another question");
  return TRUE;
}

GBytes *
pn_tsp_token (GBytes *response, const guint8 digest[32], guint64 nonce, GError **error)
{
  gsize length;
  const guint8 *p = g_bytes_get_data (response, &length);
  g_autoptr (TS_RESP) resp = d2i_TS_RESP (NULL, &p, (long) length);
  guint8 *der = NULL;

  if (resp == NULL) {
    refuse (error, "the answer is no time-stamp response");
    return NULL;
  }
  if (!answers_us (resp, digest, nonce, error))
    return NULL;
  int n = i2d_PKCS7 (TS_RESP_get_token (resp), &der);
  if (n <= 0) {
    refuse (error, "the token cannot be read");
    return NULL;
  }
  GBytes *out = g_bytes_new (der, n);
  OPENSSL_free (der);
  return out;
}

static TS_TST_INFO *
read_info (CMS_ContentInfo *cms)
{
  ASN1_OCTET_STRING **inner = cms != NULL && OBJ_obj2nid (CMS_get0_type (cms)) == NID_pkcs7_signed ? CMS_get0_content (cms) : NULL;

  if (inner == NULL || *inner == NULL || OBJ_obj2nid (CMS_get0_eContentType (cms)) != NID_id_smime_ct_TSTInfo)
    return NULL;
  const guint8 *p = ASN1_STRING_get0_data (*inner);
  return d2i_TS_TST_INFO (NULL, &p, ASN1_STRING_length (*inner));
}

/* The token's own content must carry the hash of the bytes (RFC 3161 2.4.2). */
static gboolean
is_of_bytes (TS_TST_INFO *info, const void *bytes, gsize length, PnTspResult *out)
{
  TS_MSG_IMPRINT *imprint = TS_TST_INFO_get_msg_imprint (info);
  X509_ALGOR *algorithm = TS_MSG_IMPRINT_get_algo (imprint);
  ASN1_OCTET_STRING *hash = TS_MSG_IMPRINT_get_msg (imprint);
  gboolean weak = OBJ_obj2nid (algorithm->algorithm) == NID_sha1;
  const EVP_MD *md = weak || pn_cms_digest_is_safe (algorithm) ? EVP_get_digestbyobj (algorithm->algorithm) : NULL;
  guint8 own[EVP_MAX_MD_SIZE];
  unsigned n = 0;

  out->supported = md != NULL;
  out->weak = weak;
  return md != NULL && EVP_Digest (bytes, length, own, &n, md, NULL) == 1 && (int) n == ASN1_STRING_length (hash)
         && memcmp (own, ASN1_STRING_get0_data (hash), n) == 0;
}

static gint64
time_of (TS_TST_INFO *info)
{
  struct tm tm;

  if (ASN1_TIME_to_tm (TS_TST_INFO_get_time (info), &tm) != 1)
    return 0;
  return (gint64) timegm (&tm) * G_USEC_PER_SEC;
}

/* *hold says FALSE when the chain is known and a certificate beside it is damaged. */
static gboolean
is_trusted (X509 *cert, STACK_OF (X509) *others, STACK_OF (X509) *own, X509_STORE *roots, gint64 time_us, gboolean *hold)
{
  X509_STORE_CTX *ctx = roots != NULL ? X509_STORE_CTX_new () : NULL;
  gboolean ok = FALSE;

  if (ctx != NULL && X509_STORE_CTX_init (ctx, roots, cert, others) == 1) {
    X509_STORE_CTX_set_depth (ctx, CHAIN_DEPTH);
    X509_STORE_CTX_set_time (ctx, 0, (time_t) (time_us / G_USEC_PER_SEC));
    gboolean chained = X509_verify_cert (ctx) == 1;
    *hold = !chained || pn_cms_certificates_hold (own, X509_STORE_CTX_get0_chain (ctx));
    ok = chained && X509_get_extended_key_usage (cert) == XKU_TIMESTAMP; /* that and nothing else: RFC 3161 2.3 */
  }
  X509_STORE_CTX_free (ctx);
  return ok;
}

static STACK_OF (X509) *
all_certificates (CMS_ContentInfo *cms, STACK_OF (X509) *extra)
{
  STACK_OF (X509) *all = CMS_get1_certs (cms);

  if (all == NULL)
    all = sk_X509_new_null ();
  for (int i = 0; i < sk_X509_num (extra); i++)
    if (X509_up_ref (sk_X509_value (extra, i)) == 1)
      sk_X509_push (all, sk_X509_value (extra, i));
  return all;
}

static X509 *
signer_of (CMS_ContentInfo *cms, STACK_OF (X509) *certs)
{
  STACK_OF (CMS_SignerInfo) *signers = CMS_get0_SignerInfos (cms);
  X509 *cert = NULL;

  if (signers == NULL || sk_CMS_SignerInfo_num (signers) != 1 || CMS_set1_signers_certs (cms, certs, 0) != 1)
    return NULL;
  CMS_SignerInfo_get0_algs (sk_CMS_SignerInfo_value (signers, 0), NULL, &cert, NULL, NULL);
  return cert;
}

static gboolean
signs_safely (CMS_ContentInfo *cms)
{
  X509_ALGOR *digest = NULL;

  CMS_SignerInfo_get0_algs (sk_CMS_SignerInfo_value (CMS_get0_SignerInfos (cms), 0), NULL, NULL, &digest, NULL);
  return digest != NULL && pn_cms_digest_is_safe (digest);
}

static gboolean
is_strict (CMS_ContentInfo *cms, X509 *cert, const guint8 *der, gsize length)
{
  CMS_SignerInfo *si = sk_CMS_SignerInfo_value (CMS_get0_SignerInfos (cms), 0);

  return pn_cms_strict (cms, si, cert, der, length, FALSE) == NULL && pn_cms_names_certificate (si, cert);
}

void
pn_tsp_check (GBytes *token, const void *bytes, gsize length, X509_STORE *roots, STACK_OF (X509) *extra, PnTspResult *out)
{
  gsize n;
  const guint8 *p = g_bytes_get_data (token, &n);
  g_autoptr (CMS_ContentInfo) cms = d2i_CMS_ContentInfo (NULL, &p, (long) n);
  g_autoptr (TS_TST_INFO) info = read_info (cms);

  *out = (PnTspResult) { .supported = TRUE };
  if (info != NULL && is_of_bytes (info, bytes, length, out)) {
    STACK_OF (X509) *certs = all_certificates (cms, extra), *own = CMS_get1_certs (cms);
    X509 *cert = signer_of (cms, certs);
    gboolean hold = TRUE;
    out->intact = cert != NULL && CMS_verify (cms, certs, NULL, NULL, NULL, CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) == 1
                  && is_strict (cms, cert, g_bytes_get_data (token, NULL), n);
    out->weak = out->weak || (cert != NULL && !signs_safely (cms));
    out->supported = cert != NULL || sk_X509_num (own) > 0;
    out->time_us = out->intact ? time_of (info) : 0;
    out->trusted = out->time_us > 0 && !out->weak && is_trusted (cert, certs, own, roots, out->time_us, &hold);
    out->intact = out->intact && hold;
    out->trusted = out->trusted && hold;
    sk_X509_pop_free (own, X509_free);
    sk_X509_pop_free (certs, X509_free);
  }
  ERR_clear_error ();
}

static CMS_ContentInfo *
read_cms (GBytes *bytes, CMS_SignerInfo **si, GError **error)
{
  gsize n;
  const guint8 *p = g_bytes_get_data (bytes, &n);
  g_autoptr (CMS_ContentInfo) cms = d2i_CMS_ContentInfo (NULL, &p, (long) n);
  STACK_OF (CMS_SignerInfo) *signers = cms != NULL ? CMS_get0_SignerInfos (cms) : NULL;

  if (signers == NULL || sk_CMS_SignerInfo_num (signers) != 1) {
    ERR_clear_error ();
    g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, "no CMS of one signer");
    return NULL;
  }
  *si = sk_CMS_SignerInfo_value (signers, 0);
  return g_steal_pointer (&cms);
}

gboolean
pn_tsp_cms_digest (GBytes *bytes, guint8 digest[32], GError **error)
{
  CMS_SignerInfo *si = NULL;
  g_autoptr (CMS_ContentInfo) cms = read_cms (bytes, &si, error);

  if (cms == NULL)
    return FALSE;
  const ASN1_OCTET_STRING *value = CMS_SignerInfo_get0_signature (si);
  return EVP_Digest (ASN1_STRING_get0_data (value), ASN1_STRING_length (value), digest, NULL, EVP_sha256 (), NULL) == 1
         || refuse (error, "hashing failed");
}

GBytes *
pn_tsp_add_to_cms (GBytes *bytes, GBytes *token, GError **error)
{
  CMS_SignerInfo *si = NULL;
  g_autoptr (CMS_ContentInfo) cms = read_cms (bytes, &si, error);
  gsize n;
  const guint8 *der = g_bytes_get_data (token, &n);
  guint8 *out = NULL;

  if (cms == NULL)
    return NULL;
  if (CMS_unsigned_add1_attr_by_NID (si, NID_id_smime_aa_timeStampToken, V_ASN1_SEQUENCE, der, (int) n) != 1) {
    refuse (error, "adding the time-stamp failed");
    return NULL;
  }
  int length = i2d_CMS_ContentInfo (cms, &out);
  if (length <= 0) {
    refuse (error, "encoding failed");
    return NULL;
  }
  GBytes *done = g_bytes_new (out, length);
  OPENSSL_free (out);
  return done;
}
