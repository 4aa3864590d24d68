/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sfu/twcc.h"

#include <string.h>

#include "media/rtp/rtp.h"

#define BUSY_US 50000
#define QUIET_US 100000
#define BUSY_PACKETS 10 /* come within BUSY_US: over 200 a second */
#define MASK (PN_TWCC_WINDOW - 1)

enum { EMPTY, SENT, LOST, DONE };

void
pn_twcc_in_init (PnTwccIn *self)
{
  memset (self, 0, sizeof *self);
  self->highest = -1;
}

static void
forget_between (PnTwccIn *self, gint64 from, gint64 to)
{
  from = MAX (from, to - PN_TWCC_WINDOW);
  for (gint64 i = from; i < to; i++)
    self->at[i & MASK] = -1;
}

void
pn_twcc_in_packet (PnTwccIn *self, guint16 number, gint64 now)
{
  gint64 e = pn_rtp_extend_seq (self->highest, number);
  if (self->highest < 0)
    self->next = e;
  else if (e <= self->highest - PN_TWCC_WINDOW)
    return;
  if (e > self->highest) {
    if (self->highest >= 0)
      forget_between (self, self->highest + 1, e);
    self->highest = e;
    self->next = MAX (self->next, e - PN_TWCC_WINDOW + 1);
  } else {
    self->next = MIN (self->next, e); /* late: what was told of it as lost is told anew */
  }
  self->at[e & MASK] = now;
  self->pending++;
}

gboolean
pn_twcc_in_due (const PnTwccIn *self, gint64 now)
{
  gint64 passed = now - self->told;
  return self->pending > 0 && passed >= (self->pending >= BUSY_PACKETS ? BUSY_US : QUIET_US);
}

gboolean
pn_twcc_in_write (PnTwccIn *self, PnRtcpWriter *w, guint32 sender, guint32 media, gint64 now)
{
  gint64 at[PN_TWCC_WINDOW];
  guint n = 0;
  if (self->highest < 0)
    return FALSE;
  for (gint64 i = self->next; i <= self->highest; i++)
    at[n++] = self->at[i & MASK];
  guint told = n > 0 ? pn_rtcp_write_twcc (w, sender, media, self->number, (guint16) self->next, at, n) : 0;
  if (told == 0)
    return FALSE;
  self->next += told;
  self->number++;
  self->pending = 0;
  self->told = now;
  return TRUE;
}

void
pn_twcc_out_init (PnTwccOut *self)
{
  memset (self, 0, sizeof *self);
  self->reference = -1;
}

/* The reference time has 24 bits and wraps after twelve days. */
static gint64
unwrap_reference (PnTwccOut *self, guint32 reference)
{
  gint32 step = (gint32) (((reference - (guint32) self->reference) & (PN_TWCC_REFERENCE_WRAP - 1)) << 8) >> 8;
  if (self->reference < 0)
    self->reference = (gint64) reference + PN_TWCC_REFERENCE_WRAP; /* so that no step leads below zero */
  else
    self->reference += step;
  return self->reference * PN_TWCC_REFERENCE_US;
}

guint
pn_twcc_out_match (PnTwccOut *self, PnTwcc *feedback, gint64 now, PnAck out[PN_TWCC_WINDOW])
{
  gint64 reference = unwrap_reference (self, feedback->reference), at;
  guint16 number;
  gboolean came;
  guint n = 0;
  while (n < PN_TWCC_WINDOW && pn_twcc_next (feedback, &number, &came, &at)) {
    gint64 e = pn_rtp_extend_seq (self->next - 1, number);
    if (e < 0 || e >= self->next || e < self->next - PN_TWCC_WINDOW)
      continue;
    PnTwccSent *s = &self->sent[e & MASK];
    if (s->state == EMPTY || s->state == DONE || (s->state == LOST && !came))
      continue;
    s->state = came ? DONE : LOST;
    out[n++] = (PnAck){ .sent = now - (guint32) ((guint32) now - s->at),
                        .arrived = came ? reference + at : -1,
                        .size = s->size,
                        .cluster = s->cluster };
  }
  return n;
}
