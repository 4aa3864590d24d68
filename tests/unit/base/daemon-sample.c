/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The smallest daemon, for test-daemon.sh: a database connection, a link server, a drain that takes a moment. */
#include "base/daemon.h"
#include "base/error.h"
#include "base/pg.h"
#include "base/unix-link.h"

typedef struct {
  PnPg *pg;
  PnLinkServer *links;
  uv_timer_t timer;
  PnDaemon *daemon;
} App;

static const PnConfigEntry config[] = {
  { "sample", "drain-ms", PN_CONFIG_INT, "100", 0, 60000, "how long the drain takes" },
  { "sample", "fail", PN_CONFIG_BOOL, "false", 0, 0, "fail to start" },
  { "sample", "socket", PN_CONFIG_PATH, "run/sample.sock", 0, 0, "link socket" },
  { NULL, NULL, PN_CONFIG_STRING, NULL, 0, 0, NULL },
};

static gboolean
connected (gpointer data)
{
  return pn_pg_is_connected (data);
}

static char *
more (gpointer data)
{
  return g_strdup ("sample_more 1\n");
}

static gboolean
start (PnDaemon *daemon, gpointer data, GError **error)
{
  static const PnLinkHandler handler = { NULL, NULL, NULL };
  App *app = data;
  app->daemon = daemon;
  uv_timer_init (pn_daemon_loop (daemon), &app->timer);
  app->timer.data = app;
  app->pg = pn_pg_new (pn_daemon_loop (daemon), "host=/nonexistent", "sample");
  pn_daemon_add_check (daemon, "database", connected, app->pg);
  pn_daemon_add_page (daemon, "/metrics/more", more, NULL);
  if (pn_config_bool (pn_daemon_config (daemon), "sample", "fail")) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_IO, "as asked");
    return FALSE;
  }
  app->links = pn_link_listen (pn_daemon_loop (daemon), pn_config_str (pn_daemon_config (daemon), "sample", "socket"),
                               &handler, app, error);
  return app->links != NULL;
}

static void
on_drained (uv_timer_t *timer)
{
  pn_daemon_drained (((App *) timer->data)->daemon);
}

static void
drain (PnDaemon *daemon, gpointer data)
{
  App *app = data;
  pn_link_server_stop_accepting (app->links);
  uv_timer_start (&app->timer, on_drained, (guint64) pn_config_int (pn_daemon_config (daemon), "sample", "drain-ms"), 0);
}

static void
stop (PnDaemon *daemon, gpointer data)
{
  App *app = data;
  pn_link_server_free (app->links);
  pn_pg_free (app->pg);
  if (app->daemon != NULL)
    uv_close ((uv_handle_t *) &app->timer, NULL);
}

int
main (int argc, char **argv)
{
  static const PnDaemonClass class = {
    .name = "phien-sample", .section = "sample", .config = config, .start = start, .drain = drain, .stop = stop
  };
  App app = { 0 };
  return pn_daemon_run (&class, &app, argc, argv);
}
