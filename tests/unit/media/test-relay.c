/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One room on two workers: who publishes at home is heard and seen away, each packet crosses once, and what comes back is one wish. */
#include <string.h>

#include "media/rtp/rtcp.h"
#include "tests/unit/media/fixture.h"

#define SUBS 3 /* away */

typedef struct {
  Fixture f; /* first, for g_test_add */
  PnWorker *home, *away;
  Peer pub, near, far[SUBS];
} Spread;

static void
setup (Spread *s, gconstpointer data)
{
  fixture_setup (&s->f, data);
  s->home = s->f.worker;
  s->away = s->f.second = fixture_worker (&s->f, 1);
}

static void
teardown (Spread *s, gconstpointer data)
{
  peer_clear (&s->pub);
  peer_clear (&s->near);
  for (guint i = 0; i < SUBS; i++)
    peer_clear (&s->far[i]);
  s->f.worker = s->home;
  pn_worker_stop (s->away);
  fixture_teardown (&s->f, data);
}

static void
enter (Spread *s, PnWorker *worker, Peer *p, gint64 id, PnDirection dir, const char *name, PnSdp *(*offer) (const Peer *, PnDirection))
{
  s->f.worker = worker;
  peer_init (p, "127.0.0.1", pn_worker_port (worker), "SRTP_AEAD_AES_128_GCM");
  fixture_offer (&s->f, p, id, dir, name, offer (p, dir));
  fixture_join (&s->f, p, id, dir);
}

/* The subscribers away come first: their tracks are yet to be. Number 2 publishes too, for there are no two kinds of people. */
static void
all_enter (Spread *s, const char *source, PnSdp *(*offer) (const Peer *, PnDirection))
{
  g_autofree char *track = g_strdup_printf ("1/%s", source);
  for (guint i = 0; i < SUBS; i++)
    enter (s, s->away, &s->far[i], 2 + i, PN_DIR_SUB, track, offer);
  enter (s, s->home, &s->pub, 1, PN_DIR_PUB, source, offer);
  g_assert_nonnull (fixture_await (&s->f, PN_NOTICE_TRACK_UP, 0, 1, NULL, PATIENCE_MS));
  enter (s, s->home, &s->near, 9, PN_DIR_SUB, track, offer);
  g_usleep (150000); /* the wish for the track has crossed */
}

static guint64
relayed (Spread *s)
{
  PnCounters c;
  pn_worker_counters (s->home, &c);
  return c.relayed;
}

static void
say (Spread *s, guint16 seq)
{
  guint8 data[1500];
  peer_send (&s->pub, data, peer_voice (&s->pub, data, seq));
}

static guint16
hear (Peer *p, guint16 seq)
{
  PnRtp rtp;
  guint8 data[1500];
  g_assert_true (peer_hear (p, &rtp, data, PATIENCE_MS));
  g_assert_cmpint (data[rtp.payload_at], ==, (guint8) seq);
  return rtp.seq;
}

static void
test_voice_reaches_both_workers_and_crosses_once (Spread *s, gconstpointer unused)
{
  guint16 first[SUBS] = { 0 };
  all_enter (s, "mic", peer_offer);
  guint64 before = relayed (s);
  for (guint16 seq = 100; seq < 150; seq++) {
    say (s, seq);
    hear (&s->near, seq);
    for (guint i = 0; i < SUBS; i++) {
      guint16 got = hear (&s->far[i], seq);
      if (seq == 100)
        first[i] = got;
      g_assert_cmpint ((guint16) (got - first[i]), ==, seq - 100);
    }
  }
  g_assert_cmpint (relayed (s) - before, ==, 50); /* three there, yet once */
}

static void
mute (Spread *s, gboolean muted)
{
  PnCommand *c = pn_command_new (PN_COMMAND_MUTE);
  c->room = c->peer = 1;
  c->source = PN_SOURCE_MIC;
  c->muted = muted;
  pn_worker_post (s->home, c);
  g_usleep (100000);
}

static void
test_mute_is_mute_away_as_well_and_numbers_join_on (Spread *s, gconstpointer unused)
{
  PnRtp rtp;
  guint8 data[1500];
  all_enter (s, "mic", peer_offer);
  say (s, 100);
  guint16 before = hear (&s->far[0], 100);
  hear (&s->far[1], 100);
  mute (s, TRUE);
  for (guint16 seq = 101; seq < 120; seq++)
    say (s, seq);
  g_assert_false (peer_hear (&s->far[0], &rtp, data, 200));
  mute (s, FALSE);
  say (s, 120);
  g_assert_cmpint ((guint16) (hear (&s->far[0], 120) - before), ==, 1);
}

