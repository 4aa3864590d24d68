/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sfu/tcp.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "media/rtp/bytes.h"

#define READ_SIZE 16384
#define READS 4 /* in one turn, so that one connection does not starve the others */
#define ACCEPTS 64
#define NOT_SENT 65536      /* bytes the kernel may hold back beyond the window: the queue is to be ours, where it is counted */
#define DEAD_MS 20000       /* unacknowledged for so long: the kernel gives up */
#define LISTENERS 2
#define TICK_US G_USEC_PER_SEC

typedef struct {
  int fd;
  PnAddr addr;
  gint64 born, proven; /* proven 0: no valid check yet */
  PnFramer framer;
  GByteArray *out;
  gsize out_at;
  gboolean watching; /* for room to write */
} Stream;

struct PnTcp {
  const PnTcpHandler *handler;
  gpointer user;
  int epoll, listeners[LISTENERS];
  gboolean paused; /* no descriptors left: listening again at the next tick */
  guint16 port;
  guint32 last_id;
  GHashTable *streams; /* guint32 → Stream */
  GQueue unproven;     /* Stream, oldest first */
  gsize queued;
  gint64 next_tick;
  guint64 refused;
};

static Stream *
find (const PnTcp *self, guint32 id)
{
  return g_hash_table_lookup (self->streams, GUINT_TO_POINTER (id));
}

/* ---- life of one */

static void
forget_queue (PnTcp *self, Stream *s)
{
  self->queued -= s->out->len - s->out_at;
  g_byte_array_set_size (s->out, 0);
  s->out_at = 0;
}

/* Takes it out of every list; the descriptor stays open. */
static void
detach (PnTcp *self, Stream *s)
{
  epoll_ctl (self->epoll, EPOLL_CTL_DEL, s->fd, NULL);
  g_hash_table_remove (self->streams, GUINT_TO_POINTER (s->addr.stream));
  g_queue_remove (&self->unproven, s);
  forget_queue (self, s);
}

static void
stream_free (Stream *s)
{
  g_byte_array_unref (s->out);
  g_free (s);
}

static void
end (PnTcp *self, Stream *s)
{
  PnAddr addr = s->addr;
  detach (self, s);
  close (s->fd);
  stream_free (s);
  self->handler->closed (&addr, self->user);
}

static void
refuse (PnTcp *self, Stream *s)
{
  self->refused++;
  end (self, s);
}

static void
watch (PnTcp *self, Stream *s, int op, guint32 events)
{
  struct epoll_event e = { .events = events, .data.u64 = s->addr.stream };
  g_assert (epoll_ctl (self->epoll, op, s->fd, &e) == 0);
}

static Stream *
stream_new (PnTcp *self, int fd, const PnAddr *addr, gint64 now)
{
  int one = 1, not_sent = NOT_SENT, dead = DEAD_MS;
  Stream *s = g_new (Stream, 1);
  *s = (Stream){ .fd = fd, .addr = *addr, .born = now, .out = g_byte_array_new () };
  pn_framer_init (&s->framer);
  do
    s->addr.stream = ++self->last_id;
  while (s->addr.stream == 0 || find (self, s->addr.stream) != NULL);
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  setsockopt (fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &not_sent, sizeof not_sent);
  setsockopt (fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &dead, sizeof dead);
  g_hash_table_insert (self->streams, GUINT_TO_POINTER (s->addr.stream), s);
  g_queue_push_tail (&self->unproven, s);
  watch (self, s, EPOLL_CTL_ADD, EPOLLIN);
  return s;
}

/* ---- accepting */

static gboolean
too_many_from (const PnTcp *self, const PnAddr *addr)
{
  guint n = 0;
  for (const GList *i = self->unproven.head; i != NULL; i = i->next)
    n += memcmp (&((Stream *) i->data)->addr.ip, &addr->ip, sizeof addr->ip) == 0;
  return n >= PN_TCP_UNPROVEN_PER_IP;
}

