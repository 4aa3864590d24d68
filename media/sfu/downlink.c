/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sfu/downlink.h"

#include <string.h>

#include "media/sfu/allocate.h"

#define SHARE_US 200000
#define CALM_US 500000 /* after a sign of a full line: no probe on top of it */
#define FAR_TOO_MUCH 0.7
#define REPAIR 0.15    /* of the estimate, for packets sent again, when there is nothing to spare */
#define REPAIR_BURST 0.5 /* seconds of it saved up */
#define VOICE_HEADERS 16000 /* bit/s of 50 packets a second */

static const PnBweLimits limits = { 50000, 600000, 20000000 };

void
pn_downlink_share_soon (PnConn *conn)
{
  if (conn != NULL && conn->downlink != NULL)
    conn->downlink->next_share = 0;
}

gint64
pn_conn_rtt (const PnConn *self)
{
  gint64 rtt = 0;
  for (guint i = 0; i < self->senders->len; i++) {
    const PnSender *s = g_ptr_array_index (self->senders, i);
    if (s->rtt > 0 && (rtt == 0 || s->rtt < rtt))
      rtt = s->rtt;
  }
  return rtt;
}

/* ---- what the subscriber tells */

static void
note_condition (PnConn *self, const PnAck *acks, guint n)
{
  for (guint i = 0; i < n; i++) {
    self->condition.lost += acks[i].arrived < 0;
    self->condition.total++;
  }
}

void
pn_conn_feedback (PnConn *self, const PnRtcp *r, gint64 now)
{
  PnAck acks[PN_TWCC_WINDOW];
  PnDownlink *d = self->downlink;
  PnTwcc t;
  guint64 carried;
  gboolean full;
  if (d == NULL || self->twcc_out == NULL || !pn_twcc_read (&t, r))
    return;
  guint n = pn_twcc_out_match (self->twcc_out, &t, now, acks);
  guint64 before = pn_bwe_estimate (&d->bwe);
  note_condition (self, acks, n);
  pn_bwe_feedback (&d->bwe, acks, n, pn_conn_rtt (self), now);
  if (pn_probe_acks (&d->probe, acks, n, now, &carried, &full))
    pn_bwe_probed (&d->bwe, carried, full, now);
  if (pn_bwe_estimate (&d->bwe) < before) /* what is too much leaves at once */
    d->next_share = 0;
}

void
pn_conn_remb (PnConn *self, guint64 bitrate, gint64 now)
{
  if (self->downlink != NULL)
    pn_bwe_remb (&self->downlink->bwe, bitrate, now);
}

/* A receiver report: all there is to tell loss by for clients without transport-wide numbers. */
void
pn_conn_loss (PnConn *self, PnSender *s, const PnRtcpReport *b, gint64 now)
{
  guint total = s->told_highest > 0 ? b->highest - s->told_highest : 0;
  guint32 bytes = s->octets - s->told_octets;
  s->told_highest = b->highest;
  s->told_octets = s->octets;
  if (self->downlink == NULL || self->twcc_out != NULL || total == 0 || total > 10000)
    return;
  guint lost = total * b->fraction / 256;
  self->condition.lost += lost;
  self->condition.total += total;
  pn_bwe_report (&self->downlink->bwe, lost, total, bytes, s->rtt, now);
}

/* ---- sharing */

static void
look_up_preference (PnSender *s)
{
  const PnPeer *peer = s->conn->peer;
  s->preferred = peer->prefer_stamp;
  s->ask_width = s->ask_height = G_MAXUINT16; /* never named: as large as there is */
  s->priority = 1;
  for (guint i = 0; peer->prefers != NULL && i < peer->prefers->len; i++) {
    const PnPrefer *p = &g_array_index (peer->prefers, PnPrefer, i);
    if (!g_str_equal (p->track, s->want))
      continue;
    s->ask_width = p->width;
    s->ask_height = p->height;
    s->priority = p->priority;
    return;
  }
}

static void
fill_tile (PnTile *t, PnSender *s)
{
  guint tids = 1;
  if (s->preferred != s->conn->peer->prefer_stamp || s->ask_width == 0)
    look_up_preference (s);
  *t = (PnTile){ .n_layers = s->track->n_layers,
                 .width = s->ask_width,
                 .height = s->ask_height,
                 .priority = s->priority,
                 .memory = &s->memory,
                 .layer = s->assigned == PN_NEVER_ASSIGNED ? PN_TILE_PAUSED : s->assigned,
                 .tid = s->want_tid };
  for (guint i = 0; i < s->track->n_layers; i++) {
    const PnLayer *l = s->track->layers[i];
    tids = MAX (tids, l->tids);
    t->layers[i] = (PnTileLayer){ l->live ? l->rate : 0, l->width, l->height };
  }
  t->n_tids = tids;
}

