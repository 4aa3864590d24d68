/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which protocol a datagram of a peer connection is (RFC 7983), with the bounds of DTLS records looked at before anybody spends
 * work on them. Touches no socket and keeps no state; any thread may call. */
#pragma once
#include <glib.h>

typedef enum { PN_KIND_BAD, PN_KIND_STUN, PN_KIND_DTLS, PN_KIND_RTP, PN_KIND_RTCP } PnKind;

/* PN_KIND_BAD also for what is of a known kind but too short, or no whole number of DTLS 1.x records (RFC 6347 section 4.1). */
PnKind pn_demux (const guint8 *data, gsize len);
