/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole worker on a loopback port against little honest peers of our own: ICE, DTLS and SRTP as a browser does them, and
 * against peers that are not honest. */
#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "media/rtp/bytes.h"
#include "media/rtp/rtcp.h"
#include "media/rtp/rtp.h"
#include "media/rtp/stun.h"
#include "media/sfu/worker.h"

#define PATIENCE_MS 3000
#define SSRC 0x11223344u

/* ---- the peer */

typedef struct {
  int fd;
  SSL_CTX *ctx;
  SSL *ssl;
  BIO *in;
  guint8 fingerprint[32];
  PnSrtp *recv, *send;
  char ufrag[16], pwd[32], remote_ufrag[257], remote_pwd[257];
} Peer;

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

static void
peer_init (Peer *p, guint16 port, const char *profiles)
{
  struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons (port), .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  memset (p, 0, sizeof *p);
  make_identity (p, profiles);
  p->fd = socket (AF_INET, SOCK_DGRAM, 0);
  g_assert_cmpint (connect (p->fd, (struct sockaddr *) &to, sizeof to), ==, 0);
  p->ssl = SSL_new (p->ctx);
  p->in = BIO_new (BIO_s_mem ());
  BIO_set_mem_eof_return (p->in, -1);
  /* Writing straight to the connected socket keeps each flight's datagrams apart. */
  BIO *out = BIO_new_dgram (p->fd, BIO_NOCLOSE);
  BIO_ctrl (out, BIO_CTRL_DGRAM_SET_CONNECTED, 0, &to);
  SSL_set_bio (p->ssl, p->in, out);
  SSL_set_connect_state (p->ssl);
  DTLS_set_link_mtu (p->ssl, 1200);
  g_snprintf (p->ufrag, sizeof p->ufrag, "u%05d", p->fd);
  g_strlcpy (p->pwd, "passwordpasswordpassword", sizeof p->pwd);
}

static void
peer_clear (Peer *p)
{
  SSL_free (p->ssl);
  SSL_CTX_free (p->ctx);
  pn_srtp_free (p->recv);
  pn_srtp_free (p->send);
  close (p->fd);
}

/* One datagram within the patience, or 0. */
static gsize
peer_receive (Peer *p, guint8 *data, gsize size, int ms)
{
  struct pollfd f = { p->fd, POLLIN, 0 };
  if (poll (&f, 1, ms) <= 0)
    return 0;
  ssize_t n = recv (p->fd, data, size, 0);
  return n > 0 ? (gsize) n : 0;
}

static void
peer_send (Peer *p, const guint8 *data, gsize len)
{
  g_assert_cmpint (send (p->fd, data, len, 0), ==, (gssize) len);
}

static void
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

static void
take_keys (Peer *p)
{
  guint8 m[60];
  PnSrtpProfile profile = SSL_get_selected_srtp_profile (p->ssl)->id == SRTP_AEAD_AES_128_GCM ? PN_SRTP_GCM : PN_SRTP_CM80;
  gsize salt = pn_srtp_salt_len (profile);
  g_assert_cmpint (SSL_export_keying_material (p->ssl, m, 2 * (16 + salt), "EXTRACTOR-dtls_srtp", 19, NULL, 0, 0), ==, 1);
  p->send = pn_srtp_new (profile, m, m + 32);
  p->recv = pn_srtp_new (profile, m + 16, m + 32 + salt);
}

static gboolean
peer_handshake (Peer *p)
{
  guint8 in[1500];
  for (guint i = 0; i < 20; i++) {
    if (SSL_do_handshake (p->ssl) == 1) {
      take_keys (p);
      return TRUE;
    }
    gsize n = peer_receive (p, in, sizeof in, 500);
    if (n == 0)
      return FALSE;
    if (in[0] >= 20 && in[0] < 64)
      BIO_write (p->in, in, (int) n);
  }
  return FALSE;
}

/* ---- the worker */

typedef struct {
  PnDtlsContext *dtls;
  PnWorker *worker;
  GPtrArray *notices;
  gint64 next_req;
} Fixture;

static void
wake (gpointer data)
{
}

