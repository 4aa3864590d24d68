/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/pades-steps.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/error.h"
#include "base/id.h"
#include "docs-service/pdf/pdf-dss.h"
#include "docs-service/pdf/pdf-sign.h"
#include "docs-service/pdf/revocation.h"
#include "docs-service/pdf/tsp.h"

#define CERTS_MAX 200 /* in one document; more is no honest one */
#define URL_MAX 500

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CMS_ContentInfo, CMS_ContentInfo_free)

/* ---- a time-stamp of one signature */

GBytes *
pn_pades_question (GBytes *cms, guint64 nonce, GError **error)
{
  guint8 digest[32];

  return pn_tsp_cms_digest (cms, digest, error) ? pn_tsp_request (digest, nonce) : NULL;
}

GBytes *
pn_pades_stamp_with (GBytes *cms, GBytes *answer, guint64 nonce, GError **error)
{
  guint8 digest[32];

  if (!pn_tsp_cms_digest (cms, digest, error))
    return NULL;
  g_autoptr (GBytes) token = pn_tsp_token (answer, digest, nonce, error);
  return token != NULL ? pn_tsp_add_to_cms (cms, token, error) : NULL;
}

/* ---- certificates of a document */

static void
add_new (STACK_OF (X509) *all, X509 *cert)
{
  if (sk_X509_num (all) >= CERTS_MAX)
    return;
  for (int i = 0; i < sk_X509_num (all); i++)
    if (X509_cmp (sk_X509_value (all, i), cert) == 0)
      return;
  if (X509_up_ref (cert) == 1)
    sk_X509_push (all, cert);
}

/* Certificates of a CMS and of the time-stamp in it. */
static void
add_certificates (STACK_OF (X509) *all, const guint8 *der, gsize length)
{
  g_autoptr (CMS_ContentInfo) cms = d2i_CMS_ContentInfo (NULL, &der, (long) length);
  STACK_OF (X509) *certs = cms != NULL ? CMS_get1_certs (cms) : NULL;
  STACK_OF (CMS_SignerInfo) *signers = cms != NULL ? CMS_get0_SignerInfos (cms) : NULL;

  for (int i = 0; i < sk_X509_num (certs); i++)
    add_new (all, sk_X509_value (certs, i));
  sk_X509_pop_free (certs, X509_free);
  for (int i = 0; signers != NULL && i < sk_CMS_SignerInfo_num (signers); i++) {
    CMS_SignerInfo *si = sk_CMS_SignerInfo_value (signers, i);
    int at = CMS_unsigned_get_attr_by_NID (si, NID_id_smime_aa_timeStampToken, -1);
    ASN1_TYPE *value = at >= 0 ? X509_ATTRIBUTE_get0_type (CMS_unsigned_get_attr (si, at), 0) : NULL;
    if (value != NULL && value->type == V_ASN1_SEQUENCE)
      add_certificates (all, ASN1_STRING_get0_data (value->value.sequence), ASN1_STRING_length (value->value.sequence));
  }
  ERR_clear_error ();
}

static X509 *
find_issuer (STACK_OF (X509) *certs, X509 *cert)
{
  for (int i = 0; i < sk_X509_num (certs); i++)
    if (X509_cmp (sk_X509_value (certs, i), cert) != 0 && X509_check_issued (sk_X509_value (certs, i), cert) == X509_V_OK)
      return sk_X509_value (certs, i);
  return NULL;
}

/* Those of the roots that issued one of the others: signing programs often leave them out. */
static void
add_roots (STACK_OF (X509) *all, const char *pem)
{
  BIO *bio = pem != NULL ? BIO_new_mem_buf (pem, -1) : NULL;
  X509 *root;

  while (bio != NULL && (root = PEM_read_bio_X509 (bio, NULL, NULL, NULL)) != NULL) {
    gboolean wanted = FALSE;
    for (int i = 0; i < sk_X509_num (all); i++)
      wanted = wanted || X509_check_issued (root, sk_X509_value (all, i)) == X509_V_OK;
    if (wanted)
      add_new (all, root);
    X509_free (root);
  }
  BIO_free (bio);
  ERR_clear_error ();
}

static STACK_OF (X509) *
all_certificates (const GPtrArray *contents, const char *roots_pem)
{
  STACK_OF (X509) *certs = sk_X509_new_null ();

  for (guint i = 0; i < contents->len; i++) {
    gsize n;
    const guint8 *der = g_bytes_get_data (contents->pdata[i], &n);
    add_certificates (certs, der, n);
  }
  add_roots (certs, roots_pem);
  return certs;
}

/* ---- what is to be asked */

static void
source_free (gpointer data)
{
  PnPadesSource *self = data;

  g_bytes_unref (self->ocsp);
  g_free (self->ocsp_url);
  g_free (self->crl_url);
  g_free (self->issuer);
  g_free (self);
}

static char *
take_url (const char *bytes, gsize length)
{
  gboolean fine = length > 0 && length <= URL_MAX && g_utf8_validate (bytes, length, NULL) && memchr (bytes, 0, length) == NULL;

  return fine ? g_strndup (bytes, length) : g_strdup ("");
}

static char *
ocsp_url (X509 *cert)
{
  STACK_OF (OPENSSL_STRING) *urls = X509_get1_ocsp (cert);
  const char *first = sk_OPENSSL_STRING_num (urls) > 0 ? sk_OPENSSL_STRING_value (urls, 0) : "";
  char *url = take_url (first, strlen (first));

  X509_email_free (urls);
  return url;
}

