/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phien-meeting: puts the adapters behind the ports and serves /ws and /api on run/meeting.sock. Never
 * touches PDF bytes, RTP or a private key. */
#include <string.h>

#include "base/daemon.h"
#include "base/log.h"
#include "base/pg.h"
#include "base/ws-server.h"
#include "meeting-server/adapters/argon.h"
#include "meeting-server/adapters/media-link.h"
#include "meeting-server/adapters/page-files.h"
#include "meeting-server/adapters/pg-store.h"
#include "meeting-server/adapters/studio-link.h"
#include "meeting-server/handlers/app.h"
#include "meeting-server/http/api.h"
#include "meeting-server/http/socket.h"
#include "meeting-server/http/whip.h"

typedef struct {
  PnDaemon *daemon;
  PnApp app;
  PnPg *pg;
  PnPgStore *store;
  PnMediaLink *media;
  PnStudioLink *studio;
  PnPageFiles *pages;
  PnArgon *argon;
  PnWsServer *server;
  PnApi *api;
  PnWhip *whip;
} Main;

static const PnConfigEntry config[] = {
  { "meeting", "listen", PN_CONFIG_STRING, "unix:run/meeting.sock", 1, 200, "where nginx finds us" },
  { "meeting", "admin", PN_CONFIG_STRING, "unix:run/meeting-admin.sock", 0, 200, "health and metrics" },
  { "meeting", "database", PN_CONFIG_STRING, "", 0, 500, "libpq conninfo; empty: the private cluster" },
  { "meeting", "media", PN_CONFIG_PATH, "run/media.sock", 0, 0, "phien-media" },
  { "meeting", "studio", PN_CONFIG_PATH, "run/studio.sock", 0, 0, "phien-studio" },
  { "meeting", "whip-origins", PN_CONFIG_STRING, "", 0, 2000,
    "web pages of other sites that may send or watch by WHIP and WHEP" },
  { "meeting", "pages", PN_CONFIG_PATH, "pages", 0, 0,
    "page images of phien-docs; only their names are looked at" },
  { "meeting", "turn-urls", PN_CONFIG_STRING, "", 0, 1000,
    "relays told to browsers, turn:HOST:PORT?transport=udp or turns:HOST:443, separated by commas; empty: none" },
  { "meeting", "turn-secret", PN_CONFIG_STRING, "", 0, 200, "static-auth-secret of the relay" },
  { "meeting", "grace", PN_CONFIG_INT, "90", 1, 3600,
    "seconds until a lost connection counts as having left" },
  { NULL, NULL, PN_CONFIG_STRING, NULL, 0, 0, NULL },
};

/* "unix:run/meeting.sock" is below the data directory. */
static char *
listen_address (PnDaemon *daemon, const char *configured)
{
  if (!g_str_has_prefix (configured, "unix:") || configured[strlen ("unix:")] == '/')
    return g_strdup (configured);
  g_autofree char *path = pn_daemon_path (daemon, configured + strlen ("unix:"));
  return g_strconcat ("unix:", path, NULL);
}

static char *
conninfo (PnDaemon *daemon, const char *configured)
{
  g_autofree char *run = pn_daemon_path (daemon, "run");
  return *configured != '\0'
             ? g_strdup (configured)
             : g_strdup_printf ("host='%s' dbname=phien user=phien_meeting application_name=phien-meeting",
                                run);
}

static gboolean
database_is_there (gpointer data)
{
  return pn_pg_is_connected (data);
}

static gboolean
start (PnDaemon *daemon, gpointer data, GError **error)
{
  Main *self = data;
  const PnConfig *c = pn_daemon_config (daemon);
  uv_loop_t *loop = pn_daemon_loop (daemon);
  g_autofree char *address = listen_address (daemon, pn_config_str (c, "meeting", "listen"));
  g_autofree char *database = conninfo (daemon, pn_config_str (c, "meeting", "database"));
  pn_app_init (&self->app, loop, pn_daemon_clock (daemon));
  self->pg = pn_pg_new (loop, database, "meeting");
  self->store = pn_pg_store_new (self->pg);
  self->media = pn_media_link_new (loop, pn_config_str (c, "meeting", "media"));
  self->studio = pn_studio_link_new (loop, pn_config_str (c, "meeting", "studio"));
  self->pages = pn_page_files_new (pn_config_str (c, "meeting", "pages"));
  self->app.pages = pn_page_files_port (self->pages);
  self->argon = pn_argon_new (loop);
  self->app.turn_urls = pn_config_str (c, "meeting", "turn-urls");
  self->app.turn_secret = pn_config_str (c, "meeting", "turn-secret");
  self->app.grace_ms = (guint) pn_config_int (c, "meeting", "grace") * 1000;
  self->app.store = pn_pg_store_port (self->store);
  self->app.accounts = pn_pg_accounts_port (self->store);
  self->app.media = pn_media_link_port (self->media);
  self->app.studio = pn_studio_link_port (self->studio);
  self->server = pn_ws_server_new (loop, NULL, error);
  if (self->server == NULL)
    return FALSE;
  self->api = pn_api_new (&self->app, self->argon, self->server);
  self->whip = pn_whip_new (&self->app, self->server, pn_config_str (c, "meeting", "whip-origins"));
  pn_socket_serve (&self->app, self->server);
  pn_app_start (&self->app);
  pn_socket_watch_sessions (&self->app);
  pn_daemon_add_check (daemon, "database", database_is_there, self->pg);
  return pn_ws_server_listen (self->server, address, error);
}

#define DRAIN_LOOK_MS 20

/* What was asked before is still answered. */
static void
finish_drain (gpointer data)
{
  Main *self = data;
  if (pn_app_is_quiet (&self->app))
    pn_daemon_drained (self->daemon);
  else
    pn_app_later (&self->app, DRAIN_LOOK_MS, finish_drain, self, NULL);
}

/* Who is connected is told to come back in a moment, by the signal and by the close code. */
static void
drain (PnDaemon *daemon, gpointer data)
{
  Main *self = data;
  if (self->server != NULL)
    pn_ws_server_stop_accepting (self->server);
  self->daemon = daemon;
  pn_app_drain (&self->app);
  finish_drain (self);
}

static void
stop (PnDaemon *daemon, gpointer data)
{
  Main *self = data;
  self->app.draining = TRUE;
  g_clear_pointer (&self->server, pn_ws_server_free);
  g_clear_pointer (&self->argon, pn_argon_free);
  g_clear_pointer (&self->media, pn_media_link_free);
  g_clear_pointer (&self->studio, pn_studio_link_free);
  g_clear_pointer (&self->pg, pn_pg_free); /* answers what is outstanding */
  pn_app_clear (&self->app);
  g_clear_pointer (&self->api, pn_api_free);
  g_clear_pointer (&self->whip, pn_whip_free);
  g_clear_pointer (&self->pages, pn_page_files_free);
  g_clear_pointer (&self->store, pn_pg_store_free);
}

int
main (int argc, char **argv)
{
  static const PnDaemonClass class = {
    .name = "phien-meeting",
    .section = "meeting",
    .config = config,
    .start = start,
    .drain = drain,
    .stop = stop,
  };
  Main self = { 0 };
  return pn_daemon_run (&class, &self, argc, argv);
}
