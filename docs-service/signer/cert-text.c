/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people are shown of a certificate. */
#include <openssl/pem.h>
#include <time.h>

#include "docs-service/signer/keystore.h"

static char *
take_bio (BIO *bio)
{
  char *data;
  long n = BIO_get_mem_data (bio, &data);
  char *out = g_utf8_make_valid (data, n);

  BIO_free (bio);
  return out;
}

char *
pn_cert_pem (X509 *cert)
{
  BIO *bio = BIO_new (BIO_s_mem ());

  PEM_write_bio_X509 (bio, cert);
  return take_bio (bio);
}

char *
pn_crl_pem (GBytes *der)
{
  gsize n;
  const guint8 *p = g_bytes_get_data (der, &n);
  X509_CRL *crl = d2i_X509_CRL (NULL, &p, (long) n);
  BIO *bio = BIO_new (BIO_s_mem ());

  if (crl != NULL)
    PEM_write_bio_X509_CRL (bio, crl);
  X509_CRL_free (crl);
  return take_bio (bio);
}

char *
pn_cert_serial (X509 *cert)
{
  BIGNUM *n = ASN1_INTEGER_to_BN (X509_get0_serialNumber (cert), NULL);
  char *hex = n != NULL ? BN_bn2hex (n) : NULL;
  char *out = g_ascii_strdown (hex != NULL ? hex : "", -1);

  OPENSSL_free (hex);
  BN_free (n);
  return out;
}

static char *
name_text (const X509_NAME *name)
{
  BIO *bio = BIO_new (BIO_s_mem ());

  X509_NAME_print_ex (bio, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
  return take_bio (bio);
}

char *
pn_cert_subject (X509 *cert)
{
  return name_text (X509_get_subject_name (cert));
}

char *
pn_cert_issuer (X509 *cert)
{
  return name_text (X509_get_issuer_name (cert));
}

char *
pn_cert_time (const ASN1_TIME *time)
{
  struct tm tm;
  char text[32] = "";

  if (ASN1_TIME_to_tm (time, &tm) == 1)
    strftime (text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm);
  return g_strdup (text);
}