static void
tell_paused (PnConn *self, PnSender *s, const PnTile *t)
{
  PnHost *host = self->peer->room->host;
  PnNotice *n = pn_notice_new (PN_NOTICE_LAYER);
  const PnLayer *l = s->track->layers[CLAMP (t->layer, 0, (gint) s->track->n_layers - 1)];
  s->held_back = t->held_back;
  n->room = self->peer->room->id;
  n->peer = self->peer->id;
  n->track = g_strdup (s->want);
  n->width = t->held_back ? 0 : l->width;
  n->height = t->held_back ? 0 : l->height;
  n->paused = t->held_back;
  host->notify (n, host->notify_data);
}

/* Down a layer: on a full line at once, though the picture stands until the smaller layer's key frame: what still came of the larger
 * one would drown the voice. */
static void
apply (PnConn *self, PnSender *s, const PnTile *t, gboolean full)
{
  if (full && t->layer >= 0 && t->layer < s->assigned)
    pn_sender_set_target (s, PN_TILE_PAUSED);
  if (s->assigned != t->layer)
    pn_sender_set_target (s, t->layer);
  if (s->want_tid != t->tid)
    pn_sender_set_temporal (s, t->tid);
  s->assigned = t->layer;
  if (s->held_back != t->held_back)
    tell_paused (self, s, t);
}

/* With redundancy the frames come several times, the headers once. */
static gdouble
voice_rate (const PnSender *s)
{
  gdouble rate = (gdouble) s->track->layers[0]->rate, frames = MAX (rate - VOICE_HEADERS, 0);
  return s->red_pt != 0 ? rate + frames * s->red_depth : rate;
}

static guint64
voices_rate (const PnConn *self)
{
  gdouble rate = 0;
  for (guint i = 0; i < self->senders->len; i++) {
    const PnSender *s = g_ptr_array_index (self->senders, i);
    if (s->track != NULL && !pn_codec_is_video (s->track->codec))
      rate += voice_rate (s);
  }
  return (guint64) rate;
}

/* With probes the estimate recovers by itself; without, a picture is tried again when the line has been calm for long. */
static gboolean
is_sure (const PnDownlink *d, gint64 now)
{
  return d->can_probe ? d->bwe.congested_at > 0 : pn_bwe_is_congested (&d->bwe, now);
}

static guint
gather (PnConn *self, PnTile *tiles, PnSender **senders)
{
  guint n = 0;
  self->downlink->can_probe = FALSE;
  for (guint i = 0; i < self->senders->len; i++) {
    PnSender *s = g_ptr_array_index (self->senders, i);
    if (s->track == NULL || !pn_codec_is_video (s->track->codec))
      continue;
    self->downlink->can_probe |= s->rtx_pts[s->track->codec] != 0 && self->twcc_out != NULL;
    if (n == PN_ALLOCATE_TILES) {
      pn_sender_set_target (s, PN_TILE_PAUSED);
      continue;
    }
    fill_tile (&tiles[n], s);
    senders[n++] = s;
  }
  return n;
}

static void
count (guint64 *gauge, guint64 *mine, guint64 now)
{
  __atomic_store_n (gauge, *gauge + now - *mine, __ATOMIC_RELAXED);
  *mine = now;
}

static void
count_pictures (PnConn *self, const PnTile *tiles, guint n, guint64 estimate)
{
  PnCounters *c = self->peer->room->host->transport.counters;
  PnDownlink *d = self->downlink;
  guint64 full = 0, held_back = 0, shown = 0;
  for (guint i = 0; i < n; i++) {
    full += tiles[i].layer != PN_TILE_PAUSED && tiles[i].full;
    shown += tiles[i].layer != PN_TILE_PAUSED;
    held_back += tiles[i].held_back;
  }
  count (&c->pictures_full, &d->shown[0], full);
  count (&c->pictures_reduced, &d->shown[1], shown - full);
  count (&c->pictures_held_back, &d->shown[2], held_back);
  count (&c->downlink_kbps, &d->estimate, d->bwe.numbered ? estimate / 1000 : 0);
}

