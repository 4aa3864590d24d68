/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/revocation.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/x509v3.h>
#include <time.h>

#define ITEMS_MAX 1000

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_RESPONSE, OCSP_RESPONSE_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_BASICRESP, OCSP_BASICRESP_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_CERTID, OCSP_CERTID_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_REQUEST, OCSP_REQUEST_free)

PnEvidence *
pn_evidence_new (void)
{
  PnEvidence *self = g_new0 (PnEvidence, 1);

  self->certs = sk_X509_new_null ();
  self->crls = sk_X509_CRL_new_null ();
  self->ocsps = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  return self;
}

void
pn_evidence_free (PnEvidence *self)
{
  if (self == NULL)
    return;
  sk_X509_pop_free (self->certs, X509_free);
  sk_X509_CRL_pop_free (self->crls, X509_CRL_free);
  g_ptr_array_unref (self->ocsps);
  g_free (self);
}

gboolean
pn_evidence_add_cert (PnEvidence *self, GBytes *der)
{
  gsize n;
  const guint8 *p = g_bytes_get_data (der, &n);
  X509 *cert = sk_X509_num (self->certs) < ITEMS_MAX ? d2i_X509 (NULL, &p, (long) n) : NULL;

  ERR_clear_error ();
  return cert != NULL && sk_X509_push (self->certs, cert) > 0;
}

gboolean
pn_evidence_add_crl (PnEvidence *self, GBytes *der)
{
  gsize n;
  const guint8 *p = g_bytes_get_data (der, &n);
  X509_CRL *crl = sk_X509_CRL_num (self->crls) < ITEMS_MAX ? d2i_X509_CRL (NULL, &p, (long) n) : NULL;

  ERR_clear_error ();
  return crl != NULL && sk_X509_CRL_push (self->crls, crl) > 0;
}

static OCSP_BASICRESP *
read_ocsp (GBytes *der)
{
  gsize n;
  const guint8 *p = g_bytes_get_data (der, &n);
  g_autoptr (OCSP_RESPONSE) response = d2i_OCSP_RESPONSE (NULL, &p, (long) n);

  return response != NULL && OCSP_response_status (response) == OCSP_RESPONSE_STATUS_SUCCESSFUL ? OCSP_response_get1_basic (response) : NULL;
}

gboolean
pn_evidence_add_ocsp (PnEvidence *self, GBytes *der)
{
  g_autoptr (OCSP_BASICRESP) basic = self->ocsps->len < ITEMS_MAX ? read_ocsp (der) : NULL;

  ERR_clear_error ();
  if (basic == NULL)
    return FALSE;
  g_ptr_array_add (self->ocsps, g_bytes_ref (der));
  return TRUE;
}

static gint64
time_us (const ASN1_TIME *t)
{
  struct tm tm;

  return t != NULL && ASN1_TIME_to_tm (t, &tm) == 1 ? (gint64) timegm (&tm) * G_USEC_PER_SEC : G_MAXINT64;
}

static PnRevocation
revoked_since (const ASN1_TIME *since, gint64 at_us)
{
  gint64 when = time_us (since);

  return when == G_MAXINT64 || when <= at_us ? PN_REVOCATION_REVOKED : PN_REVOCATION_GOOD;
}

static PnRevocation
ask_crl (X509_CRL *crl, X509 *cert, X509 *issuer, gint64 at_us)
{
  X509_REVOKED *entry = NULL;

  if (X509_NAME_cmp (X509_CRL_get_issuer (crl), X509_get_subject_name (issuer)) != 0 || X509_CRL_verify (crl, X509_get0_pubkey (issuer)) != 1)
    return PN_REVOCATION_UNKNOWN;
  switch (X509_CRL_get0_by_cert (crl, &entry, cert)) {
  case 0:
    return PN_REVOCATION_GOOD;
  case 1:
    return revoked_since (X509_REVOKED_get0_revocationDate (entry), at_us);
  default: /* taken off the list again */
    return PN_REVOCATION_GOOD;
  }
}

