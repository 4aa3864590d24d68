/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sfu/dtls.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <string.h>
#include <sys/time.h>

struct PnDtlsContext {
  SSL_CTX *ctx;
  BIO_METHOD *method;
  guint8 fingerprint[32];
};

struct PnDtls {
  SSL *ssl;
  PnDtlsState state;
  PnDtlsSend send;
  gpointer user;
  const guint8 *in; /* the datagram being fed; OpenSSL takes it whole */
  gsize in_len;
  const EVP_MD *hash;
  guint8 fingerprint[EVP_MAX_MD_SIZE];
  gsize fingerprint_len;
};

/* A BIO that keeps datagrams whole; OpenSSL's memory BIO would glue a flight together. */
static int
bio_write (BIO *bio, const char *data, int len)
{
  PnDtls *self = BIO_get_data (bio);
  self->send ((const guint8 *) data, (gsize) len, self->user);
  return len;
}

static int
bio_read (BIO *bio, char *out, int size)
{
  PnDtls *self = BIO_get_data (bio);
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
  switch (cmd) {
  case BIO_CTRL_FLUSH:
    return 1;
  case BIO_CTRL_DGRAM_QUERY_MTU:
  case BIO_CTRL_DGRAM_GET_FALLBACK_MTU:
    return PN_DTLS_MTU;
  default:
    return 0;
  }
}

static int
bio_create (BIO *bio)
{
  BIO_set_init (bio, 1);
  return 1;
}

/* Any certificate is taken at this point: what counts is its fingerprint (RFC 8122), checked after the handshake. */
static int
accept_any (int ok, X509_STORE_CTX *ctx)
{
  return 1;
}

static X509 *
make_certificate (EVP_PKEY *key)
{
  X509 *x = X509_new ();
  X509_set_version (x, 2);
  ASN1_INTEGER_set (X509_get_serialNumber (x), g_random_int_range (1, G_MAXINT32));
  X509_gmtime_adj (X509_getm_notBefore (x), -86400);
  X509_gmtime_adj (X509_getm_notAfter (x), 365 * 86400L);
  X509_NAME *name = X509_get_subject_name (x);
  X509_NAME_add_entry_by_txt (name, "CN", MBSTRING_ASC, (const guchar *) "phien-media", -1, -1, 0);
  X509_set_issuer_name (x, name);
  X509_set_pubkey (x, key);
  g_assert (X509_sign (x, key, EVP_sha256 ()) > 0);
  return x;
}

static BIO_METHOD *
make_method (void)
{
  BIO_METHOD *m = BIO_meth_new (BIO_get_new_index () | BIO_TYPE_SOURCE_SINK, "phien datagram");
  BIO_meth_set_write (m, bio_write);
  BIO_meth_set_read (m, bio_read);
  BIO_meth_set_ctrl (m, bio_ctrl);
  BIO_meth_set_create (m, bio_create);
  return m;
}

