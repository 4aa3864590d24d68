/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long a receiver shall hold pictures before it shows them: on a line that loses, as long as it takes until what was lost has come
 * again, so that the picture does not stand; else not at all. Pure: time handed in. One thread: the worker of the room. */
#pragma once
#include <glib.h>

#define PN_PATIENCE_LOSS 0.03 /* share of packets from which on a way counts as losing */

/* What is lost of one way between a publisher and a subscriber. */
typedef struct {
  gdouble loss;  /* share of packets */
  gint64 answer; /* us until what is asked for has come; 0 not known */
} PnWay;

typedef struct {
  guint ms;       /* 0: the receiver decides by itself */
  gint64 needed_at, changed_at; /* when so much was last needed; 0 never */
} PnPatience;

/* Once a second. Grows at once, and shrinks after ten seconds that needed less: each change is heard and seen. Returns ms. */
guint pn_patience_judge (PnPatience *self, const PnWay *up, const PnWay *down, gint64 now);
/* Whether packets are to say it now: as long as it holds, and a while after it ended. */
gboolean pn_patience_is_told (const PnPatience *self, gint64 now);
/* The three bytes of the playout-delay header extension: at least `ms`, at most ten seconds, in steps of 10 ms and 12 bits each. */
void pn_patience_write (const PnPatience *self, guint8 out[3]);
