/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One peer connection's way through the network: ICE-lite, then DTLS, then SRTP both ways, and the queue of
 * packets to send. Knows no tracks; time is handed in. One thread: the owning worker. The states are drawn in
 * docs/media.md. */
#pragma once
#include <glib.h>
#include "media/sfu/counters.h"
#include "media/sfu/handshake.h"
#include "media/sfu/ice.h"
#include "media/sfu/net.h"
#include "media/sfu/tcp.h"

typedef enum {
  PN_TRANSPORT_NEW,       /* no valid check yet: only STUN is heard */
  PN_TRANSPORT_HANDSHAKE, /* an address is valid: DTLS is heard */
  PN_TRANSPORT_CONNECTED, /* keys are there */
  PN_TRANSPORT_STALE,     /* as connected, but consent ran out: nothing is sent */
  PN_TRANSPORT_CLOSED,    /* DTLS failed or was closed: for good */
} PnTransportState;

typedef struct PnTransport PnTransport;
typedef void (*PnTransportChanged) (PnTransport *transport, PnTransportState state, gpointer user);

typedef struct {
  PnNet *net;
  PnTcp *tcp;
  guint worker; /* whose ufrags are made */
  PnCounters *counters;
  PnDtlsContext *dtls; /* for the fingerprint in answers */
  PnHandshakeInbox *handshakes;
  GPtrArray *dirty; /* PnTransport that have a run under way */
} PnTransportHost;

PnTransport *pn_transport_new (const PnTransportHost *host, const char *remote_ufrag, const char *hash,
                               const guint8 *fingerprint, gsize fingerprint_len, PnTransportChanged changed,
                               gpointer user);
void pn_transport_free (PnTransport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnTransport, pn_transport_free)
PnIce *pn_transport_ice (PnTransport *self);
PnTransportState pn_transport_state (const PnTransport *self);
gpointer pn_transport_user (const PnTransport *self);

gboolean pn_transport_can_send (const PnTransport *self);
/* FALSE: the receiver is slower than what we send (TCP only): what comes now is to be dropped, video first.
 */
gboolean pn_transport_has_room (const PnTransport *self, gboolean video);
/* That address is no more: its TCP connection was closed. */
void pn_transport_lost (PnTransport *self, const PnAddr *addr);

/* A STUN request for our ufrag. TRUE when it was valid; then `evicted` may name an address that is ours no
 * more. */
gboolean pn_transport_stun (PnTransport *self, const PnStun *msg, const guint8 *data, const PnAddr *from,
                            gint64 now, PnAddr *evicted);
void pn_transport_dtls (PnTransport *self, const guint8 *data, gsize len, const PnAddr *from);
/* The pool has something for this transport: datagrams to send, keys, or the end. */
void pn_transport_handshake (PnTransport *self);
/* In place; FALSE (counted) when it is not to be trusted. */
gboolean pn_transport_open_rtp (PnTransport *self, guint8 *data, gsize *len);
gboolean pn_transport_open_rtcp (PnTransport *self, guint8 *data, gsize *len);
/* For encoders and decoders (WHIP, WHEP): webrtcbin of GStreamer 1.22 repeats no checks once connected, so what
 * it sends under the keys of the handshake, from the validated address, keeps consent as well. Browsers keep
 * RFC 7675 to the letter. */
void pn_transport_media_consents (PnTransport *self);
/* Timers: DTLS resend, consent. */
void pn_transport_tick (PnTransport *self, gint64 now);

/* Sending. A packet is written straight into the run under way: header room first, then the payload is
 * encrypted into place. */
guint8 *pn_transport_begin_rtp (PnTransport *self);
void pn_transport_end_rtp (PnTransport *self, gsize header_len, const guint8 *payload, gsize payload_len,
                           guint64 index);
/* Sends the run under way. */
void pn_transport_flush (PnTransport *self);
/* The end of a wake-up: sends every run under way. */
void pn_transport_flush_all (GPtrArray *dirty);
/* `data` has PN_SRTCP_OVERHEAD spare bytes and is encrypted in place. */
void pn_transport_send_rtcp (PnTransport *self, guint8 *data, gsize len);