static void
drop (Spread *s, gint64 peer)
{
  PnCommand *c = pn_command_new (PN_COMMAND_DROP);
  c->peer = peer;
  pn_worker_post (s->home, pn_command_ref (c));
  pn_worker_post (s->away, c);
}

static void
test_nothing_crosses_for_nobody_and_both_parts_end (Spread *s, gconstpointer unused)
{
  all_enter (s, "mic", peer_offer);
  for (guint i = 0; i < SUBS; i++)
    drop (s, 2 + i);
  s->f.worker = s->away;
  g_assert_nonnull (fixture_await (&s->f, PN_NOTICE_ROOM_GONE, 0, 0, NULL, PATIENCE_MS));
  g_usleep (100000);
  guint64 before = relayed (s);
  for (guint16 seq = 100; seq < 110; seq++) {
    say (s, seq);
    hear (&s->near, seq);
  }
  g_assert_cmpint (relayed (s), ==, before);
  g_ptr_array_set_size (s->f.notices, 0);
  s->f.worker = s->home;
  drop (s, 1);
  drop (s, 9);
  g_assert_nonnull (fixture_await (&s->f, PN_NOTICE_ROOM_GONE, 0, 0, NULL, PATIENCE_MS));
}

/* ---- pictures */

static PnSdp *
video_offer (const Peer *p, PnDirection dir)
{
  PnSdp *s = peer_offer (p, dir);
  g_ptr_array_set_size (s->media, 0);
  PnSdpMedia *m = pn_sdp_add_media (s, "video", "0");
  m->direction = dir == PN_DIR_PUB ? PN_SDP_SENDONLY : PN_SDP_RECVONLY;
  PnSdpCodec *c = pn_sdp_media_add_codec (m, 96, "VP8", 90000, 0, NULL);
  pn_sdp_codec_add_feedback (c, "nack pli");
  if (dir == PN_DIR_PUB)
    pn_sdp_media_add_ssrc (m, PEER_SSRC, "me");
  return s;
}

/* A picture of one packet; VP8 payload descriptor of one byte, and a frame header (RFC 7741). */
static void
show (Spread *s, guint16 seq, gboolean key)
{
  guint8 out[200], payload[20] = { 0x10, key ? 0 : 1, 0, 0, 0x9d, 0x01, 0x2a, 64, 0, 64, 0 };
  payload[19] = (guint8) seq;
  gsize head = pn_rtp_write_header (out, 96, TRUE, seq, seq * 3000u, PEER_SSRC, NULL, 0);
  peer_send (&s->pub, out, pn_srtp_protect (s->pub.send, out, head, payload, sizeof payload, seq));
}

/* Requests for a key frame that reach the publisher within a while. */
static guint
count_requests (Spread *s, int ms)
{
  guint8 data[1500];
  guint count = 0;
  for (gint64 end = g_get_monotonic_time () + ms * 1000; g_get_monotonic_time () < end;) {
    PnRtcpIter iter;
    PnRtcp r;
    gsize n = peer_receive (&s->pub, data, sizeof data, 20);
    if (n == 0 || !pn_rtp_is_rtcp (data, n) || pn_srtp_unprotect_rtcp (s->pub.recv, data, &n) != PN_SRTP_OK)
      continue;
    if (!pn_rtcp_iter_init (&iter, data, n))
      continue;
    while (pn_rtcp_next (&iter, &r))
      count += r.kind == PN_RTCP_PLI;
  }
  return count;
}

static void
test_key_frame_requests_come_back_as_one (Spread *s, gconstpointer unused)
{
  PnRtp rtp;
  guint8 data[1500];
  all_enter (s, "camera", video_offer);
  guint waiting = count_requests (s, 1200); /* four wait for a key frame: asked each half second, for all together */
  g_assert_cmpint (waiting, >=, 1);
  g_assert_cmpint (waiting, <=, 4);
  show (s, 100, FALSE);
  g_assert_false (peer_hear (&s->far[0], &rtp, data, 200));
  show (s, 101, TRUE);
  for (guint i = 0; i < SUBS; i++) {
    g_assert_true (peer_hear (&s->far[i], &rtp, data, PATIENCE_MS));
    g_assert_cmpint (data[rtp.payload_at + 19], ==, 101);
  }
  count_requests (s, 600);
  g_assert_cmpint (count_requests (s, 800), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/relay/voice", Spread, NULL, setup, test_voice_reaches_both_workers_and_crosses_once, teardown);
  g_test_add ("/relay/mute", Spread, NULL, setup, test_mute_is_mute_away_as_well_and_numbers_join_on, teardown);
  g_test_add ("/relay/end", Spread, NULL, setup, test_nothing_crosses_for_nobody_and_both_parts_end, teardown);
  g_test_add ("/relay/key", Spread, NULL, setup, test_key_frame_requests_come_back_as_one, teardown);
  return g_test_run ();
}
