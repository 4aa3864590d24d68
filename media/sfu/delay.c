/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sfu/delay.h"

#include <math.h>
#include <string.h>

#define GROUP_US 5000        /* packets sent within this are one group (gcc-02 section 5.2) */
#define BURST_US 100000      /* a burst let loose by the network is one group up to this length */
#define STRANGE_US 3000000   /* a step of the receiver's clock, not of the queue */
#define PAUSE_US 1000000     /* nothing sent for so long: a queue of then says nothing of now */
#define MAX_DISORDER 3
#define SMOOTHING 0.9
#define GAIN 4.0
#define MAX_DELTAS 60
#define OVER_MS 10.0         /* the gradient must be too steep this long */
#define K_UP 0.0087
#define K_DOWN 0.039
#define MAX_ADAPT 15.0       /* spikes further from the threshold do not move it */
#define START_THRESHOLD 12.5

void
pn_delay_init (PnDelay *self)
{
  memset (self, 0, sizeof *self);
  self->threshold = START_THRESHOLD;
  self->over_ms = -1;
}

static void
start_over (PnDelay *self)
{
  gdouble threshold = self->threshold;
  pn_delay_init (self);
  self->threshold = threshold;
}

/* Slope of the smoothed delay over the time of arrival: ms of queue for each ms. */
static gdouble
fit_line (const PnDelay *self)
{
  gdouble mean_x = 0, mean_y = 0, num = 0, den = 0;
  for (guint i = 0; i < self->n_points; i++) {
    mean_x += self->x[i] / self->n_points;
    mean_y += self->y[i] / self->n_points;
  }
  for (guint i = 0; i < self->n_points; i++) {
    num += (self->x[i] - mean_x) * (self->y[i] - mean_y);
    den += (self->x[i] - mean_x) * (self->x[i] - mean_x);
  }
  return den > 0 ? num / den : self->trend;
}

/* gcc-02 section 5.4: it grows slowly under pressure, so that a competing TCP does not starve us, and falls fast. */
static void
adapt_threshold (PnDelay *self, gdouble gradient, gint64 now)
{
  gdouble passed = self->threshold_at > 0 ? (gdouble) MIN (now - self->threshold_at, 100000) / 1000 : 0;
  self->threshold_at = now;
  if (fabs (gradient) > self->threshold + MAX_ADAPT)
    return;
  gdouble k = fabs (gradient) < self->threshold ? K_DOWN : K_UP;
  self->threshold = CLAMP (self->threshold + k * (fabs (gradient) - self->threshold) * passed, 6.0, 600.0);
}

static void
judge (PnDelay *self, gdouble trend, gdouble sent_ms, gint64 now)
{
  gdouble gradient = MIN (self->deltas, MAX_DELTAS) * trend * GAIN;
  if (gradient > self->threshold) {
    self->over_ms = self->over_ms < 0 ? sent_ms / 2 : self->over_ms + sent_ms;
    self->over_count++;
    if (self->over_ms > OVER_MS && self->over_count > 1 && trend >= self->trend) {
      self->over_ms = 0;
      self->over_count = 0;
      self->usage = PN_USAGE_OVER;
    }
  } else {
    self->over_ms = -1;
    self->over_count = 0;
    self->usage = gradient < -self->threshold ? PN_USAGE_UNDER : PN_USAGE_NORMAL;
  }
  self->trend = trend;
  adapt_threshold (self, gradient, now);
}

static void
add_delta (PnDelay *self, const PnDelayGroup *a, const PnDelayGroup *b)
{
  gdouble sent = (gdouble) (b->last_sent - a->last_sent) / 1000;
  gdouble arrived = (gdouble) (b->last_arrived - a->last_arrived) / 1000;
  if (self->deltas == 0)
    self->origin = b->last_arrived;
  self->deltas++;
  self->accumulated += arrived - sent;
  self->smooth = SMOOTHING * self->smooth + (1 - SMOOTHING) * self->accumulated;
  self->x[self->next_point] = (gdouble) (b->last_arrived - self->origin) / 1000;
  self->y[self->next_point] = self->smooth;
  self->next_point = (self->next_point + 1) % PN_DELAY_POINTS;
  self->n_points = MIN (self->n_points + 1, PN_DELAY_POINTS);
  judge (self, self->n_points == PN_DELAY_POINTS ? fit_line (self) : self->trend, sent, b->last_arrived);
}

static gboolean
belongs (const PnDelayGroup *g, gint64 sent, gint64 arrived)
{
  if (sent - g->first_sent <= GROUP_US)
    return TRUE;
  gint64 step = arrived - g->last_arrived, propagation = step - (sent - g->last_sent);
  return propagation < 0 && step <= GROUP_US && arrived - g->first_arrived < BURST_US;
}

/* The current group is whole: compare it with the one before. */
static void
finish_group (PnDelay *self)
{
  PnDelayGroup *a = &self->previous, *b = &self->current;
  if (a->used && b->last_arrived < a->last_arrived) {
    if (++self->disorder >= MAX_DISORDER)
      start_over (self);
    return;
  }
  if (a->used && b->last_arrived - a->last_arrived - (b->last_sent - a->last_sent) > STRANGE_US) {
    start_over (self);
    return;
  }
  self->disorder = 0;
  if (a->used)
    add_delta (self, a, b);
  *a = *b;
}

void
pn_delay_skip (PnDelay *self)
{
  self->current.used = self->previous.used = FALSE;
}

PnUsage
pn_delay_packet (PnDelay *self, gint64 sent, gint64 arrived)
{
  PnDelayGroup *g = &self->current;
  if (g->used && sent - g->last_sent > PAUSE_US)
    start_over (self);
  if (g->used && sent < g->first_sent) /* overtaken: its group is finished */
    return self->usage;
  if (g->used && belongs (g, sent, arrived)) {
    g->last_sent = MAX (g->last_sent, sent);
    g->last_arrived = MAX (g->last_arrived, arrived);
    return self->usage;
  }
  if (g->used)
    finish_group (self);
  self->current = (PnDelayGroup){ sent, sent, arrived, arrived, TRUE };
  return self->usage;
}
