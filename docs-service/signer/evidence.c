/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/signer/evidence.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "base/error.h"
#include "base/id.h"
#include "docs-service/signer/keystore.h"

#define POLICY "1.3.6.1.4.1.13762.3" /* a policy for tests; a real authority has its own */
#define GOOD_SECONDS (7 * 86400)
#define QUESTIONS_MAX 100

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TS_RESP_CTX, TS_RESP_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TS_RESP, TS_RESP_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TS_REQ, TS_REQ_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_CRL, X509_CRL_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_REQUEST, OCSP_REQUEST_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_RESPONSE, OCSP_RESPONSE_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_BASICRESP, OCSP_BASICRESP_free)

static GBytes *
failed (GError **error, PnErrorCode code, const char *what)
{
  char text[160];

  ERR_error_string_n (ERR_get_error (), text, sizeof text);
  ERR_clear_error ();
  g_set_error (error, PN_ERROR, code, "%s: %s", what, text);
  return NULL;
}

static GBytes *
take_der (unsigned char *der, int n)
{
  GBytes *out = n > 0 ? g_bytes_new (der, n) : NULL;

  OPENSSL_free (der);
  return out;
}

static ASN1_INTEGER *
new_serial (TS_RESP_CTX *ctx, void *data)
{
  ASN1_INTEGER *n = ASN1_INTEGER_new ();
  guint64 value;

  pn_random_bytes ((guint8 *) &value, sizeof value);
  ASN1_INTEGER_set_uint64 (n, value >> 1);
  return n;
}

static int
the_time (TS_RESP_CTX *ctx, void *data, long *seconds, long *microseconds)
{
  *seconds = (long) *(const gint64 *) data;
  *microseconds = 0;
  return 1;
}

static gboolean
set_up (TS_RESP_CTX *ctx, const PnIdentity *tsa, X509 *root, gint64 *now)
{
  STACK_OF (X509) *chain = sk_X509_new_null ();
  ASN1_OBJECT *policy = OBJ_txt2obj (POLICY, 1);
  gboolean ok = sk_X509_push (chain, root) > 0 && TS_RESP_CTX_set_signer_cert (ctx, tsa->cert) == 1 && TS_RESP_CTX_set_signer_key (ctx, tsa->key) == 1
                && TS_RESP_CTX_set_certs (ctx, chain) == 1 && TS_RESP_CTX_set_def_policy (ctx, policy) == 1
                && TS_RESP_CTX_set_signer_digest (ctx, EVP_sha256 ()) == 1 && TS_RESP_CTX_set_ess_cert_id_digest (ctx, EVP_sha256 ()) == 1
                && TS_RESP_CTX_add_md (ctx, EVP_sha256 ()) == 1 && TS_RESP_CTX_add_md (ctx, EVP_sha384 ()) == 1 && TS_RESP_CTX_add_md (ctx, EVP_sha512 ()) == 1;

  TS_RESP_CTX_set_serial_cb (ctx, new_serial, NULL);
  TS_RESP_CTX_set_time_cb (ctx, the_time, now);
  ASN1_OBJECT_free (policy);
  sk_X509_free (chain);
  return ok;
}

GBytes *
pn_tsa_answer (const PnIdentity *tsa, X509 *root, GBytes *request, gint64 now, GError **error)
{
  gsize n;
  const guint8 *p = g_bytes_get_data (request, &n);
  g_autoptr (TS_REQ) parsed = d2i_TS_REQ (NULL, &p, (long) n);
  g_autoptr (TS_RESP_CTX) ctx = TS_RESP_CTX_new ();
  unsigned char *der = NULL;

  if (parsed == NULL || p != (const guint8 *) g_bytes_get_data (request, NULL) + n)
    return failed (error, PN_ERROR_BAD_VALUE, "no time-stamp request");
  if (ctx == NULL || !set_up (ctx, tsa, root, &now))
    return failed (error, PN_ERROR_INTERNAL, "the time-stamp authority");
  BIO *bio = BIO_new_mem_buf (g_bytes_get_data (request, NULL), (int) n);
  g_autoptr (TS_RESP) response = TS_RESP_create_response (ctx, bio);
  BIO_free (bio);
  int length = response != NULL ? i2d_TS_RESP (response, &der) : -1;
  ERR_clear_error ();
  return length > 0 ? take_der (der, length) : failed (error, PN_ERROR_INTERNAL, "the time-stamp authority");
}

