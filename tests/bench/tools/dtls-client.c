/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/bench/tools/dtls-client.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <string.h>

#define MTU 1200

struct BenchDtls {
  SSL *ssl;
  BenchDtlsSend send;
  gpointer user;
  const guint8 *in;
  gsize in_len;
  gboolean up;
};

typedef struct {
  SSL_CTX *ctx[2]; /* by PnSrtpProfile */
  BIO_METHOD *method;
  char fingerprint[32 * 3];
} Shared;

static int
bio_write (BIO *bio, const char *data, int len)
{
  BenchDtls *self = BIO_get_data (bio);
  self->send ((const guint8 *) data, (gsize) len, self->user);
  return len;
}

static int
bio_read (BIO *bio, char *out, int size)
{
  BenchDtls *self = BIO_get_data (bio);
  BIO_clear_retry_flags (bio);
  if (self->in == NULL) {
    BIO_set_retry_read (bio);
    return -1;
  }
  int n = MIN (size, (int) self->in_len);
  memcpy (out, self->in, (gsize) n);
  self->in = NULL;
  return n;
}

static long
bio_ctrl (BIO *bio, int cmd, long num, void *ptr)
{
  if (cmd == BIO_CTRL_DGRAM_QUERY_MTU || cmd == BIO_CTRL_DGRAM_GET_FALLBACK_MTU)
    return MTU;
  return cmd == BIO_CTRL_FLUSH;
}

static int
bio_create (BIO *bio)
{
  BIO_set_init (bio, 1);
  return 1;
}

static X509 *
make_certificate (EVP_PKEY *key)
{
  X509 *x = X509_new ();
  X509_set_version (x, 2);
  ASN1_INTEGER_set (X509_get_serialNumber (x), 7);
  X509_gmtime_adj (X509_getm_notBefore (x), -86400);
  X509_gmtime_adj (X509_getm_notAfter (x), 30 * 86400L);
  X509_NAME *name = X509_get_subject_name (x);
  X509_NAME_add_entry_by_txt (name, "CN", MBSTRING_ASC, (const guchar *) "bench", -1, -1, 0);
  X509_set_issuer_name (x, name);
  X509_set_pubkey (x, key);
  g_assert (X509_sign (x, key, EVP_sha256 ()) > 0);
  return x;
}

static SSL_CTX *
make_context (X509 *x, EVP_PKEY *key, const char *profile)
{
  SSL_CTX *ctx = SSL_CTX_new (DTLS_client_method ());
  SSL_CTX_set_min_proto_version (ctx, DTLS1_2_VERSION);
  SSL_CTX_use_certificate (ctx, x);
  SSL_CTX_use_PrivateKey (ctx, key);
  SSL_CTX_set_verify (ctx, SSL_VERIFY_NONE, NULL);
  SSL_CTX_set_options (ctx, SSL_OP_NO_QUERY_MTU);
  g_assert (SSL_CTX_set_tlsext_use_srtp (ctx, profile) == 0);
  return ctx;
}

static Shared *
shared (void)
{
  static Shared *s;
  guint8 digest[32];
  guint n = sizeof digest;
  if (s != NULL)
    return s;
  s = g_new0 (Shared, 1);
  EVP_PKEY *key = EVP_EC_gen ("P-256");
  X509 *x = make_certificate (key);
  g_assert (X509_digest (x, EVP_sha256 (), digest, &n) == 1);
  for (guint i = 0; i < n; i++)
    g_snprintf (s->fingerprint + 3 * i, 4, i + 1 < n ? "%02X:" : "%02X", digest[i]);
  s->ctx[PN_SRTP_GCM] = make_context (x, key, "SRTP_AEAD_AES_128_GCM");
  s->ctx[PN_SRTP_CM80] = make_context (x, key, "SRTP_AES128_CM_SHA1_80");
  s->method = BIO_meth_new (BIO_get_new_index () | BIO_TYPE_SOURCE_SINK, "bench datagram");
  BIO_meth_set_write (s->method, bio_write);
  BIO_meth_set_read (s->method, bio_read);
  BIO_meth_set_ctrl (s->method, bio_ctrl);
  BIO_meth_set_create (s->method, bio_create);
  X509_free (x);
  EVP_PKEY_free (key);
  return s;
}

const char *
bench_dtls_fingerprint (void)
{
  return shared ()->fingerprint;
}

BenchDtls *
bench_dtls_new (PnSrtpProfile profile, BenchDtlsSend send, gpointer user)
{
  BenchDtls *self = g_new0 (BenchDtls, 1);
  self->send = send;
  self->user = user;
  self->ssl = SSL_new (shared ()->ctx[profile]);
  BIO *bio = BIO_new (shared ()->method);
  BIO_set_data (bio, self);
  SSL_set_bio (self->ssl, bio, bio);
  SSL_set_connect_state (self->ssl);
  DTLS_set_link_mtu (self->ssl, MTU);
  return self;
}

void
bench_dtls_free (BenchDtls *self)
{
  if (self == NULL)
    return;
  SSL_free (self->ssl);
  g_free (self);
}

gboolean
bench_dtls_feed (BenchDtls *self, const guint8 *data, gsize len)
{
  guint8 discard[2048];
  self->in = data;
  self->in_len = len;
  ERR_clear_error ();
  if (self->up)
    SSL_read (self->ssl, discard, sizeof discard);
  else {
    if (data == NULL)
      DTLSv1_handle_timeout (self->ssl);
    self->up = SSL_do_handshake (self->ssl) == 1;
  }
  self->in = NULL;
  ERR_clear_error ();
  return self->up;
}

void
bench_dtls_keys (BenchDtls *self, PnSrtp **inbound, PnSrtp **outbound)
{
  guint8 m[2 * (PN_SRTP_KEY + PN_SRTP_SALT_MAX)];
  SRTP_PROTECTION_PROFILE *p = SSL_get_selected_srtp_profile (self->ssl);
  g_assert (p != NULL);
  PnSrtpProfile profile = p->id == SRTP_AEAD_AES_128_GCM ? PN_SRTP_GCM : PN_SRTP_CM80;
  gsize salt = pn_srtp_salt_len (profile);
  /* RFC 5764 section 4.2: client key, server key, client salt, server salt; we are the client. */
  g_assert (SSL_export_keying_material (self->ssl, m, 2 * (PN_SRTP_KEY + salt), "EXTRACTOR-dtls_srtp", 19,
                                        NULL, 0, 0)
            == 1);
  *outbound = pn_srtp_new (profile, m, m + 2 * PN_SRTP_KEY);
  *inbound = pn_srtp_new (profile, m + PN_SRTP_KEY, m + 2 * PN_SRTP_KEY + salt);
}
