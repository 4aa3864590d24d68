/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DTLS 1.2 with use_srtp (RFC 5764), passive side, on OpenSSL: one certificate per process, one session per transport.
 * Never touches a socket: datagrams go in and come out by callback. One thread at a time, those of media/sfu/handshake.h. */
#pragma once
#include <glib.h>
#include "media/sfu/srtp.h"

typedef struct PnDtlsContext PnDtlsContext;
typedef struct PnDtls PnDtls;

#define PN_DTLS_MTU 1200 /* bytes of UDP payload */

/* Makes a P-256 key and a self-signed certificate; aborts if OpenSSL cannot. May be shared by all threads afterwards. */
PnDtlsContext *pn_dtls_context_new (void);
void pn_dtls_context_free (PnDtlsContext *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnDtlsContext, pn_dtls_context_free)
const guint8 *pn_dtls_context_fingerprint (const PnDtlsContext *self); /* 32 bytes, sha-256 */

typedef enum { PN_DTLS_HANDSHAKE, PN_DTLS_UP, PN_DTLS_FAILED, PN_DTLS_CLOSED } PnDtlsState;
typedef void (*PnDtlsSend) (const guint8 *data, gsize len, gpointer user);

/* `fingerprint` and `hash` ("sha-256", "sha-384", "sha-512") are those of the peer's SDP. */
PnDtls *pn_dtls_new (PnDtlsContext *context, const char *hash, const guint8 *fingerprint, gsize fingerprint_len,
                     PnDtlsSend send, gpointer user);
/* Sends close_notify when up. */
void pn_dtls_free (PnDtls *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnDtls, pn_dtls_free)
/* One received datagram; the state may change. */
PnDtlsState pn_dtls_feed (PnDtls *self, const guint8 *data, gsize len);
PnDtlsState pn_dtls_state (const PnDtls *self);
/* Resends a lost flight when its timer has run out; call about every 50 ms while in handshake. */
PnDtlsState pn_dtls_tick (PnDtls *self);
/* Once up: what we receive with and what we send with. */
void pn_dtls_keys (PnDtls *self, PnSrtp **inbound, PnSrtp **outbound);
