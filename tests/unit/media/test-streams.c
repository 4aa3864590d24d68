/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tracks with layers and what a receiver gets of them: a tap on a real socket, time handed in. */
#include <string.h>

#include "media/rtp/bytes.h"
#include "media/sfu/objects.h"

#define MS 1000
#define FRAME_MS 40
#define FRAME_TS (90 * FRAME_MS)

typedef struct {
  PnHost host;
  PnCounters counters;
  PnNet *in;
  PnConn conn;
  PnTrack *track;
  PnSender *tap;
  guint16 seq[PN_MAX_LAYERS];
  guint32 ts[PN_MAX_LAYERS];
  guint16 pid;
  guint8 tl0;
  gint64 now;
  gboolean keep; /* the next packet is late */
  guint8 kept[64];
  gsize kept_len;
  /* what came */
  gboolean heard;
  guint16 last_seq;
  guint32 last_ts;
  gint last_pid, layer;
  PnPayload last;
  guint received;
} Stage;

static void
forget_notice (PnNotice *notice, gpointer data)
{
  pn_notice_free (notice);
}

static void
make_track (Stage *s, guint layers)
{
  static const char *const rids[] = { "q", "h", "f" };
  g_autoptr (PnSdp) offer = pn_sdp_new ();
  PnSdpMedia *m = pn_sdp_add_media (offer, "video", "0");
  PnLine line;
  pn_sdp_media_add_codec (m, 96, "VP8", 90000, 1, NULL);
  pn_sdp_media_add_ext (m, 2, PN_SDP_EXT_RID);
  for (guint i = 0; layers > 1 && i < layers; i++) {
    g_ptr_array_add (m->rids, g_strdup (rids[i]));
    g_ptr_array_add (m->simulcast, g_strdup (rids[i]));
  }
  pn_line_read (&line, offer, m);
  s->track = pn_track_new (&s->conn, PN_SOURCE_CAMERA, &line);
  pn_room_track_up (s->conn.peer->room, s->track);
}

static void
stage_init (Stage *s, guint layers)
{
  PnAddr to;
  memset (s, 0, sizeof *s);
  s->in = pn_net_new ("127.0.0.1", 0, NULL);
  s->host = (PnHost){ .transport = { .net = pn_net_new ("127.0.0.1", 0, NULL), .counters = &s->counters },
                      .rooms = g_hash_table_new (g_int64_hash, g_int64_equal),
                      .notify = forget_notice };
  s->conn.peer = pn_room_peer (pn_room_get (&s->host, 1, TRUE), 1, TRUE);
  g_assert_true (pn_addr_parse (&to, "127.0.0.1", pn_net_port (s->in)));
  s->tap = pn_room_tap (s->conn.peer->room, "1/camera", &to);
  for (guint i = 0; i < PN_MAX_LAYERS; i++) {
    s->seq[i] = (guint16) (65530 + i * 100);
    s->ts[i] = i * 0x50000000u;
  }
  s->pid = 0x7FFD;
  s->now = G_USEC_PER_SEC;
  s->layer = -1;
  make_track (s, layers);
}

static void
stage_clear (Stage *s)
{
  PnRoom *room = s->conn.peer->room;
  pn_room_track_down (room, s->track);
  pn_track_free (s->track);
  pn_room_free (room);
  g_hash_table_unref (s->host.rooms);
  pn_net_free (s->host.transport.net);
  pn_net_free (s->in);
}

/* Whatever is said of the numbers here holds for all that ever comes. */
static void
take (Stage *s, const PnDatagram *d)
{
  PnRtp rtp;
  g_assert_true (pn_rtp_parse (&rtp, d->data, d->len));
  g_assert_true (pn_payload_parse (&s->last, PN_CODEC_VP8, d->data + rtp.payload_at, rtp.payload_len));
  gint layer = d->data[rtp.payload_at + rtp.payload_len - 1];
  if (s->heard) {
    g_assert_cmpint ((guint16) (rtp.seq - s->last_seq), ==, 1);
    g_assert_cmpint ((gint32) (rtp.ts - s->last_ts), >, 0);
    g_assert_cmpint ((s->last.pid - s->last_pid) & 0x7FFF, ==, 1);
  }
  if (layer != s->layer)
    g_assert_true (s->last.key);
  s->heard = TRUE;
  s->layer = layer;
  s->last_seq = rtp.seq;
  s->last_ts = rtp.ts;
  s->last_pid = s->last.pid;
  s->received++;
}

