/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/media/peer.h"

#include <arpa/inet.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "media/rtp/bytes.h"
#include "media/rtp/rtcp.h"
#include "media/rtp/stun.h"

#define DTLS_HEADER 13 /* bytes of a record before its content; the last two are its length */

static void
make_identity (Peer *p, const char *profiles)
{
  EVP_PKEY *key = EVP_EC_gen ("P-256");
  X509 *x = X509_new ();
  guint n = 32;
  X509_gmtime_adj (X509_getm_notBefore (x), -3600);
  X509_gmtime_adj (X509_getm_notAfter (x), 3600);
  X509_set_pubkey (x, key);
  g_assert_cmpint (X509_sign (x, key, EVP_sha256 ()), >, 0);
  X509_digest (x, EVP_sha256 (), p->fingerprint, &n);
  p->ctx = SSL_CTX_new (DTLS_client_method ());
  SSL_CTX_use_certificate (p->ctx, x);
  SSL_CTX_use_PrivateKey (p->ctx, key);
  SSL_CTX_set_options (p->ctx, SSL_OP_NO_QUERY_MTU);
  g_assert_cmpint (SSL_CTX_set_tlsext_use_srtp (p->ctx, profiles), ==, 0);
  X509_free (x);
  EVP_PKEY_free (key);
}

static int
open_socket (const char *ip, guint16 port, int type)
{
  struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = htons (port) };
  struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons (port) };
  gboolean is_v6 = inet_pton (AF_INET6, ip, &v6.sin6_addr) == 1;
  g_assert_true (is_v6 || inet_pton (AF_INET, ip, &v4.sin_addr) == 1);
  int fd = socket (is_v6 ? AF_INET6 : AF_INET, type, 0);
  gconstpointer to = is_v6 ? (gconstpointer) &v6 : &v4;
  g_assert_cmpint (connect (fd, to, is_v6 ? sizeof v6 : sizeof v4), ==, 0);
  return fd;
}

static void
init (Peer *p, int fd, const char *profiles)
{
  memset (p, 0, sizeof *p);
  make_identity (p, profiles);
  p->fd = fd;
  p->ssl = SSL_new (p->ctx);
  p->in = BIO_new (BIO_s_mem ());
  p->out = BIO_new (BIO_s_mem ());
  BIO_set_mem_eof_return (p->in, -1);
  BIO_set_mem_eof_return (p->out, -1);
  SSL_set_bio (p->ssl, p->in, p->out);
  SSL_set_connect_state (p->ssl);
  DTLS_set_link_mtu (p->ssl, 1200);
  g_snprintf (p->ufrag, sizeof p->ufrag, "u%05d", p->fd);
  g_strlcpy (p->pwd, "passwordpasswordpassword", sizeof p->pwd);
}

void
peer_init (Peer *p, const char *ip, guint16 port, const char *profiles)
{
  init (p, open_socket (ip, port, SOCK_DGRAM), profiles);
}

void
peer_init_tcp (Peer *p, const char *ip, guint16 port, const char *profiles)
{
  init (p, open_socket (ip, port, SOCK_STREAM), profiles);
  p->stream = TRUE;
}

void
peer_clear (Peer *p)
{
  SSL_free (p->ssl);
  SSL_CTX_free (p->ctx);
  pn_srtp_free (p->recv);
  pn_srtp_free (p->send);
  close (p->fd);
}

gsize
peer_receive (Peer *p, guint8 *data, gsize size, int ms)
{
  struct pollfd f = { p->fd, POLLIN, 0 };
  if (poll (&f, 1, ms) <= 0)
    return 0;
  if (p->stream) {
    guint8 head[2];
    if (recv (p->fd, head, 2, MSG_WAITALL) != 2)
      return 0;
    size = pn_get16 (head);
  }
  ssize_t n = recv (p->fd, data, size, p->stream ? MSG_WAITALL : 0);
  return n > 0 ? (gsize) n : 0;
}

void
peer_send (Peer *p, const guint8 *data, gsize len)
{
  guint8 head[2];
  pn_put16 (head, (guint16) len);
  if (p->stream)
    g_assert_cmpint (send (p->fd, head, sizeof head, MSG_MORE), ==, sizeof head);
  g_assert_cmpint (send (p->fd, data, len, 0), ==, (gssize) len);
}

void
peer_check (Peer *p)
{
  guint8 out[256], in[1500], tie[8] = { 1 };
  PnStunWriter w;
  PnStun m;
  g_autofree char *user = g_strdup_printf ("%s:%s", p->remote_ufrag, p->ufrag);
  pn_stun_begin (&w, out, sizeof out, PN_STUN_BINDING_REQUEST, (const guint8 *) "test-test-te");
  pn_stun_add (&w, PN_STUN_ATTR_USERNAME, user, strlen (user));
  pn_stun_add (&w, PN_STUN_ATTR_CONTROLLING, tie, sizeof tie);
  pn_stun_add (&w, PN_STUN_ATTR_USE_CANDIDATE, NULL, 0);
  peer_send (p, out, pn_stun_end (&w, p->remote_pwd));
  gsize n = peer_receive (p, in, sizeof in, PATIENCE_MS);
  g_assert_true (pn_stun_parse (&m, in, n));
  g_assert_cmpint (m.type, ==, PN_STUN_BINDING_SUCCESS);
}

