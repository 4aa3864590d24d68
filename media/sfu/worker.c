/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sfu/worker.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/log.h"
#include "media/rtp/demux.h"
#include "media/sfu/feed.h"
#include "media/sfu/objects.h"

#define TICK_MS 20
#define MAX_BATCHES 8 /* receives in one wake-up, so that commands and timers are not starved by a flood */
#define MAX_COMMANDS 4 /* and commands: an offer costs about 0.1 ms, and 500 may come at once */

struct PnWorker {
  PnHost host;
  PnNet *net;
  PnCounters counters;
  PnStatistics *statistics;
  GThread *thread;
  GAsyncQueue *commands, *notices, *gifts, *relayed; /* gifts: PnTcpGift of siblings; relayed: PnRelayMessage */
  gint relay_poked;
  PnWorkers *siblings;
  int epoll, wake_fd, timer_fd;
  gint stop, connections, tcp_connections;
  void (*wake) (gpointer data);
  gpointer data;
};

/* ---- packets */

static void
poke (gpointer data)
{
  const PnWorker *self = data;
  guint64 one = 1;
  if (write (self->wake_fd, &one, sizeof one) < 0)
    g_assert (errno == EAGAIN); /* the counter is full: it is awake anyway */
}

static void
drop_address (PnWorker *self, const PnAddr *addr)
{
  g_hash_table_remove (self->host.by_addr, addr);
}

static void
note_address (PnWorker *self, const PnAddr *addr, PnConn *conn)
{
  g_hash_table_replace (self->host.by_addr, g_memdup2 (addr, sizeof *addr), conn);
}

static PnWorker *
sibling (const PnWorker *self, guint index)
{
  return self->siblings != NULL && index < PN_WORKERS_MAX ? g_atomic_pointer_get (&self->siblings->workers[index]) : NULL;
}

/* A connection whose first check is for a sibling goes there, with that check unread. */
static gboolean
give_stream (PnWorker *self, guint32 stream, guint index)
{
  PnWorker *other = sibling (self, index);
  if (other == NULL || other == self)
    return FALSE;
  PnTcpGift *gift = pn_tcp_release (self->host.transport.tcp, stream);
  if (gift == NULL)
    return FALSE;
  g_async_queue_push (other->gifts, gift);
  poke (other);
  return TRUE;
}

static void
on_stun (PnWorker *self, const PnDatagram *d, gint64 now)
{
  PnStun msg;
  PnAddr evicted;
  char ufrag[PN_ICE_UFRAG + 1];
  PnConn *conn = NULL;
  if (pn_stun_parse (&msg, d->data, d->len) && pn_ice_local_ufrag (&msg, ufrag)) {
    conn = g_hash_table_lookup (self->host.by_ufrag, ufrag);
    if (conn == NULL && d->from.stream != 0 && give_stream (self, d->from.stream, pn_ice_worker_of (ufrag)))
      return;
  }
  if (conn == NULL) {
    PN_INC (&self->counters, bad_stun);
    return;
  }
  if (!pn_transport_stun (conn->transport, &msg, d->data, &d->from, now, &evicted))
    return;
  if (evicted.port != 0)
    drop_address (self, &evicted);
  note_address (self, &d->from, conn);
}

/* Only STUN is heard from strangers. */
static void
on_datagram (PnWorker *self, const PnDatagram *d, gint64 now)
{
  PnKind kind = pn_demux (d->data, d->len);
  if (kind == PN_KIND_STUN) {
    on_stun (self, d, now);
    return;
  }
  if (kind == PN_KIND_BAD) {
    PN_INC (&self->counters, bad_kind);
    return;
  }
  PnConn *conn = g_hash_table_lookup (self->host.by_addr, &d->from);
  if (conn == NULL)
    PN_INC (&self->counters, bad_address);
  else if (kind == PN_KIND_DTLS)
    pn_transport_dtls (conn->transport, d->data, d->len, &d->from);
  else if (kind == PN_KIND_RTCP)
    pn_conn_rtcp (conn, d->data, d->len, now);
  else
    pn_conn_rtp (conn, d->data, d->len, d->came, now);
}