void
pn_downlink_free (PnConn *conn)
{
  if (conn->downlink != NULL)
    count_pictures (conn, NULL, 0, 0);
  g_clear_pointer (&conn->downlink, g_free);
}

static void
share (PnConn *self, gint64 now)
{
  PnTile tiles[PN_ALLOCATE_TILES];
  PnSender *senders[PN_ALLOCATE_TILES];
  PnDownlink *d = self->downlink;
  if (d == NULL || now < d->next_share)
    return;
  d->next_share = now + SHARE_US;
  guint n = gather (self, tiles, senders);
  guint64 estimate = pn_bwe_estimate (&d->bwe), voices = voices_rate (self), wanted = 0;
  guint64 budget = estimate > voices ? estimate - voices : 0;
  guint64 used = pn_allocate (tiles, n, budget, is_sure (d, now), now, &wanted);
  /* Far too much is on its way; a smaller fall may be the receiver's hiccup, and can wait for a key frame. */
  gboolean full = now - d->bwe.full_at < CALM_US && estimate < FAR_TOO_MUCH * (gdouble) d->used;
  d->used = used + voices;
  d->spare = budget > used ? budget - used : 0;
  d->wanted = wanted > 0 ? wanted + voices : 0;
  count_pictures (self, tiles, n, estimate);
  for (guint i = 0; i < n; i++)
    apply (self, senders[i], &tiles[i], full);
}

/* Takes `bytes` of what may be sent again, if that and `rest` of its bound is there. */
static gboolean
take_repair (PnDownlink *d, gsize bytes, gdouble rest, gint64 now)
{
  gdouble rate = MAX ((gdouble) d->spare, REPAIR * (gdouble) pn_bwe_estimate (&d->bwe)) / 8;
  d->repair = MIN (d->repair + rate * (gdouble) (now - d->repair_at) / G_USEC_PER_SEC, rate * REPAIR_BURST);
  d->repair_at = now;
  if (d->repair < (gdouble) bytes + rest * rate * REPAIR_BURST)
    return FALSE;
  d->repair -= (gdouble) bytes;
  return TRUE;
}

gboolean
pn_downlink_may_repair (PnConn *conn, gsize bytes, gint64 now)
{
  return conn->downlink == NULL || take_repair (conn->downlink, bytes, 0, now);
}

gboolean
pn_downlink_may_double (PnConn *conn, gsize bytes, gint64 now)
{
  PnDownlink *d = conn->downlink;
  return d != NULL && d->spare > 0 && take_repair (d, bytes, 0.5, now);
}

/* ---- ticks */

void
pn_downlink_ready (PnConn *conn, gint64 now)
{
  if (conn->downlink == NULL) {
    conn->downlink = g_new0 (PnDownlink, 1);
    pn_bwe_init (&conn->downlink->bwe, &limits, conn->twcc_out != NULL);
    pn_probe_init (&conn->downlink->probe);
  }
  conn->downlink->bwe.numbered = conn->twcc_out != NULL;
  conn->downlink->next_share = 0;
  share (conn, now);
}

static void
probe (PnConn *self, gint64 now)
{
  PnDownlink *d = self->downlink;
  /* What the delay said last counts while it is fresh: with every picture paused nothing more is heard, and it would stand for ever. */
  gboolean over = d->bwe.delay.usage == PN_USAGE_OVER && now - d->bwe.feedback_at < CALM_US;
  gboolean calm = !over && now - d->bwe.congested_at > CALM_US;
  gsize pad = pn_probe_tick (&d->probe, pn_bwe_estimate (&d->bwe), calm && d->can_probe ? d->wanted : 0,
                             (gsize) (self->twcc_out->bytes - d->counted), now, &self->twcc_out->cluster);
  for (guint i = 0; pad > 0 && i < self->senders->len; i++)
    if (pn_sender_probe (g_ptr_array_index (self->senders, i), pad, now) > 0)
      pad = 0;
  pn_transport_flush (self->transport);
}

void
pn_downlink_tick (PnConn *self, gint64 now)
{
  PnDownlink *d = self->downlink;
  if (d == NULL)
    return;
  share (self, now);
  if (self->twcc_out == NULL)
    return;
  if (self->twcc_out->bytes != d->counted)
    pn_bwe_tick (&d->bwe, now);
  if (d->wanted > 0 || d->probe.cluster != 0)
    probe (self, now);
  d->counted = self->twcc_out->bytes;
}
