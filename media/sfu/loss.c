/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sfu/loss.h"

#include <string.h>

#define WINDOW_US 500000
#define LONG_WINDOW_US 2000000 /* for a line with few packets */
#define WINDOW_PACKETS 20
#define FEW_PACKETS 5
#define SETTLE_US 200000       /* besides the round trip, until a cut can be seen in the loss */
#define HIGH 0.10              /* gcc-02 section 6 */
#define HEAVY 0.25             /* so much is no chance: one window is enough */
#define LITTLE 0.6             /* of what the line is known to carry: that it loses some of so little is not our doing, without a trial */
#define MAX_ADOPTED 0.15       /* as long as it is no more than this */
#define LOW 0.02
#define CUT 0.85
#define RISE 1.25              /* each window without loss of ours */
#define MAX_OWN 0.5            /* more than this no line loses and carries a voice */
#define SAME 0.7               /* of the loss before the cut: it was not ours */

void
pn_loss_init (PnLoss *self)
{
  memset (self, 0, sizeof *self);
}

void
pn_loss_note (PnLoss *self, guint lost, guint total, guint64 bytes)
{
  self->lost += lost;
  self->total += total;
  self->bytes += bytes;
}

static void
open_window (PnLoss *self, gint64 now)
{
  self->lost = self->total = 0;
  self->bytes = 0;
  self->since = now;
}

static gboolean
is_long_enough (const PnLoss *self, gint64 now)
{
  gint64 passed = now - self->since;
  return (passed >= WINDOW_US && self->total >= WINDOW_PACKETS) || (passed >= LONG_WINDOW_US && self->total >= FEW_PACKETS);
}

static void
cut (PnLoss *self, guint64 rate, guint64 delivered, guint64 sent_rate, gint64 rtt, gint64 now)
{
  guint64 base = MAX (MIN (rate, delivered), rate / 4);
  self->trial = TRUE;
  self->judge_from = now + rtt + SETTLE_US;
  self->before_share = self->share;
  self->before_bound = self->bound;
  self->before_rate = sent_rate;
  self->bound = (guint64) (CUT * (gdouble) base);
}

/* The first whole window after a cut says whether it helped. */
static void
judge_trial (PnLoss *self, guint64 sent_rate)
{
  self->trial = FALSE;
  if ((gdouble) sent_rate > 0.93 * (gdouble) self->before_rate) /* nothing less was sent: it says nothing */
    return;
  if (self->share > SAME * self->before_share) {
    self->own = MIN (self->share, MAX_OWN);
    self->bound = self->before_bound;
  }
}

gboolean
pn_loss_judge (PnLoss *self, guint64 rate, guint64 delivered, gint64 rtt, gint64 now)
{
  if (self->since == 0)
    self->since = now;
  if (!is_long_enough (self, now))
    return FALSE;
  guint64 sent_rate = self->bytes * 8 * G_USEC_PER_SEC / (guint64) (now - self->since);
  gint64 since = self->since;
  guint lost = self->lost;
  self->share = (gdouble) self->lost / self->total;
  open_window (self, now);
  if (self->trial && since < self->judge_from)
    return FALSE;
  if (self->trial)
    judge_trial (self, sent_rate);
  if (self->share < self->own)
    self->own += (self->share - self->own) / 8;
  gdouble excess = self->share - self->own;
  gboolean high = excess > HIGH && lost >= 3, again = self->was_high;
  self->was_high = high;
  /* Of 40 packets on a line that loses one in twenty five are lost once in ten windows, and the picture is not to change for that. */
  if (high && again && excess <= HEAVY && self->bound == 0 && (gdouble) delivered < LITTLE * (gdouble) rate) {
    self->own = MIN (self->share, MAX_ADOPTED);
    return FALSE;
  }
  if (high && (again || excess > HEAVY)) {
    cut (self, rate, delivered, sent_rate, rtt, now);
    return TRUE;
  }
  if (excess <= LOW && self->bound > 0) {
    self->bound = (guint64) (RISE * (gdouble) self->bound);
    if (self->bound > 2 * rate) /* it bounds nothing any more */
      self->bound = 0;
  }
  return FALSE;
}
