/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One track on its way to one receiver: own SSRC, number and payload type, joined on over mute, change of
 * source and of layer. Which packets go, and under which numbers; how they are written is send.c. */
#include <string.h>

#include "base/id.h"
#include "media/sfu/objects.h"

#define SENT_VIDEO 512 /* packets remembered, powers of two */
#define SENT_AUDIO 64
#define CATCH_UP 128 /* packets, some key frames */
#define KEY_SLACK_US 40000 /* until a key frame sent is decoded, besides the round trip */
#define LOSSY 10 /* of 256 in a report: more redundancy from here, less again below a third of it */

/* Taps have no negotiation: fixed payload types, told in tap.ok. */
static const guint8 tap_pts[PN_N_CODECS] = { 0, 111, 96, 102, 98, 45 };

PnSender *
pn_sender_new (PnRoom *room, PnConn *conn, const char *want)
{
  PnSender *self = g_new0 (PnSender, 1);
  guint64 r = pn_random_u64 ();
  self->room = room;
  self->conn = conn;
  pn_sender_set_want (self, want);
  self->ssrc = (guint32) r | 1;
  self->rtx_ssrc = self->ssrc ^ ((guint32) (r >> 32) | 2); /* never the same */
  self->rtx_index = (gint64) (r >> 16 & 0x7FFF);           /* below 2^15, as the stream itself */
  self->red_depth = 1;
  self->target = PN_MAX_LAYERS - 1;
  self->assigned = PN_NEVER_ASSIGNED;
  self->tid = self->want_tid = PN_ALL_TIDS;
  pn_rewrite_init (&self->rewrite);
  if (conn == NULL)
    memcpy (self->pts, tap_pts, sizeof self->pts);
  return self;
}

void
pn_sender_free (PnSender *self)
{
  if (self == NULL)
    return;
  pn_sender_set_want (self, "");
  g_free (self->want);
  g_free (self->sent);
  g_free (self);
}

void
pn_sender_set_want (PnSender *self, const char *want)
{
  guint slot = self->conn != NULL ? pn_loud_slot (want) : 0;
  pn_sender_bind (self, NULL);
  self->room->n_slots += (slot > 0) - (guint) (self->slot > 0);
  self->slot = slot;
  g_free (self->want);
  self->want = g_strdup (want);
}

void
pn_sender_forget_sent (PnSender *self)
{
  if (self->sent != NULL)
    memset (self->sent, 0, self->n_sent * sizeof *self->sent);
}

/* ---- layers */

/* Hears `layer` (and `next`) and no others; each list holds a sender once. */
static void
hear (PnSender *self, PnLayer *layer, PnLayer *next)
{
  PnLayer *before[2] = { self->layer, self->next }, *after[2] = { layer, next == layer ? NULL : next };
  for (guint i = 0; i < 2; i++)
    if (before[i] != NULL && before[i] != after[0] && before[i] != after[1])
      g_ptr_array_remove_fast (before[i]->senders, self);
  for (guint i = 0; i < 2; i++)
    if (after[i] != NULL && after[i] != before[0] && after[i] != before[1])
      g_ptr_array_add (after[i]->senders, self);
  self->layer = after[0];
  self->next = after[1];
}

static gboolean
is_video (const PnSender *self)
{
  return self->track != NULL && pn_codec_is_video (self->track->codec);
}

void
pn_sender_choose (PnSender *self)
{
  if (self->track == NULL || self->paused)
    return;
  PnLayer *best = pn_layer_best (self->track, self->target);
  if (best == self->layer || best == self->next) {
    hear (self, self->layer, best);
    return;
  }
  hear (self, self->layer != NULL ? self->layer : best, best);
  best->key_wanted = is_video (self);
}

static void
take_next (PnSender *self, const PnPacket *key)
{
  guint32 same;
  if (!self->rewrite.join_ts && pn_layer_same_moment (self->layer, self->next, key->ts, &same))
    pn_rewrite_switch_at (&self->rewrite, same + self->rewrite.ts_offset);
  else
    pn_rewrite_switch (&self->rewrite);
  hear (self, self->next, NULL);
  self->frame_judged = FALSE;
  self->sr_at = 0;
}

