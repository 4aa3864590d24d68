/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One UDP port, for IPv4, IPv6 or both: datagrams in by recvmmsg, runs of equal datagrams out by one GSO send
 * each, with a fall-back for good. Knows no protocol. One thread: the worker that owns it. */
#pragma once
#include <glib.h>
#include <netinet/in.h>

#define PN_NET_BATCH 64 /* datagrams per receive */
#define PN_NET_RUN 8    /* datagrams per GSO send: more gained nothing when measured */
#define PN_NET_MTU 1500

/* Where something came from. An IPv4 address is ::ffff:a.b.c.d; `port` in host order. `local` is the address
 * of ours it came to (all zero: not known), so that answers leave from there on a host with several. `stream`
 * is 0 for UDP, else a connection of media/sfu/tcp.h. */
typedef struct {
  struct in6_addr ip, local;
  guint32 stream;
  guint16 port;
} PnAddr;

/* For hash tables; `local` does not count. */
guint pn_addr_hash (gconstpointer addr);
gboolean pn_addr_equal (gconstpointer a, gconstpointer b);
/* FALSE when `ip` is no address. */
gboolean pn_addr_parse (PnAddr *out, const char *ip, guint16 port) G_GNUC_WARN_UNUSED_RESULT;
void pn_addr_from_v4 (struct in6_addr *out, guint32 ip); /* network order */

typedef struct {
  guint8 *data; /* room for PN_NET_MTU + 36 bytes */
  gsize len;
  PnAddr from;
  gint64 came; /* when the network card's driver had it, us of the monotonic clock */
} PnDatagram;

typedef struct PnNet PnNet;

typedef enum { PN_NET_V4, PN_NET_V6, PN_NET_FAMILIES } PnNetFamily;

/* `listen_ip`: addresses separated by commas, one of each family at most; "::" is every address of both, of
 * IPv4 alone where the kernel has no IPv6. G_FILE_ERROR with the reason. port 0 takes any, the same for both.
 */
PnNet *pn_net_new (const char *listen_ip, guint16 port, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void pn_net_free (PnNet *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnNet, pn_net_free)
int pn_net_fd (const PnNet *self, PnNetFamily family); /* -1: not open */
guint16 pn_net_port (const PnNet *self);
/* What has arrived, without waiting; the bytes live until the next call. */
guint pn_net_receive (PnNet *self, PnNetFamily family, const PnDatagram **out);
void pn_net_send (PnNet *self, const PnAddr *to, const guint8 *data, gsize len);
/* `len` bytes as datagrams of `segment` bytes (the last may be shorter), at most PN_NET_RUN. */
void pn_net_send_run (PnNet *self, const PnAddr *to, const guint8 *data, gsize len, gsize segment);
/* Datagrams handed to the kernel, refused by it, and calls made. */
void pn_net_counts (const PnNet *self, guint64 *sent, guint64 *refused, guint64 *calls);
/* Every address of this host a browser could reach (no link-local ones): IPv4, IPv6, 127.0.0.1 last; char*,
 * transfer full. */
GPtrArray *pn_net_local_addresses (void);
