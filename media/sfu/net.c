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

struct PnNet {
  int fd;
  guint16 port;
  gboolean gso; /* cleared for good when the kernel or the card refuses */
  guint64 sent, refused, calls;
  struct mmsghdr headers[PN_NET_BATCH];
  struct iovec iov[PN_NET_BATCH];
  struct sockaddr_in from[PN_NET_BATCH];
  guint8 control[PN_NET_BATCH][CMSG_SPACE (sizeof (struct in_pktinfo))];
  guint8 buffers[PN_NET_BATCH][BUFFER];
  PnDatagram datagrams[PN_NET_BATCH];
};

static void
prepare_buffers (PnNet *self)
{
  for (guint i = 0; i < PN_NET_BATCH; i++) {
    self->iov[i] = (struct iovec){ self->buffers[i], PN_NET_MTU };
    self->headers[i].msg_hdr = (struct msghdr){ .msg_name = &self->from[i],
                                                .msg_iov = &self->iov[i],
                                                .msg_iovlen = 1,
                                                .msg_control = self->control[i] };
  }
}

PnNet *
pn_net_new (const char *listen_ip, guint16 port, GError **error)
{
  g_autoptr (PnNet) self = g_new0 (PnNet, 1);
  struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons (port) };
  socklen_t len = sizeof a;
  int one = 1, size = SOCKET_BUFFER;
  self->gso = TRUE;
  prepare_buffers (self);
  self->fd = socket (AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (self->fd < 0 || inet_pton (AF_INET, listen_ip, &a.sin_addr) != 1 ||
      bind (self->fd, (struct sockaddr *) &a, sizeof a) < 0 ||
      getsockname (self->fd, (struct sockaddr *) &a, &len) < 0) {
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "UDP %s:%u cannot be opened: %s", listen_ip, port,
                 g_strerror (errno));
    return NULL;
  }
  setsockopt (self->fd, IPPROTO_IP, IP_PKTINFO, &one, sizeof one);
  setsockopt (self->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  setsockopt (self->fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
  self->port = ntohs (a.sin_port);
  return g_steal_pointer (&self);
}

void
pn_net_free (PnNet *self)
{
  if (self == NULL)
    return;
  if (self->fd >= 0)
    close (self->fd);
  g_free (self);
}

int
pn_net_fd (const PnNet *self)
{
  return self->fd;
}

guint16
pn_net_port (const PnNet *self)
{
  return self->port;
}

static guint32
local_address (struct msghdr *h)
{
  for (struct cmsghdr *c = CMSG_FIRSTHDR (h); c != NULL; c = CMSG_NXTHDR (h, c))
    if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
      struct in_pktinfo info;
      memcpy (&info, CMSG_DATA (c), sizeof info);
      return info.ipi_spec_dst.s_addr;
    }
  return 0;
}

guint
pn_net_receive (PnNet *self, const PnDatagram **out)
{
  guint n = 0;
  for (guint i = 0; i < PN_NET_BATCH; i++) {
    self->headers[i].msg_hdr.msg_namelen = sizeof self->from[i];
    self->headers[i].msg_hdr.msg_controllen = sizeof self->control[i];
  }
  int r = recvmmsg (self->fd, self->headers, PN_NET_BATCH, MSG_DONTWAIT, NULL);
  for (int i = 0; i < r; i++) {
    struct msghdr *h = &self->headers[i].msg_hdr;
    if ((h->msg_flags & MSG_TRUNC) || self->headers[i].msg_len == 0)
      continue;
    self->datagrams[n++] =
        (PnDatagram){ self->buffers[i],
                      self->headers[i].msg_len,
                      { self->from[i].sin_addr.s_addr, local_address (h), ntohs (self->from[i].sin_port) } };
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

/* segment 0: one plain datagram. FALSE with errno set. */
static gboolean
send_message (PnNet *self, const PnAddr *to, const guint8 *data, gsize len, guint16 segment)
{
  struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons (to->port), .sin_addr.s_addr = to->ip };
  struct iovec iov = { (gpointer) data, len };
  union {
    struct cmsghdr align;
    guint8 bytes[CMSG_SPACE (sizeof (struct in_pktinfo)) + CMSG_SPACE (sizeof (guint16))];
  } control = { 0 };
  struct msghdr h = { .msg_name = &a, .msg_namelen = sizeof a, .msg_iov = &iov, .msg_iovlen = 1 };
  gsize used = 0;
  if (to->local != 0) {
    struct in_pktinfo info = { .ipi_spec_dst.s_addr = to->local };
    used += add_control (&h, &control.align, IPPROTO_IP, IP_PKTINFO, &info, sizeof info);
  }
  if (segment > 0)
    used += add_control (&h, (struct cmsghdr *) (gpointer) (control.bytes + used), SOL_UDP, UDP_SEGMENT, &segment,
                         sizeof segment);
  h.msg_control = used > 0 ? control.bytes : NULL;
  h.msg_controllen = used;
  self->calls++;
  return sendmsg (self->fd, &h, MSG_DONTWAIT) >= 0;
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

GPtrArray *
pn_net_local_addresses (void)
{
  GPtrArray *out = g_ptr_array_new_with_free_func (g_free);
  struct ifaddrs *list = NULL;
  char text[INET_ADDRSTRLEN];
  if (getifaddrs (&list) < 0)
    list = NULL;
  for (struct ifaddrs *i = list; i != NULL; i = i->ifa_next) {
    if (i->ifa_addr == NULL || i->ifa_addr->sa_family != AF_INET || (i->ifa_flags & IFF_LOOPBACK) ||
        !(i->ifa_flags & IFF_UP))
      continue;
    const struct sockaddr_in *a = (const struct sockaddr_in *) (gconstpointer) i->ifa_addr;
    if (inet_ntop (AF_INET, &a->sin_addr, text, sizeof text) != NULL)
      g_ptr_array_add (out, g_strdup (text));
  }
  freeifaddrs (list);
  g_ptr_array_add (out, g_strdup ("127.0.0.1"));
  return out;
}
