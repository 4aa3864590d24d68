/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Maps a source's sequence numbers, timestamps and picture numbers to one outgoing stream that never jumps, whatever
 * source feeds it and whatever is left out of it. Pure arithmetic, time handed in. One thread: the worker of the room. */
#pragma once
#include <glib.h>

#define PN_REWRITE_SPANS 16 /* changes of offset remembered, for packets that come late */

/* What a source packet carries. `pid` is -1 where its payload has no picture number. */
typedef struct {
  gint64 seq; /* extended */
  guint32 ts;
  gint pid;
  guint8 tl0;
} PnNumbers;

/* out = source + offset, for source packets from `from` on. */
typedef struct {
  gint64 from, offset;
  guint16 pid;
  guint8 tl0;
} PnSpan;

typedef struct {
  PnSpan spans[PN_REWRITE_SPANS]; /* a ring; the newest is spans[newest % PN_REWRITE_SPANS] */
  guint newest, n_spans;
  guint32 ts_offset;
  gint64 source;       /* highest source number handled since the join */
  gint64 highest;      /* outgoing, extended: also the SRTP index */
  guint32 last_ts;     /* outgoing */
  gint64 last_at;
  guint16 last_pid;    /* outgoing, 15 bits */
  guint8 last_tl0;
  gint dropped_pid;    /* picture being left out, -1 none */
  guint32 align_ts;    /* where the join shall begin */
  gboolean join_seq, join_ts, aligned; /* the next packet begins anew */
  gboolean started;
} PnRewrite;

void pn_rewrite_init (PnRewrite *self);
/* Another source feeds the stream from the next packet on: number and time are joined on. */
void pn_rewrite_switch (PnRewrite *self);
/* As above, and the next packet's time is known: outgoing `ts`, as far as that lies ahead. */
void pn_rewrite_switch_at (PnRewrite *self, guint32 ts);
/* The same source goes on after packets that were held back (mute): only the numbers are joined on. */
void pn_rewrite_skip (PnRewrite *self);
/* FALSE when the packet belongs before the join, or is too late to be placed, and must not be sent. `out->pid` is -1 as in `in`. */
gboolean pn_rewrite_map (PnRewrite *self, const PnNumbers *in, guint clock, gint64 now, PnNumbers *out);
/* This packet is left out and the ones behind it close up. Only for one newer than all before it. */
void pn_rewrite_drop (PnRewrite *self, const PnNumbers *in);
