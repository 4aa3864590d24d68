/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A worker over real sockets: simulcast layers switch, lost packets come again, sound is sent twice. */
#include <string.h>

#include "media/rtp/bytes.h"
#include "media/rtp/payload.h"
#include "media/rtp/red.h"
#include "media/rtp/rtcp.h"
#include "tests/unit/media/fixture.h"

#define GCM "SRTP_AEAD_AES_128_GCM"
#define RTX_SSRC 0x55667788u
#define FRAME_US 20000

enum { MID_EXT = 1, RID_EXT, RRID_EXT, TWCC_EXT, DELAY_EXT };

/* ---- offers */

static PnSdpMedia *
only_media (PnSdp *s, const char *kind, PnDirection dir)
{
  g_ptr_array_set_size (s->media, 0);
  PnSdpMedia *m = pn_sdp_add_media (s, kind, "0");
  m->direction = dir == PN_DIR_PUB ? PN_SDP_SENDONLY : PN_SDP_RECVONLY;
  return m;
}

static PnSdp *
video_offer (const Peer *p, PnDirection dir, gboolean rtx, guint layers)
{
  static const char *const rids[] = { "q", "h", "f" };
  PnSdp *s = peer_offer (p, dir);
  PnSdpMedia *m = only_media (s, "video", dir);
  PnSdpCodec *c = pn_sdp_media_add_codec (m, 96, "VP8", 90000, 1, NULL);
  pn_sdp_codec_add_feedback (c, "nack");
  pn_sdp_codec_add_feedback (c, "nack pli");
  if (rtx)
    pn_sdp_media_add_codec (m, 97, "rtx", 90000, 1, "apt=96");
  pn_sdp_media_add_ext (m, MID_EXT, PN_SDP_EXT_MID);
  pn_sdp_media_add_ext (m, TWCC_EXT, PN_SDP_EXT_TWCC);
  pn_sdp_media_add_ext (m, DELAY_EXT, PN_SDP_EXT_DELAY);
  if (layers > 1) {
    pn_sdp_media_add_ext (m, RID_EXT, PN_SDP_EXT_RID);
    pn_sdp_media_add_ext (m, RRID_EXT, PN_SDP_EXT_RRID);
  }
  for (guint i = 0; layers > 1 && i < layers; i++) {
    g_ptr_array_add (m->rids, g_strdup (rids[i]));
    g_ptr_array_add (m->simulcast, g_strdup (rids[i]));
  }
  return s;
}

static PnSdp *
audio_offer (const Peer *p, PnDirection dir, gboolean red)
{
  PnSdp *s = peer_offer (p, dir);
  PnSdpMedia *m = only_media (s, "audio", dir);
  pn_sdp_media_add_codec (m, 111, "opus", 48000, 2, "useinbandfec=1");
  if (red)
    pn_sdp_media_add_codec (m, 63, "red", 48000, 2, "111/111");
  if (dir == PN_DIR_PUB)
    pn_sdp_media_add_ssrc (m, PEER_SSRC, "me");
  return s;
}

typedef struct {
  Peer pub, sub;
  guint32 ssrc;
} Call;

static void
call_init (Call *c, Fixture *f, const char *source, PnSdp *(*offer) (const Peer *p, PnDirection dir))
{
  g_autofree char *track = g_strdup_printf ("1/%s", source);
  guint16 port = pn_worker_port (f->worker);
  peer_init (&c->pub, "127.0.0.1", port, GCM);
  peer_init (&c->sub, "127.0.0.1", port, GCM);
  fixture_offer (f, &c->pub, 1, PN_DIR_PUB, source, offer (&c->pub, PN_DIR_PUB));
  fixture_join (f, &c->pub, 1, PN_DIR_PUB);
  g_assert_nonnull (fixture_await (f, PN_NOTICE_TRACK_UP, 0, 1, NULL, PATIENCE_MS));
  c->ssrc = fixture_offer (f, &c->sub, 2, PN_DIR_SUB, track, offer (&c->sub, PN_DIR_SUB));
  fixture_join (f, &c->sub, 2, PN_DIR_SUB);
}