/* OpenSSL's memory BIO glues a flight together: each record goes out alone. */
static void
send_flight (Peer *p)
{
  guint8 *data;
  gsize len = (gsize) BIO_get_mem_data (p->out, &data);
  for (gsize at = 0; at + DTLS_HEADER <= len;) {
    gsize n = DTLS_HEADER + pn_get16 (data + at + DTLS_HEADER - 2);
    peer_send (p, data + at, n);
    at += n;
  }
  (void) BIO_reset (p->out);
}

static void
take_keys (Peer *p)
{
  guint8 m[60];
  PnSrtpProfile profile
      = SSL_get_selected_srtp_profile (p->ssl)->id == SRTP_AEAD_AES_128_GCM ? PN_SRTP_GCM : PN_SRTP_CM80;
  gsize salt = pn_srtp_salt_len (profile);
  g_assert_cmpint (
      SSL_export_keying_material (p->ssl, m, 2 * (16 + salt), "EXTRACTOR-dtls_srtp", 19, NULL, 0, 0), ==, 1);
  p->send = pn_srtp_new (profile, m, m + 32);
  p->recv = pn_srtp_new (profile, m + 16, m + 32 + salt);
}

void
peer_hello (Peer *p)
{
  SSL_do_handshake (p->ssl);
  send_flight (p);
}

gboolean
peer_handshake (Peer *p)
{
  guint8 in[1500];
  for (guint i = 0; i < 20; i++) {
    int r = SSL_do_handshake (p->ssl);
    send_flight (p);
    if (r == 1) {
      take_keys (p);
      return TRUE;
    }
    gsize n = peer_receive (p, in, sizeof in, PATIENCE_MS);
    if (n == 0)
      return FALSE;
    if (in[0] >= 20 && in[0] < 64)
      BIO_write (p->in, in, (int) n);
  }
  return FALSE;
}

PnSdp *
peer_offer (const Peer *p, PnDirection dir)
{
  PnSdp *s = pn_sdp_new ();
  s->session_id = (guint64) p->fd + 1;
  g_strlcpy (s->ice_ufrag, p->ufrag, sizeof s->ice_ufrag);
  g_strlcpy (s->ice_pwd, p->pwd, sizeof s->ice_pwd);
  g_strlcpy (s->fingerprint_hash, "sha-256", sizeof s->fingerprint_hash);
  memcpy (s->fingerprint, p->fingerprint, 32);
  s->fingerprint_len = 32;
  g_strlcpy (s->setup, "actpass", sizeof s->setup);
  PnSdpMedia *m = pn_sdp_add_media (s, "audio", "0");
  m->direction = dir == PN_DIR_PUB ? PN_SDP_SENDONLY : PN_SDP_RECVONLY;
  pn_sdp_media_add_codec (m, dir == PN_DIR_PUB ? 111 : 109, "opus", 48000, 2, NULL);
  pn_sdp_media_add_ext (m, dir == PN_DIR_PUB ? 1 : 3, PN_SDP_EXT_LEVEL);
  if (dir == PN_DIR_PUB)
    pn_sdp_media_add_ssrc (m, PEER_SSRC, "me");
  return s;
}

guint32
peer_answer (Peer *p, const char *sdp)
{
  const char *why;
  g_autoptr (PnSdp) a = pn_sdp_parse (sdp, strlen (sdp), &why);
  g_assert_nonnull (a);
  g_assert_true (a->ice_lite);
  g_strlcpy (p->remote_ufrag, a->ice_ufrag, sizeof p->remote_ufrag);
  g_strlcpy (p->remote_pwd, a->ice_pwd, sizeof p->remote_pwd);
  const PnSdpMedia *m = g_ptr_array_index (a->media, 0);
  return m->ssrcs->len > 0 ? g_array_index (m->ssrcs, PnSdpSsrc, 0).ssrc : 0;
}

gsize
peer_voice (Peer *p, guint8 *out, guint16 seq)
{
  const guint8 level = 20;
  const PnRtpExt ext = { 1, 1, &level };
  guint8 payload[40];
  memset (payload, seq, sizeof payload);
  gsize head = pn_rtp_write_header (out, 111, FALSE, seq, 1000 + seq * 960u, PEER_SSRC, &ext, 1);
  return pn_srtp_protect (p->send, out, head, payload, sizeof payload, seq);
}

gboolean
peer_hear (Peer *p, PnRtp *rtp, guint8 *data, int ms)
{
  gsize n;
  while ((n = peer_receive (p, data, 1500, ms)) > 0) {
    if (data[0] < 128 || pn_rtp_is_rtcp (data, n))
      continue;
    g_assert_cmpint (pn_srtp_unprotect (p->recv, data, &n), ==, PN_SRTP_OK);
    g_assert_true (pn_rtp_parse (rtp, data, n));
    return TRUE;
  }
  return FALSE;
}