static void
receive (Stage *s)
{
  const PnDatagram *d;
  for (guint n; (n = pn_net_receive (s->in, PN_NET_V4, &d)) > 0;)
    for (guint i = 0; i < n; i++)
      take (s, &d[i]);
}

/* One picture of one layer; a key frame when the layer was asked for one, as a publisher would. */
static void
send_layer (Stage *s, guint index, guint8 tid, gboolean sync)
{
  PnLayer *l = s->track->layers[index];
  gboolean key = l->key_wanted || s->seq[index] == (guint16) (65530 + index * 100);
  guint8 data[64];
  PnRtp rtp;
  gsize at = pn_rtp_write_header (data, 96, TRUE, ++s->seq[index], s->ts[index], 100 + index, NULL, 0);
  const guint8 payload[] = { 0x90,
                             0xE0,
                             0x80 | (s->pid >> 8),
                             (guint8) s->pid,
                             s->tl0,
                             (guint8) (tid << 6 | sync << 5),
                             key ? 0x10 : 0x11,
                             0,
                             0,
                             0x9D,
                             1,
                             0x2A,
                             (guint8) (40 << index),
                             0,
                             30,
                             0,
                             0,
                             (guint8) index };
  memcpy (data + at, payload, sizeof payload);
  l->key_wanted = FALSE;
  if (s->keep) {
    memcpy (s->kept, data, s->kept_len = at + sizeof payload);
    s->keep = FALSE;
    return;
  }
  g_assert_true (pn_rtp_parse (&rtp, data, at + sizeof payload));
  pn_track_packet (l, &rtp, data, s->now);
  receive (s);
}

/* Time goes on by one frame for every layer. */
static void
next_frame (Stage *s, guint8 tid)
{
  s->now += FRAME_MS * MS;
  s->pid = (s->pid + 1) & 0x7FFF;
  s->tl0 = (guint8) (s->tl0 + (tid == 0));
  for (guint i = 0; i < PN_MAX_LAYERS; i++)
    s->ts[i] += FRAME_TS;
}

static void
play (Stage *s, guint frames, guint top)
{
  for (guint n = 0; n < frames; n++) {
    next_frame (s, 0);
    for (guint i = 0; i <= top; i++)
      send_layer (s, i, 0, FALSE);
    pn_track_tick (s->track, s->now);
  }
}

/* ---- promises */

static void
test_wanted_layer_is_reached_at_its_key_frame (void)
{
  Stage s;
  stage_init (&s, 3);
  play (&s, 10, 2);
  g_assert_cmpint (s.layer, ==, 2);
  pn_sender_set_target (s.tap, 0);
  g_assert_true (s.track->layers[0]->key_wanted);
  g_assert_false (s.track->layers[1]->key_wanted); /* nobody waits for that one */
  s.track->layers[0]->key_wanted = FALSE;          /* the request is lost: the picture goes on as it was */
  play (&s, 5, 2);
  g_assert_cmpint (s.layer, ==, 2);
  g_assert_true (pn_sender_awaits_key (s.tap, s.track->layers[0])); /* so it is asked again */
  s.track->layers[0]->key_wanted = TRUE;
  play (&s, 2, 2);
  g_assert_cmpint (s.layer, ==, 0);
  pn_sender_set_target (s.tap, 1);
  play (&s, 3, 2);
  g_assert_cmpint (s.layer, ==, 1);
  g_assert_cmpint (s.track->layers[2]->senders->len, ==, 0); /* what nobody gets costs nothing */
  g_assert_cmpint (s.received, >=, 18);
  stage_clear (&s);
}