static void
call_clear (Call *c)
{
  peer_clear (&c->pub);
  peer_clear (&c->sub);
}

/* ---- what a publisher sends */

typedef struct {
  guint32 ssrc;
  const char *rid; /* NULL none */
  guint16 seq, pid, width;
  guint32 ts;
  gboolean key;
} Picture;

/* One packet of VP8; the last byte tells which picture of which layer it is. */
static gsize
make_payload (const Picture *v, guint8 *out)
{
  const guint8 key[] = { 0x10, 0, 0, 0x9D, 0x01, 0x2A, v->width & 0xFF, (guint8) (v->width >> 8), 100, 0 };
  const guint8 delta[] = { 0x11, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
  out[0] = 0x90;
  out[1] = 0x80;
  pn_put16 (out + 2, 0x8000 | v->pid);
  memcpy (out + 4, v->key ? key : delta, sizeof key);
  out[14] = (guint8) (v->width / 160);
  out[15] = (guint8) v->seq;
  return 16;
}

static void
send_payload (Peer *p, guint8 pt, const Picture *v, guint8 rid_ext, const guint8 *payload, gsize len,
              gint64 index)
{
  guint8 out[1500];
  PnRtpExt exts[2] = { { MID_EXT, 1, (const guint8 *) "0" } };
  guint n = 1;
  if (v->rid != NULL)
    exts[n++] = (PnRtpExt){ rid_ext, 1, (const guint8 *) v->rid };
  gsize head = pn_rtp_write_header (out, pt, TRUE, (guint16) index, v->ts, v->ssrc, exts, n);
  peer_send (p, out, pn_srtp_protect (p->send, out, head, payload, len, (guint64) index));
}

static void
send_picture (Peer *p, const Picture *v)
{
  guint8 payload[32];
  send_payload (p, 96, v, RID_EXT, payload, make_payload (v, payload), v->seq);
}

/* The next RTCP packet of this kind within the patience. */
static gboolean
await_rtcp (Peer *p, PnRtcpKind kind, PnRtcp *out, guint8 *data, int ms)
{
  PnRtcpIter iter;
  gsize n;
  while ((n = peer_receive (p, data, 1500, ms)) > 0) {
    if (!pn_rtp_is_rtcp (data, n) || pn_srtp_unprotect_rtcp (p->recv, data, &n) != PN_SRTP_OK)
      continue;
    g_assert_true (pn_rtcp_iter_init (&iter, data, n));
    while (pn_rtcp_next (&iter, out))
      if (out->kind == kind)
        return TRUE;
  }
  return FALSE;
}

static void
send_nack (Peer *p, guint32 ssrc, guint16 seq)
{
  guint8 data[200];
  PnRtcpWriter w = { data, 100, 0 };
  g_assert_true (pn_rtcp_write_nack (&w, 1, ssrc, &seq, 1));
  peer_send (p, data, pn_srtp_protect_rtcp (p->send, data, w.len));
}

/* ---- simulcast */

typedef struct {
  Call call;
  Picture layers[3];
  gint heard; /* layer of the last picture received, -1 none yet */
  PnRtp last;
  guint16 last_pid;
  guint received, switches;
} Show;

static void
answer_requests (Show *s)
{
  guint8 data[1500];
  PnRtcp r;
  while (await_rtcp (&s->call.pub, PN_RTCP_PLI, &r, data, 0))
    for (guint i = 0; i < 3; i++)
      s->layers[i].key |= s->layers[i].ssrc == r.media;
}

static void
take_picture (Show *s, const PnRtp *rtp, const guint8 *data)
{
  PnPayload info;
  gint layer = data[rtp->payload_at + 14] == 1 ? 0 : data[rtp->payload_at + 14] == 2 ? 1 : 2;
  g_assert_true (pn_payload_parse (&info, PN_CODEC_VP8, data + rtp->payload_at, rtp->payload_len));
  g_assert_cmpint (rtp->ssrc, ==, s->call.ssrc);
  if (s->heard >= 0) {
    g_assert_cmpint ((guint16) (rtp->seq - s->last.seq), ==, 1);
    g_assert_cmpint ((gint32) (rtp->ts - s->last.ts), >, 0);
    g_assert_cmpint ((info.pid - s->last_pid) & 0x7FFF, ==, 1);
  }
  if (layer != s->heard) {
    g_assert_true (info.key); /* only there can a decoder go over */
    s->switches++;
  }
  s->heard = layer;
  s->last = *rtp;
  s->last_pid = info.pid;
  s->received++;
}

/* Shows layers up to `top` until layer `until` is what arrives. */
static void
show (Show *s, guint top, gint until)
{
  guint8 data[1500];
  PnRtp rtp;
  for (guint i = 0; i < 200 && s->heard != until; i++) {
    answer_requests (s);
    for (guint k = 0; k < 3; k++) {
      Picture *v = &s->layers[k];
      v->ts += 1800;
      if (k > top)
        continue;
      v->seq++;
      v->pid++;
      send_picture (&s->call.pub, v);
      v->key = FALSE;
    }
    g_usleep (FRAME_US);
    while (peer_hear (&s->call.sub, &rtp, data, 0))
      take_picture (s, &rtp, data);
  }
  g_assert_cmpint (s->heard, ==, until);
}

static PnSdp *
simulcast_offer (const Peer *p, PnDirection dir)
{
  return video_offer (p, dir, TRUE, dir == PN_DIR_PUB ? 3 : 1);
}

static void
test_layers_switch_without_a_jump (Fixture *f, gconstpointer unused)
{
  Show s = { .heard = -1,
             .layers = { { 11, "q", 100, 7, 160, 1000, TRUE },
                         { 22, "h", 5000, 900, 320, 777777, TRUE },
                         { 33, "f", 65500, 32760, 640, 4000000000u, TRUE } } };
  call_init (&s.call, f, "camera", simulcast_offer);
  show (&s, 0, 0); /* only the smallest yet: better than nothing */
  show (&s, 2, 2);
  show (&s, 1, 1); /* the best stops: the next one steps in */
  show (&s, 2, 2);
  show (&s, 0, 0);
  g_assert_cmpint (s.switches, <=, 6); /* on the way up it may pass by the middle one */
  call_clear (&s.call);
}

/* ---- lost packets */

static PnSdp *
rtx_offer (const Peer *p, PnDirection dir)
{
  return video_offer (p, dir, TRUE, 1);
}

static PnSdp *
plain_offer (const Peer *p, PnDirection dir)
{
  return video_offer (p, dir, FALSE, 1);
}

static void
test_lost_packet_comes_again_on_the_repair_stream (Fixture *f, gconstpointer unused)
{
  Call c;
  PnRtp rtp, again;
  guint8 data[1500], copy[1500];
  Picture v = { 11, NULL, 100, 7, 160, 1000, TRUE };
  call_init (&c, f, "camera", rtx_offer);
  send_picture (&c.pub, &v);
  g_assert_true (peer_hear (&c.sub, &rtp, data, PATIENCE_MS));
  for (guint i = 0; i < 2; i++) {
    static guint16 first;
    send_nack (&c.sub, c.ssrc, rtp.seq);
    g_assert_true (peer_hear (&c.sub, &again, copy, PATIENCE_MS));
    g_assert_cmpint (again.pt, ==, 97);
    g_assert_cmpint (again.ssrc, !=, rtp.ssrc);
    g_assert_cmpint (again.ts, ==, rtp.ts);
    g_assert_cmpint (again.payload_len, ==, rtp.payload_len + 2);
    g_assert_cmpint (pn_get16 (copy + again.payload_at), ==, rtp.seq);
    g_assert_cmpmem (copy + again.payload_at + 2, rtp.payload_len, data + rtp.payload_at, rtp.payload_len);
    if (i == 0)
      first = again.seq;
    else
      g_assert_cmpint ((guint16) (again.seq - first), ==, 1); /* numbers of its own */
  }
  send_nack (&c.sub, c.ssrc, (guint16) (rtp.seq - 9)); /* never sent */
  g_assert_false (peer_hear (&c.sub, &again, copy, 200));
  g_assert_cmpint (COUNTER (f, nack_missed), ==, 1);
  call_clear (&c);
}

static void
tell_loss (Peer *p, guint32 ssrc)
{
  guint8 data[200];
  PnRtcpWriter w = { data, 100, 0 };
  const PnRtcpReport lossy = { .ssrc = ssrc, .fraction = 40 };
  g_assert_true (pn_rtcp_write_rr (&w, 1, &lossy, 1));
  peer_send (p, data, pn_srtp_protect_rtcp (p->send, data, w.len));
}

/* What others are built upon goes a second time unasked, on the repair stream, once the line is known to lose; and the receiver is told to
 * hold pictures until it can have come. */
static void
test_on_a_losing_line_pictures_go_twice_and_are_held (Fixture *f, gconstpointer unused)
{
  Call c;
  PnRtp rtp = { 0 };
  guint8 data[1500];
  const guint8 *delay = NULL;
  gboolean held = FALSE;
  gsize len;
  guint16 heard[256], n = 0, twice = 0;
  Picture v = { 11, NULL, 100, 7, 160, 1000, TRUE };
  call_init (&c, f, "camera", rtx_offer);
  send_picture (&c.pub, &v);
  g_assert_true (peer_hear (&c.sub, &rtp, data, PATIENCE_MS));
  g_assert_null (pn_rtp_ext (&rtp, data, DELAY_EXT, &len));
  heard[n++] = rtp.seq;
  tell_loss (&c.sub, c.ssrc);
  for (guint i = 0; i < 150 && (twice < 5 || !held); i++) {
    v = (Picture){ 11, NULL, (guint16) (101 + i), (guint16) (8 + i), 160, 4000 + 3000 * i, FALSE };
    send_picture (&c.pub, &v);
    while (peer_hear (&c.sub, &rtp, data, 20))
      if (rtp.ssrc == c.ssrc) {
        heard[n++] = rtp.seq;
        delay = pn_rtp_ext (&rtp, data, DELAY_EXT, &len);
        held |= delay != NULL && len == 3 && (delay[0] | delay[1] >> 4) != 0;
      } else
        for (guint k = 0; k < n; k++)
          twice += heard[k] == pn_get16 (data + rtp.payload_at);
  }
  g_assert_cmpint (twice, >=, 5);
  g_assert_true (held);
  call_clear (&c);
}

static void
test_without_repair_stream_the_same_bytes_come_again (Fixture *f, gconstpointer unused)
{
  Call c;
  guint8 data[1500], again[1500];
  gsize n, m;
  Picture v = { 11, NULL, 100, 7, 160, 1000, TRUE };
  call_init (&c, f, "camera", plain_offer);
  send_picture (&c.pub, &v);
  while ((n = peer_receive (&c.sub, data, sizeof data, PATIENCE_MS)) > 0 && pn_rtp_is_rtcp (data, n))
    ;
  g_assert_cmpint (n, >, 0);
  v = (Picture){
    11, NULL, 101, 8, 160, 4000, FALSE
  }; /* other packets take transport-wide numbers meanwhile */
  send_picture (&c.pub, &v);
  while ((m = peer_receive (&c.sub, again, sizeof again, PATIENCE_MS)) > 0 && pn_rtp_is_rtcp (again, m))
    ;
  send_nack (&c.sub, c.ssrc, pn_get16 (data + 2));
  while ((m = peer_receive (&c.sub, again, sizeof again, PATIENCE_MS)) > 0 && pn_rtp_is_rtcp (again, m))
    ;
  /* Anything else under the same nonce would give the authentication key away (RFC 7714 section 8.1). */
  g_assert_cmpmem (again, m, data, n);
  call_clear (&c);
}

static void
test_publisher_is_asked_and_its_repair_fills_the_gap (Fixture *f, gconstpointer unused)
{
  Call c;
  PnRtp rtp;
  PnRtcp nack;
  guint8 data[1500], payload[40];
  guint16 seqs[8], first;
  Picture v = { 33, "h", 100, 7, 160, 1000, TRUE }, lost = { 33, "h", 101, 8, 160, 4000, FALSE };
  call_init (&c, f, "camera", simulcast_offer);
  send_picture (&c.pub, &v);
  g_assert_true (peer_hear (&c.sub, &rtp, data, PATIENCE_MS));
  first = rtp.seq;
  v = (Picture){ 33, "h", 102, 9, 160, 7000, FALSE };
  send_picture (&c.pub, &v);
  g_assert_true (peer_hear (&c.sub, &rtp, data, PATIENCE_MS));
  g_assert_cmpint ((guint16) (rtp.seq - first), ==, 2);
  g_assert_true (await_rtcp (&c.pub, PN_RTCP_NACK, &nack, data, PATIENCE_MS));
  g_assert_cmpint (nack.media, ==, 33);
  g_assert_cmpint (pn_rtcp_nack_seqs (&nack, seqs, 8), ==, 1);
  g_assert_cmpint (seqs[0], ==, 101);
  pn_put16 (payload, 101);
  gsize n = make_payload (&lost, payload + 2);
  lost.ssrc = RTX_SSRC;
  send_payload (&c.pub, 97, &lost, RRID_EXT, payload, n + 2, 9);
  g_assert_true (peer_hear (&c.sub, &rtp, data, PATIENCE_MS));
  g_assert_cmpint ((guint16) (rtp.seq - first), ==, 1);
  g_assert_cmpint (rtp.pt, ==, 96);
  g_assert_cmpint (data[rtp.payload_at + 15], ==, 101);
  send_payload (&c.pub, 97, &lost, RRID_EXT, payload, n + 2, 10); /* nobody lacks it any more */
  g_assert_false (peer_hear (&c.sub, &rtp, data, 200));
  g_assert_cmpint (COUNTER (f, repaired), ==, 1);
  call_clear (&c);
}

/* ---- sound */

static void
send_sound (Peer *p, guint8 pt, guint16 seq, const guint8 *payload, gsize len)
{
  guint8 out[1500];
  gsize head = pn_rtp_write_header (out, pt, FALSE, seq, seq * 960u, PEER_SSRC, NULL, 0);
  peer_send (p, out, pn_srtp_protect (p->send, out, head, payload, len, seq));
}

static void
send_frame (Peer *p, guint16 seq)
{
  guint8 frame[30];
  memset (frame, seq, sizeof frame);
  send_sound (p, 111, seq, frame, sizeof frame);
}

static PnSdp *
red_offer (const Peer *p, PnDirection dir)
{
  return audio_offer (p, dir, TRUE);
}

static PnSdp *
red_up_offer (const Peer *p, PnDirection dir)
{
  return audio_offer (p, dir, dir == PN_DIR_PUB);
}

static void
test_redundancy_of_a_publisher_fills_gaps_for_all (Fixture *f, gconstpointer unused)
{
  Call c;
  PnRtp rtp;
  guint8 data[1500], frames[4][20], payload[200];
  guint16 first = 0;
  call_init (&c, f, "mic", red_up_offer);
  for (guint i = 0; i < 4; i++)
    memset (frames[i], (int) i, sizeof frames[i]);
  for (guint i = 0; i < 4; i++) {
    if (i == 1 || i == 2)
      continue; /* both lost */
    const PnRedBlock blocks[] = { { 111, 1920, 20, frames[(i + 2) % 4] },
                                  { 111, 960, 20, frames[(i + 3) % 4] },
                                  { 111, 0, 20, frames[i] } };
    guint from = i == 0 ? 2 : 0;
    send_sound (&c.pub, 63, (guint16) (100 + i), payload,
                pn_red_write (payload, sizeof payload, blocks + from, 3 - from));
  }
  for (guint i = 0; i < 4; i++) {
    g_assert_true (peer_hear (&c.sub, &rtp, data, PATIENCE_MS));
    if (i == 0)
      first = rtp.seq;
    g_assert_cmpint (rtp.pt, ==, 111); /* who did not negotiate RED gets frames alone */
    g_assert_cmpint ((guint16) (rtp.seq - first), ==, i);
    g_assert_cmpmem (data + rtp.payload_at, rtp.payload_len, frames[i], 20);
  }
  g_assert_cmpint (COUNTER (f, repaired), ==, 2);
  call_clear (&c);
}

static guint
hear_blocks (Call *c, guint8 *data, PnRedBlock *blocks)
{
  PnRtp rtp;
  g_assert_true (peer_hear (&c->sub, &rtp, data, PATIENCE_MS));
  g_assert_cmpint (rtp.pt, ==, 63);
  return pn_red_parse (blocks, data + rtp.payload_at, rtp.payload_len);
}

static void
test_sound_carries_earlier_frames_and_more_when_packets_are_lost (Fixture *f, gconstpointer unused)
{
  Call c;
  PnRedBlock blocks[PN_RED_BLOCKS];
  guint8 data[1500];
  call_init (&c, f, "mic", red_offer);
  send_frame (&c.pub, 100); /* plain Opus comes in */
  g_assert_cmpint (hear_blocks (&c, data, blocks), ==, 1);
  send_frame (&c.pub, 101);
  g_assert_cmpint (hear_blocks (&c, data, blocks), ==, 2);
  g_assert_cmpint (blocks[0].offset, ==, 960);
  g_assert_cmpint (blocks[0].data[0], ==, 100);
  g_assert_cmpint (blocks[1].data[0], ==, 101);
  tell_loss (&c.sub, c.ssrc);
  guint n = 0;
  for (guint16 seq = 102; n < 3 && seq < 120; seq++) { /* the report may be read after the next packet */
    send_frame (&c.pub, seq);
    n = hear_blocks (&c, data, blocks);
  }
  g_assert_cmpint (n, ==, 3);
  g_assert_cmpint (blocks[0].offset, ==, 1920);
  call_clear (&c);
}

static void
test_lost_sound_comes_again_as_the_same_bytes (Fixture *f, gconstpointer unused)
{
  Call c;
  guint8 first[1500], data[1500];
  gsize n = 0, m;
  call_init (&c, f, "mic", red_offer);
  for (guint16 seq = 100; seq < 105; seq++) {
    send_frame (&c.pub, seq);
    do
      m = peer_receive (&c.sub, data, sizeof data, PATIENCE_MS);
    while (m > 0 && pn_rtp_is_rtcp (data, m));
    if (seq == 102)
      memcpy (first, data, n = m);
  }
  send_nack (&c.sub, c.ssrc, pn_get16 (first + 2));
  do
    m = peer_receive (&c.sub, data, sizeof data, PATIENCE_MS);
  while (m > 0 && pn_rtp_is_rtcp (data, m));
  g_assert_cmpmem (data, m, first, n);
  call_clear (&c);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*run) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "/simulcast/switch", test_layers_switch_without_a_jump },
    { "/rtx/down", test_lost_packet_comes_again_on_the_repair_stream },
    { "/rtx/twice", test_on_a_losing_line_pictures_go_twice_and_are_held },
    { "/rtx/none", test_without_repair_stream_the_same_bytes_come_again },
    { "/rtx/up", test_publisher_is_asked_and_its_repair_fills_the_gap },
    { "/red/up", test_redundancy_of_a_publisher_fills_gaps_for_all },
    { "/red/down", test_sound_carries_earlier_frames_and_more_when_packets_are_lost },
    { "/red/again", test_lost_sound_comes_again_as_the_same_bytes },
  };
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, fixture_setup, tests[i].run, fixture_teardown);
  return g_test_run ();
}