static void
setup (Fixture *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) announce = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_ptr_array_add (announce, (gpointer) "127.0.0.1");
  f->dtls = pn_dtls_context_new ();
  PnWorkerOptions o = { .listen_ip = "127.0.0.1", .announce = announce, .max_bitrate = 1000000, .dtls = f->dtls, .wake = wake };
  f->worker = pn_worker_new (&o, &error);
  g_assert_no_error (error);
  f->notices = g_ptr_array_new_with_free_func ((GDestroyNotify) pn_notice_free);
}

static void
teardown (Fixture *f, gconstpointer unused)
{
  g_ptr_array_unref (f->notices);
  pn_worker_free (f->worker);
  pn_dtls_context_free (f->dtls);
}

/* Waits for a notice; with req 0 for one of that peer with that text. NULL when it does not come. */
static PnNotice *
await (Fixture *f, PnNoticeKind kind, gint64 req, gint64 peer, const char *text, int ms)
{
  for (gint64 end = g_get_monotonic_time () + ms * 1000; g_get_monotonic_time () < end; g_usleep (2000)) {
    PnNotice *n;
    while ((n = pn_worker_take (f->worker)) != NULL)
      g_ptr_array_add (f->notices, n);
    for (guint i = 0; i < f->notices->len; i++) {
      n = g_ptr_array_index (f->notices, i);
      if (n->kind == kind && (req == 0 || n->req == req) && (peer == 0 || n->peer == peer) &&
          (text == NULL || g_strcmp0 (n->text, text) == 0))
        return n;
    }
  }
  return NULL;
}

static guint64
counter (Fixture *f, gsize offset)
{
  PnCounters c;
  pn_worker_counters (f->worker, &c);
  return *(guint64 *) (gpointer) ((guint8 *) &c + offset);
}
#define COUNTER(f, field) counter (f, G_STRUCT_OFFSET (PnCounters, field))

static PnSdp *
make_offer (const Peer *p, PnDirection dir)
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
    pn_sdp_media_add_ssrc (m, SSRC, "me");
  return s;
}

/* Offers and applies the answer; returns the SSRC it names (subscriber). */
static guint32
negotiate (Fixture *f, Peer *p, gint64 id, PnDirection dir, const char *name)
{
  PnCommand *c = pn_command_new (PN_COMMAND_OFFER);
  PnWant w = { .mid = "0" };
  const char *why;
  gint64 req = ++f->next_req;
  g_strlcpy (w.name, name, sizeof w.name);
  g_array_append_val (c->wants, w);
  c->req = req;
  c->room = 1;
  c->peer = id;
  c->dir = dir;
  c->offer = make_offer (p, dir);
  pn_worker_post (f->worker, c);
  const PnNotice *n = await (f, PN_NOTICE_ANSWER, req, 0, NULL, PATIENCE_MS);
  g_assert_nonnull (n);
  g_autoptr (PnSdp) a = pn_sdp_parse (n->text, strlen (n->text), &why);
  g_assert_nonnull (a);
  g_assert_true (a->ice_lite);
  g_strlcpy (p->remote_ufrag, a->ice_ufrag, sizeof p->remote_ufrag);
  g_strlcpy (p->remote_pwd, a->ice_pwd, sizeof p->remote_pwd);
  const PnSdpMedia *m = g_ptr_array_index (a->media, 0);
  return m->ssrcs->len > 0 ? g_array_index (m->ssrcs, PnSdpSsrc, 0).ssrc : 0;
}

static void
join (Fixture *f, Peer *p, gint64 id, PnDirection dir)
{
  peer_check (p);
  g_assert_true (peer_handshake (p));
  const PnNotice *n = await (f, PN_NOTICE_PEER_STATE, 0, id, "connected", PATIENCE_MS);
  g_assert_nonnull (n);
  g_assert_cmpint (n->dir, ==, dir);
}

static gsize
make_voice (Peer *p, guint8 *out, guint16 seq)
{
  const guint8 level = 20;
  const PnRtpExt ext = { 1, 1, &level };
  guint8 payload[40];
  memset (payload, seq, sizeof payload);
  gsize head = pn_rtp_write_header (out, 111, FALSE, seq, 1000 + seq * 960u, SSRC, &ext, 1);
  return pn_srtp_protect (p->send, out, head, payload, sizeof payload, seq);
}

