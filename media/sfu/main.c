/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phien-media: forwards the voices and pictures of meetings. The main thread keeps the link with phien-meeting and the metrics;
 * workers forward. A room lives on one worker, chosen by its number. Messages: docs/media-links.md. */
#include <string.h>

#include "base/clock.h"
#include "base/daemon.h"
#include "base/error.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/unix-link.h"
#include "media/sfu/link.h"
#include "media/sfu/net.h"
#include "media/sfu/placement.h"
#include "media/sfu/worker.h"

#define METRICS_MS 1000

typedef struct {
  PnDaemon *daemon;
  PnLinkServer *server;
  PnHandshakes *handshakes;
  GPtrArray *workers; /* PnWorker, owned */
  PnWorkers siblings;
  PnPlacement *placement;
  gboolean draining; /* no new rooms */
  gint64 epoch;
  uv_async_t wake;
  uv_timer_t metrics;
  gboolean handles; /* wake and metrics are open */
} Media;

static const PnConfigEntry config_table[] = {
  { "media", "socket", PN_CONFIG_PATH, "run/media.sock", 0, 0, "unix link phien-meeting connects to" },
  { "media", "listen-ip", PN_CONFIG_STRING, "::", 1, 128,
    "addresses of the UDP ports, an IPv4 and an IPv6 one separated by a comma; :: is every address of both" },
  { "media", "udp-port", PN_CONFIG_INT, "7882", 0, 65535, "first UDP port; each further worker takes the next" },
  { "media", "tcp-port", PN_CONFIG_INT, "-1", -1, 65535,
    "TCP port for those whose firewall lets no UDP through; -1: the number of the first UDP port, if it is free; 0: none" },
  { "media", "tcp-listen-ip", PN_CONFIG_STRING, "", 0, 128, "addresses of the TCP port; empty: listen-ip" },
  { "media", "tcp-announce-port", PN_CONFIG_INT, "0", 0, 65535,
    "port browsers are told, where something in front forwards to tcp-port (443, say); 0: tcp-port itself" },
  { "media", "announce-ips", PN_CONFIG_STRING, "", 0, 1024,
    "addresses browsers reach us at, separated by commas; empty: every address of this host" },
  { "media", "workers", PN_CONFIG_INT, "1", 1, PN_WORKERS_MAX, "forwarding threads" },
  { "media", "dtls-threads", PN_CONFIG_INT, "1", 1, 16, "threads for the handshakes of those who join" },
  { "media", "room-spread", PN_CONFIG_INT, "150", 1, 10000,
    "subscribers of one room on one worker; the next ones go to the next worker" },
  { "media", "drain-timeout", PN_CONFIG_INT, "0", 0, 86400,
    "seconds that SIGTERM lets running meetings go on; 0: they are cut and come back with the next process" },
  { "media", "max-bitrate-kbps", PN_CONFIG_INT, "3000", 100, 50000, "what one publisher may send, kbit/s" },
  { "media", "admin", PN_CONFIG_PATH, "unix:run/media-admin.sock", 0, 0, "health and metrics" },
  { NULL, NULL, 0, NULL, 0, 0, NULL },
};

/* ---- link */

static void
on_open (PnLink *link, gpointer data)
{
  Media *media = data;
  pn_info ("media", "meeting server connected");
  pn_link_send (link, pn_link_write_hello (media->epoch), -1);
}

static void
on_close (PnLink *link, const GError *error, gpointer data)
{
  if (error != NULL)
    pn_log_gerror (PN_LOG_WARNING, "media", "link lost", error);
}

static void
tell (PnLink *link, gpointer data)
{
  pn_link_send (link, pn_json_ref (data), -1);
}

static void
tell_all (Media *media, const char *type)
{
  g_autoptr (PnJson) m = pn_wire_object ();
  pn_wire_set_str (m, "t", type);
  pn_link_server_each (media->server, tell, m);
}

static void
check_drained (Media *media)
{
  if (!media->draining || pn_placement_rooms (media->placement) > 0)
    return;
  tell_all (media, "drained");
  if (pn_daemon_is_draining (media->daemon))
    pn_daemon_drained (media->daemon);
}

