/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Voice slots over real sockets: ten microphones, three loud ones, and people who listen through slots only.
 */
#include <string.h>

#include "tests/unit/media/fixture.h"

#define MICS 10
#define SLOTS 3
#define FRAME_US 5000

typedef struct {
  guint by[SLOTS];       /* whose voice was on it last; 0 none */
  guint heard[MICS + 2]; /* packets by speaker */
  gint last[SLOTS];      /* number of the last packet, -1 none */
  guint32 ts[SLOTS], ssrcs[SLOTS];
} Ear;

typedef struct {
  Fixture f;           /* first, for g_test_add */
  Peer mics[MICS + 1]; /* by peer, from 1 */
  Peer own, guest;     /* of peer 1, who has a microphone; of one who has none */
  guint16 seq;
} Hall;

static void
listen_in (Hall *h, Peer *p, gint64 id, Ear *ear)
{
  const char *why;
  PnCommand *c = pn_command_new (PN_COMMAND_OFFER);
  memset (ear, 0, sizeof *ear);
  c->req = ++h->f.next_req;
  c->room = 1;
  c->peer = id;
  c->dir = PN_DIR_SUB;
  c->home = h->f.home;
  if (p->remote_ufrag[0] == '\0')
    peer_init (p, "127.0.0.1", pn_worker_port (h->f.worker), "SRTP_AEAD_AES_128_GCM");
  c->offer = peer_offer (p, PN_DIR_SUB);
  for (guint i = 0; i < SLOTS; i++) {
    PnWant w = { 0 };
    g_snprintf (w.mid, sizeof w.mid, "%u", i);
    g_snprintf (w.name, sizeof w.name, "loud/%u", i + 1);
    g_array_append_val (c->wants, w);
    g_ptr_array_add (c->offer->bundle, g_strdup (w.mid));
    if (i == 0)
      continue;
    PnSdpMedia *m = pn_sdp_add_media (c->offer, "audio", w.mid);
    m->direction = PN_SDP_RECVONLY;
    pn_sdp_media_add_codec (m, 109, "opus", 48000, 2, NULL);
    pn_sdp_media_add_ext (m, 3, PN_SDP_EXT_LEVEL);
  }
  gint64 req = c->req;
  pn_worker_post (h->f.worker, c);
  const PnNotice *n = fixture_await (&h->f, PN_NOTICE_ANSWER, req, 0, NULL, PATIENCE_MS);
  g_assert_nonnull (n);
  peer_answer (p, n->text);
  g_autoptr (PnSdp) answer = pn_sdp_parse (n->text, strlen (n->text), &why);
  for (guint i = 0; i < SLOTS; i++) {
    const PnSdpMedia *m = g_ptr_array_index (answer->media, i);
    ear->last[i] = -1;
    ear->ssrcs[i] = g_array_index (m->ssrcs, PnSdpSsrc, 0).ssrc;
  }
}

static void
order (Hall *h, PnCommandKind kind, gint64 peer)
{
  PnCommand *c = pn_command_new (kind);
  c->room = 1;
  c->peer = peer;
  c->limit = SLOTS;
  c->source = PN_SOURCE_MIC;
  c->muted = TRUE;
  if (c->called == NULL)
    c->called = g_array_new (FALSE, TRUE, sizeof (gint64));
  pn_worker_post (h->f.worker, c);
}

static void
fill (Hall *h)
{
  for (guint id = 1; id <= MICS; id++) {
    peer_init (&h->mics[id], "127.0.0.1", pn_worker_port (h->f.worker), "SRTP_AEAD_AES_128_GCM");
    fixture_negotiate (&h->f, &h->mics[id], id, PN_DIR_PUB, "mic");
    fixture_join (&h->f, &h->mics[id], id, PN_DIR_PUB);
  }
  order (h, PN_COMMAND_VOICES, 0);
  h->seq = 100;
}

/* One frame of everybody, loud or nearly silent; each payload says whose it is. */
static void
frame (Hall *h, guint loud)
{
  guint8 out[1500], payload[40];
  for (guint id = 1; id <= MICS; id++) {
    const guint8 level = loud >> id & 1 ? 20 : 100;
    const PnRtpExt ext = { 1, 1, &level };
    memset (payload, (int) id, sizeof payload);
    gsize head
        = pn_rtp_write_header (out, 111, FALSE, h->seq, id * 77777u + h->seq * 960u, PEER_SSRC, &ext, 1);
    peer_send (&h->mics[id], out,
               pn_srtp_protect (h->mics[id].send, out, head, payload, sizeof payload, h->seq));
  }
  h->seq++;
}