static char *
crl_url (X509 *cert)
{
  STACK_OF (DIST_POINT) *points = X509_get_ext_d2i (cert, NID_crl_distribution_points, NULL, NULL);
  char *url = NULL;

  for (int i = 0; url == NULL && i < sk_DIST_POINT_num (points); i++) {
    const DIST_POINT_NAME *name = sk_DIST_POINT_value (points, i)->distpoint;
    for (int k = 0; url == NULL && name != NULL && name->type == 0 && k < sk_GENERAL_NAME_num (name->name.fullname); k++) {
      const GENERAL_NAME *one = sk_GENERAL_NAME_value (name->name.fullname, k);
      if (one->type == GEN_URI)
        url = take_url ((const char *) ASN1_STRING_get0_data (one->d.uniformResourceIdentifier), ASN1_STRING_length (one->d.uniformResourceIdentifier));
    }
  }
  sk_DIST_POINT_pop_free (points, DIST_POINT_free);
  ERR_clear_error ();
  return url != NULL ? url : g_strdup ("");
}

static char *
name_hash (const X509_NAME *name)
{
  const unsigned char *der = NULL;
  size_t n = 0;

  return X509_NAME_get0_der (name, &der, &n) == 1 ? pn_sha256_hex (der, n) : g_strdup ("");
}

static void
add_source (GPtrArray *out, X509 *cert, X509 *issuer)
{
  GBytes *request = pn_ocsp_request (cert, issuer);

  if (request == NULL)
    return;
  PnPadesSource *source = g_new0 (PnPadesSource, 1);
  *source = (PnPadesSource) { request, ocsp_url (cert), crl_url (cert), name_hash (X509_get_issuer_name (cert)) };
  g_ptr_array_add (out, source);
}

GPtrArray *
pn_pades_sources (GBytes *document, const char *roots_pem, GError **error)
{
  g_autoptr (GPtrArray) contents = pn_pdf_all_contents (document, error);

  if (contents == NULL)
    return NULL;
  STACK_OF (X509) *certs = all_certificates (contents, roots_pem);
  GPtrArray *out = g_ptr_array_new_with_free_func (source_free);
  for (int i = 0; i < sk_X509_num (certs); i++) {
    X509 *issuer = find_issuer (certs, sk_X509_value (certs, i));
    if (issuer != NULL) /* a root answers for itself */
      add_source (out, sk_X509_value (certs, i), issuer);
  }
  sk_X509_pop_free (certs, X509_free);
  return out;
}

/* ---- what is made of the answers */

static void
add_der (GPtrArray *list, X509 *cert)
{
  guint8 *der = NULL;
  int n = i2d_X509 (cert, &der);

  if (n > 0)
    g_ptr_array_add (list, g_bytes_new (der, n));
  OPENSSL_free (der);
}

static gboolean
are_answers (const GPtrArray *ocsps, const GPtrArray *crls, GError **error)
{
  PnEvidence *evidence = pn_evidence_new ();
  gboolean ok = TRUE;

  for (guint i = 0; ok && i < ocsps->len; i++)
    ok = pn_evidence_add_ocsp (evidence, ocsps->pdata[i]);
  for (guint i = 0; ok && i < crls->len; i++)
    ok = pn_evidence_add_crl (evidence, crls->pdata[i]);
  pn_evidence_free (evidence);
  if (!ok)
    g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, "an answer of a revocation service cannot be read");
  return ok;
}

GBytes *
pn_pades_evidence (GBytes *document, const char *roots_pem, const GPtrArray *ocsps, const GPtrArray *crls, GError **error)
{
  g_autoptr (GPtrArray) contents = are_answers (ocsps, crls, error) ? pn_pdf_all_contents (document, error) : NULL;
  g_autoptr (GPtrArray) ders = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  if (contents == NULL)
    return NULL;
  STACK_OF (X509) *certs = all_certificates (contents, roots_pem);
  for (int i = 0; i < sk_X509_num (certs); i++)
    add_der (ders, sk_X509_value (certs, i));
  sk_X509_pop_free (certs, X509_free);
  const PnPdfDssInput input = { ders, (GPtrArray *) crls, (GPtrArray *) ocsps, contents->pdata[contents->len - 1] };
  return pn_pdf_add_dss (document, &input, error);
}

/* ---- the time-stamp over everything */

static PnPdfPrepared *
prepare_archive (GBytes *document, GError **error)
{
  const PnPdfSignSpec spec = { .page = 1, .timestamp = TRUE, .contents_max = PN_PADES_STAMP_ROOM };

  return pn_pdf_sign_prepare (document, &spec, error);
}

GBytes *
pn_pades_archive_question (GBytes *document, guint64 nonce, GError **error)
{
  g_autoptr (PnPdfPrepared) prepared = prepare_archive (document, error);

  return prepared != NULL ? pn_tsp_request (prepared->digest, nonce) : NULL;
}

GBytes *
pn_pades_archive_with (GBytes *document, GBytes *answer, guint64 nonce, GError **error)
{
  g_autoptr (PnPdfPrepared) prepared = prepare_archive (document, error);
  g_autoptr (GBytes) token = prepared != NULL ? pn_tsp_token (answer, prepared->digest, nonce, error) : NULL;

  return token != NULL ? pn_pdf_sign_finish (prepared, token, error) : NULL;
}
