/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole worker on a loopback port against little honest peers of our own: ICE, DTLS and SRTP as a browser
 * does them, and against peers that are not honest. */
#include <string.h>

#include "media/rtp/rtcp.h"
#include "media/sfu/net.h"
#include "tests/unit/media/fixture.h"

typedef struct {
  Peer pub, sub;
  guint32 ssrc; /* of what the subscriber gets */
} Call;

/* A publisher and a subscriber whose lines are there already. */
static void
call_join (Call *c, Fixture *f)
{
  fixture_negotiate (f, &c->pub, 1, PN_DIR_PUB, "mic");
  fixture_join (f, &c->pub, 1, PN_DIR_PUB);
  g_assert_nonnull (fixture_await (f, PN_NOTICE_TRACK_UP, 0, 1, NULL, PATIENCE_MS));
  c->ssrc = fixture_negotiate (f, &c->sub, 2, PN_DIR_SUB, "1/mic");
  fixture_join (f, &c->sub, 2, PN_DIR_SUB);
}

static void
call_init (Call *c, Fixture *f, const char *ip, const char *pub_profile, const char *sub_profile)
{
  guint16 port = pn_worker_port (f->worker);
  peer_init (&c->pub, ip, port, pub_profile);
  peer_init (&c->sub, ip, port, sub_profile);
  call_join (c, f);
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
  call_init (&c, f, "127.0.0.1", "SRTP_AES128_CM_SHA1_80", "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80");
  guint16 first = 0;
  for (guint16 seq = 100; seq < 200; seq++) {
    peer_send (&c.pub, data, peer_voice (&c.pub, data, seq));
    g_assert_true (peer_hear (&c.sub, &rtp, data, PATIENCE_MS));
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
test_ipv6_serves_as_well (Fixture *f, gconstpointer unused)
{
  Call c;
  PnRtp rtp;
  guint8 data[1500];
  if (!fixture_has_ipv6 ()) {
    g_test_skip ("this machine has no IPv6");
    return;
  }
  call_init (&c, f, "::1", "SRTP_AEAD_AES_128_GCM", "SRTP_AEAD_AES_128_GCM");
  for (guint16 seq = 100; seq < 120; seq++) {
    peer_send (&c.pub, data, peer_voice (&c.pub, data, seq));
    g_assert_true (peer_hear (&c.sub, &rtp, data, PATIENCE_MS));
    g_assert_cmpint (data[rtp.payload_at], ==, (guint8) seq);
  }
  call_clear (&c);
}

static void
expect_voice (Call *c, guint16 seq)
{
  PnRtp rtp;
  guint8 data[1500];
  peer_send (&c->pub, data, peer_voice (&c->pub, data, seq));
  g_assert_true (peer_hear (&c->sub, &rtp, data, PATIENCE_MS));
  g_assert_cmpint (data[rtp.payload_at], ==, (guint8) seq);
}

static void
test_tcp_serves_where_udp_does_not_get_through (Fixture *f, gconstpointer unused)
{
  Call c;
  guint16 port = pn_worker_tcp_port (f->worker);
  peer_init_tcp (&c.pub, "127.0.0.1", port, "SRTP_AEAD_AES_128_GCM");
  peer_init_tcp (&c.sub, "127.0.0.1", port, "SRTP_AES128_CM_SHA1_80");
  call_join (&c, f);
  for (guint16 seq = 100; seq < 200; seq++)
    expect_voice (&c, seq);
  peer_clear (&c.pub); /* the connection breaks off, and is forgotten */
  for (gint64 end = g_get_monotonic_time () + PATIENCE_MS * 1000;
       pn_worker_tcp_connections (f->worker) != 1 && g_get_monotonic_time () < end;)
    g_usleep (5000);
  g_assert_cmpint (pn_worker_tcp_connections (f->worker), ==, 1);
  peer_clear (&c.sub);
}

/* The one TCP port belongs to the first worker; the ufrag of the first check says whose the connection is. */
static void
test_tcp_connection_finds_its_worker (Fixture *f, gconstpointer unused)
{
  Call c;
  PnWorker *first = f->worker;
  f->second = fixture_worker (f, 1);
  peer_init_tcp (&c.pub, "127.0.0.1", pn_worker_tcp_port (first), "SRTP_AEAD_AES_128_GCM");
  peer_init_tcp (&c.sub, "127.0.0.1", pn_worker_tcp_port (first), "SRTP_AEAD_AES_128_GCM");
  f->worker = f->second;
  f->home = 1;
  call_join (&c, f);
  for (guint16 seq = 100; seq < 120; seq++)
    expect_voice (&c, seq);
  f->worker = first;
  call_clear (&c);
}

static void
test_slow_tcp_receiver_loses_packets_and_comes_back (Fixture *f, gconstpointer unused)
{
  Call c;
  PnRtp rtp;
  guint8 data[1500];
  guint16 seq = 100;
  peer_init (&c.pub, "127.0.0.1", pn_worker_port (f->worker), "SRTP_AEAD_AES_128_GCM");
  peer_init_tcp (&c.sub, "127.0.0.1", pn_worker_tcp_port (f->worker), "SRTP_AEAD_AES_128_GCM");
  call_join (&c, f);
  while (COUNTER (f, tcp_dropped) == 0 && seq < 60000) { /* nobody reads at the other end */
    peer_send (&c.pub, data, peer_voice (&c.pub, data, seq++));
    if (seq % 50 == 0)
      g_usleep (1000);
  }
  g_assert_cmpint (COUNTER (f, tcp_dropped), >, 0);
  while (peer_hear (&c.sub, &rtp, data, 300))
    ;
  for (guint i = 0; i < 50; i++)
    expect_voice (&c, seq++);
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
  call_init (&c, f, "127.0.0.1", "SRTP_AEAD_AES_128_GCM", "SRTP_AEAD_AES_128_GCM");
  g_assert_true (pn_rtcp_write_sr (&w, PEER_SSRC, ntp, 1000 + 100 * 960u, 1, 40));
  peer_send (&c.pub, data, pn_srtp_protect_rtcp (c.pub.send, data, w.len));
  peer_send (&c.pub, data, peer_voice (&c.pub, data, 100));
  g_assert_true (peer_hear (&c.sub, &rtp, data, PATIENCE_MS));
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
  call_init (&c, f, "127.0.0.1", "SRTP_AEAD_AES_128_GCM", "SRTP_AEAD_AES_128_GCM");
  gsize n = peer_voice (&c.pub, data, 100);
  peer_send (&c.pub, data, n);
  g_assert_true (peer_hear (&c.sub, &rtp, other, PATIENCE_MS));
  peer_send (&c.pub, data, n); /* again */
  n = peer_voice (&c.pub, data, 101);
  data[n - 1] ^= 1; /* forged */
  peer_send (&c.pub, data, n);
  peer_init (&stranger, "127.0.0.1", pn_worker_port (f->worker), "SRTP_AEAD_AES_128_GCM");
  peer_send (&stranger, data, peer_voice (&c.pub, data, 102)); /* right keys, wrong address */
  g_assert_false (peer_hear (&c.sub, &rtp, other, 300));
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
  peer_init (&p, "127.0.0.1", pn_worker_port (f->worker), "SRTP_AEAD_AES_128_GCM");
  fixture_negotiate (f, &p, 1, PN_DIR_PUB, "mic");
  peer_hello (&p);
  g_assert_cmpint (peer_receive (&p, data, sizeof data, 300), ==, 0);
  g_assert_cmpint (COUNTER (f, bad_address), >=, 1);
  peer_clear (&p);
}

static void
test_wrong_certificate_is_refused (Fixture *f, gconstpointer unused)
{
  Peer p;
  peer_init (&p, "127.0.0.1", pn_worker_port (f->worker), "SRTP_AEAD_AES_128_GCM");
  p.fingerprint[5] ^= 1; /* what the offer promises is not what the handshake shows */
  fixture_negotiate (f, &p, 1, PN_DIR_PUB, "mic");
  peer_check (&p);
  peer_handshake (&p);
  g_assert_nonnull (fixture_await (f, PN_NOTICE_PEER_STATE, 0, 1, "gone", PATIENCE_MS));
  g_assert_null (fixture_await (f, PN_NOTICE_PEER_STATE, 0, 1, "connected", 100));
  g_assert_cmpint (COUNTER (f, bad_dtls), ==, 1);
  peer_clear (&p);
}

static void
set_voices (Fixture *f, guint limit, gint64 called)
{
  PnCommand *c = pn_command_new (PN_COMMAND_VOICES);
  c->room = 1;
  c->limit = limit;
  c->called = g_array_new (FALSE, TRUE, sizeof (gint64));
  if (called != 0)
    g_array_append_val (c->called, called);
  pn_worker_post (f->worker, c);
}

/* Peer 1 talks and has the only place; peer 3, as loud, is heard once it is called, and its numbers show no
 * gap. */
static void
test_only_the_loudest_and_the_called_are_carried (Fixture *f, gconstpointer unused)
{
  Call c;
  Peer third, ear;
  PnRtp rtp;
  guint8 data[1500], out[1500];
  call_init (&c, f, "127.0.0.1", "SRTP_AEAD_AES_128_GCM", "SRTP_AEAD_AES_128_GCM");
  set_voices (f, 1, 0);
  peer_init (&third, "127.0.0.1", pn_worker_port (f->worker), "SRTP_AEAD_AES_128_GCM");
  fixture_negotiate (f, &third, 3, PN_DIR_PUB, "mic");
  fixture_join (f, &third, 3, PN_DIR_PUB);
  peer_init (&ear, "127.0.0.1", pn_worker_port (f->worker), "SRTP_AEAD_AES_128_GCM");
  fixture_negotiate (f, &ear, 4, PN_DIR_SUB, "3/mic");
  fixture_join (f, &ear, 4, PN_DIR_SUB);
  guint heard = 0;
  for (guint16 seq = 100; seq < 130; seq++) {
    peer_send (&c.pub, out, peer_voice (&c.pub, out, seq));
    heard += peer_hear (&c.sub, &rtp, data, seq < 110 ? 50 : PATIENCE_MS);
    peer_send (&third, out, peer_voice (&third, out, seq));
  }
  g_assert_cmpint (heard, >=, 25); /* the first packets only show that it is a voice */
  g_assert_false (peer_hear (&ear, &rtp, data, 200));
  g_assert_cmpint (COUNTER (f, voices_left_out), >=, 30);
  set_voices (f, 1, 3);
  fixture_negotiate (f, &c.sub, 2, PN_DIR_SUB, "1/mic"); /* answered: what was ordered before it is done */
  guint16 first = 0;
  for (guint16 seq = 130; seq < 140; seq++) {
    peer_send (&third, out, peer_voice (&third, out, seq));
    g_assert_true (peer_hear (&ear, &rtp, data, PATIENCE_MS));
    first = seq == 130 ? rtp.seq : first;
    g_assert_cmpint ((guint16) (rtp.seq - first), ==, seq - 130);
  }
  peer_clear (&ear);
  peer_clear (&third);
  call_clear (&c);
}

static void
test_dropped_peer_is_heard_no_more (Fixture *f, gconstpointer unused)
{
  Call c;
  PnRtp rtp;
  guint8 data[1500];
  call_init (&c, f, "127.0.0.1", "SRTP_AEAD_AES_128_GCM", "SRTP_AEAD_AES_128_GCM");
  PnCommand *drop = pn_command_new (PN_COMMAND_DROP);
  drop->peer = 1;
  pn_worker_post (f->worker, drop);
  g_assert_nonnull (fixture_await (f, PN_NOTICE_TRACK_DOWN, 0, 1, NULL, PATIENCE_MS));
  peer_send (&c.pub, data, peer_voice (&c.pub, data, 100));
  g_assert_false (peer_hear (&c.sub, &rtp, data, 300));
  g_assert_cmpint (COUNTER (f, bad_address), ==, 1);
  call_clear (&c);
}

/* Voice goes on until the page has this line: rows are made once a second. */
static char *
page_with (Fixture *f, Call *c, const char *wanted, guint16 *seq)
{
  PnStatistics *s = pn_worker_statistics (f->worker);
  gint64 until = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;
  g_autofree char *page = NULL;
  do {
    PnRtp rtp;
    guint8 data[1500];
    peer_send (&c->pub, data, peer_voice (&c->pub, data, (*seq)++));
    g_assert_true (peer_hear (&c->sub, &rtp, data, PATIENCE_MS));
    g_usleep (20 * 1000);
    pn_statistics_want (s, g_get_monotonic_time ());
    g_free (page);
    page = pn_statistics_page (&s, 1);
  } while (strstr (page, wanted) == NULL && g_get_monotonic_time () < until);
  return g_steal_pointer (&page);
}

static void
test_each_line_and_stream_is_told_of_when_asked (Fixture *f, gconstpointer unused)
{
  Call c;
  guint16 seq = 100;
  PnStatistics *s = pn_worker_statistics (f->worker);
  call_init (&c, f, "127.0.0.1", "SRTP_AEAD_AES_128_GCM", "SRTP_AEAD_AES_128_GCM");
  g_autofree char *before = pn_statistics_page (&s, 1);
  g_assert_nonnull (strstr (before, "# Nobody has asked lately"));
  g_autofree char *page
      = page_with (f, &c, "phien_media_line_loss_ratio{room=\"1\",peer=\"1\",dir=\"up\"} 0\n", &seq);
  g_test_message ("%s", page);
  g_assert_nonnull (strstr (page, "phien_media_line_loss_ratio{room=\"1\",peer=\"1\",dir=\"up\"} 0\n"));
  g_assert_nonnull (
      strstr (page, "phien_media_layer_packets_total{room=\"1\",track=\"1/mic\",layer=\"0\"} "));
  g_assert_nonnull (strstr (page, "phien_media_sent_packets_total{room=\"1\",peer=\"2\",track=\"1/mic\"} "));
  g_assert_null (strstr (page, "Nobody has asked"));
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
    { "/worker/ipv6", test_ipv6_serves_as_well },
    { "/worker/tcp", test_tcp_serves_where_udp_does_not_get_through },
    { "/worker/tcp-sibling", test_tcp_connection_finds_its_worker },
    { "/worker/tcp-slow", test_slow_tcp_receiver_loses_packets_and_comes_back },
    { "/worker/sender-report", test_sender_report_is_rewritten_with_the_stream },
    { "/worker/replay", test_replayed_and_injected_packets_reach_nobody },
    { "/worker/early-hello", test_client_hello_before_a_check_is_not_heard },
    { "/worker/wrong-certificate", test_wrong_certificate_is_refused },
    { "/worker/voices", test_only_the_loudest_and_the_called_are_carried },
    { "/worker/statistics", test_each_line_and_stream_is_told_of_when_asked },
    { "/worker/drop", test_dropped_peer_is_heard_no_more },
  };
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, fixture_setup, tests[i].run, fixture_teardown);
  return g_test_run ();
}