static void
name_of (const struct sockaddr_storage *name, struct in6_addr *ip, guint16 *port)
{
  const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *) (gconstpointer) name;
  const struct sockaddr_in *v4 = (const struct sockaddr_in *) (gconstpointer) name;
  if (name->ss_family == AF_INET6) {
    *ip = v6->sin6_addr;
    *port = ntohs (v6->sin6_port);
  } else {
    pn_addr_from_v4 (ip, v4->sin_addr.s_addr);
    *port = ntohs (v4->sin_port);
  }
}

static void
on_accept (PnTcp *self, int listener, gint64 now)
{
  for (guint i = 0; i < ACCEPTS; i++) {
    struct sockaddr_storage name;
    socklen_t len = sizeof name;
    PnAddr addr = { 0 };
    int fd = accept4 (listener, (struct sockaddr *) &name, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) {
      self->paused = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
      for (guint k = 0; self->paused && k < LISTENERS && self->listeners[k] >= 0; k++)
        epoll_ctl (self->epoll, EPOLL_CTL_DEL, self->listeners[k], NULL);
      return;
    }
    name_of (&name, &addr.ip, &addr.port);
    if (g_hash_table_size (self->streams) >= PN_TCP_MAX || too_many_from (self, &addr)) {
      self->refused++;
      close (fd);
      continue;
    }
    if (self->unproven.length >= PN_TCP_UNPROVEN)
      refuse (self, g_queue_peek_head (&self->unproven));
    stream_new (self, fd, &addr, now);
  }
}

static int
open_listener (const char *ip, guint16 *port)
{
  gboolean v6 = strchr (ip, ':') != NULL;
  struct sockaddr_in6 a6 = { .sin6_family = AF_INET6, .sin6_port = htons (*port) };
  struct sockaddr_in a4 = { .sin_family = AF_INET, .sin_port = htons (*port) };
  struct sockaddr *a = v6 ? (struct sockaddr *) &a6 : (struct sockaddr *) &a4;
  socklen_t len = v6 ? sizeof a6 : sizeof a4;
  int one = 1, both = !g_str_equal (ip, "::");
  errno = EINVAL;
  if (inet_pton (v6 ? AF_INET6 : AF_INET, ip, v6 ? (gpointer) &a6.sin6_addr : &a4.sin_addr) != 1)
    return -1;
  int fd = socket (a->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return -1;
  setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (v6)
    setsockopt (fd, IPPROTO_IPV6, IPV6_V6ONLY, &both, sizeof both);
  if (bind (fd, a, len) < 0 || listen (fd, 512) < 0 || getsockname (fd, a, &len) < 0) {
    int keep = errno;
    close (fd);
    errno = keep;
    return -1;
  }
  *port = ntohs (v6 ? a6.sin6_port : a4.sin_port);
  return fd;
}

static void
watch_listeners (PnTcp *self)
{
  for (guint i = 0; i < LISTENERS && self->listeners[i] >= 0; i++) {
    struct epoll_event e = { .events = EPOLLIN, .data.u64 = (1ull << 32) + i };
    g_assert (epoll_ctl (self->epoll, EPOLL_CTL_ADD, self->listeners[i], &e) == 0);
  }
}

gboolean
pn_tcp_listen (PnTcp *self, const char *listen_ip, guint16 port, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (listen_ip, ",", LISTENERS);
  for (guint i = 0; parts[i] != NULL; i++) {
    const char *ip = g_strstrip (parts[i]);
    int fd = open_listener (ip, &port);
    if (fd < 0 && g_str_equal (ip, "::") && (errno == EAFNOSUPPORT || errno == EADDRNOTAVAIL))
      fd = open_listener ("0.0.0.0", &port); /* no IPv6 here */
    if (fd < 0) {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "TCP %s:%u cannot be opened: %s", ip, port,
                   g_strerror (errno));
      return FALSE;
    }
    self->listeners[i] = fd;
  }
  self->port = port;
  watch_listeners (self);
  return TRUE;
}

/* ---- reading */

