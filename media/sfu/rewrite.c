/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sfu/rewrite.h"

#include <string.h>

#include "base/id.h"

#define MAX_GAP_S 60 /* no join leaves a longer pause in the timestamps */

void
pn_rewrite_init (PnRewrite *self)
{
  guint64 r = pn_random_u64 ();
  memset (self, 0, sizeof *self);
  /* Below 2^15, so that loss of the first packets cannot make the receiver guess a wrong rollover (RFC
   * 3711 3.3.1). */
  self->highest = (gint64) (r & 0x7FFF);
  self->last_ts = (guint32) (r >> 16);
  self->last_pid = (guint16) (r >> 48) & 0x7FFF;
  self->dropped_pid = -1;
  self->join_seq = self->join_ts = TRUE;
}

void
pn_rewrite_switch (PnRewrite *self)
{
  self->join_seq = self->join_ts = TRUE;
  self->aligned = FALSE;
}

void
pn_rewrite_switch_at (PnRewrite *self, guint32 ts)
{
  pn_rewrite_switch (self);
  self->aligned = TRUE;
  self->align_ts = ts;
}

void
pn_rewrite_skip (PnRewrite *self)
{
  self->join_seq = TRUE;
}

static void
join_time (PnRewrite *self, guint32 ts, guint clock, gint64 now)
{
  gint64 gap = self->started ? (now - self->last_at) * clock / G_USEC_PER_SEC : 0;
  if (self->aligned)
    gap = (gint32) (self->align_ts - self->last_ts);
  gap = CLAMP (gap, 1, (gint64) MAX_GAP_S * clock);
  self->ts_offset = self->last_ts + (guint32) gap - ts;
}

static void
join (PnRewrite *self, const PnNumbers *in, guint clock, gint64 now)
{
  if (self->join_seq) {
    self->spans[0] = (PnSpan){ .from = in->seq,
                               .offset = self->highest + 1 - in->seq,
                               .pid = (guint16) (self->last_pid + 1 - in->pid),
                               .tl0 = (guint8) (self->last_tl0 + 1 - in->tl0) };
    self->newest = 0;
    self->n_spans = 1;
    self->source = in->seq - 1;
    self->dropped_pid = -1;
  }
  if (self->join_ts)
    join_time (self, in->ts, clock, now);
  self->join_seq = self->join_ts = self->aligned = FALSE;
  self->started = TRUE;
}

static const PnSpan *
find_span (const PnRewrite *self, gint64 seq)
{
  for (guint i = 0; i < self->n_spans; i++) {
    const PnSpan *s = &self->spans[(self->newest - i) % PN_REWRITE_SPANS];
    if (seq >= s->from)
      return s;
  }
  return NULL;
}

gboolean
pn_rewrite_map (PnRewrite *self, const PnNumbers *in, guint clock, gint64 now, PnNumbers *out)
{
  if (self->join_seq || self->join_ts)
    join (self, in, clock, now);
  const PnSpan *s = find_span (self, in->seq);
  if (s == NULL)
    return FALSE;
  out->seq = in->seq + s->offset;
  out->ts = in->ts + self->ts_offset;
  out->pid = in->pid < 0 ? -1 : (in->pid + s->pid) & 0x7FFF;
  out->tl0 = (guint8) (in->tl0 + s->tl0);
  self->source = MAX (self->source, in->seq);
  if (out->seq > self->highest) {
    self->highest = out->seq;
    self->last_ts = out->ts;
    self->last_at = now;
    if (out->pid >= 0) {
      self->last_pid = (guint16) out->pid;
      self->last_tl0 = out->tl0;
    }
  }
  return TRUE;
}

void
pn_rewrite_drop (PnRewrite *self, const PnNumbers *in)
{
  if (self->join_seq || in->seq <= self->source)
    return;
  PnSpan next = self->spans[self->newest % PN_REWRITE_SPANS];
  if (next.from != in->seq) { /* otherwise nothing was sent under the newest: it moves on */
    self->newest++;
    self->n_spans = MIN (self->n_spans + 1, PN_REWRITE_SPANS);
  }
  next.from = in->seq + 1;
  next.offset--;
  if (in->pid >= 0 && in->pid != self->dropped_pid) {
    next.pid--;
    self->dropped_pid = in->pid;
  }
  self->spans[self->newest % PN_REWRITE_SPANS] = next;
  self->source = in->seq;
}