static void
on_readable (PnWorker *self, PnNetFamily family)
{
  const PnDatagram *d;
  for (guint batch = 0; batch < MAX_BATCHES; batch++) {
    guint n = pn_net_receive (self->net, family, &d);
    gint64 now = g_get_monotonic_time ();
    for (guint i = 0; i < n; i++)
      on_datagram (self, &d[i], now);
    pn_transport_flush_all (self->host.transport.dirty);
    if (n < PN_NET_BATCH)
      return;
  }
}

static void
on_frame (guint8 *data, gsize len, const PnAddr *from, gpointer user)
{
  const PnDatagram d = { data, len, *from, g_get_monotonic_time () };
  on_datagram (user, &d, d.came);
}

static void
on_stream_closed (const PnAddr *addr, gpointer user)
{
  PnWorker *self = user;
  PnConn *conn = g_hash_table_lookup (self->host.by_addr, addr);
  if (conn == NULL)
    return;
  drop_address (self, addr);
  pn_transport_lost (conn->transport, addr);
}

static void
on_streams (PnWorker *self)
{
  pn_tcp_service (self->host.transport.tcp, g_get_monotonic_time ());
  pn_transport_flush_all (self->host.transport.dirty);
}

static void
on_gifts (PnWorker *self)
{
  PnTcpGift *gift;
  while ((gift = g_async_queue_try_pop (self->gifts)) != NULL)
    pn_tcp_adopt (self->host.transport.tcp, gift, g_get_monotonic_time ());
}

/* ---- other workers */

/* A worker that does not keep up loses packets, never what it is told of tracks. */
static void
relay (guint worker, PnRelayMessage *take, gpointer data)
{
  PnWorker *self = data, *other = sibling (self, worker);
  take->from = self->host.transport.worker;
  if (other == NULL ||
      (take->kind == PN_RELAY_PACKET && g_async_queue_length (other->relayed) > PN_RELAY_WAITING)) {
    PN_INC (&self->counters, relay_dropped);
    pn_relay_message_free (take);
    return;
  }
  if (take->kind == PN_RELAY_PACKET)
    PN_INC (&self->counters, relayed);
  g_async_queue_push (other->relayed, take);
  if (g_atomic_int_compare_and_exchange (&other->relay_poked, 0, 1))
    poke (other);
}

static void
on_relayed (PnWorker *self)
{
  gint64 now = g_get_monotonic_time ();
  PnRelayMessage *m;
  g_atomic_int_set (&self->relay_poked, 0);
  while ((m = g_async_queue_try_pop (self->relayed)) != NULL) {
    pn_relay_receive (&self->host, m, now);
    pn_relay_message_free (m);
  }
  pn_transport_flush_all (self->host.transport.dirty);
}

/* ---- commands */

static void
notify (PnNotice *notice, gpointer data)
{
  PnWorker *self = data;
  g_async_queue_push (self->notices, notice);
  self->wake (self->data);
}

static void
answer (PnWorker *self, const PnCommand *c, char *text, const char *why, const char *code)
{
  PnNotice *n = pn_notice_new (text != NULL ? PN_NOTICE_ANSWER : PN_NOTICE_ERROR);
  n->req = c->req;
  n->text = text != NULL ? text : g_strdup (why);
  n->code = code;
  notify (n, self);
}

static void
do_offer (PnWorker *self, const PnCommand *c)
{
  const char *why = NULL;
  PnRoom *room = pn_room_get (&self->host, c->room, TRUE);
  PnPeer *peer = pn_room_peer (room, c->peer, TRUE);
  room->stamp = c->stamp;
  peer->relayed = FALSE;
  if (c->home != self->host.transport.worker)
    pn_relay_attach (room, c->home);
  char *sdp = pn_conn_offer (peer, c, &why);
  answer (self, c, sdp, why, "bad_value");
}