/* Hands on what is whole. FALSE when the stream is gone. */
static gboolean
take_frames (PnTcp *self, Stream *s, const guint8 *data, gsize len)
{
  guint32 id = s->addr.stream;
  for (gsize at = 0;;) {
    gsize n;
    guint8 *frame = pn_framer_frame (&s->framer, &n);
    if (frame != NULL) {
      PnAddr from = s->addr;
      self->handler->frame (frame, n, &from, self->user);
      if (find (self, id) != s)
        return FALSE;
      pn_framer_next (&s->framer);
    } else if (s->framer.broken) {
      refuse (self, s);
      return FALSE;
    } else if (at == len) {
      return TRUE;
    }
    at += pn_framer_push (&s->framer, data + at, len - at);
  }
}

static void
on_read (PnTcp *self, Stream *s)
{
  guint8 data[READ_SIZE];
  for (guint i = 0; i < READS; i++) {
    /* Before the first valid check not more than one frame is read: it may be for another worker, which reads on. */
    gsize want = s->proven > 0 ? sizeof data : 1;
    if (s->proven == 0 && s->framer.len >= PN_FRAME_HEAD)
      want = PN_FRAME_HEAD + (gsize) pn_get16 (s->framer.data) - s->framer.len;
    ssize_t n = recv (s->fd, data, want, 0);
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
      end (self, s);
      return;
    }
    if (n < 0 || !take_frames (self, s, data, (gsize) n))
      return;
  }
}

/* ---- writing */

/* FALSE when the line is broken. The stream stays, as somebody may be at work on a frame of it: epoll tells it again. */
static gboolean
flush (PnTcp *self, Stream *s)
{
  while (s->out_at < s->out->len) {
    ssize_t n = send (s->fd, s->out->data + s->out_at, s->out->len - s->out_at, MSG_NOSIGNAL);
    if (n < 0 && errno != EAGAIN && errno != EINTR) {
      forget_queue (self, s);
      return FALSE;
    }
    if (n < 0)
      break;
    s->out_at += (gsize) n;
    self->queued -= (gsize) n;
  }
  if (s->out_at > 0) {
    g_byte_array_remove_range (s->out, 0, (guint) s->out_at);
    s->out_at = 0;
  }
  gboolean more = s->out->len > 0;
  if (more != s->watching)
    watch (self, s, EPOLL_CTL_MOD, more ? EPOLLIN | EPOLLOUT : EPOLLIN);
  s->watching = more;
  return TRUE;
}

gboolean
pn_tcp_has_room (const PnTcp *self, guint32 stream, gboolean video)
{
  const Stream *s = find (self, stream);
  return s != NULL && s->out->len - s->out_at < (video ? PN_TCP_QUEUE_VIDEO : PN_TCP_QUEUE) &&
         self->queued < PN_TCP_QUEUE_ALL;
}

gboolean
pn_tcp_send (PnTcp *self, guint32 stream, const guint8 *data, gsize len, gsize segment)
{
  Stream *s = find (self, stream);
  if (s == NULL || !pn_tcp_has_room (self, stream, FALSE))
    return FALSE;
  gsize before = s->out->len;
  for (gsize at = 0; at < len; at += segment) {
    guint8 head[PN_FRAME_HEAD];
    gsize n = MIN (segment, len - at);
    pn_put16 (head, (guint16) n);
    g_byte_array_append (s->out, head, sizeof head);
    g_byte_array_append (s->out, data + at, (guint) n);
  }
  self->queued += s->out->len - before;
  return s->watching || flush (self, s); /* what waits already goes first */
}

/* ---- the rest of the verbs */

void
pn_tcp_proven (PnTcp *self, guint32 stream, gint64 now)
{
  Stream *s = find (self, stream);
  if (s == NULL)
    return;
  if (s->proven == 0)
    g_queue_remove (&self->unproven, s);
  s->proven = now;
}

void
pn_tcp_close (PnTcp *self, guint32 stream)
{
  Stream *s = find (self, stream);
  if (s != NULL)
    end (self, s);
}

