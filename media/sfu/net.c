/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sfu/net.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif

#define BUFFER (PN_NET_MTU + 36)
#define SOCKET_BUFFER (4 << 20)

#define LONGEST_WAIT_US 500000 /* in the socket; more is a step of the wall clock */
#define PORT_TRIES 8 /* for a port that both families have free */

typedef union {
  struct sockaddr any;
  struct sockaddr_in v4;
  struct sockaddr_in6 v6;
} Name;

struct PnNet {
  int fds[PN_NET_FAMILIES]; /* -1: not open */
  guint16 port;
  gboolean gso; /* cleared for good when the kernel or the card refuses */
  guint64 sent, refused, calls;
  struct mmsghdr headers[PN_NET_BATCH];
  struct iovec iov[PN_NET_BATCH];
  Name from[PN_NET_BATCH];
  guint8 control[PN_NET_BATCH][CMSG_SPACE (sizeof (struct in6_pktinfo)) + CMSG_SPACE (sizeof (struct timespec))];
  guint8 buffers[PN_NET_BATCH][BUFFER];
  PnDatagram datagrams[PN_NET_BATCH];
};

/* ---- addresses */

guint
pn_addr_hash (gconstpointer p)
{
  const PnAddr *a = p;
  guint64 w[2];
  memcpy (w, &a->ip, sizeof w);
  guint64 h = (w[0] ^ w[1] ^ ((guint64) a->stream << 32 | a->port)) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
  return (guint) (h >> 32);
}

gboolean
pn_addr_equal (gconstpointer pa, gconstpointer pb)
{
  const PnAddr *a = pa, *b = pb;
  return a->port == b->port && a->stream == b->stream && memcmp (&a->ip, &b->ip, sizeof a->ip) == 0;
}

void
pn_addr_from_v4 (struct in6_addr *out, guint32 ip)
{
  static const guint8 prefix[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF };
  memcpy (out->s6_addr, prefix, sizeof prefix);
  memcpy (out->s6_addr + 12, &ip, sizeof ip);
}

gboolean
pn_addr_parse (PnAddr *out, const char *ip, guint16 port)
{
  struct in_addr v4;
  memset (out, 0, sizeof *out);
  out->port = port;
  if (inet_pton (AF_INET6, ip, &out->ip) == 1)
    return TRUE;
  if (inet_pton (AF_INET, ip, &v4) != 1)
    return FALSE;
  pn_addr_from_v4 (&out->ip, v4.s_addr);
  return TRUE;
}

static guint32
v4_of (const struct in6_addr *ip)
{
  guint32 v4;
  memcpy (&v4, ip->s6_addr + 12, sizeof v4);
  return v4;
}

/* ---- sockets */

static void
prepare_buffers (PnNet *self)
{
  for (guint i = 0; i < PN_NET_BATCH; i++) {
    self->iov[i] = (struct iovec){ self->buffers[i], PN_NET_MTU };
    self->headers[i].msg_hdr = (struct msghdr){
      .msg_name = &self->from[i], .msg_iov = &self->iov[i], .msg_iovlen = 1, .msg_control = self->control[i]
    };
  }
}