static void
do_tap (PnWorker *self, const PnCommand *c)
{
  PnAddr to;
  PnRoom *room = pn_room_get (&self->host, c->room, FALSE);
  PnTrack *track = room != NULL ? g_hash_table_lookup (room->tracks, c->track) : NULL;
  if (track == NULL || !pn_addr_parse (&to, c->host, c->port)) {
    answer (self, c, NULL, track == NULL ? "no such track" : "host is no address",
            track == NULL ? "not_found" : "bad_value");
    return;
  }
  PnSender *tap = pn_room_tap (room, c->track, &to);
  PnNotice *n = pn_notice_new (PN_NOTICE_TAP_OK);
  n->req = c->req;
  n->room = c->room;
  n->track = g_strdup (c->track);
  n->codec = track->codec;
  n->pt = tap->pts[track->codec];
  n->ssrc = tap->ssrc;
  notify (n, self);
}

static void watch (PnWorker *self, int fd);

/* A publisher without a network: its offer is ours, and its answer is for nobody. */
static void
do_feed (PnWorker *self, const PnCommand *c)
{
  const char *why = "no more sockets";
  PnRoom *room = pn_room_get (&self->host, c->room, TRUE);
  PnPeer *peer = pn_room_peer (room, c->peer, TRUE);
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT "/%s", c->peer, pn_source_name (c->source));
  PnTrack *before = g_hash_table_lookup (room->tracks, id);
  room->stamp = c->stamp;
  if (before != NULL && before->conn->feeds != NULL) /* told again: the stream began anew, with other numbers */
    pn_conn_remove_track (before->conn, before);
  g_autofree char *sdp = pn_conn_offer (peer, c, &why);
  PnConn *conn = peer->conns[PN_DIR_PUB];
  PnFeed *feed = sdp != NULL && conn != NULL ? pn_feed_open (conn, c->source) : NULL;
  if (feed == NULL) {
    answer (self, c, NULL, why, "bad_value");
    return;
  }
  watch (self, feed->fd);
  pn_conn_announce (conn);
  PnNotice *n = pn_notice_new (PN_NOTICE_FEED_OK);
  n->req = c->req;
  n->room = c->room;
  n->peer = c->peer;
  n->port = feed->port;
  notify (n, self);
}

static void
do_feed_remove (PnRoom *room, PnTrack *track)
{
  PnConn *conn = track != NULL ? track->conn : NULL;
  for (guint i = conn != NULL && conn->feeds != NULL ? conn->feeds->len : 0; i-- > 0;) {
    PnFeed *feed = g_ptr_array_index (conn->feeds, i);
    if (feed->source != track->source)
      continue;
    pn_feed_close (feed);
    pn_conn_remove_track (conn, track);
    return;
  }
}

static void
on_feed (PnWorker *self, PnFeed *feed)
{
  pn_feed_read (feed, g_get_monotonic_time ());
  pn_transport_flush_all (self->host.transport.dirty);
}

/* Messages that name no room concern whichever has that peer or track. */
static void
do_in_room (PnRoom *room, const PnCommand *c)
{
  PnTrack *track = c->track != NULL ? g_hash_table_lookup (room->tracks, c->track) : NULL;
  switch (c->kind) {
  case PN_COMMAND_DROP:
    pn_room_drop_peer (room, c->peer);
    break;
  case PN_COMMAND_TAP_REMOVE:
    pn_room_untap (room, c->track);
    break;
  case PN_COMMAND_FEED_REMOVE:
    do_feed_remove (room, track);
    break;
  case PN_COMMAND_KEYFRAME:
    if (track != NULL)
      pn_track_want_key (track);
    break;
  case PN_COMMAND_OFFER:
  case PN_COMMAND_MUTE:
  case PN_COMMAND_TAP_ADD:
  case PN_COMMAND_FEED_ADD:
  case PN_COMMAND_PREFER:
  case PN_COMMAND_VOICES:
  case PN_COMMAND_RESET:
  case PN_COMMAND_DRAIN:
  default:
    g_assert_not_reached ();
  }
}

static void
do_anywhere (PnWorker *self, const PnCommand *c)
{
  GHashTableIter iter;
  gpointer value;
  g_hash_table_iter_init (&iter, self->host.rooms);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    PnRoom *room = value;
    if (c->room == 0 || c->room == room->id)
      do_in_room (room, c);
  }
}