static void
begin_drain (Media *media)
{
  pn_info ("media", "draining: no new rooms", "rooms", PN_I64 (pn_placement_rooms (media->placement)));
  media->draining = TRUE;
  check_drained (media);
}

static void
post (Media *media, guint worker, PnCommand *command)
{
  pn_worker_post (g_ptr_array_index (media->workers, worker), command);
}

static void
post_all (Media *media, PnCommand *command)
{
  for (guint i = 0; i < media->workers->len; i++)
    post (media, i, pn_command_ref (command));
  pn_command_free (command);
}

static void
route_offer (Media *media, PnCommand *c)
{
  PnPlacement *p = media->placement;
  guint worker = (c->dir == PN_DIR_PUB ? pn_placement_publish : pn_placement_subscribe) (p, c->room, c->peer, &c->stamp);
  c->home = pn_placement_home (p, c->room);
  post (media, worker, c);
}

/* Publishers and what concerns them are at the room's home; of everything else each worker takes what it knows. */
static void
route (Media *media, PnCommand *c)
{
  switch (c->kind) {
  case PN_COMMAND_OFFER:
  case PN_COMMAND_FEED_ADD:
    route_offer (media, c);
    break;
  case PN_COMMAND_MUTE:
  case PN_COMMAND_TAP_ADD:
  case PN_COMMAND_FEED_REMOVE:
    post (media, pn_placement_home (media->placement, c->room), c);
    break;
  case PN_COMMAND_DRAIN:
    begin_drain (media);
    pn_command_free (c);
    break;
  case PN_COMMAND_RESET:
    pn_placement_reset (media->placement);
    post_all (media, c);
    check_drained (media);
    break;
  case PN_COMMAND_DROP:
    pn_placement_drop (media->placement, c->peer);
    post_all (media, c);
    break;
  case PN_COMMAND_TAP_REMOVE:
  case PN_COMMAND_KEYFRAME:
  default:
    post_all (media, c);
    break;
  }
}

static PnCommand *
read_command (Media *media, const PnJson *message, GError **error)
{
  g_autoptr (PnCommand) command = pn_link_read_command (message, error);
  if (command == NULL)
    return NULL;
  if (media->draining && command->kind == PN_COMMAND_OFFER && !pn_placement_knows (media->placement, command->room)) {
    g_set_error (error, PN_ERROR, PN_ERROR_DRAINING, "no new rooms: this process is about to end");
    return NULL;
  }
  return g_steal_pointer (&command);
}

static void
on_message (PnLink *link, const PnJson *message, int fd, gpointer data)
{
  g_autoptr (GError) error = NULL;
  PnCommand *command = read_command (data, message, &error);
  if (command != NULL) {
    route (data, command);
    return;
  }
  pn_log_gerror (PN_LOG_WARNING, "media", "order refused", error);
  if (pn_wire_int (message, "req", 0) != 0)
    pn_link_send (link, pn_link_write_error (pn_wire_int (message, "req", 0), error), -1);
}

static const PnLinkHandler handler = { on_open, on_message, on_close };

/* Answers go to every client: there is one phien-meeting, and a request number means nothing to another. */
static void
on_notice (Media *media, guint worker, const PnNotice *notice)
{
  if (notice->kind == PN_NOTICE_ROOM_GONE) {
    pn_placement_gone (media->placement, notice->room, worker, notice->stamp);
    check_drained (media);
    return;
  }
  g_autoptr (PnJson) message = pn_link_write_notice (notice);
  pn_link_server_each (media->server, tell, message);
}

static void
on_wake (uv_async_t *wake)
{
  Media *media = wake->data;
  for (guint i = 0; i < media->workers->len; i++) {
    PnNotice *notice;
    while ((notice = pn_worker_take (g_ptr_array_index (media->workers, i))) != NULL) {
      on_notice (media, i, notice);
      pn_notice_free (notice);
    }
  }
}

static void
wake_main (gpointer data)
{
  uv_async_send (&((Media *) data)->wake);
}

/* ---- metrics */