/* The next RTP packet in clear, skipping RTCP; FALSE when none comes. */
static gboolean
receive_voice (Peer *p, PnRtp *rtp, guint8 *data, int ms)
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

typedef struct {
  Peer pub, sub;
  guint32 ssrc; /* of what the subscriber gets */
} Call;

static void
call_init (Call *c, Fixture *f, const char *pub_profile, const char *sub_profile)
{
  guint16 port = pn_worker_port (f->worker);
  peer_init (&c->pub, port, pub_profile);
  peer_init (&c->sub, port, sub_profile);
  negotiate (f, &c->pub, 1, PN_DIR_PUB, "mic");
  join (f, &c->pub, 1, PN_DIR_PUB);
  g_assert_nonnull (await (f, PN_NOTICE_TRACK_UP, 0, 1, NULL, PATIENCE_MS));
  c->ssrc = negotiate (f, &c->sub, 2, PN_DIR_SUB, "1/mic");
  join (f, &c->sub, 2, PN_DIR_SUB);
}

static void
call_clear (Call *c)
{
  peer_clear (&c->pub);
  peer_clear (&c->sub);
}

/* ---- promises */

static void
test_voice_goes_through_whatever_profile_each_side_has (Fixture *f, gconstpointer unused)
{
  Call c;
  PnRtp rtp;
  guint8 data[1500];
  guint level;
  gboolean voice;
  call_init (&c, f, "SRTP_AES128_CM_SHA1_80", "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80");
  guint16 first = 0;
  for (guint16 seq = 100; seq < 200; seq++) {
    peer_send (&c.pub, data, make_voice (&c.pub, data, seq));
    g_assert_true (receive_voice (&c.sub, &rtp, data, PATIENCE_MS));
    if (seq == 100)
      first = rtp.seq;
    g_assert_cmpint (rtp.ssrc, ==, c.ssrc);
    g_assert_cmpint (rtp.pt, ==, 109); /* the subscriber's number for Opus, not the publisher's */
    g_assert_cmpint ((guint16) (rtp.seq - first), ==, seq - 100);
    g_assert_true (pn_rtp_audio_level (&rtp, data, 3, &level, &voice));
    g_assert_cmpint (level, ==, 20);
    g_assert_cmpint (rtp.payload_len, ==, 40);
    g_assert_cmpint (data[rtp.payload_at], ==, (guint8) seq);
  }
  call_clear (&c);
}

static void
test_sender_report_is_rewritten_with_the_stream (Fixture *f, gconstpointer unused)
{
  Call c;
  PnRtp rtp;
  PnRtcp sr = { 0 };
  guint8 data[1500];
  guint64 ntp = G_GUINT64_CONSTANT (0xE0000000) << 32;
  PnRtcpWriter w = { data, 1400, 0 };
  call_init (&c, f, "SRTP_AEAD_AES_128_GCM", "SRTP_AEAD_AES_128_GCM");
  g_assert_true (pn_rtcp_write_sr (&w, SSRC, ntp, 1000 + 100 * 960u, 1, 40));
  peer_send (&c.pub, data, pn_srtp_protect_rtcp (c.pub.send, data, w.len));
  peer_send (&c.pub, data, make_voice (&c.pub, data, 100));
  g_assert_true (receive_voice (&c.sub, &rtp, data, PATIENCE_MS));
  guint32 ts = rtp.ts;
  while (sr.kind != PN_RTCP_SR) {
    PnRtcpIter iter;
    gsize n = peer_receive (&c.sub, data, sizeof data, PATIENCE_MS);
    g_assert_cmpint (n, >, 0);
    if (!pn_rtp_is_rtcp (data, n) || pn_srtp_unprotect_rtcp (c.sub.recv, data, &n) != PN_SRTP_OK)
      continue;
    g_assert_true (pn_rtcp_iter_init (&iter, data, n) && pn_rtcp_next (&iter, &sr));
  }
  /* Both clocks went on by the same time: what was true at the publisher is true here. */
  gdouble passed = (gdouble) (gint64) (sr.ntp - ntp) / 4294967296.0;
  g_assert_cmpint (sr.sender, ==, c.ssrc);
  g_assert_cmpfloat (passed, <, 3.0);
  g_assert_cmpfloat_with_epsilon ((gint32) (sr.rtp_ts - ts) / 48000.0, passed, 0.001);
  call_clear (&c);
}

