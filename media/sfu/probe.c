/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sfu/probe.h"

#include <string.h>

#define TICKS 5               /* of 20 ms; the last one only ends the measure */
#define FIRST_US 300000       /* not before a line has shown itself */
#define AGAIN_US 100000       /* after a success, when still more is wanted */
#define PAUSE_US 1000000      /* after a failure, doubled up to */
#define MAX_PAUSE_US 2000000  /* a thin line is disturbed by a tenth of a second of it each two seconds at most */
#define PATIENCE_US 1000000   /* for the answer */
#define LONGEST_TICK_US 60000
#define STEP 2.0              /* at most this times the estimate */
#define MARGIN 1.05
#define KEPT_UP 0.85          /* arrived as fast as it was sent */
#define LEAST_PACKETS 5

void
pn_probe_init (PnProbe *self)
{
  memset (self, 0, sizeof *self);
  self->pause = PAUSE_US;
}

static void
give_up (PnProbe *self, gint64 now)
{
  self->cluster = 0;
  self->next = now + self->pause;
  self->pause = MIN (2 * self->pause, MAX_PAUSE_US);
}

static void
begin (PnProbe *self, guint64 estimate, guint64 wanted)
{
  self->last_cluster = (guint8) MAX ((guint8) (self->last_cluster + 1), 1);
  self->cluster = self->last_cluster;
  self->ticks = TICKS;
  self->closed = FALSE;
  self->target = (guint64) (MIN (MARGIN * (gdouble) wanted, STEP * (gdouble) estimate));
  self->answer_by = 0;
  self->first_sent = self->last_sent = -1;
  self->bytes = self->last_bytes = 0;
  self->packets = self->lost = 0;
}

gsize
pn_probe_tick (PnProbe *self, guint64 estimate, guint64 wanted, gsize sent, gint64 now, guint8 *cluster)
{
  gint64 passed = MIN (now - self->ticked, LONGEST_TICK_US);
  self->ticked = now;
  *cluster = 0;
  if (self->next == 0)
    self->next = now + FIRST_US;
  if (self->cluster != 0 && self->ticks == 0 && now > self->answer_by)
    give_up (self, now);
  if (self->cluster == 0 && wanted > estimate && now >= self->next)
    begin (self, estimate, wanted);
  if (self->cluster != 0 && self->ticks == 0 && !self->closed) {
    self->closed = TRUE; /* only a later packet ends the probe, and with every picture paused there may be none */
    return sent > 0 ? 0 : 1;
  }
  if (self->cluster == 0 || self->ticks == 0)
    return 0;
  gsize due = (gsize) (self->target * (guint64) passed / 8 / G_USEC_PER_SEC);
  gboolean first = self->ticks == TICKS;
  *cluster = self->cluster;
  if (--self->ticks == 0)
    self->answer_by = now + PATIENCE_US;
  return first || due > sent ? due - (first ? 0 : sent) : 0;
}

static void
note (PnProbe *self, const PnAck *a)
{
  self->packets++;
  if (a->arrived < 0) {
    self->lost++;
    return;
  }
  self->bytes += a->size;
  if (self->first_sent < 0) {
    self->first_sent = a->sent;
    self->first_arrived = a->arrived;
  }
  if (a->sent > self->last_sent) {
    self->last_sent = a->sent;
    self->last_arrived = a->arrived;
    self->last_bytes = 0;
  }
  if (a->sent == self->last_sent)
    self->last_bytes += a->size;
}

/* What was sent last only marks the end: bytes before it, over the time from the first to the first of the last. */
static gboolean
measure (const PnProbe *self, gdouble *sent, gdouble *arrived)
{
  gint64 sent_us = self->last_sent - self->first_sent, arrived_us = self->last_arrived - self->first_arrived;
  if (self->packets < LEAST_PACKETS || sent_us <= 0)
    return FALSE;
  gdouble bits = (gdouble) (self->bytes - self->last_bytes) * 8 * G_USEC_PER_SEC;
  *sent = bits / (gdouble) sent_us;
  *arrived = bits / (gdouble) MAX (arrived_us, 1000);
  return TRUE;
}

gboolean
pn_probe_acks (PnProbe *self, const PnAck *acks, guint n, gint64 now, guint64 *bitrate, gboolean *full)
{
  gdouble sent, arrived;
  gboolean passed_by = FALSE;
  for (guint i = 0; i < n && self->cluster != 0; i++) {
    if (acks[i].cluster == self->cluster)
      note (self, &acks[i]);
    else if (self->packets > 0 && self->ticks == 0)
      passed_by = TRUE; /* a later packet is spoken of: the probe is complete */
  }
  if (self->cluster == 0 || !passed_by)
    return FALSE;
  if (!measure (self, &sent, &arrived) || self->lost * 5 > self->packets) {
    give_up (self, now);
    return FALSE;
  }
  *bitrate = (guint64) MIN (sent, arrived);
  *full = arrived < KEPT_UP * sent;
  if (*full) {
    *bitrate = (guint64) (0.95 * arrived);
    give_up (self, now);
    return TRUE;
  }
  self->cluster = 0;
  self->pause = PAUSE_US;
  self->next = now + AGAIN_US;
  return TRUE;
}
