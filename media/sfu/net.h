/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One UDP port: datagrams in by recvmmsg, runs of equal datagrams out by one GSO send each, with a fall-back for good.
 * Knows no protocol. One thread: the worker that owns it. */
#pragma once
#include <glib.h>

#define PN_NET_BATCH 64  /* datagrams per receive */
#define PN_NET_RUN 8     /* datagrams per GSO send: more gained nothing when measured */
#define PN_NET_MTU 1500

/* IPv4 for now. `ip` and `local` in network order, `port` in host order; `local` is the address of ours it came to,
 * so that answers leave from there on a host with several. */
typedef struct {
  guint32 ip, local;
  guint16 port;
} PnAddr;

static inline guint64
pn_addr_key (const PnAddr *a)
{
  return (guint64) a->ip << 16 | a->port;
}

typedef struct {
  guint8 *data; /* room for PN_NET_MTU + 36 bytes */
  gsize len;
  PnAddr from;
} PnDatagram;

typedef struct PnNet PnNet;

/* Errors: PN_ERROR_UNAVAILABLE-like GError of G_FILE_ERROR with the reason. port 0 takes any. */
PnNet *pn_net_new (const char *listen_ip, guint16 port, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void pn_net_free (PnNet *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnNet, pn_net_free)
int pn_net_fd (const PnNet *self);
guint16 pn_net_port (const PnNet *self);
/* What has arrived, without waiting; the bytes live until the next call. */
guint pn_net_receive (PnNet *self, const PnDatagram **out);
void pn_net_send (PnNet *self, const PnAddr *to, const guint8 *data, gsize len);
/* `len` bytes as datagrams of `segment` bytes (the last may be shorter), at most PN_NET_RUN. */
void pn_net_send_run (PnNet *self, const PnAddr *to, const guint8 *data, gsize len, gsize segment);
/* Datagrams handed to the kernel, refused by it, and calls made. */
void pn_net_counts (const PnNet *self, guint64 *sent, guint64 *refused, guint64 *calls);
/* Every IPv4 address of this host, loopback last; char*, transfer full. */
GPtrArray *pn_net_local_addresses (void);