static void
test_lower_layer_steps_in_when_the_wanted_one_stops (void)
{
  Stage s;
  stage_init (&s, 3);
  play (&s, 10, 2);
  g_assert_cmpint (s.layer, ==, 2);
  play (&s, 30, 1);
  g_assert_cmpint (s.layer, ==, 1);
  play (&s, 30, 2);
  g_assert_cmpint (s.layer, ==, 2);
  s.now += 10 * G_USEC_PER_SEC; /* all of them stop: a camera that is off is no reason to change */
  pn_track_tick (s.track, s.now);
  g_assert_null (s.tap->next);
  stage_clear (&s);
}

static void
test_paused_receiver_gets_nothing_and_joins_on_at_a_key_frame (void)
{
  Stage s;
  stage_init (&s, 3);
  play (&s, 5, 2);
  pn_sender_set_target (s.tap, -1);
  guint before = s.received;
  play (&s, 20, 2);
  g_assert_cmpint (s.received, ==, before);
  pn_sender_set_target (s.tap, 1);
  g_assert_true (s.track->layers[1]->key_wanted);
  play (&s, 2, 2);
  g_assert_cmpint (s.received, ==, before + 2);
  g_assert_cmpint (s.layer, ==, 1);
  stage_clear (&s);
}

/* Clocks of the layers begin anywhere; their sender reports tell what they have in common. */
static void
test_layers_share_one_clock_through_their_reports (void)
{
  Stage s;
  stage_init (&s, 3);
  play (&s, 5, 2);
  PnRtcp sr = { .ntp = G_GUINT64_CONSTANT (0xE0000000) << 32 };
  for (guint i = 0; i < 3; i++) {
    sr.rtp_ts = s.ts[i];
    pn_reception_sender_report (&s.track->layers[i]->reception, &sr, s.now);
    sr.ntp -= G_GUINT64_CONSTANT (0x100000000)
              / 25; /* each layer's timestamps are 40 ms behind the one before */
  }
  guint32 ts = s.last_ts;
  pn_sender_set_target (s.tap, 1);
  next_frame (&s, 0);
  s.now += 3 * G_USEC_PER_SEC; /* it comes late: that shall not show in its timestamp */
  send_layer (&s, 1, 0, FALSE);
  g_assert_cmpint (s.layer, ==, 1);
  g_assert_cmpint ((gint) (s.last_ts - ts), ==, 2 * FRAME_TS);
  ts = s.last_ts;
  pn_sender_set_target (s.tap, 2);
  for (guint i = 0; i < 2; i++)
    next_frame (&s, 0);
  send_layer (&s, 2, 0, FALSE);
  g_assert_cmpint ((gint) (s.last_ts - ts), ==, FRAME_TS);
  stage_clear (&s);
}

static void
test_temporal_layers_are_left_out_and_joined_where_they_may (void)
{
  static const guint8 pattern[] = { 0, 2, 1, 2 };
  Stage s;
  stage_init (&s, 1);
  for (guint n = 0; n < 8; n++, next_frame (&s, pattern[n % 4]))
    send_layer (&s, 0, pattern[n % 4], FALSE);
  g_assert_cmpint (s.received, ==, 8);
  pn_sender_set_temporal (s.tap, 0);
  for (guint n = 0; n < 8; n++, next_frame (&s, pattern[n % 4])) {
    send_layer (&s, 0, pattern[n % 4], FALSE);
    g_assert_cmpint (s.last.tid, ==, 0);
  }
  g_assert_cmpint (s.received, ==, 10);
  pn_sender_set_temporal (s.tap, PN_ALL_TIDS);
  for (guint n = 0; n < 4; n++, next_frame (&s, pattern[n % 4]))
    send_layer (&s, 0, pattern[n % 4], FALSE);
  g_assert_cmpint (s.received, ==, 11); /* the others need pictures that were left out */
  for (guint n = 0; n < 4; n++, next_frame (&s, pattern[n % 4]))
    send_layer (&s, 0, pattern[n % 4], TRUE);
  g_assert_cmpint (s.received, ==, 15);
  stage_clear (&s);
}

