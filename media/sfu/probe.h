/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds out whether a line carries more than is being sent: for a few ticks padding fills the stream up to a higher rate, and what
 * arrives of it, and how fast, is the answer. Pure: says how much to send, sends nothing. One thread: the worker of the room. */
#pragma once
#include <glib.h>
#include "media/sfu/twcc.h"

typedef struct {
  guint8 cluster;      /* of the probe under way or being waited for; 0 none */
  guint8 last_cluster;
  guint ticks;         /* still to fill */
  gboolean closed;     /* something was sent behind it */
  guint64 target;      /* bit/s */
  gint64 ticked, next, pause; /* time of the last tick; not before; between failures */
  gint64 answer_by;
  /* what is known of it */
  gint64 first_sent, last_sent, first_arrived, last_arrived;
  guint64 bytes, last_bytes; /* all of it; of what was sent last */
  guint packets, lost;
} PnProbe;

void pn_probe_init (PnProbe *self);
/* Each tick. `wanted` is the rate that would let a better layer through, 0 none; `sent` bytes went out since the last tick.
 * Returns bytes of padding to send now, and in `*cluster` the mark for all packets until the next tick. */
gsize pn_probe_tick (PnProbe *self, guint64 estimate, guint64 wanted, gsize sent, gint64 now, guint8 *cluster);
/* TRUE when a probe was answered: `*bitrate` is what the line carries; at least, unless the probe filled it (`*full`). */
gboolean pn_probe_acks (PnProbe *self, const PnAck *acks, guint n, gint64 now, guint64 *bitrate, gboolean *full);