static void
test_replayed_and_injected_packets_reach_nobody (Fixture *f, gconstpointer unused)
{
  Call c;
  Peer stranger;
  PnRtp rtp;
  guint8 data[1500], other[1500];
  call_init (&c, f, "SRTP_AEAD_AES_128_GCM", "SRTP_AEAD_AES_128_GCM");
  gsize n = make_voice (&c.pub, data, 100);
  peer_send (&c.pub, data, n);
  g_assert_true (receive_voice (&c.sub, &rtp, other, PATIENCE_MS));
  peer_send (&c.pub, data, n); /* again */
  n = make_voice (&c.pub, data, 101);
  data[n - 1] ^= 1; /* forged */
  peer_send (&c.pub, data, n);
  peer_init (&stranger, pn_worker_port (f->worker), "SRTP_AEAD_AES_128_GCM");
  peer_send (&stranger, data, make_voice (&c.pub, data, 102)); /* right keys, wrong address */
  g_assert_false (receive_voice (&c.sub, &rtp, other, 300));
  g_assert_cmpint (COUNTER (f, replayed), ==, 1);
  g_assert_cmpint (COUNTER (f, bad_auth), ==, 1);
  g_assert_cmpint (COUNTER (f, bad_address), ==, 1);
  peer_clear (&stranger);
  call_clear (&c);
}

static void
test_client_hello_before_a_check_is_not_heard (Fixture *f, gconstpointer unused)
{
  Peer p;
  guint8 data[1500];
  peer_init (&p, pn_worker_port (f->worker), "SRTP_AEAD_AES_128_GCM");
  negotiate (f, &p, 1, PN_DIR_PUB, "mic");
  SSL_do_handshake (p.ssl);
  g_assert_cmpint (peer_receive (&p, data, sizeof data, 300), ==, 0);
  g_assert_cmpint (COUNTER (f, bad_address), >=, 1);
  peer_clear (&p);
}

static void
test_wrong_certificate_is_refused (Fixture *f, gconstpointer unused)
{
  Peer p;
  peer_init (&p, pn_worker_port (f->worker), "SRTP_AEAD_AES_128_GCM");
  p.fingerprint[5] ^= 1; /* what the offer promises is not what the handshake shows */
  negotiate (f, &p, 1, PN_DIR_PUB, "mic");
  peer_check (&p);
  peer_handshake (&p);
  g_assert_nonnull (await (f, PN_NOTICE_PEER_STATE, 0, 1, "gone", PATIENCE_MS));
  g_assert_null (await (f, PN_NOTICE_PEER_STATE, 0, 1, "connected", 100));
  g_assert_cmpint (COUNTER (f, bad_dtls), ==, 1);
  peer_clear (&p);
}

static void
test_dropped_peer_is_heard_no_more (Fixture *f, gconstpointer unused)
{
  Call c;
  PnRtp rtp;
  guint8 data[1500];
  call_init (&c, f, "SRTP_AEAD_AES_128_GCM", "SRTP_AEAD_AES_128_GCM");
  PnCommand *drop = pn_command_new (PN_COMMAND_DROP);
  drop->peer = 1;
  pn_worker_post (f->worker, drop);
  g_assert_nonnull (await (f, PN_NOTICE_TRACK_DOWN, 0, 1, NULL, PATIENCE_MS));
  peer_send (&c.pub, data, make_voice (&c.pub, data, 100));
  g_assert_false (receive_voice (&c.sub, &rtp, data, 300));
  g_assert_cmpint (COUNTER (f, bad_address), ==, 1);
  call_clear (&c);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*run) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "/worker/voice", test_voice_goes_through_whatever_profile_each_side_has },
    { "/worker/sender-report", test_sender_report_is_rewritten_with_the_stream },
    { "/worker/replay", test_replayed_and_injected_packets_reach_nobody },
    { "/worker/early-hello", test_client_hello_before_a_check_is_not_heard },
    { "/worker/wrong-certificate", test_wrong_certificate_is_refused },
    { "/worker/drop", test_dropped_peer_is_heard_no_more },
  };
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, setup, tests[i].run, teardown);
  return g_test_run ();
}