static void
hear_all (Peer *p, Ear *ear)
{
  PnRtp rtp;
  guint8 data[1500];
  while (peer_hear (p, &rtp, data, 1)) {
    guint slot = 0, by = data[rtp.payload_at];
    while (slot < SLOTS && ear->ssrcs[slot] != rtp.ssrc)
      slot++;
    g_assert_cmpint (slot, <, SLOTS);
    g_assert_cmpint (by, <=, MICS);
    if (ear->last[slot] >= 0) { /* no jump, whoever it is */
      g_assert_cmpint (rtp.seq, ==, (guint16) (ear->last[slot] + 1));
      g_assert_cmpint ((gint32) (rtp.ts - ear->ts[slot]), >, 0);
      g_assert_cmpint ((gint32) (rtp.ts - ear->ts[slot]), <, 48000 * 10);
    }
    ear->last[slot] = rtp.seq;
    ear->ts[slot] = rtp.ts;
    ear->by[slot] = by;
    ear->heard[by]++;
  }
}

static void
talk (Hall *h, guint loud, guint frames, Ear *own, Ear *guest)
{
  for (guint i = 0; i < frames; i++) {
    frame (h, loud);
    g_usleep (FRAME_US);
    if (own != NULL)
      hear_all (&h->own, own);
    hear_all (&h->guest, guest);
  }
}

static void
expect_heard (const Ear *ear, guint id, gboolean loud)
{
  if (loud)
    g_assert_cmpint (ear->heard[id], >=, 80);
  else
    g_assert_cmpint (ear->heard[id], ==, 0);
}

#define LOUD(a, b, c) (1u << (a) | 1u << (b) | 1u << (c))

static void
test_the_loud_are_heard_and_never_oneself (Hall *h, gconstpointer unused)
{
  Ear own, guest;
  fill (h);
  listen_in (h, &h->own, 1, &own);
  g_ptr_array_set_size (h->f.notices, 0); /* that its microphone is connected */
  fixture_join (&h->f, &h->own, 1, PN_DIR_SUB);
  listen_in (h, &h->guest, 20, &guest);
  fixture_join (&h->f, &h->guest, 20, PN_DIR_SUB);
  talk (h, LOUD (1, 2, 3), 100, &own, &guest);
  g_assert_cmpint (own.heard[1], ==, 0);
  for (guint id = 1; id <= MICS; id++) {
    expect_heard (&guest, id, id <= 3);
    if (id > 1)
      g_assert_cmpint (own.heard[id], ==, guest.heard[id]);
  }
}

static void
test_a_slot_goes_on_with_another_voice (Hall *h, gconstpointer unused)
{
  Ear guest, again;
  fill (h);
  listen_in (h, &h->guest, 20, &guest);
  fixture_join (&h->f, &h->guest, 20, PN_DIR_SUB);
  talk (h, LOUD (1, 2, 3), 50, NULL, &guest);
  guint by[SLOTS], changed = 0;
  memcpy (by, guest.by, sizeof by);
  order (h, PN_COMMAND_MUTE, 2);
  talk (h, LOUD (1, 7, 3), 100, NULL, &guest);
  g_assert_cmpint (guest.heard[7], >=, 80);
  for (guint i = 0; i < SLOTS; i++) {
    g_assert_cmpint (guest.by[i], ==, by[i] == 2 ? 7 : by[i]); /* the others stay where they are */
    changed += by[i] != guest.by[i];
  }
  g_assert_cmpint (changed, ==, 1);
  memcpy (by, guest.by, sizeof by);
  listen_in (h, &h->guest, 20, &again); /* another offer changes nothing */
  g_assert_cmpmem (again.ssrcs, sizeof again.ssrcs, guest.ssrcs, sizeof guest.ssrcs);
  talk (h, LOUD (1, 7, 3), 20, NULL, &guest);
  g_assert_cmpmem (guest.by, sizeof by, by, sizeof by);
}

static void
test_slots_on_another_worker (Hall *h, gconstpointer unused)
{
  Ear guest;
  PnWorker *home = h->f.worker, *away = h->f.second = fixture_worker (&h->f, 1);
  fill (h);
  h->f.worker = away;
  listen_in (h, &h->guest, 20, &guest);
  fixture_join (&h->f, &h->guest, 20, PN_DIR_SUB);
  g_usleep (150000); /* the wish has crossed */
  h->f.worker = home;
  talk (h, LOUD (4, 5, 6), 100, NULL, &guest);
  for (guint id = 1; id <= MICS; id++)
    expect_heard (&guest, id, id >= 4 && id <= 6);
  pn_worker_stop (away);
}

static void
setup (Hall *h, gconstpointer data)
{
  fixture_setup (&h->f, data);
}

static void
teardown (Hall *h, gconstpointer data)
{
  for (guint id = 1; id <= MICS; id++)
    peer_clear (&h->mics[id]);
  if (h->own.remote_ufrag[0] != '\0')
    peer_clear (&h->own);
  peer_clear (&h->guest);
  fixture_teardown (&h->f, data);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/loud/heard", Hall, NULL, setup, test_the_loud_are_heard_and_never_oneself, teardown);
  g_test_add ("/loud/rebound", Hall, NULL, setup, test_a_slot_goes_on_with_another_voice, teardown);
  g_test_add ("/loud/away", Hall, NULL, setup, test_slots_on_another_worker, teardown);
  return g_test_run ();
}
