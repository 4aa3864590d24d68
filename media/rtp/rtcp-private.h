/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the RTCP readers and writers of this folder share: packet types, feedback formats, the common header.
 * Touches nothing but the bytes given; not for use outside media/rtp. */
#pragma once
#include "media/rtp/rtcp.h"

enum { PN_RTCP_PT_SR = 200, PN_RTCP_PT_RR, PN_RTCP_PT_SDES, PN_RTCP_PT_BYE, PN_RTCP_PT_APP, PN_RTCP_PT_RTPFB, PN_RTCP_PT_PSFB };
enum { PN_RTCP_FMT_NACK = 1, PN_RTCP_FMT_TWCC = 15 };
enum { PN_RTCP_FMT_PLI = 1, PN_RTCP_FMT_FIR = 4, PN_RTCP_FMT_AFB = 15 };

/* Room for `len` bytes with the common header filled in, or NULL. `count`: report blocks or the feedback format. */
guint8 *pn_rtcp_begin (PnRtcpWriter *w, guint count, guint8 pt, gsize len);
/* Fills in what a packet of type 205 or 206 says (RFC 4585 section 6.1); its kind stays OTHER when it is malformed. */
void pn_rtcp_read_feedback (PnRtcp *r);