PnDtlsContext *
pn_dtls_context_new (void)
{
  PnDtlsContext *self = g_new0 (PnDtlsContext, 1);
  EVP_PKEY *key = EVP_EC_gen ("P-256");
  g_assert (key != NULL);
  X509 *x = make_certificate (key);
  guint n = sizeof self->fingerprint;
  g_assert (X509_digest (x, EVP_sha256 (), self->fingerprint, &n) == 1);
  self->method = make_method ();
  self->ctx = SSL_CTX_new (DTLS_server_method ());
  SSL_CTX_set_min_proto_version (self->ctx, DTLS1_2_VERSION);
  SSL_CTX_use_certificate (self->ctx, x);
  SSL_CTX_use_PrivateKey (self->ctx, key);
  SSL_CTX_set_verify (self->ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, accept_any);
  SSL_CTX_set_session_cache_mode (self->ctx, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options (self->ctx, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_QUERY_MTU);
  /* Forward secrecy and an AEAD only; RSA suites are useless with our EC key anyway. */
  g_assert (SSL_CTX_set_cipher_list (self->ctx, "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
                                                "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-SHA") == 1);
  g_assert (SSL_CTX_set_tlsext_use_srtp (self->ctx, "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80") == 0);
  X509_free (x);
  EVP_PKEY_free (key);
  return self;
}

void
pn_dtls_context_free (PnDtlsContext *self)
{
  if (self == NULL)
    return;
  SSL_CTX_free (self->ctx);
  BIO_meth_free (self->method);
  g_free (self);
}

const guint8 *
pn_dtls_context_fingerprint (const PnDtlsContext *self)
{
  return self->fingerprint;
}

static const EVP_MD *
hash_from_name (const char *name)
{
  if (g_ascii_strcasecmp (name, "sha-256") == 0)
    return EVP_sha256 ();
  if (g_ascii_strcasecmp (name, "sha-384") == 0)
    return EVP_sha384 ();
  if (g_ascii_strcasecmp (name, "sha-512") == 0)
    return EVP_sha512 ();
  return NULL; /* no session will come up */
}

PnDtls *
pn_dtls_new (PnDtlsContext *context, const char *hash, const guint8 *fingerprint, gsize fingerprint_len,
             PnDtlsSend send, gpointer user)
{
  PnDtls *self = g_new0 (PnDtls, 1);
  self->send = send;
  self->user = user;
  self->hash = hash_from_name (hash);
  self->fingerprint_len = MIN (fingerprint_len, sizeof self->fingerprint);
  memcpy (self->fingerprint, fingerprint, self->fingerprint_len);
  self->ssl = SSL_new (context->ctx);
  BIO *bio = BIO_new (context->method);
  BIO_set_data (bio, self);
  SSL_set_bio (self->ssl, bio, bio);
  SSL_set_accept_state (self->ssl);
  DTLS_set_link_mtu (self->ssl, PN_DTLS_MTU);
  return self;
}

void
pn_dtls_free (PnDtls *self)
{
  if (self == NULL)
    return;
  if (self->state == PN_DTLS_UP)
    SSL_shutdown (self->ssl);
  SSL_free (self->ssl);
  ERR_clear_error ();
  g_free (self);
}

static gboolean
fingerprint_matches (PnDtls *self)
{
  guint8 digest[EVP_MAX_MD_SIZE];
  guint n = 0;
  X509 *x = SSL_get1_peer_certificate (self->ssl);
  gboolean ok = x != NULL && self->hash != NULL && X509_digest (x, self->hash, digest, &n) == 1 &&
                n == self->fingerprint_len && CRYPTO_memcmp (digest, self->fingerprint, n) == 0;
  X509_free (x);
  return ok;
}

static PnDtlsState
finish_handshake (PnDtls *self)
{
  if (SSL_get_selected_srtp_profile (self->ssl) == NULL || !fingerprint_matches (self))
    return PN_DTLS_FAILED;
  return PN_DTLS_UP;
}

PnDtlsState
pn_dtls_feed (PnDtls *self, const guint8 *data, gsize len)
{
  guint8 discard[2048];
  if (self->state == PN_DTLS_FAILED || self->state == PN_DTLS_CLOSED)
    return self->state;
  self->in = data;
  self->in_len = len;
  ERR_clear_error ();
  if (self->state == PN_DTLS_HANDSHAKE) {
    int r = SSL_do_handshake (self->ssl);
    if (r == 1)
      self->state = finish_handshake (self);
    else if (SSL_get_error (self->ssl, r) != SSL_ERROR_WANT_READ)
      self->state = PN_DTLS_FAILED;
  } else {
    /* No application data is expected; reading serves alerts and repeated flights. */
    SSL_read (self->ssl, discard, sizeof discard);
    if (SSL_get_shutdown (self->ssl) & SSL_RECEIVED_SHUTDOWN)
      self->state = PN_DTLS_CLOSED;
  }
  self->in = NULL;
  ERR_clear_error ();
  return self->state;
}

PnDtlsState
pn_dtls_state (const PnDtls *self)
{
  return self->state;
}

PnDtlsState
pn_dtls_tick (PnDtls *self)
{
  struct timeval left;
  if (self->state == PN_DTLS_HANDSHAKE && DTLSv1_get_timeout (self->ssl, &left) == 1 && left.tv_sec == 0 &&
      left.tv_usec == 0 && DTLSv1_handle_timeout (self->ssl) < 0)
    self->state = PN_DTLS_FAILED;
  ERR_clear_error ();
  return self->state;
}

void
pn_dtls_keys (PnDtls *self, PnSrtp **inbound, PnSrtp **outbound)
{
  guint8 m[2 * (PN_SRTP_KEY + PN_SRTP_SALT_MAX)];
  g_assert (self->state == PN_DTLS_UP);
  SRTP_PROTECTION_PROFILE *p = SSL_get_selected_srtp_profile (self->ssl);
  PnSrtpProfile profile = p->id == SRTP_AEAD_AES_128_GCM ? PN_SRTP_GCM : PN_SRTP_CM80;
  gsize salt = pn_srtp_salt_len (profile);
  /* RFC 5764 section 4.2: client key, server key, client salt, server salt. */
  g_assert (SSL_export_keying_material (self->ssl, m, 2 * (PN_SRTP_KEY + salt), "EXTRACTOR-dtls_srtp", 19, NULL, 0, 0) ==
            1);
  *inbound = pn_srtp_new (profile, m, m + 2 * PN_SRTP_KEY);
  *outbound = pn_srtp_new (profile, m + PN_SRTP_KEY, m + 2 * PN_SRTP_KEY + salt);
  OPENSSL_cleanse (m, sizeof m);
}