static void
on_metrics (uv_timer_t *timer)
{
  Media *media = timer->data;
  PnCounters sum = { 0 }, one;
  guint connections = 0, streams = 0;
  for (guint i = 0; i < media->workers->len; i++) {
    const PnWorker *worker = g_ptr_array_index (media->workers, i);
    pn_worker_counters (worker, &one);
    connections += pn_worker_connections (worker);
    streams += pn_worker_tcp_connections (worker);
#define PN_COUNT(field, name, help) sum.field += one.field;
#include "media/sfu/counters.inc"
#undef PN_COUNT
#define PN_GAUGE(field, name, help, label, value) sum.field += one.field;
#include "media/sfu/gauges.inc"
#undef PN_GAUGE
  }
  PnMetric *m;
  PnHandshakeStats h;
  pn_handshakes_stats (media->handshakes, &h);
  m = pn_metric_counter ("phien_media_handshakes_total", "DTLS handshakes that came up");
  pn_metric_add (m, (double) h.up - pn_metric_value (m));
  pn_metric_set (pn_metric_gauge ("phien_media_handshakes_waiting", "DTLS datagrams waiting for the handshake threads"),
                 h.waiting);
#define PN_COUNT(field, name, help)   \
  m = pn_metric_counter (name, help); \
  pn_metric_add (m, (double) sum.field - pn_metric_value (m));
#include "media/sfu/counters.inc"
#undef PN_COUNT
#define PN_GAUGE(field, name, help, label, value) \
  pn_metric_set (pn_metric_gauge_with (name, help, label, value), (double) sum.field);
#include "media/sfu/gauges.inc"
#undef PN_GAUGE
  pn_metric_set (pn_metric_gauge ("phien_media_connections", "Peer connections held"), connections);
  pn_metric_set (pn_metric_gauge ("phien_media_rooms", "Rooms held"), pn_placement_rooms (media->placement));
  pn_metric_set (pn_metric_gauge ("phien_media_tcp_connections", "TCP connections held"), streams);
}

/* Each line and stream, for whoever looks into one meeting; only made while somebody asks. */
static char *
peers_page (gpointer data)
{
  const Media *media = data;
  PnStatistics *all[PN_WORKERS_MAX];
  guint n = MIN (media->workers->len, PN_WORKERS_MAX);
  for (guint i = 0; i < n; i++) {
    all[i] = pn_worker_statistics (g_ptr_array_index (media->workers, i));
    pn_statistics_want (all[i], g_get_monotonic_time ());
  }
  return pn_statistics_page (all, n);
}

/* ---- life */

static GPtrArray *
addresses (const PnConfig *config)
{
  const char *text = pn_config_str (config, "media", "announce-ips");
  if (*text == 0)
    return pn_net_local_addresses ();
  GPtrArray *out = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) parts = g_strsplit (text, ",", 64);
  for (guint i = 0; parts[i] != NULL; i++)
    if (*g_strstrip (parts[i]) != 0)
      g_ptr_array_add (out, g_strdup (parts[i]));
  return out;
}

/* The first worker listens for TCP. Where nobody asked for a port and the number of the UDP port is taken, it does without. */
static PnWorker *
start_worker (Media *media, PnWorkerOptions *o, GError **error)
{
  const PnConfig *config = pn_daemon_config (media->daemon);
  gint64 tcp = pn_config_int (config, "media", "tcp-port");
  const char *tcp_ip = pn_config_str (config, "media", "tcp-listen-ip");
  g_autoptr (GError) busy = NULL;
  if (o->index > 0 || tcp == 0)
    return pn_worker_new (o, error);
  o->tcp_ip = *tcp_ip != 0 ? tcp_ip : o->listen_ip;
  o->tcp_port = (guint16) (tcp > 0 ? tcp : o->port);
  PnWorker *worker = pn_worker_new (o, tcp > 0 ? error : &busy);
  if (worker == NULL && tcp < 0) {
    pn_log_gerror (PN_LOG_WARNING, "media", "no TCP for those without UDP", busy);
    o->tcp_ip = NULL;
    worker = pn_worker_new (o, error);
  }
  return worker;
}