static void
do_prefer (PnWorker *self, const PnCommand *c)
{
  PnRoom *room = pn_room_get (&self->host, c->room, FALSE);
  PnPeer *peer = room != NULL ? pn_room_peer (room, c->peer, FALSE) : NULL;
  if (peer != NULL)
    pn_peer_prefer (peer, c->prefers);
}

static void
do_voices (PnWorker *self, const PnCommand *c)
{
  PnRoom *room = pn_room_get (&self->host, c->room, FALSE);
  if (room != NULL)
    pn_lastn_set (room->voices, c->limit, (const gint64 *) (gconstpointer) c->called->data, c->called->len);
}

static void
run_command (PnWorker *self, const PnCommand *c)
{
  switch (c->kind) {
  case PN_COMMAND_OFFER:
    do_offer (self, c);
    break;
  case PN_COMMAND_MUTE:
    pn_room_mute (pn_room_get (&self->host, c->room, TRUE), c->peer, c->source, c->muted);
    break;
  case PN_COMMAND_TAP_ADD:
    do_tap (self, c);
    break;
  case PN_COMMAND_FEED_ADD:
    do_feed (self, c);
    break;
  case PN_COMMAND_PREFER:
    do_prefer (self, c);
    break;
  case PN_COMMAND_VOICES:
    do_voices (self, c);
    break;
  case PN_COMMAND_RESET:
    g_hash_table_remove_all (self->host.rooms);
    break;
  case PN_COMMAND_DRAIN: /* the main thread's */
    break;
  case PN_COMMAND_DROP:
  case PN_COMMAND_TAP_REMOVE:
  case PN_COMMAND_FEED_REMOVE:
  case PN_COMMAND_KEYFRAME:
  default:
    do_anywhere (self, c);
    break;
  }
}

static void
on_handshakes (PnWorker *self)
{
  PnTransport *transport;
  while ((transport = pn_handshake_inbox_pop (self->host.transport.handshakes)) != NULL)
    pn_transport_handshake (transport);
}

static void
on_wake (PnWorker *self)
{
  guint64 n;
  PnCommand *c = NULL;
  if (read (self->wake_fd, &n, sizeof n) < 0 && errno != EAGAIN)
    return;
  on_handshakes (self);
  on_gifts (self);
  on_relayed (self);
  for (guint i = 0; i < MAX_COMMANDS && (c = g_async_queue_try_pop (self->commands)) != NULL; i++) {
    run_command (self, c);
    pn_command_free (c);
  }
  if (c != NULL) /* there may be more: packets first */
    poke (self);
  g_atomic_int_set (&self->connections, (gint) g_hash_table_size (self->host.by_ufrag));
}

static void
tell_room_gone (PnWorker *self, const PnRoom *room)
{
  PnNotice *n = pn_notice_new (PN_NOTICE_ROOM_GONE);
  n->room = room->id;
  n->stamp = room->stamp;
  notify (n, self);
}

static void
on_tick (PnWorker *self)
{
  guint64 n;
  GHashTableIter iter;
  gpointer value;
  gint64 now = g_get_monotonic_time ();
  if (read (self->timer_fd, &n, sizeof n) < 0)
    return;
  pn_tcp_tick (self->host.transport.tcp, now);
  pn_statistics_tick (self->statistics, self->host.rooms, now);
  g_atomic_int_set (&self->tcp_connections, (gint) pn_tcp_count (self->host.transport.tcp));
  __atomic_store_n (&self->counters.tcp_refused, pn_tcp_refused (self->host.transport.tcp), __ATOMIC_RELAXED);
  g_hash_table_iter_init (&iter, self->host.rooms);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (!pn_room_tick (value, now)) {
      tell_room_gone (self, value);
      g_hash_table_iter_remove (&iter);
    }
  g_atomic_int_set (&self->connections, (gint) g_hash_table_size (self->host.by_ufrag));
}

/* ---- life */

