/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/trust/trust-answers.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <time.h>

#include "base/id.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_CRL, X509_CRL_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_RESPONSE, OCSP_RESPONSE_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_BASICRESP, OCSP_BASICRESP_free)

static gint64
seconds (const ASN1_TIME *t)
{
  struct tm tm;
  return t != NULL && ASN1_TIME_to_tm (t, &tm) == 1 ? (gint64) timegm (&tm) : 0;
}

static X509_CRL *
read_crl (GBytes *bytes)
{
  gsize n;
  const guint8 *p = g_bytes_get_data (bytes, &n);
  X509_CRL *crl = d2i_X509_CRL (NULL, &p, (long) n);
  if (crl == NULL) {
    BIO *bio = BIO_new_mem_buf (g_bytes_get_data (bytes, NULL), (int) MIN (n, G_MAXINT));
    crl = PEM_read_bio_X509_CRL (bio, NULL, NULL, NULL);
    BIO_free (bio);
  }
  ERR_clear_error ();
  return crl;
}

/* The earliest end of what it says of single certificates. */
static gint64
ocsp_until (GBytes *der)
{
  gsize n;
  const guint8 *p = g_bytes_get_data (der, &n);
  g_autoptr (OCSP_RESPONSE) response = d2i_OCSP_RESPONSE (NULL, &p, (long) n);
  g_autoptr (OCSP_BASICRESP) basic
      = response != NULL && OCSP_response_status (response) == OCSP_RESPONSE_STATUS_SUCCESSFUL ? OCSP_response_get1_basic (response) : NULL;
  gint64 until = basic != NULL && OCSP_resp_count (basic) > 0 ? G_MAXINT64 : 0;
  for (int i = 0; basic != NULL && i < OCSP_resp_count (basic); i++) {
    ASN1_GENERALIZEDTIME *next = NULL;
    OCSP_single_get0_status (OCSP_resp_get0 (basic, i), NULL, NULL, NULL, &next);
    until = MIN (until, seconds (next));
  }
  ERR_clear_error ();
  return until;
}

gint64
pn_answer_until (PnAnswerKind kind, GBytes *der)
{
  if (kind == PN_ANSWER_OCSP)
    return ocsp_until (der);
  g_autoptr (X509_CRL) crl = kind == PN_ANSWER_CRL ? read_crl (der) : NULL;
  return crl != NULL ? seconds (X509_CRL_get0_nextUpdate (crl)) : 0;
}

static gboolean
is_of (X509_CRL *crl, const char *issuer)
{
  const unsigned char *der = NULL;
  size_t n = 0;
  if (X509_NAME_get0_der (X509_CRL_get_issuer (crl), &der, &n) != 1)
    return FALSE;
  g_autofree char *hash = pn_sha256_hex (der, n);
  return g_str_equal (hash, issuer);
}

/* *best, of the time *at, gives way to a newer one. */
static void
look_at (const char *path, const char *issuer, gint64 now, GBytes **best, gint64 *at)
{
  char *bytes;
  gsize n;
  if (!g_file_get_contents (path, &bytes, &n, NULL))
    return;
  g_autoptr (GBytes) file = g_bytes_new_take (bytes, n);
  g_autoptr (X509_CRL) crl = read_crl (file);
  gint64 from = crl != NULL ? seconds (X509_CRL_get0_lastUpdate (crl)) : 0;
  unsigned char *der = NULL;
  if (crl == NULL || !is_of (crl, issuer) || seconds (X509_CRL_get0_nextUpdate (crl)) <= now || from <= *at)
    return;
  int length = i2d_X509_CRL (crl, &der);
  if (length > 0) {
    g_clear_pointer (best, g_bytes_unref);
    *best = g_bytes_new (der, (gsize) length);
    *at = from;
  }
  OPENSSL_free (der);
}

GBytes *
pn_mirror_find (const char *const *directories, const char *issuer, gint64 now)
{
  GBytes *best = NULL;
  gint64 at = 0;
  for (guint i = 0; directories[i] != NULL; i++) {
    g_autoptr (GDir) dir = g_dir_open (directories[i], 0, NULL);
    for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;) {
      g_autofree char *path = g_build_filename (directories[i], name, NULL);
      if (g_str_has_suffix (name, ".crl"))
        look_at (path, issuer, now, &best, &at);
    }
  }
  return best;
}
