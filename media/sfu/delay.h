/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a queue is growing on the way: the delay gradient of groups of packets, fitted by a line, against an adaptive threshold
 * (draft-ietf-rmcat-gcc-02 section 5, with the trend line browsers use instead of its Kalman filter).
 * Pure: knows neither rates nor sockets, and of time only what the packets carry. One thread: the worker of the room. */
#pragma once
#include <glib.h>

#define PN_DELAY_POINTS 20

typedef enum { PN_USAGE_NORMAL, PN_USAGE_OVER, PN_USAGE_UNDER } PnUsage;

typedef struct {
  gint64 first_sent, last_sent, first_arrived, last_arrived; /* us */
  gboolean used;
} PnDelayGroup;

typedef struct {
  PnDelayGroup current, previous;
  guint disorder;              /* groups in succession that arrived before their predecessor */
  gdouble accumulated, smooth; /* ms */
  gdouble x[PN_DELAY_POINTS], y[PN_DELAY_POINTS];
  guint n_points, next_point;
  guint deltas;
  gint64 origin;               /* arrival of the first group */
  gdouble trend, threshold;
  gint64 threshold_at;
  gdouble over_ms;             /* how long the gradient has been too steep; negative: it is not */
  guint over_count;
  PnUsage usage;
} PnDelay;

void pn_delay_init (PnDelay *self);
/* Packets are left out from here on (a probe fills the queue on purpose): the next ones are not compared with those before. */
void pn_delay_skip (PnDelay *self);
/* One packet, in order of its number; times in us, sent in our clock and arrived in the receiver's. */
PnUsage pn_delay_packet (PnDelay *self, gint64 sent, gint64 arrived);
