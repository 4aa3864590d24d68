/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a receiver knows of one incoming stream: counts for reports (RFC 3550 appendix A) and the gaps to ask for again.
 * Pure: no socket, time handed in. One thread: the worker of the room. */
#pragma once
#include <glib.h>
#include "media/rtp/rtcp.h"

#define PN_RECEPTION_GAPS 256       /* missing packets remembered */
#define PN_RECEPTION_TRIES 8        /* NACKs for one packet */
#define PN_RECEPTION_GIVE_UP_US G_USEC_PER_SEC

typedef struct {
  gint64 seq, since, asked; /* asked: time of the last NACK, 0 never */
  guint tries;
  gboolean twice; /* the last NACK was said a second time */
} PnGap;

typedef struct {
  guint clock;
  gint64 base, highest; /* extended; -1 before the first packet */
  guint64 received;
  gint64 expected_prior;
  guint64 received_prior;
  gdouble jitter;
  gint64 transit;
  gboolean has_transit;
  guint64 ntp;          /* of the last SR */
  guint32 sr_ts;
  gint64 sr_at;         /* when it came, 0 never */
  PnGap gaps[PN_RECEPTION_GAPS];
  guint n_gaps;
  guint64 recovered;
  gint64 overtaken_at;  /* when a packet last came late by itself, 0 never: until then nothing is waited for */
  gint64 lost_at;       /* when a packet last had to be had again, 0 never */
  gint64 answer;        /* us from a NACK to the packet, smoothed; 0 not known */
  gboolean lost_too_much; /* more gaps than we hold, or one given up: a key frame is needed; cleared by the asker */
} PnReception;

void pn_reception_init (PnReception *self, guint clock);
/* Returns the extended sequence number, or -1 when the packet is absurdly far away (dropped, not counted). */
gint64 pn_reception_packet (PnReception *self, guint16 seq, guint32 ts, gint64 now);
/* A missing packet that came another way (RTX, redundancy): its extended number; -1 when it is not missing. Still lost on the line, so not
 * counted as received (RFC 4588 section 4). `answered`: the time when it came for a NACK, 0 when it came anyway. */
gint64 pn_reception_repaired (PnReception *self, guint16 seq, gint64 answered);
void pn_reception_sender_report (PnReception *self, const PnRtcp *sr, gint64 now);
/* Fills all but the SSRC, and starts the next interval. */
void pn_reception_report (PnReception *self, PnRtcpReport *out, gint64 now);
/* Something had to be had again lately. */
gboolean pn_reception_is_losing (const PnReception *self, gint64 now);
/* Sequence numbers due for a NACK now, ascending; marks them asked. `rtt` in us. */
guint pn_reception_nacks (PnReception *self, guint16 *out, guint max, gint64 now, gint64 rtt);