/* FALSE with errno set. */
static gboolean
open_one (PnNet *self, const char *ip)
{
  gboolean v6 = strchr (ip, ':') != NULL;
  Name a = { 0 };
  socklen_t len = v6 ? sizeof a.v6 : sizeof a.v4;
  int one = 1, size = SOCKET_BUFFER, *fd = &self->fds[v6 ? PN_NET_V6 : PN_NET_V4];
  errno = EINVAL;
  if (*fd >= 0
      || inet_pton (v6 ? AF_INET6 : AF_INET, ip, v6 ? (gpointer) &a.v6.sin6_addr : &a.v4.sin_addr) != 1)
    return FALSE;
  a.any.sa_family = v6 ? AF_INET6 : AF_INET;
  *(v6 ? &a.v6.sin6_port : &a.v4.sin_port) = htons (self->port);
  *fd = socket (a.any.sa_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (*fd < 0 || (v6 && setsockopt (*fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one) < 0)
      || bind (*fd, &a.any, len) < 0 || getsockname (*fd, &a.any, &len) < 0)
    return FALSE;
  self->port = ntohs (v6 ? a.v6.sin6_port : a.v4.sin_port);
  setsockopt (*fd, v6 ? IPPROTO_IPV6 : IPPROTO_IP, v6 ? IPV6_RECVPKTINFO : IP_PKTINFO, &one, sizeof one);
  setsockopt (*fd, SOL_SOCKET, SO_TIMESTAMPNS, &one, sizeof one);
  setsockopt (*fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  setsockopt (*fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
  return TRUE;
}

static void
close_all (PnNet *self)
{
  for (guint i = 0; i < PN_NET_FAMILIES; i++)
    if (self->fds[i] >= 0) {
      int keep = errno;
      close (self->fds[i]);
      self->fds[i] = -1;
      errno = keep;
    }
}

static gboolean
open_all (PnNet *self, const char *listen_ip)
{
  g_auto (GStrv) parts = g_strsplit (listen_ip, ",", PN_NET_FAMILIES + 1);
  for (guint i = 0; parts[i] != NULL; i++) {
    gboolean every = g_str_equal (g_strstrip (parts[i]), "::") && parts[1] == NULL;
    if (every && !open_one (self, "0.0.0.0"))
      return FALSE;
    if (open_one (self, parts[i]))
      continue;
    if (!every || (errno != EAFNOSUPPORT && errno != EADDRNOTAVAIL))
      return FALSE;
    close (self->fds[PN_NET_V6]); /* no IPv6 here: the other one is enough */
    self->fds[PN_NET_V6] = -1;
  }
  errno = EINVAL;
  return self->fds[PN_NET_V4] >= 0 || self->fds[PN_NET_V6] >= 0;
}

PnNet *
pn_net_new (const char *listen_ip, guint16 port, GError **error)
{
  g_autoptr (PnNet) self = g_new0 (PnNet, 1);
  self->gso = TRUE;
  self->fds[PN_NET_V4] = self->fds[PN_NET_V6] = -1;
  prepare_buffers (self);
  for (guint i = 0; i < (port == 0 ? PORT_TRIES : 1); i++) {
    self->port = port;
    if (open_all (self, listen_ip))
      return g_steal_pointer (&self);
    close_all (self);
  }
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "UDP %s:%u cannot be opened: %s",
               listen_ip, port, g_strerror (errno));
  return NULL;
}

void
pn_net_free (PnNet *self)
{
  if (self == NULL)
    return;
  close_all (self);
  g_free (self);
}

int
pn_net_fd (const PnNet *self, PnNetFamily family)
{
  return self->fds[family];
}

guint16
pn_net_port (const PnNet *self)
{
  return self->port;
}

static void
local_address (struct msghdr *h, struct in6_addr *out)
{
  memset (out, 0, sizeof *out);
  for (struct cmsghdr *c = CMSG_FIRSTHDR (h); c != NULL; c = CMSG_NXTHDR (h, c))
    if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
      struct in_pktinfo info;
      memcpy (&info, CMSG_DATA (c), sizeof info);
      pn_addr_from_v4 (out, info.ipi_spec_dst.s_addr);
    } else if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO) {
      memcpy (out, CMSG_DATA (c) + G_STRUCT_OFFSET (struct in6_pktinfo, ipi6_addr), sizeof *out);
    }
}

/* The kernel stamps by the wall clock: what is used of it is how long the datagram lay in the socket. */
static gint64
came_at (struct msghdr *h, gint64 wall, gint64 now)
{
  for (struct cmsghdr *c = CMSG_FIRSTHDR (h); c != NULL; c = CMSG_NXTHDR (h, c))
    if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) {
      struct timespec t;
      memcpy (&t, CMSG_DATA (c), sizeof t);
      gint64 lay = wall - ((gint64) t.tv_sec * G_USEC_PER_SEC + t.tv_nsec / 1000);
      return lay > 0 && lay < LONGEST_WAIT_US ? now - lay : now;
    }
  return now;
}

static void
source_address (const Name *name, struct msghdr *h, PnAddr *out)
{
  out->stream = 0;
  local_address (h, &out->local);
  if (name->any.sa_family == AF_INET6) {
    out->ip = name->v6.sin6_addr;
    out->port = ntohs (name->v6.sin6_port);
  } else {
    pn_addr_from_v4 (&out->ip, name->v4.sin_addr.s_addr);
    out->port = ntohs (name->v4.sin_port);
  }
}

guint
pn_net_receive (PnNet *self, PnNetFamily family, const PnDatagram **out)
{
  guint n = 0;
  for (guint i = 0; i < PN_NET_BATCH; i++) {
    self->headers[i].msg_hdr.msg_namelen = sizeof self->from[i];
    self->headers[i].msg_hdr.msg_controllen = sizeof self->control[i];
  }
  int r = recvmmsg (self->fds[family], self->headers, PN_NET_BATCH, MSG_DONTWAIT, NULL);
  gint64 now = g_get_monotonic_time (), wall = g_get_real_time ();
  for (int i = 0; i < r; i++) {
    struct msghdr *h = &self->headers[i].msg_hdr;
    if ((h->msg_flags & MSG_TRUNC) || self->headers[i].msg_len == 0)
      continue;
    self->datagrams[n].data = self->buffers[i];
    self->datagrams[n].len = self->headers[i].msg_len;
    self->datagrams[n].came = came_at (h, wall, now);
    source_address (&self->from[i], h, &self->datagrams[n++].from);
  }
  *out = self->datagrams;
  return n;
}

static gsize
add_control (struct msghdr *h, struct cmsghdr *c, int level, int type, gconstpointer value, gsize len)
{
  c->cmsg_level = level;
  c->cmsg_type = type;
  c->cmsg_len = CMSG_LEN (len);
  memcpy (CMSG_DATA (c), value, len);
  return CMSG_SPACE (len);
}

