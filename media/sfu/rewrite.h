/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Maps a source's sequence numbers and timestamps to one outgoing stream that never jumps, whatever source feeds it.
 * Pure arithmetic, time handed in. One thread: the worker of the room. */
#pragma once
#include <glib.h>

typedef struct {
  gint64 seq_offset;   /* out = source + offset */
  guint32 ts_offset;
  gint64 first;        /* source packets before this belong to what was before the join */
  gint64 highest;      /* outgoing, extended: also the SRTP index */
  guint32 last_ts;     /* outgoing */
  gint64 last_at;
  gboolean join_seq, join_ts; /* the next packet begins anew */
  gboolean started;
} PnRewrite;

void pn_rewrite_init (PnRewrite *self);
/* Another source feeds the stream from the next packet on: number and time are joined on. */
void pn_rewrite_switch (PnRewrite *self);
/* The same source goes on after packets that were held back (mute): only the number is joined on. */
void pn_rewrite_skip (PnRewrite *self);
/* FALSE when the packet belongs before the join and must not be sent. */
gboolean pn_rewrite_map (PnRewrite *self, gint64 seq, guint32 ts, guint clock, gint64 now, gint64 *out_seq,
                         guint32 *out_ts);