static gboolean
add_revoked (X509_CRL *crl, const PnRevoked *one)
{
  X509_REVOKED *entry = X509_REVOKED_new ();
  BIGNUM *n = NULL;
  ASN1_TIME *since = ASN1_TIME_set (NULL, (time_t) one->since);
  ASN1_INTEGER *serial = BN_hex2bn (&n, one->serial) > 0 ? BN_to_ASN1_INTEGER (n, NULL) : NULL;
  gboolean ok = serial != NULL && since != NULL && X509_REVOKED_set_serialNumber (entry, serial) == 1
                && X509_REVOKED_set_revocationDate (entry, since) == 1 && X509_CRL_add0_revoked (crl, entry) == 1;

  if (!ok)
    X509_REVOKED_free (entry);
  ASN1_INTEGER_free (serial);
  ASN1_TIME_free (since);
  BN_free (n);
  return ok;
}

static gboolean
add_number (X509_CRL *crl, const PnIdentity *root, gint64 now)
{
  X509V3_CTX ctx;
  ASN1_INTEGER *number = ASN1_INTEGER_new ();
  gboolean ok;

  X509V3_set_ctx (&ctx, root->cert, NULL, NULL, crl, 0);
  X509_EXTENSION *key = X509V3_EXT_conf_nid (NULL, &ctx, NID_authority_key_identifier, "keyid:always");
  ok = ASN1_INTEGER_set_int64 (number, now) == 1 && X509_CRL_add1_ext_i2d (crl, NID_crl_number, number, 0, 0) == 1 && key != NULL
       && X509_CRL_add_ext (crl, key, -1) == 1;
  X509_EXTENSION_free (key);
  ASN1_INTEGER_free (number);
  return ok;
}

GBytes *
pn_crl_make (const PnIdentity *root, const GArray *revoked, gint64 now, GError **error)
{
  g_autoptr (X509_CRL) crl = X509_CRL_new ();
  ASN1_TIME *from = ASN1_TIME_set (NULL, (time_t) now), *to = ASN1_TIME_set (NULL, (time_t) (now + GOOD_SECONDS));
  unsigned char *der = NULL;
  gboolean ok = X509_CRL_set_version (crl, X509_CRL_VERSION_2) == 1 && X509_CRL_set_issuer_name (crl, X509_get_subject_name (root->cert)) == 1
                && X509_CRL_set1_lastUpdate (crl, from) == 1 && X509_CRL_set1_nextUpdate (crl, to) == 1 && add_number (crl, root, now);

  for (guint i = 0; ok && i < revoked->len; i++)
    ok = add_revoked (crl, &g_array_index (revoked, PnRevoked, i));
  ok = ok && X509_CRL_sort (crl) == 1 && X509_CRL_sign (crl, root->key, EVP_sha256 ()) > 0;
  ASN1_TIME_free (from);
  ASN1_TIME_free (to);
  int n = ok ? i2d_X509_CRL (crl, &der) : -1;
  return n > 0 ? take_der (der, n) : failed (error, PN_ERROR_INTERNAL, "making the revocation list");
}

static const PnRevoked *
find_revoked (const GArray *revoked, const ASN1_INTEGER *serial)
{
  BIGNUM *n = ASN1_INTEGER_to_BN (serial, NULL);
  char *hex = n != NULL ? BN_bn2hex (n) : NULL;
  const PnRevoked *found = NULL;

  for (guint i = 0; hex != NULL && i < revoked->len; i++)
    if (g_ascii_strcasecmp (g_array_index (revoked, PnRevoked, i).serial, hex) == 0)
      found = &g_array_index (revoked, PnRevoked, i);
  OPENSSL_free (hex);
  BN_free (n);
  return found;
}