static gboolean
start_workers (Media *media, GError **error)
{
  const PnConfig *config = pn_daemon_config (media->daemon);
  g_autoptr (GPtrArray) announce = addresses (config);
  gint64 port = pn_config_int (config, "media", "udp-port"), n = pn_config_int (config, "media", "workers");
  PnWorkerOptions options = {
    .listen_ip = pn_config_str (config, "media", "listen-ip"),
    .siblings = &media->siblings,
    .announce = announce,
    .max_bitrate = (guint64) pn_config_int (config, "media", "max-bitrate-kbps") * 1000,
    .handshakes = media->handshakes,
    .wake = wake_main,
    .data = media,
    .tcp_announce = (guint16) pn_config_int (config, "media", "tcp-announce-port"),
  };
  for (gint64 i = 0; i < n; i++) {
    options.index = (guint) i;
    options.port = (guint16) (port == 0 ? 0 : port + i);
    PnWorker *worker = start_worker (media, &options, error);
    if (worker == NULL)
      return FALSE;
    g_ptr_array_add (media->workers, worker);
    g_atomic_pointer_set (&media->siblings.workers[i], worker);
    if (i == 0 && options.tcp_announce == 0)
      options.tcp_announce = pn_worker_tcp_port (worker);
    options.tcp_ip = NULL;
    pn_info ("media", "forwarding", "udp_port", PN_I64 (pn_worker_port (worker)), "tcp_port",
             PN_I64 (pn_worker_tcp_port (worker)));
  }
  return TRUE;
}

static gboolean
start (PnDaemon *daemon, gpointer data, GError **error)
{
  Media *media = data;
  uv_loop_t *loop = pn_daemon_loop (daemon);
  media->daemon = daemon;
  media->epoch = pn_clock_now_us (pn_daemon_clock (daemon)) / 1000;
  media->handshakes = pn_handshakes_new (
      pn_dtls_context_new (), (guint) pn_config_int (pn_daemon_config (daemon), "media", "dtls-threads"));
  media->workers = g_ptr_array_new_with_free_func ((GDestroyNotify) pn_worker_free);
  uv_async_init (loop, &media->wake, on_wake);
  uv_timer_init (loop, &media->metrics);
  media->wake.data = media->metrics.data = media;
  media->handles = TRUE;
  uv_timer_start (&media->metrics, on_metrics, 0, METRICS_MS);
  const PnConfig *config = pn_daemon_config (daemon);
  media->placement = pn_placement_new ((guint) pn_config_int (config, "media", "workers"),
                                       (guint) pn_config_int (config, "media", "room-spread"));
  pn_daemon_add_page (daemon, "/metrics/peers", peers_page, media);
  if (!start_workers (media, error))
    return FALSE;
  const char *path = pn_config_str (pn_daemon_config (daemon), "media", "socket");
  media->server = pn_link_listen (loop, path, &handler, media, error);
  return media->server != NULL;
}

static void
drain (PnDaemon *daemon, gpointer data)
{
  Media *media = data;
  gint64 seconds = pn_config_int (pn_daemon_config (daemon), "media", "drain-timeout");
  if (seconds == 0) {
    pn_link_server_stop_accepting (media->server);
    pn_daemon_drained (daemon);
    return;
  }
  pn_daemon_extend_drain (daemon, (guint) seconds * 1000);
  tell_all (media, "draining");
  begin_drain (media);
}

static void
stop (PnDaemon *daemon, gpointer data)
{
  Media *media = data;
  for (guint i = 0; media->workers != NULL && i < media->workers->len; i++)
    pn_worker_stop (g_ptr_array_index (media->workers, i));
  g_clear_pointer (&media->workers, g_ptr_array_unref);
  g_clear_pointer (&media->placement, pn_placement_free);
  g_clear_pointer (&media->server, pn_link_server_free);
  g_clear_pointer (&media->handshakes, pn_handshakes_free);
  if (media->handles) {
    uv_close ((uv_handle_t *) &media->wake, NULL);
    uv_close ((uv_handle_t *) &media->metrics, NULL);
  }
}

int
main (int argc, char **argv)
{
  static Media media;
  static const PnDaemonClass class = { .name = "phien-media",
                                       .section = "media",
                                       .config = config_table,
                                       .start = start,
                                       .drain = drain,
                                       .stop = stop };
  return pn_daemon_run (&class, &media, argc, argv);
}
