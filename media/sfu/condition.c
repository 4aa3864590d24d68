/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How good each direction of a peer's line is: sampled with the reports, told when its level changes (peer.quality), and counted for
 * the metrics page by level, so that its size does not grow with rooms or people. */
#include "media/sfu/downlink.h"

#define LEAST_TELL_US (2 * G_USEC_PER_SEC)   /* between two notices about one direction */
#define RENEW_US (10 * G_USEC_PER_SEC)       /* the numbers are told again so often, though the level is the same */
#define LITTLE_LOSS 0.02
#define FEW_PACKETS 10                       /* of these no share of loss is made */

static guint64 *
gauge_of (const PnConn *self)
{
  PnCounters *c = self->peer->room->host->transport.counters;
  const PnCondition *n = &self->condition;
  guint64 *const up[] = { &c->lines_up_good, &c->lines_up_fair, &c->lines_up_poor };
  guint64 *const down[] = { &c->lines_down_good, &c->lines_down_fair, &c->lines_down_poor };
  return (self->dir == PN_DIR_PUB ? up : down)[n->quality.level];
}

static void
count (const PnConn *self, gint step)
{
  guint64 *gauge = gauge_of (self);
  __atomic_store_n (gauge, *gauge + (guint64) (gint64) step, __ATOMIC_RELAXED);
}

void
pn_condition_leave (PnConn *self)
{
  if (self->condition.counted)
    count (self, -1);
  self->condition.counted = FALSE;
}

static void
tell (PnConn *self, const PnQualitySample *sample, guint64 kbps, gint64 now)
{
  PnHost *host = self->peer->room->host;
  PnNotice *n = pn_notice_new (PN_NOTICE_QUALITY);
  n->room = self->peer->room->id;
  n->peer = self->peer->id;
  n->dir = self->dir;
  n->text = g_strdup (pn_quality_name (self->condition.quality.level));
  n->loss_percent = (guint) (sample->loss * 100 + 0.5);
  n->rtt_ms = (guint) (sample->rtt / 1000);
  n->kbps = (guint) kbps;
  n->limited = sample->limited;
  host->notify (n, host->notify_data);
  self->condition.told = self->condition.quality.level;
  self->condition.told_at = now;
}

/* A client lets its largest picture rest when its line or its processor is too weak, but also by its own choice (a shared screen comes
 * first): of the line it tells only together with losses. */
static gboolean
is_limited (const PnConn *self, gdouble loss, gint64 now)
{
  if (self->dir == PN_DIR_SUB)
    return self->downlink != NULL && self->downlink->wanted > 0 && pn_bwe_is_congested (&self->downlink->bwe, now);
  for (guint i = 0; loss >= LITTLE_LOSS && i < self->tracks->len; i++) {
    const PnTrack *t = g_ptr_array_index (self->tracks, i);
    if (t->n_layers > 1 && t->layers[0]->live && !t->layers[t->n_layers - 1]->live)
      return TRUE;
  }
  return FALSE;
}

static guint64
bytes_so_far (const PnConn *self)
{
  guint64 bytes = 0;
  for (guint i = 0; i < self->tracks->len; i++) {
    const PnTrack *t = g_ptr_array_index (self->tracks, i);
    for (guint k = 0; k < t->n_layers; k++)
      bytes += t->layers[k]->bytes;
  }
  for (guint i = 0; i < self->senders->len; i++)
    bytes += ((const PnSender *) g_ptr_array_index (self->senders, i))->octets;
  return bytes;
}

void
pn_condition_sample (PnConn *self, gint64 now)
{
  PnCondition *c = &self->condition;
  guint64 bytes = bytes_so_far (self);
  gint64 passed = c->sampled > 0 ? now - c->sampled : 0;
  const PnConn *sub = self->peer->conns[PN_DIR_SUB]; /* a publisher's round trip is measured on its other connection */
  PnQualitySample s = { .loss = c->total >= FEW_PACKETS ? (gdouble) c->lost / c->total : 0,
                        .rtt = sub != NULL ? pn_conn_rtt (sub) : 0,
                        .freezes = c->freezes };
  c->loss = MAX (s.loss, 0.75 * c->loss);
  s.limited = is_limited (self, s.loss, now);
  guint64 kbps = passed > 0 && bytes > c->bytes ? (bytes - c->bytes) * 8000 / (guint64) passed : 0;
  c->sampled = now;
  c->bytes = bytes;
  c->lost = c->total = c->freezes = 0;
  if (passed == 0)
    return;
  c->last = s;
  c->kbps = kbps;
  pn_condition_leave (self);
  pn_quality_sample (&c->quality, &s);
  count (self, 1);
  c->counted = TRUE;
  gboolean changed = c->told_at == 0 || c->quality.level != c->told;
  if (now - c->told_at >= (changed ? LEAST_TELL_US : RENEW_US))
    tell (self, &s, kbps, now);
}
