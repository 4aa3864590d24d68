/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DTLS off the forwarding threads: a small pool does OpenSSL's work for every transport of the process. Datagrams go in by bounded
 * queues; datagrams to send, the new state and the keys come back by an inbox. Never touches a socket. Each function says its thread. */
#pragma once
#include <glib.h>
#include "media/sfu/dtls.h"

#define PN_HANDSHAKE_WAITING 16  /* datagrams of one session that may wait */
#define PN_HANDSHAKES_WAITING 4096 /* of all together */
#define PN_HANDSHAKE_TICK_US 100000

typedef struct PnHandshakes PnHandshakes;
typedef struct PnHandshakeInbox PnHandshakeInbox;
typedef struct PnHandshake PnHandshake;

/* The pool; main thread. Takes `context` over. It must outlive every inbox. */
PnHandshakes *pn_handshakes_new (PnDtlsContext *context, guint threads);
void pn_handshakes_free (PnHandshakes *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnHandshakes, pn_handshakes_free)
PnDtlsContext *pn_handshakes_context (const PnHandshakes *self);

typedef struct {
  guint64 up, failed; /* sessions */
  guint64 dropped;    /* datagrams for which there was no room */
  guint waiting;      /* datagrams now */
} PnHandshakeStats;
/* Any thread. */
void pn_handshakes_stats (PnHandshakes *self, PnHandshakeStats *out);

/* One for each worker; `wake` is called from the pool and must not block. The worker's thread calls everything below. */
PnHandshakeInbox *pn_handshake_inbox_new (PnHandshakes *pool, void (*wake) (gpointer data), gpointer data);
void pn_handshake_inbox_free (PnHandshakeInbox *self);
/* The `user` of a session that has something to take, or NULL when nothing is left. */
gpointer pn_handshake_inbox_pop (PnHandshakeInbox *self);

PnHandshake *pn_handshake_new (PnHandshakeInbox *inbox, const char *hash, const guint8 *fingerprint, gsize fingerprint_len,
                               gpointer user);
/* close_notify goes to `farewell` when the session is up and the pool is not just at work on it. */
void pn_handshake_free (PnHandshake *self, PnDtlsSend farewell, gpointer user);
/* FALSE: no room, the datagram is dropped as a line would. */
gboolean pn_handshake_feed (PnHandshake *self, const guint8 *data, gsize len);
/* Has a lost flight sent again when its time has come; about every PN_HANDSHAKE_TICK_US while not up. */
void pn_handshake_tick (PnHandshake *self);

typedef struct {
  PnDtlsState state;
  PnSrtp *in, *out; /* given once, owned by the caller from then on */
  GPtrArray *send;  /* GBytes, one datagram each */
} PnHandshakeResult;
/* What came of it since the last time. */
void pn_handshake_take (PnHandshake *self, PnHandshakeResult *out);