static gpointer
run (gpointer data)
{
  PnWorker *self = data;
  struct epoll_event events[8];
  PnFeed *feed;
  while (!g_atomic_int_get (&self->stop)) {
    int n = epoll_wait (self->epoll, events, G_N_ELEMENTS (events), -1);
    for (int i = 0; i < n; i++) {
      if (events[i].data.fd == self->wake_fd)
        on_wake (self);
      else if (events[i].data.fd == self->timer_fd)
        on_tick (self);
      else if (events[i].data.fd == pn_tcp_fd (self->host.transport.tcp))
        on_streams (self);
      else if ((feed = g_hash_table_lookup (self->host.feeds, GINT_TO_POINTER (events[i].data.fd))) != NULL)
        on_feed (self, feed);
      else
        on_readable (self, events[i].data.fd == pn_net_fd (self->net, PN_NET_V4) ? PN_NET_V4 : PN_NET_V6);
    }
  }
  return NULL;
}

/* The same addresses by TCP, after all of UDP (RFC 6544 section 4.2: 4 is the preference of the passive direction). */
static void
make_tcp_candidates (PnWorker *self, GPtrArray *announce, guint16 port)
{
  for (guint i = 0; i < announce->len && port != 0; i++) {
    guint32 priority = 90u << 24 | (4u << 13 | (8191u - i)) << 8 | 255u;
    g_ptr_array_add (self->host.candidates,
                     g_strdup_printf ("%u 1 tcp %u %s %u typ host tcptype passive", 100 + i, priority,
                                      (const char *) g_ptr_array_index (announce, i), port));
  }
}

/* RFC 8445 section 5.1.2: host candidates, the earlier address preferred. */
static void
make_candidates (PnWorker *self, GPtrArray *announce)
{
  self->host.candidates = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < announce->len; i++) {
    guint32 priority = 126u << 24 | (65535u - i) << 8 | 255u;
    PnNetFamily family = strchr (g_ptr_array_index (announce, i), ':') != NULL ? PN_NET_V6 : PN_NET_V4;
    if (pn_net_fd (self->net, family) < 0)
      continue;
    g_ptr_array_add (self->host.candidates,
                     g_strdup_printf ("%u 1 udp %u %s %u typ host", i + 1, priority,
                                      (const char *) g_ptr_array_index (announce, i), pn_net_port (self->net)));
  }
}

static void
watch (PnWorker *self, int fd)
{
  struct epoll_event e = { .events = EPOLLIN, .data.fd = fd };
  g_assert (fd >= 0 && (epoll_ctl (self->epoll, EPOLL_CTL_ADD, fd, &e) == 0 || errno == EEXIST));
}

static void
open_descriptors (PnWorker *self)
{
  struct itimerspec every = { { 0, TICK_MS * 1000000L }, { 0, TICK_MS * 1000000L } };
  self->epoll = epoll_create1 (EPOLL_CLOEXEC);
  self->wake_fd = eventfd (0, EFD_NONBLOCK | EFD_CLOEXEC);
  self->timer_fd = timerfd_create (CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  timerfd_settime (self->timer_fd, 0, &every, NULL);
  watch (self, self->wake_fd);
  watch (self, self->timer_fd);
  watch (self, pn_tcp_fd (self->host.transport.tcp));
  for (guint i = 0; i < PN_NET_FAMILIES; i++)
    if (pn_net_fd (self->net, i) >= 0)
      watch (self, pn_net_fd (self->net, i));
}

static void
room_free (gpointer p)
{
  pn_room_free (p);
}

PnWorker *
pn_worker_new (const PnWorkerOptions *options, GError **error)
{
  static const PnTcpHandler tcp_handler = { on_frame, on_stream_closed };
  g_autoptr (PnNet) net = pn_net_new (options->listen_ip, options->port, error);
  PnWorker *self = g_new0 (PnWorker, 1);
  g_autoptr (PnTcp) tcp = pn_tcp_new (&tcp_handler, self);
  if (net == NULL || (options->tcp_ip != NULL && !pn_tcp_listen (tcp, options->tcp_ip, options->tcp_port, error))) {
    g_free (self);
    return NULL;
  }
  self->net = net;
  self->statistics = pn_statistics_new ();
  self->siblings = options->siblings;
  self->gifts = g_async_queue_new_full ((GDestroyNotify) pn_tcp_gift_free);
  self->relayed = g_async_queue_new_full ((GDestroyNotify) pn_relay_message_free);
  self->wake = options->wake;
  self->data = options->data;
  self->commands = g_async_queue_new_full ((GDestroyNotify) pn_command_free);
  self->notices = g_async_queue_new_full ((GDestroyNotify) pn_notice_free);
  self->host = (PnHost){ .transport = { g_steal_pointer (&net), g_steal_pointer (&tcp), options->index, &self->counters, pn_handshakes_context (options->handshakes),
                                        pn_handshake_inbox_new (options->handshakes, poke, self), g_ptr_array_new () },
                         .max_bitrate = options->max_bitrate,
                         .by_ufrag = g_hash_table_new (g_str_hash, g_str_equal),
                         .by_addr = g_hash_table_new_full (pn_addr_hash, pn_addr_equal, g_free, NULL),
                         .rooms = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, room_free),
                         .feeds = g_hash_table_new (NULL, NULL),
                         .notify = notify,
                         .relay = relay,
                         .notify_data = self };
  make_candidates (self, options->announce);
  make_tcp_candidates (self, options->announce,
                       options->tcp_announce != 0 ? options->tcp_announce : pn_worker_tcp_port (self));
  open_descriptors (self);
  self->thread = g_thread_new ("sfu", run, self);
  return self;
}

