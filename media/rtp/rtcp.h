/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RTCP compound packets (RFC 3550, 4585, 5104, REMB draft): a bounded reader and a writer; what a TWCC message holds is read by
 * rtcp-twcc.h. Touches no socket and keeps no state; any thread may call. */
#pragma once
#include <glib.h>

typedef enum {
  PN_RTCP_OTHER,
  PN_RTCP_SR,
  PN_RTCP_RR,
  PN_RTCP_SDES,
  PN_RTCP_BYE,
  PN_RTCP_NACK,
  PN_RTCP_TWCC,
  PN_RTCP_PLI,
  PN_RTCP_FIR,
  PN_RTCP_REMB,
} PnRtcpKind;

/* One packet of a compound; pointers lie inside the parsed bytes. */
typedef struct {
  PnRtcpKind kind;
  guint count;         /* report blocks, sources, or the feedback format */
  guint32 sender;      /* SSRC of the sender of this packet */
  guint32 media;       /* feedback: SSRC of the media it is about (FIR: of the first entry; REMB: of the first) */
  const guint8 *body;  /* the whole packet with its 4-byte header */
  gsize len;
  /* SR only */
  guint64 ntp;
  guint32 rtp_ts, packets, octets;
  /* REMB only, bit/s */
  guint64 bitrate;
} PnRtcp;

typedef struct {
  guint32 ssrc;
  guint8 fraction;      /* lost since the last report, of 256 */
  gint32 lost;          /* in all, signed 24 bit */
  guint32 highest;      /* extended highest sequence number */
  guint32 jitter;       /* in clock units */
  guint32 lsr, dlsr;    /* middle 32 bits of NTP; 1/65536 s */
} PnRtcpReport;

typedef struct {
  const guint8 *data;
  gsize len, at;
} PnRtcpIter;

/* FALSE unless the lengths of all packets add up (RFC 3550 appendix A.2). */
gboolean pn_rtcp_iter_init (PnRtcpIter *iter, const guint8 *data, gsize len) G_GNUC_WARN_UNUSED_RESULT;
/* The next packet; one whose inside is malformed comes as PN_RTCP_OTHER. FALSE at the end. */
gboolean pn_rtcp_next (PnRtcpIter *iter, PnRtcp *out);
/* Report block `i` of an SR or RR; FALSE past the last. */
gboolean pn_rtcp_report (const PnRtcp *rtcp, guint i, PnRtcpReport *out);
/* Sequence numbers a NACK asks for, at most `max`; returns how many. */
guint pn_rtcp_nack_seqs (const PnRtcp *rtcp, guint16 *seqs, guint max);
/* Entry `i` of a FIR: whose key frame, and the number that tells a repeated request from a new one; FALSE past the last. */
gboolean pn_rtcp_fir_entry (const PnRtcp *rtcp, guint i, guint32 *ssrc, guint8 *number);

/* Appends to `out` at `*at`; FALSE and nothing written when it does not fit into `size`. */
typedef struct {
  guint8 *data;
  gsize size, len;
} PnRtcpWriter;

gboolean pn_rtcp_write_sr (PnRtcpWriter *w, guint32 ssrc, guint64 ntp, guint32 rtp_ts, guint32 packets,
                           guint32 octets);
gboolean pn_rtcp_write_rr (PnRtcpWriter *w, guint32 ssrc, const PnRtcpReport *reports, guint n);
gboolean pn_rtcp_write_sdes (PnRtcpWriter *w, guint32 ssrc, const char *cname);
gboolean pn_rtcp_write_bye (PnRtcpWriter *w, guint32 ssrc);
gboolean pn_rtcp_write_pli (PnRtcpWriter *w, guint32 sender, guint32 media);
/* `number` grows with each new request to that source (RFC 5104 section 4.3.1.1). */
gboolean pn_rtcp_write_fir (PnRtcpWriter *w, guint32 sender, guint32 media, guint8 number);
/* `seqs` ascending (modulo 2^16). */
gboolean pn_rtcp_write_nack (PnRtcpWriter *w, guint32 sender, guint32 media, const guint16 *seqs, guint n);
gboolean pn_rtcp_write_remb (PnRtcpWriter *w, guint32 sender, guint64 bitrate, const guint32 *ssrcs, guint n);

/* NTP timestamp of a wall-clock time in microseconds since 1970. */
guint64 pn_ntp_from_us (gint64 us);