void
pn_sender_set_target (PnSender *self, gint layer)
{
  if (layer >= 0)
    self->target = (guint) layer;
  if (layer < 0 && !self->paused) {
    self->paused = TRUE;
    hear (self, NULL, NULL);
  } else if (layer >= 0 && self->paused) {
    self->paused = FALSE;
    if (self->track != NULL)
      hear (self, pn_layer_best (self->track, self->target), NULL);
    if (self->track != NULL && self->track->n_layers > 1) /* perhaps another one than before */
      pn_rewrite_switch (&self->rewrite);
    pn_sender_hold (self);
    pn_sender_want_key (self);
  } else {
    pn_sender_choose (self);
  }
}

void
pn_sender_bind (PnSender *self, PnTrack *track)
{
  if (self->track == track)
    return;
  if (self->track != NULL)
    g_ptr_array_remove_fast (self->track->senders, self);
  hear (self, NULL, NULL);
  self->track = track;
  self->sr_at = 0;
  self->assigned = PN_NEVER_ASSIGNED;
  self->memory = (PnTileMemory){ 0 };
  self->held_back = FALSE;
  pn_downlink_share_soon (self->conn);
  pn_sender_forget_sent (self);
  if (track == NULL)
    return;
  g_ptr_array_add (track->senders, self);
  pn_rewrite_switch (&self->rewrite);
  self->need_key = is_video (self);
  if (!self->paused)
    hear (self, pn_layer_best (track, self->target), NULL);
  pn_sender_want_key (self);
}

/* ---- key frames */

void
pn_sender_want_key (PnSender *self)
{
  if (is_video (self) && self->layer != NULL)
    self->layer->key_wanted = TRUE;
  if (is_video (self) && self->next != NULL)
    self->next->key_wanted = TRUE;
}

gboolean
pn_sender_awaits_key (const PnSender *self, const PnLayer *layer)
{
  if (self->conn != NULL
      && (!pn_transport_can_send (self->conn->transport)
          || !pn_transport_has_room (self->conn->transport, TRUE)))
    return FALSE;
  return (self->layer == layer && self->need_key) || self->next == layer;
}

gboolean
pn_sender_has_key_under_way (const PnSender *self, gint64 rtt, gint64 now)
{
  return self->key_at > 0 && now - self->key_at < rtt + KEY_SLACK_US;
}

void
pn_sender_hold (PnSender *self)
{
  pn_rewrite_skip (&self->rewrite);
  self->need_key = is_video (self);
}

void
pn_sender_note_loss (PnSender *self, guint8 fraction)
{
  self->loss = fraction > self->loss ? fraction : (guint8) (self->loss - (self->loss - fraction + 3) / 4);
  if (self->loss >= LOSSY)
    self->red_depth = PN_RED_DEPTH;
  else if (self->loss < LOSSY / 3)
    self->red_depth = 1;
  self->lossy = self->red_depth > 1;
}

/* A publisher elsewhere is taken to lose nothing: the home does not tell. */
void
pn_sender_judge_patience (PnSender *self, gint64 now)
{
  if (self->layer == NULL || !is_video (self))
    return;
  const PnConn *pub = self->track->conn;
  const PnWay up = { pub->relayed ? 0 : pub->condition.loss, self->layer->reception.answer };
  const PnWay down = { self->lossy ? MAX (self->loss / 256.0, PN_PATIENCE_LOSS) : 0, pn_conn_rtt (self->conn) };
  pn_patience_judge (&self->patience, &up, &down, now);
  self->tell_patience = pn_patience_is_told (&self->patience, now);
}

/* ---- temporal layers */

void
pn_sender_set_temporal (PnSender *self, guint tid)
{
  self->want_tid = (guint8) MIN (tid, PN_ALL_TIDS);
}

static void
judge_frame (PnSender *self, const PnPayload *info)
{
  if (info->key || self->want_tid < self->tid)
    self->tid = self->want_tid;
  else if (info->sync && info->tid > self->tid && info->tid <= self->want_tid)
    self->tid = info->tid;
  self->frame_dropped = info->tid > self->tid;
  if (info->up && !self->frame_dropped)
    self->tid = self->want_tid;
}

/* Whole frames only, and never one that fills a gap the receiver knows of. */
static gboolean
is_left_out (PnSender *self, const PnPacket *p)
{
  if (self->tid == PN_ALL_TIDS && self->want_tid == PN_ALL_TIDS)
    return FALSE;
  if (p->seq <= self->rewrite.source)
    return FALSE;
  if (!self->frame_judged || p->ts != self->frame_ts) {
    self->frame_judged = TRUE;
    self->frame_ts = p->ts;
    judge_frame (self, &p->info);
  }
  return self->frame_dropped;
}

/* ---- packets */

