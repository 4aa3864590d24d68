/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sfu/bwe.h"

#include <math.h>
#include <string.h>

#define SLOT_US 50000
#define WHOLE_SLOTS 10
#define LEAST_SLOTS 4
#define PEAK_SLOTS 3
#define BETA 0.85                /* gcc-02 section 5.5 */
#define GROWTH 1.08              /* each second */
#define HEADROOM 1.5             /* not above this times what was delivered: what was never sent is not known to fit */
#define HEADROOM_BPS 10000
#define RESPONSE_US 100000       /* besides the round trip, until a change of rate is seen */
#define LEAST_STEP 4000.0        /* bit/s each second */
#define DEFAULT_RTT_US 100000
#define MAX_RTT_US 2000000
#define SILENCE_US 1000000       /* feedback comes ten times a second: this long without it, it is lost */
#define DROWNING 0.4             /* so much loss is a full line without a queue; less may be the line's own, and the cut a trial */
#define CONGESTED_US (10 * G_USEC_PER_SEC)

void
pn_bwe_init (PnBwe *self, const PnBweLimits *limits, gboolean numbered)
{
  memset (self, 0, sizeof *self);
  self->numbered = numbered;
  self->limits = *limits;
  self->rate = limits->start;
  self->state = PN_BWE_INCREASE;
  self->packet_bits = 8000;
  self->rtt = DEFAULT_RTT_US;
  self->delivered.first = self->delivered.latest = -1;
  self->offered.first = self->offered.latest = -1;
  pn_delay_init (&self->delay);
  pn_loss_init (&self->loss);
}

/* ---- what was delivered */

static void
note (PnDelivered *d, gint64 at, guint bytes)
{
  gint64 slot = at / SLOT_US;
  if (d->first < 0 || slot > d->latest + WHOLE_SLOTS) /* new, or after a pause: begin anew */
    d->first = slot;
  d->latest = MAX (d->latest, slot);
  if (d->slots[slot % PN_BWE_SLOTS].slot != slot) {
    d->slots[slot % PN_BWE_SLOTS].slot = slot;
    d->slots[slot % PN_BWE_SLOTS].bytes = 0;
  }
  d->slots[slot % PN_BWE_SLOTS].bytes += bytes;
}

static guint64
mean_rate (const PnDelivered *d)
{
  gint64 from = MAX (d->first, d->latest - WHOLE_SLOTS);
  guint64 bytes = 0;
  if (d->latest < 0 || d->latest - from < LEAST_SLOTS)
    return 0;
  for (gint64 s = from; s < d->latest; s++)
    if (d->slots[s % PN_BWE_SLOTS].slot == s)
      bytes += d->slots[s % PN_BWE_SLOTS].bytes;
  return bytes * 8 * G_USEC_PER_SEC / (guint64) ((d->latest - from) * SLOT_US);
}

guint64
pn_bwe_delivered (const PnBwe *self)
{
  return mean_rate (&self->delivered);
}

/* While a line is full its packets arrive one behind the other: the best tenth of a second of late says what it carries, even when
 * little was sent besides. */
static guint64
peak_delivered (const PnBwe *self)
{
  const PnDelivered *d = &self->delivered;
  guint64 best = 0;
  for (gint64 end = d->latest; end > MAX (d->first, d->latest - WHOLE_SLOTS) + PEAK_SLOTS; end--) {
    guint64 bytes = 0;
    for (gint64 s = end - PEAK_SLOTS; s < end; s++)
      if (d->slots[s % PN_BWE_SLOTS].slot == s)
        bytes += d->slots[s % PN_BWE_SLOTS].bytes;
    best = MAX (best, bytes);
  }
  return best * 8 * G_USEC_PER_SEC / (PEAK_SLOTS * SLOT_US);
}

/* ---- the capacity seen when the line was full */

static void
note_capacity (PnBwe *self, gdouble kbps)
{
  if (self->capacity <= 0) {
    self->capacity = kbps;
    self->deviation = 0.4;
    return;
  }
  gdouble error = self->capacity - kbps;
  self->capacity += 0.05 * (kbps - self->capacity);
  self->deviation = CLAMP (0.95 * self->deviation + 0.05 * error * error / MAX (self->capacity, 1), 0.4, 2.5);
}

static gdouble
capacity_band (const PnBwe *self)
{
  return 3 * sqrt (self->deviation * self->capacity);
}

/* ---- steps */

static void
increase (PnBwe *self, guint64 delivered, gint64 now)
{
  gdouble passed = self->changed > 0 ? (gdouble) MIN (now - self->changed, G_USEC_PER_SEC) / G_USEC_PER_SEC : 0;
  guint64 limit = (guint64) (HEADROOM * (gdouble) delivered) + HEADROOM_BPS;
  if (self->capacity > 0 && (gdouble) delivered / 1000 > self->capacity + capacity_band (self))
    self->capacity = 0; /* the line carries more than it did: look for its new end in large steps */
  self->changed = now;
  if (self->rate >= limit)
    return;
  gdouble step = (gdouble) self->rate * (pow (GROWTH, passed) - 1);
  if (self->capacity > 0) {
    gdouble response = (gdouble) (RESPONSE_US + self->rtt) / G_USEC_PER_SEC;
    step = MAX (self->packet_bits / response, LEAST_STEP) * passed;
  }
  self->rate = MIN (self->rate + (guint64) MAX (step, 0), limit);
}