void
pn_tcp_gift_free (PnTcpGift *self)
{
  if (self == NULL)
    return;
  close (self->fd);
  g_free (self);
}

PnTcpGift *
pn_tcp_release (PnTcp *self, guint32 stream)
{
  Stream *s = find (self, stream);
  if (s == NULL || s->out->len > 0)
    return NULL;
  PnTcpGift *gift = g_new (PnTcpGift, 1);
  gift->fd = s->fd;
  gift->addr = s->addr;
  gift->framer = s->framer;
  detach (self, s);
  stream_free (s);
  return gift;
}

void
pn_tcp_adopt (PnTcp *self, PnTcpGift *take, gint64 now)
{
  if (g_hash_table_size (self->streams) >= PN_TCP_MAX) {
    self->refused++;
    pn_tcp_gift_free (take);
    return;
  }
  Stream *s = stream_new (self, take->fd, &take->addr, now);
  s->framer = take->framer;
  g_free (take);
  take_frames (self, s, (const guint8 *) "", 0);
}

static void
on_event (PnTcp *self, const struct epoll_event *e, gint64 now)
{
  if (e->data.u64 >> 32 != 0) {
    on_accept (self, self->listeners[e->data.u64 & 1], now);
    return;
  }
  Stream *s = find (self, (guint32) e->data.u64); /* an earlier event of this round may have ended it */
  if (s == NULL)
    return;
  if ((e->events & EPOLLOUT) && !flush (self, s)) {
    end (self, s);
    return;
  }
  if (e->events & (EPOLLIN | EPOLLERR | EPOLLHUP))
    on_read (self, s);
}

void
pn_tcp_service (PnTcp *self, gint64 now)
{
  struct epoll_event events[64];
  int n = epoll_wait (self->epoll, events, G_N_ELEMENTS (events), 0);
  for (int i = 0; i < n; i++)
    on_event (self, &events[i], now);
}

static gboolean
is_due (const Stream *s, gint64 now)
{
  return s->proven == 0 ? now - s->born > PN_TCP_PROVE_US : now - s->proven > PN_TCP_SILENT_US;
}

void
pn_tcp_tick (PnTcp *self, gint64 now)
{
  if (now < self->next_tick)
    return;
  self->next_tick = now + TICK_US;
  if (self->paused)
    watch_listeners (self);
  self->paused = FALSE;
  g_autoptr (GList) all = g_hash_table_get_values (self->streams);
  for (GList *i = all; i != NULL; i = i->next)
    if (is_due (i->data, now))
      refuse (self, i->data);
}

guint
pn_tcp_count (const PnTcp *self)
{
  return g_hash_table_size (self->streams);
}

guint64
pn_tcp_refused (const PnTcp *self)
{
  return self->refused;
}

guint16
pn_tcp_port (const PnTcp *self)
{
  return self->port;
}

int
pn_tcp_fd (const PnTcp *self)
{
  return self->epoll;
}

PnTcp *
pn_tcp_new (const PnTcpHandler *handler, gpointer user)
{
  PnTcp *self = g_new0 (PnTcp, 1);
  self->handler = handler;
  self->user = user;
  self->epoll = epoll_create1 (EPOLL_CLOEXEC);
  self->listeners[0] = self->listeners[1] = -1;
  self->streams = g_hash_table_new (NULL, NULL);
  g_queue_init (&self->unproven);
  g_assert (self->epoll >= 0);
  return self;
}

void
pn_tcp_free (PnTcp *self)
{
  if (self == NULL)
    return;
  g_autoptr (GList) all = g_hash_table_get_values (self->streams);
  for (GList *i = all; i != NULL; i = i->next)
    end (self, i->data);
  for (guint i = 0; i < LISTENERS; i++)
    if (self->listeners[i] >= 0)
      close (self->listeners[i]);
  g_hash_table_unref (self->streams);
  close (self->epoll);
  g_free (self);
}
