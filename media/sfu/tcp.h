/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ICE-TCP, passive side (RFC 6544): the connections of browsers whose firewall lets no UDP through. Frames come out like
 * datagrams, with an address whose `stream` names the connection. Bounded in number, in time before the first valid check and in
 * bytes queued; a slow receiver is told to be full, and its packets are dropped. One thread: the worker that owns it. */
#pragma once
#include <glib.h>
#include "media/rtp/framing.h"
#include "media/sfu/net.h"

#define PN_TCP_MAX 2048              /* connections */
#define PN_TCP_UNPROVEN 256          /* of them without a valid check: the oldest gives way to a new one */
#define PN_TCP_UNPROVEN_PER_IP 64    /* further ones are closed at once */
#define PN_TCP_PROVE_US (5 * G_USEC_PER_SEC)
#define PN_TCP_SILENT_US (40 * G_USEC_PER_SEC) /* without a valid check for so long: closed */
#define PN_TCP_QUEUE_VIDEO 65536     /* bytes waiting, above which no more video is taken */
#define PN_TCP_QUEUE 196608          /* above which nothing is */
#define PN_TCP_QUEUE_ALL (64 << 20)  /* of all connections together */

typedef struct PnTcp PnTcp;

/* A connection on its way from one worker to another. */
typedef struct {
  int fd;
  PnAddr addr;
  PnFramer framer;
} PnTcpGift;
void pn_tcp_gift_free (PnTcpGift *self);

typedef struct {
  /* One frame; the bytes may be changed. The connection may be closed or released in here. */
  void (*frame) (guint8 *data, gsize len, const PnAddr *from, gpointer user);
  void (*closed) (const PnAddr *addr, gpointer user);
} PnTcpHandler;

/* No listening socket yet: connections may be adopted. */
PnTcp *pn_tcp_new (const PnTcpHandler *handler, gpointer user);
void pn_tcp_free (PnTcp *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnTcp, pn_tcp_free)
/* `listen_ip` as for pn_net_new; port 0 takes any. G_FILE_ERROR with the reason. */
gboolean pn_tcp_listen (PnTcp *self, const char *listen_ip, guint16 port, GError **error) G_GNUC_WARN_UNUSED_RESULT;
guint16 pn_tcp_port (const PnTcp *self); /* 0: not listening */
int pn_tcp_fd (const PnTcp *self);       /* readable when there is something to do */
void pn_tcp_service (PnTcp *self, gint64 now);
void pn_tcp_tick (PnTcp *self, gint64 now);
guint pn_tcp_count (const PnTcp *self);
guint64 pn_tcp_refused (const PnTcp *self); /* connections closed for a bound, a broken frame or silence */

/* `len` bytes as packets of `segment` bytes, the last may be shorter. FALSE: dropped, for there is no room or no such connection. */
gboolean pn_tcp_send (PnTcp *self, guint32 stream, const guint8 *data, gsize len, gsize segment);
gboolean pn_tcp_has_room (const PnTcp *self, guint32 stream, gboolean video);
void pn_tcp_proven (PnTcp *self, guint32 stream, gint64 now); /* a valid check came by it */
void pn_tcp_close (PnTcp *self, guint32 stream);
/* Only for a connection from which one frame has come: taken out, with that frame still unread. */
PnTcpGift *pn_tcp_release (PnTcp *self, guint32 stream);
void pn_tcp_adopt (PnTcp *self, PnTcpGift *take, gint64 now);
