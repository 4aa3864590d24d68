/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sfu/rewrite.h"

#include <string.h>

#include "base/id.h"

void
pn_rewrite_init (PnRewrite *self)
{
  guint64 r = pn_random_u64 ();
  memset (self, 0, sizeof *self);
  /* Below 2^15, so that loss of the first packets cannot make the receiver guess a wrong rollover (RFC 3711 3.3.1). */
  self->highest = (gint64) (r & 0x7FFF);
  self->last_ts = (guint32) (r >> 16);
  self->join_seq = self->join_ts = TRUE;
}

void
pn_rewrite_switch (PnRewrite *self)
{
  self->join_seq = self->join_ts = TRUE;
}

void
pn_rewrite_skip (PnRewrite *self)
{
  self->join_seq = TRUE;
}

static void
join (PnRewrite *self, gint64 seq, guint32 ts, guint clock, gint64 now)
{
  if (self->join_seq) {
    self->seq_offset = self->highest + 1 - seq;
    self->first = seq;
  }
  if (self->join_ts) {
    gint64 gap = self->started ? (now - self->last_at) * clock / G_USEC_PER_SEC : 0;
    self->ts_offset = self->last_ts + (guint32) MAX (gap, 1) - ts;
  }
  self->join_seq = self->join_ts = FALSE;
  self->started = TRUE;
}

gboolean
pn_rewrite_map (PnRewrite *self, gint64 seq, guint32 ts, guint clock, gint64 now, gint64 *out_seq, guint32 *out_ts)
{
  if (self->join_seq || self->join_ts)
    join (self, seq, ts, clock, now);
  if (seq < self->first)
    return FALSE;
  *out_seq = seq + self->seq_offset;
  *out_ts = ts + self->ts_offset;
  if (*out_seq > self->highest) {
    self->highest = *out_seq;
    self->last_ts = *out_ts;
    self->last_at = now;
  }
  return TRUE;
}