static PnNumbers
numbers_of (const PnPacket *p)
{
  return (PnNumbers){ p->seq, p->ts, p->info.pid_len > 0 ? p->info.pid : -1, p->info.tl0 };
}

/* How this packet goes out under these numbers: redundancy around sound where the receiver takes it. */
static PnSent
plan (PnSender *self, const PnPacket *p, const PnNumbers *out, gint64 now)
{
  PnSent how = { .src = p->seq,
                 .index = out->seq,
                 .ts = out->ts,
                 .pid = (guint16) out->pid,
                 .tl0 = out->tl0,
                 .layer = (guint8) self->layer->index };
  how.red = self->conn != NULL && self->red_pt != 0 && self->track->codec == PN_CODEC_OPUS;
  if (how.red)
    how.red_mask = pn_redundancy_mask (self->layer->store, p, self->red_depth);
  how.twcc = pn_sender_number (self, p->len * (how.red ? 1u + self->red_depth : 1u), now);
  return how;
}

static void
remember (PnSender *self, const PnSent *how)
{
  if (!self->nack)
    return;
  if (self->sent == NULL) {
    self->n_sent = is_video (self) ? SENT_VIDEO : SENT_AUDIO;
    self->sent = g_new0 (PnMemo, self->n_sent);
  }
  self->sent[how->index & (self->n_sent - 1)] = (PnMemo){ .src = (guint32) how->src,
                                                          .ts = how->ts,
                                                          .seq = (guint16) how->index,
                                                          .pid = how->pid,
                                                          .twcc = how->twcc,
                                                          .tl0 = how->tl0,
                                                          .layer = how->layer & 3,
                                                          .red_mask = how->red_mask & 3,
                                                          .red = how->red != 0,
                                                          .used = TRUE };
}

static gboolean
may_go (PnSender *self, const PnLayer *layer, const PnPacket *packet)
{
  if (self->pts[self->track->codec] == 0)
    return FALSE;
  if (self->conn != NULL && !pn_transport_can_send (self->conn->transport)) {
    if (pn_transport_state (self->conn->transport) == PN_TRANSPORT_STALE)
      PN_INC (self->room->host->transport.counters, no_consent);
    pn_sender_hold (self);
    return FALSE;
  }
  if (self->conn != NULL && !pn_transport_has_room (self->conn->transport, is_video (self))) {
    PN_INC (self->room->host->transport.counters, tcp_dropped);
    pn_sender_hold (self);
    return FALSE;
  }
  return packet->info.key || (layer == self->layer && !self->need_key);
}

/* FALSE when it does not go. */
static gboolean
forward (PnSender *self, PnLayer *layer, const PnPacket *packet, gint64 now)
{
  PnNumbers in = numbers_of (packet), out;
  if (!may_go (self, layer, packet))
    return FALSE;
  if (layer != self->layer)
    take_next (self, packet);
  if (is_left_out (self, packet)) {
    pn_rewrite_drop (&self->rewrite, &in);
    return FALSE;
  }
  if (!pn_rewrite_map (&self->rewrite, &in, pn_codec_clock (self->track->codec), now, &out))
    return FALSE;
  self->need_key = FALSE;
  PnSent how = plan (self, packet, &out, now);
  remember (self, &how);
  self->packets++;
  self->octets += packet->len;
  if (packet->info.key)
    self->key_at = now;
  pn_sender_send (self, packet, &how);
  /* It was lost on its way here and is late already, or others are built upon it. */
  if (self->lossy && is_video (self) && (out.seq < self->rewrite.highest || packet->info.key || packet->info.tid == 0))
    pn_sender_repeat (self, (guint16) out.seq, now);
  return TRUE;
}

/* The beginning of a key frame may have been lost on its way here and come last: what came of it before goes now, or the receiver would ask
 * in vain for packets that were never sent, and stand for the three seconds after which it asks for a picture. */
void
pn_sender_forward (PnSender *self, PnLayer *layer, const PnPacket *packet, gint64 now)
{
  gboolean waited = is_video (self) && (layer != self->layer || self->need_key);
  gint64 from = packet->seq + 1, to = MIN (pn_store_highest (layer->store), packet->seq + CATCH_UP);
  if (!forward (self, layer, packet, now) || !waited)
    return;
  for (gint64 seq = from; seq <= to && self->layer == layer; seq++) {
    const PnPacket *p = pn_store_get (layer->store, seq);
    if (p != NULL)
      forward (self, layer, p, now);
  }
}