static void
test_a_key_frame_under_way_answers_who_asks (void)
{
  Stage s;
  stage_init (&s, 1);
  g_assert_false (pn_sender_has_key_under_way (s.tap, 60 * MS, s.now));
  play (&s, 1, 0);
  gint64 sent = s.now;
  play (&s, 3, 0); /* no more of them */
  g_assert_true (pn_sender_has_key_under_way (s.tap, 60 * MS, sent + 60 * MS));
  g_assert_false (pn_sender_has_key_under_way (s.tap, 60 * MS, sent + 160 * MS));
  stage_clear (&s);
}

/* Else the receiver would ask in vain for what was never sent to it. */
static void
test_what_came_before_the_lost_beginning_of_a_key_frame_goes_after_it (void)
{
  Stage s;
  PnRtp rtp;
  stage_init (&s, 1);
  play (&s, 3, 0);
  pn_sender_hold (s.tap);
  s.track->layers[0]->key_wanted = s.keep = TRUE;
  play (&s, 3, 0);
  g_assert_cmpint (s.received, ==, 3);
  g_assert_true (pn_rtp_parse (&rtp, s.kept, s.kept_len));
  pn_track_packet (s.track->layers[0], &rtp, s.kept, s.now);
  receive (&s);
  g_assert_cmpint (s.received, ==, 6);
  play (&s, 2, 0);
  g_assert_cmpint (s.received, ==, 8);
  stage_clear (&s);
}

/* A request may be lost like everything else, and the next one is half a second away. */
static void
test_on_a_losing_line_key_frames_are_asked_for_twice (void)
{
  Stage s;
  stage_init (&s, 1);
  play (&s, 2, 0);
  PnLayer *l = s.track->layers[0];
  s.now += G_USEC_PER_SEC;
  l->key_wanted = TRUE;
  g_assert_true (pn_layer_key_due (l, s.now));
  g_assert_false (pn_layer_key_due (l, s.now + 20 * MS)); /* nothing was lost so far */
  s.now += G_USEC_PER_SEC;
  l->reception.lost_at = s.now - 100 * MS;
  l->key_wanted = TRUE;
  g_assert_true (pn_layer_key_due (l, s.now));
  g_assert_false (pn_layer_key_due (l, s.now + 5 * MS));
  g_assert_true (pn_layer_key_due (l, s.now + 20 * MS));
  g_assert_false (pn_layer_key_due (l, s.now + 40 * MS));
  s.now += G_USEC_PER_SEC;
  l->reception.lost_at = s.now;
  l->key_wanted = TRUE;
  g_assert_true (pn_layer_key_due (l, s.now));
  l->key_wanted = TRUE;
  play (&s, 1, 0); /* it comes at once */
  g_assert_false (pn_layer_key_due (l, s.now + 20 * MS));
  stage_clear (&s);
}

static void
send_padding (Stage *s)
{
  guint8 data[64] = { 0 };
  PnRtp rtp;
  gsize at = pn_rtp_write_header (data, 96, FALSE, ++s->seq[0], s->ts[0], 100, NULL, 0);
  data[0] |= 0x20;
  data[at + 19] = 20;
  g_assert_true (pn_rtp_parse (&rtp, data, at + 20));
  pn_track_packet (s->track->layers[0], &rtp, data, s->now);
  receive (s);
}

/* Firefox probes with padding on the stream itself as long as there is no other: receivers asked for it again and again. */
static void
test_padding_leaves_no_gap (void)
{
  Stage s;
  stage_init (&s, 1);
  for (guint n = 0; n < 40; n++) {
    play (&s, 1, 0);
    for (guint i = 0; i < n % 4; i++)
      send_padding (&s);
  }
  g_assert_cmpint (s.received, ==, 40);
  stage_clear (&s);
}