typedef union {
  struct cmsghdr align;
  guint8 bytes[CMSG_SPACE (sizeof (struct in6_pktinfo)) + CMSG_SPACE (sizeof (guint16))];
} Control;

static gsize
add_source (struct msghdr *h, Control *control, const PnAddr *to, gboolean v6)
{
  if (IN6_IS_ADDR_UNSPECIFIED (&to->local))
    return 0;
  if (v6) {
    struct in6_pktinfo info = { .ipi6_addr = to->local };
    return add_control (h, &control->align, IPPROTO_IPV6, IPV6_PKTINFO, &info, sizeof info);
  }
  struct in_pktinfo info = { .ipi_spec_dst.s_addr = v4_of (&to->local) };
  return add_control (h, &control->align, IPPROTO_IP, IP_PKTINFO, &info, sizeof info);
}

/* segment 0: one plain datagram. FALSE with errno set. */
static gboolean
send_message (PnNet *self, const PnAddr *to, const guint8 *data, gsize len, guint16 segment)
{
  gboolean v6 = !IN6_IS_ADDR_V4MAPPED (&to->ip);
  struct iovec iov = { (gpointer) data, len };
  Control control = { 0 };
  Name name;
  struct msghdr h = { .msg_name = &name, .msg_iov = &iov, .msg_iovlen = 1 };
  if (v6) {
    name.v6 = (struct sockaddr_in6){ .sin6_family = AF_INET6,
                                     .sin6_port = htons (to->port),
                                     .sin6_addr = to->ip };
    h.msg_namelen = sizeof name.v6;
  } else {
    name.v4 = (struct sockaddr_in){ .sin_family = AF_INET,
                                    .sin_port = htons (to->port),
                                    .sin_addr.s_addr = v4_of (&to->ip) };
    h.msg_namelen = sizeof name.v4;
  }
  gsize used = add_source (&h, &control, to, v6);
  if (segment > 0)
    used += add_control (&h, (struct cmsghdr *) (gpointer) (control.bytes + used), SOL_UDP, UDP_SEGMENT,
                         &segment, sizeof segment);
  h.msg_control = used > 0 ? control.bytes : NULL;
  h.msg_controllen = used;
  self->calls++;
  return sendmsg (self->fds[v6 ? PN_NET_V6 : PN_NET_V4], &h, MSG_DONTWAIT) >= 0;
}

void
pn_net_send (PnNet *self, const PnAddr *to, const guint8 *data, gsize len)
{
  if (send_message (self, to, data, len, 0))
    self->sent++;
  else
    self->refused++;
}

void
pn_net_send_run (PnNet *self, const PnAddr *to, const guint8 *data, gsize len, gsize segment)
{
  if (self->gso && len > segment) {
    if (send_message (self, to, data, len, (guint16) segment)) {
      self->sent += (len + segment - 1) / segment;
      return;
    }
    if (errno != EINVAL && errno != EIO && errno != EMSGSIZE) {
      self->refused += (len + segment - 1) / segment;
      return;
    }
    self->gso = errno == EMSGSIZE;
  }
  for (gsize at = 0; at < len; at += segment)
    pn_net_send (self, to, data + at, MIN (segment, len - at));
}

void
pn_net_counts (const PnNet *self, guint64 *sent, guint64 *refused, guint64 *calls)
{
  *sent = self->sent;
  *refused = self->refused;
  *calls = self->calls;
}

/* NULL for what no browser elsewhere can reach. */
static char *
address_text (const struct ifaddrs *i, sa_family_t family)
{
  char text[INET6_ADDRSTRLEN];
  if (i->ifa_addr == NULL || i->ifa_addr->sa_family != family || (i->ifa_flags & IFF_LOOPBACK)
      || !(i->ifa_flags & IFF_UP))
    return NULL;
  const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *) (gconstpointer) i->ifa_addr;
  const struct sockaddr_in *v4 = (const struct sockaddr_in *) (gconstpointer) i->ifa_addr;
  if (family == AF_INET6 && IN6_IS_ADDR_LINKLOCAL (&v6->sin6_addr))
    return NULL;
  gconstpointer ip = family == AF_INET6 ? (gconstpointer) &v6->sin6_addr : &v4->sin_addr;
  return g_strdup (inet_ntop (family, ip, text, sizeof text));
}

GPtrArray *
pn_net_local_addresses (void)
{
  static const sa_family_t families[] = { AF_INET, AF_INET6 };
  GPtrArray *out = g_ptr_array_new_with_free_func (g_free);
  struct ifaddrs *list = NULL;
  if (getifaddrs (&list) < 0)
    list = NULL;
  for (guint f = 0; f < G_N_ELEMENTS (families); f++)
    for (struct ifaddrs *i = list; i != NULL; i = i->ifa_next) {
      char *text = address_text (i, families[f]);
      if (text != NULL)
        g_ptr_array_add (out, text);
    }
  freeifaddrs (list);
  g_ptr_array_add (out, g_strdup ("127.0.0.1"));
  return out;
}
