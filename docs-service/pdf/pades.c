/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/pades.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "base/error.h"
#include "base/id.h"
#include "docs-service/pdf/pdf-dss.h"
#include "docs-service/pdf/pdf-sign.h"
#include "docs-service/pdf/revocation.h"
#include "docs-service/pdf/tsp.h"

#define STAMP_ROOM 8192 /* a token with its certificates */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CMS_ContentInfo, CMS_ContentInfo_free)

gboolean
pn_pades_level_parse (const char *text, PnPadesLevel *out)
{
  static const char *const names[] = { "b-b", "b-t", "b-lt", "b-lta" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (g_str_equal (text, names[i])) {
      *out = (PnPadesLevel) i;
      return TRUE;
    }
  }
  return FALSE;
}

gsize
pn_pades_room (PnPadesLevel level)
{
  return level == PN_PADES_B ? PN_PDF_CONTENTS_MAX : PN_PDF_CONTENTS_MAX + STAMP_ROOM;
}

/* A token over this digest: the question goes out, the answer must be to it. */
static GBytes *
ask_token (const guint8 digest[32], const PnPadesServices *services, GError **error)
{
  guint64 nonce;

  pn_random_bytes ((guint8 *) &nonce, sizeof nonce);
  nonce >>= 1;
  g_autoptr (GBytes) request = pn_tsp_request (digest, nonce);
  g_autoptr (GBytes) answer = services->timestamp (services->data, request, error);
  return answer != NULL ? pn_tsp_token (answer, digest, nonce, error) : NULL;
}

GBytes *
pn_pades_stamp (GBytes *cms, const PnPadesServices *services, GError **error)
{
  guint8 digest[32];

  if (!pn_tsp_cms_digest (cms, digest, error))
    return NULL;
  g_autoptr (GBytes) token = ask_token (digest, services, error);
  return token != NULL ? pn_tsp_add_to_cms (cms, token, error) : NULL;
}

static void
add_new (STACK_OF (X509) *all, X509 *cert)
{
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

static void
add_der (GPtrArray *list, X509 *cert)
{
  guint8 *der = NULL;
  int n = i2d_X509 (cert, &der);

  if (n > 0)
    g_ptr_array_add (list, g_bytes_new (der, n));
  OPENSSL_free (der);
}

/* Of every certificate whose issuer is known; a root answers for itself. */
static gboolean
ask_ocsp (STACK_OF (X509) *certs, const PnPadesServices *services, GPtrArray *out, GError **error)
{
  for (int i = 0; i < sk_X509_num (certs); i++) {
    X509 *cert = sk_X509_value (certs, i);
    for (int k = 0; k < sk_X509_num (certs); k++) {
      X509 *issuer = sk_X509_value (certs, k);
      if (issuer == cert || X509_check_issued (issuer, cert) != X509_V_OK)
        continue;
      g_autoptr (GBytes) request = pn_ocsp_request (cert, issuer);
      GBytes *answer = request != NULL ? services->ocsp (services->data, request, error) : NULL;
      if (request != NULL && answer == NULL)
        return FALSE;
      if (answer != NULL)
        g_ptr_array_add (out, answer);
      break;
    }
  }
  return TRUE;
}

static GPtrArray *
new_list (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
}

static GBytes *
gather (GBytes *document, GPtrArray *contents, STACK_OF (X509) *certs, const PnPadesServices *services, GError **error)
{
  g_autoptr (GPtrArray) ders = new_list (), crls = new_list (), ocsps = new_list ();

  for (int i = 0; i < sk_X509_num (certs); i++)
    add_der (ders, sk_X509_value (certs, i));
  if (services->ocsp != NULL && !ask_ocsp (certs, services, ocsps, error))
    return NULL;
  if (services->crl != NULL) {
    GBytes *crl = services->crl (services->data, NULL, error);
    if (crl == NULL)
      return NULL;
    g_ptr_array_add (crls, crl);
  }
  const PnPdfDssInput input = { ders, crls, ocsps, contents->pdata[contents->len - 1] };
  g_autoptr (GBytes) append = pn_pdf_add_dss (document, &input, error);
  return append != NULL ? pn_pdf_concat (document, append) : NULL;
}

static GBytes *
add_evidence (GBytes *document, const PnPadesServices *services, GError **error)
{
  g_autoptr (GPtrArray) contents = pn_pdf_all_contents (document, error);

  if (contents == NULL)
    return NULL;
  STACK_OF (X509) *certs = sk_X509_new_null ();
  for (guint i = 0; i < contents->len; i++) {
    gsize n;
    const guint8 *der = g_bytes_get_data (contents->pdata[i], &n);
    add_certificates (certs, der, n);
  }
  GBytes *out = gather (document, contents, certs, services, error);
  sk_X509_pop_free (certs, X509_free);
  return out;
}

static GBytes *
add_archive_stamp (GBytes *document, const PnPadesServices *services, GError **error)
{
  const PnPdfSignSpec spec = { .page = 1, .timestamp = TRUE, .contents_max = STAMP_ROOM };
  g_autoptr (PnPdfPrepared) prepared = pn_pdf_sign_prepare (document, &spec, error);
  if (prepared == NULL)
    return NULL;
  g_autoptr (GBytes) token = ask_token (prepared->digest, services, error);
  g_autoptr (GBytes) append = token != NULL ? pn_pdf_sign_finish (prepared, token, error) : NULL;
  return append != NULL ? pn_pdf_concat (document, append) : NULL;
}

GBytes *
pn_pades_raise (GBytes *document, PnPadesLevel level, const PnPadesServices *services, GError **error)
{
  if (level < PN_PADES_LT)
    return g_bytes_ref (document);
  g_autoptr (GBytes) proven = add_evidence (document, services, error);
  if (proven == NULL || level == PN_PADES_LT)
    return g_steal_pointer (&proven);
  return add_archive_stamp (proven, services, error);
}