/* A certificate of another authority is unknown to this one. */
static gboolean
is_ours (OCSP_CERTID *id, X509 *root)
{
  ASN1_OBJECT *algorithm = NULL;

  OCSP_id_get0_info (NULL, &algorithm, NULL, NULL, id);
  const EVP_MD *md = EVP_get_digestbyobj (algorithm);
  OCSP_CERTID *own = md != NULL ? OCSP_cert_to_id (md, NULL, root) : NULL;
  gboolean ours = own != NULL && OCSP_id_issuer_cmp (own, id) == 0;
  OCSP_CERTID_free (own);
  return ours;
}

static gboolean
answer_one (OCSP_BASICRESP *basic, const PnIdentity *root, const GArray *revoked, OCSP_CERTID *id, ASN1_TIME *from, ASN1_TIME *to)
{
  ASN1_INTEGER *serial = NULL;
  ASN1_TIME *since = NULL;

  OCSP_id_get0_info (NULL, NULL, NULL, &serial, id);
  const PnRevoked *entry = find_revoked (revoked, serial);
  int status = !is_ours (id, root->cert) ? V_OCSP_CERTSTATUS_UNKNOWN : entry != NULL ? V_OCSP_CERTSTATUS_REVOKED : V_OCSP_CERTSTATUS_GOOD;
  if (status == V_OCSP_CERTSTATUS_REVOKED)
    since = ASN1_TIME_set (NULL, (time_t) entry->since);
  gboolean ok = OCSP_basic_add1_status (basic, id, status, OCSP_REVOKED_STATUS_UNSPECIFIED, since, from, to) != NULL;
  ASN1_TIME_free (since);
  return ok;
}

static gboolean
answer_all (OCSP_BASICRESP *basic, const PnIdentity *root, const GArray *revoked, OCSP_REQUEST *request, gint64 now)
{
  ASN1_TIME *from = ASN1_TIME_set (NULL, (time_t) now), *to = ASN1_TIME_set (NULL, (time_t) (now + GOOD_SECONDS));
  gboolean ok = OCSP_request_onereq_count (request) <= QUESTIONS_MAX;

  for (int i = 0; ok && i < OCSP_request_onereq_count (request); i++)
    ok = answer_one (basic, root, revoked, OCSP_onereq_get0_id (OCSP_request_onereq_get0 (request, i)), from, to);
  OCSP_copy_nonce (basic, request);
  ASN1_TIME_free (from);
  ASN1_TIME_free (to);
  return ok && OCSP_basic_sign (basic, root->cert, root->key, EVP_sha256 (), NULL, 0) == 1;
}

GBytes *
pn_ocsp_answer (const PnIdentity *root, const GArray *revoked, GBytes *request, gint64 now, GError **error)
{
  gsize n;
  const guint8 *p = g_bytes_get_data (request, &n);
  g_autoptr (OCSP_REQUEST) parsed = d2i_OCSP_REQUEST (NULL, &p, (long) n);
  g_autoptr (OCSP_BASICRESP) basic = OCSP_BASICRESP_new ();
  unsigned char *der = NULL;

  if (parsed == NULL || p != (const guint8 *) g_bytes_get_data (request, NULL) + n)
    return failed (error, PN_ERROR_BAD_VALUE, "no OCSP request");
  if (!answer_all (basic, root, revoked, parsed, now))
    return failed (error, PN_ERROR_INTERNAL, "answering OCSP");
  g_autoptr (OCSP_RESPONSE) response = OCSP_response_create (OCSP_RESPONSE_STATUS_SUCCESSFUL, basic);
  int length = response != NULL ? i2d_OCSP_RESPONSE (response, &der) : -1;
  return length > 0 ? take_der (der, length) : failed (error, PN_ERROR_INTERNAL, "answering OCSP");
}
