/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The transport-wide numbers of one connection: what a publisher's packets brought, told back to it; what we sent to a subscriber,
 * matched with what it tells us. Pure: no socket, time handed in. One thread: the worker of the room. */
#pragma once
#include <glib.h>
#include "media/rtp/rtcp-twcc.h"

#define PN_TWCC_WINDOW 1024 /* packets remembered each way, a power of two: a second at 10 Mbit/s */

/* ---- receiving: numbers of a publisher */

typedef struct {
  gint64 highest;            /* extended; -1 before the first */
  gint64 next;               /* first number the next message is about */
  guint pending;             /* packets come since the last message */
  gint64 told;               /* time of the last message */
  guint8 number;             /* of the next message */
  gint64 at[PN_TWCC_WINDOW]; /* arrival in us, -1 */
} PnTwccIn;

void pn_twcc_in_init (PnTwccIn *self);
void pn_twcc_in_packet (PnTwccIn *self, guint16 number, gint64 now);
/* Time for a message: 50 ms after the last on a busy line, 100 ms on a quiet one, never when nothing came. */
gboolean pn_twcc_in_due (const PnTwccIn *self, gint64 now);
/* Appends one message. FALSE when there is nothing (more) to tell or no room. */
gboolean pn_twcc_in_write (PnTwccIn *self, PnRtcpWriter *w, guint32 sender, guint32 media, gint64 now);

/* ---- sending: numbers to a subscriber */

/* One sent packet that feedback spoke of. */
typedef struct {
  gint64 sent;    /* us, our clock */
  gint64 arrived; /* us, the receiver's clock; -1: lost */
  guint16 size;   /* bytes */
  guint8 cluster; /* of the probe it was part of, 0 none */
} PnAck;

typedef struct {
  guint32 at; /* low bits of us */
  guint16 size;
  guint8 cluster, state;
} PnTwccSent;

typedef struct {
  gint64 next;      /* number of the next packet, extended */
  guint64 bytes;    /* sent in all */
  guint8 cluster;   /* what is sent now belongs to this probe, 0 none */
  gint64 reference; /* of the last message, unwrapped; -1 before the first */
  PnTwccSent sent[PN_TWCC_WINDOW];
} PnTwccOut;

void pn_twcc_out_init (PnTwccOut *self);

/* On the fast path: the number for a packet of `size` bytes sent now. */
static inline guint16
pn_twcc_out_add (PnTwccOut *self, gsize size, gint64 now)
{
  PnTwccSent *s = &self->sent[self->next & (PN_TWCC_WINDOW - 1)];
  s->at = (guint32) now;
  s->size = (guint16) size;
  s->cluster = self->cluster;
  s->state = 1;
  self->bytes += size;
  return (guint16) self->next++;
}

/* What a message tells of packets still remembered, each loss and each arrival once; at most PN_TWCC_WINDOW. Returns how many. */
guint pn_twcc_out_match (PnTwccOut *self, PnTwcc *feedback, gint64 now, PnAck out[PN_TWCC_WINDOW]);