void
pn_worker_stop (PnWorker *self)
{
  if (self->thread == NULL)
    return;
  g_atomic_int_set (&self->stop, 1);
  poke (self);
  g_thread_join (g_steal_pointer (&self->thread));
}

void
pn_worker_free (PnWorker *self)
{
  if (self == NULL)
    return;
  pn_worker_stop (self);
  self->siblings = NULL; /* some may be freed already: nothing goes to them any more */
  g_hash_table_unref (self->host.rooms);
  pn_tcp_free (self->host.transport.tcp);
  g_hash_table_unref (self->host.feeds);
  g_hash_table_unref (self->host.by_ufrag);
  g_hash_table_unref (self->host.by_addr);
  g_ptr_array_unref (self->host.candidates);
  g_ptr_array_unref (self->host.transport.dirty);
  pn_handshake_inbox_free (self->host.transport.handshakes);
  g_async_queue_unref (self->commands);
  g_async_queue_unref (self->notices);
  g_async_queue_unref (self->gifts);
  g_async_queue_unref (self->relayed);
  pn_statistics_free (self->statistics);
  pn_net_free (self->net);
  close (self->epoll);
  close (self->wake_fd);
  close (self->timer_fd);
  g_free (self);
}

void
pn_worker_post (PnWorker *self, PnCommand *command)
{
  g_async_queue_push (self->commands, command);
  poke (self);
}

PnNotice *
pn_worker_take (PnWorker *self)
{
  return g_async_queue_try_pop (self->notices);
}

void
pn_worker_counters (const PnWorker *self, PnCounters *out)
{
#define PN_COUNT(field, name, help) out->field = __atomic_load_n (&self->counters.field, __ATOMIC_RELAXED);
#include "media/sfu/counters.inc"
#undef PN_COUNT
#define PN_GAUGE(field, name, help, label, value) \
  out->field = __atomic_load_n (&self->counters.field, __ATOMIC_RELAXED);
#include "media/sfu/gauges.inc"
#undef PN_GAUGE
}

PnStatistics *
pn_worker_statistics (const PnWorker *self)
{
  return self->statistics;
}

guint
pn_worker_connections (const PnWorker *self)
{
  return (guint) g_atomic_int_get (&self->connections);
}

guint16
pn_worker_port (const PnWorker *self)
{
  return pn_net_port (self->net);
}

guint16
pn_worker_tcp_port (const PnWorker *self)
{
  return pn_tcp_port (self->host.transport.tcp);
}

guint
pn_worker_tcp_connections (const PnWorker *self)
{
  return (guint) g_atomic_int_get (&self->tcp_connections);
}