static void
test_another_stream_joins_on_wherever_its_numbers_begin (void)
{
  Stage s;
  stage_init (&s, 1);
  play (&s, 5, 0);
  pn_layer_restart (s.track->layers[0]); /* a browser made a new stream: an older number, another clock */
  g_assert_true (s.track->layers[0]->key_wanted);
  s.track->layers[0]->key_wanted = FALSE;
  s.seq[0] = (guint16) (s.seq[0] - 2000);
  s.ts[0] -= 77777777;
  play (&s, 3, 0);
  g_assert_cmpint (s.received, ==, 5); /* pictures nobody could decode */
  s.track->layers[0]->key_wanted = TRUE;
  play (&s, 3, 0);
  g_assert_cmpint (s.received, ==, 8);
  stage_clear (&s);
}

static void
test_layers_are_sorted_by_the_size_of_their_pictures (void)
{
  Stage s;
  stage_init (&s, 3);
  PnLayer *f = s.track->layers[0]; /* a client that names its largest first */
  pn_layer_note_size (s.track->layers[2], 160, 90);
  pn_layer_note_size (s.track->layers[1], 320, 180);
  pn_layer_note_size (s.track->layers[0], 640, 360);
  g_assert_true (s.track->layers[2] == f);
  for (guint i = 0; i < 3; i++) {
    g_assert_cmpint (s.track->layers[i]->index, ==, i);
    g_assert_cmpint (s.track->layers[i]->width, ==, 160 << i);
  }
  stage_clear (&s);
}

static void
test_redundancy_is_made_of_what_is_there (void)
{
  g_autoptr (PnStore) store = pn_store_new (8);
  PnRedundancy *r = pn_redundancy_new ();
  gsize len;
  for (gint64 seq = 10; seq < 14; seq++) {
    PnPacket *p = pn_store_put (store, seq);
    p->ts = (guint32) (seq == 13 ? 40000 : seq * 960); /* a pause of speech (DTX) before 13 */
    p->len = 50;
    memset (p->payload, (int) seq, 50);
  }
  const PnPacket *p = pn_store_get (store, 12);
  g_assert_cmpint (pn_redundancy_mask (store, p, 1), ==, 1);
  g_assert_cmpint (pn_redundancy_mask (store, p, 2), ==, 3);
  g_assert_nonnull (pn_redundancy_make (r, store, p, 111, 3, &len));
  g_assert_cmpint (len, ==, 2 * (4 + 50) + 1 + 50);
  g_assert_cmpint (pn_redundancy_mask (store, pn_store_get (store, 13), 2), ==,
                   0); /* too long ago for 14 bits */
  g_assert_cmpint (pn_redundancy_mask (store, pn_store_get (store, 10), 2), ==, 0);
  pn_store_put (store, 19)->ts = 0;                               /* takes the place of 11 */
  g_assert_null (pn_redundancy_make (r, store, p, 112, 3, &len)); /* other bytes than were sent: none */
  pn_redundancy_free (r);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/streams/target", test_wanted_layer_is_reached_at_its_key_frame);
  g_test_add_func ("/streams/fallback", test_lower_layer_steps_in_when_the_wanted_one_stops);
  g_test_add_func ("/streams/pause", test_paused_receiver_gets_nothing_and_joins_on_at_a_key_frame);
  g_test_add_func ("/streams/clock", test_layers_share_one_clock_through_their_reports);
  g_test_add_func ("/streams/temporal", test_temporal_layers_are_left_out_and_joined_where_they_may);
  g_test_add_func ("/streams/key", test_a_key_frame_under_way_answers_who_asks);
  g_test_add_func ("/streams/key-again", test_on_a_losing_line_key_frames_are_asked_for_twice);
  g_test_add_func ("/streams/key-late", test_what_came_before_the_lost_beginning_of_a_key_frame_goes_after_it);
  g_test_add_func ("/streams/padding", test_padding_leaves_no_gap);
  g_test_add_func ("/streams/restart", test_another_stream_joins_on_wherever_its_numbers_begin);
  g_test_add_func ("/streams/order", test_layers_are_sorted_by_the_size_of_their_pictures);
  g_test_add_func ("/streams/redundancy", test_redundancy_is_made_of_what_is_there);
  return g_test_run ();
}
