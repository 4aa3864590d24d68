/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far lost packets should bound the rate. A line of government sites loses packets for its own reasons (radio, bad copper):
 * sending less does not help there, so each cut is a trial, and loss that stays the same after it is taken as the line's own.
 * Pure: rates and time are handed in. One thread: the worker of the room. */
#pragma once
#include <glib.h>

typedef struct {
  guint lost, total;          /* packets of the window under way */
  guint64 bytes;
  gint64 since;
  gdouble own;                /* share the line loses whatever we send */
  gdouble share;              /* of the last window */
  guint64 bound;              /* bit/s, 0: none */
  gboolean was_high; /* the window before had too much too */
  gboolean trial;             /* a cut was made and is to be judged */
  gint64 judge_from;          /* windows begun before this still hold packets from before the cut */
  gdouble before_share;
  guint64 before_bound, before_rate;
} PnLoss;

void pn_loss_init (PnLoss *self);
void pn_loss_note (PnLoss *self, guint lost, guint total, guint64 bytes);
/* After each feedback: closes the window when it is long enough. `rate` is what we believe the line carries, `delivered` what it just
 * did, bit/s; `rtt` in us. TRUE when the rate was cut now. */
gboolean pn_loss_judge (PnLoss *self, guint64 rate, guint64 delivered, gint64 rtt, gint64 now);