static void
decrease (PnBwe *self, guint64 delivered, gint64 now)
{
  gdouble target = BETA * (gdouble) delivered;
  if (target > (gdouble) self->rate && self->capacity > 0)
    target = BETA * self->capacity * 1000;
  if (self->capacity > 0 && (gdouble) delivered / 1000 < self->capacity - capacity_band (self))
    self->capacity = 0;
  note_capacity (self, (gdouble) delivered / 1000);
  if (target < (gdouble) self->rate)
    self->rate = MAX ((guint64) target, self->limits.min);
  self->state = PN_BWE_HOLD;
  self->changed = self->congested_at = self->full_at = now;
}

static void
step (PnBwe *self, PnUsage usage, gint64 now)
{
  guint64 delivered = pn_bwe_delivered (self);
  if (delivered == 0)
    return;
  if (usage == PN_USAGE_OVER) {
    /* One cut for each round trip, unless far too much is being sent. */
    /* Little was sent besides: the mean says nothing, and a hiccup of the receiver must not cost all that was known. If the line
     * did become narrow, the next round trip says so again. */
    gboolean limited = mean_rate (&self->offered) < 0.7 * (gdouble) self->rate;
    gboolean again = now - self->changed >= CLAMP (self->rtt, 10000, 200000) || self->state != PN_BWE_HOLD;
    if (again || self->rate / 2 > delivered)
      decrease (self, limited ? MAX (peak_delivered (self), self->rate * 6 / 10) : delivered, now);
  } else if (usage == PN_USAGE_UNDER) {
    self->state = PN_BWE_HOLD; /* the queue is draining: leave it in peace */
    self->changed = now;
  } else {
    if (self->state == PN_BWE_HOLD)
      self->changed = now;
    self->state = PN_BWE_INCREASE;
    increase (self, delivered, now);
  }
}

/* ---- signs of the line */

static void
judge_loss (PnBwe *self, gint64 now)
{
  guint64 delivered = pn_bwe_delivered (self);
  if (pn_loss_judge (&self->loss, self->rate, delivered > 0 ? delivered : self->rate, self->rtt, now)) {
    self->congested_at = now;
    if (self->loss.share > DROWNING)
      self->full_at = now;
  }
}

void
pn_bwe_feedback (PnBwe *self, const PnAck *acks, guint n, gint64 rtt, gint64 now)
{
  PnUsage usage = self->delay.usage;
  gboolean over = FALSE;
  if (n == 0)
    return;
  for (guint i = 0; i < n; i++) {
    pn_loss_note (&self->loss, acks[i].arrived < 0, 1, acks[i].size);
    note (&self->offered, acks[i].sent, acks[i].size);
    if (acks[i].arrived < 0)
      continue;
    if (acks[i].cluster != 0)
      pn_delay_skip (&self->delay);
    else
      usage = pn_delay_packet (&self->delay, acks[i].sent, acks[i].arrived);
    over |= acks[i].cluster == 0 && usage == PN_USAGE_OVER;
    note (&self->delivered, acks[i].arrived, acks[i].size);
    self->packet_bits += (acks[i].size * 8.0 - self->packet_bits) / 64;
  }
  if (rtt > 0)
    self->rtt = MIN (rtt, MAX_RTT_US);
  self->feedback_at = now;
  step (self, over ? PN_USAGE_OVER : usage, now);
  judge_loss (self, now);
  self->rate = CLAMP (self->rate, self->limits.min, self->limits.max);
}

void
pn_bwe_remb (PnBwe *self, guint64 bitrate, gint64 now)
{
  if (bitrate < self->remb)
    self->congested_at = self->full_at = now;
  self->remb = MAX (bitrate, self->limits.min);
}

void
pn_bwe_report (PnBwe *self, guint lost, guint total, guint64 bytes, gint64 rtt, gint64 now)
{
  if (self->numbered) /* transport-wide feedback says the same, sooner */
    return;
  if (rtt > 0)
    self->rtt = rtt;
  pn_loss_note (&self->loss, lost, total, bytes);
  guint64 rate = self->remb > 0 ? self->remb : self->limits.max;
  if (pn_loss_judge (&self->loss, MIN (rate, self->limits.max), bytes * 8, self->rtt, now))
    self->congested_at = now;
}

void
pn_bwe_probed (PnBwe *self, guint64 bitrate, gboolean full, gint64 now)
{
  if (self->delay.usage == PN_USAGE_OVER)
    return;
  bitrate = MIN (bitrate, self->limits.max);
  if (bitrate > self->rate || full) {
    self->rate = MAX (bitrate, self->rate * 7 / 10); /* in steps: the receiver may only have been busy */
    self->changed = now;
  }
  if (full)
    self->congested_at = MAX (self->congested_at, 1); /* an end of the line was seen, though it is not full now */
  if (self->loss.bound > 0 && bitrate > self->loss.bound)
    self->loss.bound = bitrate;
}

void
pn_bwe_tick (PnBwe *self, gint64 now)
{
  if (self->feedback_at == 0 || now - self->feedback_at < SILENCE_US)
    return;
  self->rate = MAX ((guint64) (BETA * (gdouble) self->rate), self->limits.min);
  self->feedback_at = now - SILENCE_US / 2;
  self->changed = self->congested_at = self->full_at = now;
}

guint64
pn_bwe_estimate (const PnBwe *self)
{
  guint64 rate = self->numbered ? self->rate : self->remb > 0 ? self->remb : self->limits.max;
  if (self->loss.bound > 0)
    rate = MIN (rate, self->loss.bound);
  return CLAMP (rate, self->limits.min, self->limits.max);
}

gboolean
pn_bwe_is_congested (const PnBwe *self, gint64 now)
{
  return self->congested_at > 0 && now - self->congested_at < CONGESTED_US;
}
