/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01): which numbered packets of a transport came, and when.
 * A bounded reader and a writer; keeps no history, touches no socket; any thread may call. */
#pragma once
#include "media/rtp/rtcp.h"

#define PN_TWCC_TICK_US 250           /* unit of a delta */
#define PN_TWCC_REFERENCE_US 64000    /* unit of the reference time */
#define PN_TWCC_REFERENCE_WRAP 0x1000000 /* the reference time is a number of 24 bits */
#define PN_TWCC_MAX 2048              /* packets one message may be about; larger ones are refused */

/* One message, checked as a whole. */
typedef struct {
  guint16 base;      /* number of the first packet */
  guint count;       /* packets it is about */
  guint8 number;     /* of this message */
  guint32 reference; /* in PN_TWCC_REFERENCE_US, modulo 2^24 */
  const guint8 *chunk, *delta;
  guint i, run;      /* next packet; symbols of the chunk used up */
  gint64 at;         /* us, counted from the reference time */
} PnTwcc;

/* FALSE when chunks and deltas do not fit the message, or it holds the reserved symbol. */
gboolean pn_twcc_read (PnTwcc *out, const PnRtcp *rtcp) G_GNUC_WARN_UNUSED_RESULT;
/* The next packet; `*at` in us after the reference time, when it came. FALSE after the last. */
gboolean pn_twcc_next (PnTwcc *self, guint16 *number, gboolean *came, gint64 *at);

/* Packets from `base` on with their times of arrival in us, negative when they did not come; the first that came sets the reference.
 * Returns how many of the `n` the message is about (a delta over 8 s ends it early), or 0 when nothing came or it does not fit. */
guint pn_rtcp_write_twcc (PnRtcpWriter *w, guint32 sender, guint32 media, guint8 number, guint16 base, const gint64 *at,
                          guint n);
