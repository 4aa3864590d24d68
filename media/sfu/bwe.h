/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much the line to one subscriber carries: delay gradient, additive and multiplicative steps around the rate that was delivered, and
 * a bound by loss (draft-ietf-rmcat-gcc-02 and what browsers do now); REMB for clients that do not number packets transport-wide.
 * Pure: no socket, time handed in. One thread: the worker of the room. */
#pragma once
#include <glib.h>
#include "media/sfu/delay.h"
#include "media/sfu/loss.h"
#include "media/sfu/twcc.h"

#define PN_BWE_SLOTS 16 /* of 50 ms: the delivered rate is taken over the latest ten whole ones */

typedef struct {
  guint64 min, start, max; /* bit/s */
} PnBweLimits;

typedef enum { PN_BWE_HOLD, PN_BWE_INCREASE, PN_BWE_DECREASE } PnBweState;

typedef struct {
  struct {
    gint64 slot;
    guint bytes;
  } slots[PN_BWE_SLOTS];
  gint64 first, latest; /* slot numbers; -1 before the first packet */
} PnDelivered;

typedef struct {
  PnBweLimits limits;
  gboolean numbered; /* packets carry transport-wide numbers */
  PnDelay delay;
  PnLoss loss;
  PnDelivered offered, delivered; /* by time of sending, by time of arrival */
  PnBweState state;
  guint64 rate;                  /* by delay alone, bit/s */
  gint64 changed;                /* time of its last change */
  gdouble capacity, deviation;   /* rate delivered at over-use, smoothed, kbit/s; 0: not known */
  guint64 remb;                  /* 0: none */
  gint64 feedback_at;
  gint64 congested_at;           /* last sign that the line is full, 0 never */
  gint64 full_at;                /* last one that is more than a trial cut: a queue, silence, loss that drowns everything; 0 never */
  gdouble packet_bits;           /* mean size of a packet */
  gint64 rtt;                    /* us */
} PnBwe;

/* `numbered`: the client negotiated transport-wide numbers and will tell of them. */
void pn_bwe_init (PnBwe *self, const PnBweLimits *limits, gboolean numbered);
/* One matched transport-wide message; `rtt` in us or 0 when not known. */
void pn_bwe_feedback (PnBwe *self, const PnAck *acks, guint n, gint64 rtt, gint64 now);
/* A client without transport-wide numbers: its own estimate, and the loss in its receiver reports. */
void pn_bwe_remb (PnBwe *self, guint64 bitrate, gint64 now);
void pn_bwe_report (PnBwe *self, guint lost, guint total, guint64 bytes, gint64 rtt, gint64 now);
/* A probe showed that the line carries this much; `full`: and no more. */
void pn_bwe_probed (PnBwe *self, guint64 bitrate, gboolean full, gint64 now);
/* Call about every 100 ms while packets are being sent: without feedback for long the line is taken to be full. */
void pn_bwe_tick (PnBwe *self, gint64 now);
/* bit/s, within the limits; the maximum while a client gives no means to estimate. */
guint64 pn_bwe_estimate (const PnBwe *self);
/* Whether the estimate rests on signs of the line, not only on the start value. */
gboolean pn_bwe_is_congested (const PnBwe *self, gint64 now);
/* bit/s the receiver got over the latest half second; 0 before there is enough to say. */
guint64 pn_bwe_delivered (const PnBwe *self);