/* Signed by the issuer itself or by whom the issuer made a responder: OCSP_basic_verify checks both, with the issuer as the only root. */
static gboolean
ocsp_holds (OCSP_BASICRESP *basic, X509 *issuer)
{
  STACK_OF (X509) *known = sk_X509_new_null ();
  X509_STORE *store = X509_STORE_new ();
  gboolean ok;

  sk_X509_push (known, issuer);
  X509_STORE_add_cert (store, issuer);
  X509_STORE_set_flags (store, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME);
  ok = OCSP_basic_verify (basic, known, store, 0) == 1;
  X509_STORE_free (store);
  sk_X509_free (known);
  return ok;
}

static gboolean
same_certificate (const OCSP_CERTID *id, X509 *cert, X509 *issuer)
{
  ASN1_OBJECT *algorithm = NULL;

  OCSP_id_get0_info (NULL, &algorithm, NULL, NULL, (OCSP_CERTID *) id);
  const EVP_MD *md = EVP_get_digestbyobj (algorithm);
  g_autoptr (OCSP_CERTID) own = md != NULL ? OCSP_cert_to_id (md, cert, issuer) : NULL;
  return own != NULL && OCSP_id_cmp (own, (OCSP_CERTID *) id) == 0;
}

static PnRevocation
ask_ocsp (GBytes *der, X509 *cert, X509 *issuer, gint64 at_us)
{
  g_autoptr (OCSP_BASICRESP) basic = read_ocsp (der);

  for (int i = 0; basic != NULL && i < OCSP_resp_count (basic); i++) {
    OCSP_SINGLERESP *single = OCSP_resp_get0 (basic, i);
    ASN1_GENERALIZEDTIME *since = NULL;
    if (!same_certificate (OCSP_SINGLERESP_get0_id (single), cert, issuer) || !ocsp_holds (basic, issuer))
      continue;
    int status = OCSP_single_get0_status (single, NULL, &since, NULL, NULL);
    if (status == V_OCSP_CERTSTATUS_GOOD)
      return PN_REVOCATION_GOOD;
    if (status == V_OCSP_CERTSTATUS_REVOKED)
      return revoked_since (since, at_us);
  }
  return PN_REVOCATION_UNKNOWN;
}

/* One proof of revocation outweighs any number of older answers that all was well. */
static void
take (PnRevocation *sum, PnRevocation one)
{
  *sum = MAX (*sum, one);
}

PnRevocation
pn_revocation_of (const PnEvidence *evidence, X509 *cert, X509 *issuer, gint64 at_us)
{
  PnRevocation sum = PN_REVOCATION_UNKNOWN;

  for (int i = 0; i < sk_X509_CRL_num (evidence->crls); i++)
    take (&sum, ask_crl (sk_X509_CRL_value (evidence->crls, i), cert, issuer, at_us));
  for (guint i = 0; i < evidence->ocsps->len; i++)
    take (&sum, ask_ocsp (evidence->ocsps->pdata[i], cert, issuer, at_us));
  ERR_clear_error ();
  return sum;
}

GBytes *
pn_ocsp_request (X509 *cert, X509 *issuer)
{
  g_autoptr (OCSP_REQUEST) request = OCSP_REQUEST_new ();
  OCSP_CERTID *id = OCSP_cert_to_id (EVP_sha1 (), cert, issuer); /* SHA-1 names here, it does not prove: RFC 6960 4.1.1, RFC 5019 */
  guint8 *der = NULL;

  if (id == NULL || OCSP_request_add0_id (request, id) == NULL) {
    OCSP_CERTID_free (id);
    ERR_clear_error ();
    return NULL;
  }
  int n = i2d_OCSP_REQUEST (request, &der);
  GBytes *out = n > 0 ? g_bytes_new (der, n) : NULL;
  OPENSSL_free (der);
  return out;
}
