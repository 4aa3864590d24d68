/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phien-docs: papers in, pages out, minutes signed. Puts the adapters behind the ports and serves HTTP on run/docs.sock. Never
 * parses a PDF, never holds a key. */
#include <string.h>
#include "base/daemon.h"
#include "base/log.h"
#include "base/pg.h"
#include "base/ws-server.h"
#include "docs-service/adapters/converter.h"
#include "docs-service/adapters/disk-files.h"
#include "docs-service/adapters/page-cache.h"
#include "docs-service/adapters/pg-store.h"
#include "docs-service/adapters/render-pool.h"
#include "docs-service/adapters/signer-link.h"
#include "docs-service/adapters/trust-link.h"
#include "docs-service/http/indexer.h"
#include "docs-service/http/ingest.h"
#include "docs-service/http/reminders.h"
#include "docs-service/http/proof-work.h"

#define RESUME_MS 20000
#define REMOTE_ANSWER_MS 110000 /* four requests to the service, each bounded by [csc] timeout */

typedef struct {
  PnDocs docs;
  PnPg *pg;
  PnWsServer *server;
  uv_timer_t *resume;
} App;

static const PnConfigEntry config[] = {
  { "docs", "listen", PN_CONFIG_STRING, "unix:run/docs.sock", 1, 200, "where nginx finds us" },
  { "docs", "admin", PN_CONFIG_STRING, "unix:run/docs-admin.sock", 0, 200, "health and metrics" },
  { "docs", "database", PN_CONFIG_STRING, "", 0, 500, "libpq conninfo; empty: the private cluster" },
  { "docs", "render", PN_CONFIG_STRING, "", 0, 500, "phien-render; empty: beside this program" },
  { "docs", "convert", PN_CONFIG_STRING, "", 0, 500, "phien-convert; empty: beside this program" },
  { "docs", "accel", PN_CONFIG_BOOL, "true", 0, 0, "nginx sends the files" },
  { "docs", "signer", PN_CONFIG_PATH, "run/signer.sock", 0, 0, "phien-signer" },
  { "docs", "csc", PN_CONFIG_PATH, "run/csc.sock", 0, 0, "phien-csc" },
  { "docs", "trust", PN_CONFIG_PATH, "run/trust.sock", 0, 0, "phien-trust, for services outside" },
  { "docs", "renew-before-days", PN_CONFIG_INT, "90", 1, 3650, "how long before a time-stamp's certificate ends its document is stamped anew" },
  { "trust", "tsa-urls", PN_CONFIG_STRING, "", 0, 2000, "time-stamp services outside; empty: our own authority" },
  { "signer", "roots", PN_CONFIG_PATH, "run/roots.pem", 0, 0, "authorities the check trusts" },
  { "csc", "roots", PN_CONFIG_PATH, "csc/roots.pem", 0, 0, "authorities of remote credentials, trusted too" },
  { NULL, NULL, PN_CONFIG_STRING, NULL, 0, 0, NULL },
};

/* Installed: ../libexec/phien/phien-NAME or beside us; in the build tree: NAME/phien-NAME. */
static char *
find_program (const char *configured, const char *name)
{
  static const char *const places[] = { "phien-%s", "%s/phien-%s", "../libexec/phien/phien-%s" };
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : g_strdup (".");
  if (configured[0] != '\0')
    return g_strdup (configured);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    g_auto (GStrv) parts = g_strsplit (places[i], "%s", -1);
    g_autofree char *place = g_strjoinv (name, parts);
    g_autofree char *path = g_build_filename (folder, place, NULL);
    if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
      return g_steal_pointer (&path);
  }
  g_autofree char *file = g_strconcat ("phien-", name, NULL);
  return g_build_filename (folder, file, NULL); /* whoever starts it says what is missing */
}

/* "unix:run/docs.sock" is below the data directory. */
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
  return configured[0] != '\0' ? g_strdup (configured) : g_strdup_printf ("host=%s dbname=phien user=phien_docs", run);
}

static gboolean
database_is_up (gpointer data)
{
  return pn_pg_is_connected (((App *) data)->pg);
}

static gboolean
renderer_is_up (gpointer data)
{
  return pn_render_pool_is_ready (((App *) data)->docs.render);
}

static void
on_resume (uv_timer_t *timer)
{
  App *app = timer->data;
  pn_ingest_resume (&app->docs);
  pn_indexer_kick (app->docs.indexer);
  pn_reminders_kick (&app->docs);
  pn_shelf_sweep (app->docs.shelf, g_get_monotonic_time ());
}

static void
start_timer (App *app, uv_loop_t *loop)
{
  app->resume = g_new0 (uv_timer_t, 1);
  uv_timer_init (loop, app->resume);
  app->resume->data = app;
  uv_timer_start (app->resume, on_resume, 1000, RESUME_MS);
}

static gboolean
start (PnDaemon *daemon, gpointer data, GError **error)
{
  App *app = data;
  PnDocs *docs = &app->docs;
  const PnConfig *settings = pn_daemon_config (daemon);
  uv_loop_t *loop = pn_daemon_loop (daemon);
  g_autofree char *address = listen_address (daemon, pn_config_str (settings, "docs", "listen"));
  g_autofree char *database = conninfo (daemon, pn_config_str (settings, "docs", "database"));
  g_autofree char *render = find_program (pn_config_str (settings, "docs", "render"), "render");
  g_autofree char *convert = find_program (pn_config_str (settings, "docs", "convert"), "convert");
  const char *var = pn_config_var (settings);
  docs->accel = pn_config_bool (settings, "docs", "accel");
  docs->roots_path = g_strdup (pn_config_str (settings, "signer", "roots"));
  docs->remote_roots_path = g_strdup (pn_config_str (settings, "csc", "roots"));
  docs->shelf = pn_shelf_new ();
  docs->busy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  docs->phases = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  docs->converter = pn_converter_new (loop, convert);
  docs->routes = g_ptr_array_new_with_free_func (g_free);
  app->pg = pn_pg_new (loop, database, "docs");
  docs->store = pn_store_new (app->pg);
  docs->files = pn_files_new (loop, var, error);
  if (docs->files == NULL)
    return FALSE;
  docs->render = pn_render_pool_new (loop, render);
  docs->pages = pn_pages_new (docs->render, docs->files, var, error);
  docs->signer = pn_signer_new (loop, pn_config_str (settings, "docs", "signer"));
  docs->csc = pn_signer_new (loop, pn_config_str (settings, "docs", "csc"));
  pn_signer_set_patience (docs->csc, REMOTE_ANSWER_MS);
  docs->trust = pn_trust_new (loop, docs->signer, pn_config_str (settings, "docs", "trust"), pn_config_str (settings, "trust", "tsa-urls")[0] == '\0');
  docs->indexer = pn_indexer_new (docs);
  docs->proofs = pn_proofs_new (docs, loop, pn_config_int (settings, "docs", "renew-before-days"));
  app->server = docs->pages != NULL ? pn_ws_server_new (loop, NULL, error) : NULL;
  if (app->server == NULL)
    return FALSE;
  pn_docs_add_routes (docs, app->server);
  pn_daemon_add_check (daemon, "database", database_is_up, app);
  pn_daemon_add_check (daemon, "render", renderer_is_up, app);
  start_timer (app, loop);
  return pn_ws_server_listen (app->server, address, error);
}

static void
drain (PnDaemon *daemon, gpointer data)
{
  App *app = data;
  pn_ws_server_stop_accepting (app->server);
  if (pn_ws_server_requests (app->server) == 0)
    pn_daemon_drained (daemon);
}

static void
on_closed (uv_handle_t *handle)
{
  g_free (handle);
}

/* The pool first: it answers what is outstanding while those who wait still stand. */
static void
stop (PnDaemon *daemon, gpointer data)
{
  App *app = data;
  if (app->resume != NULL)
    uv_close ((uv_handle_t *) app->resume, on_closed);
  pn_proofs_stop (app->docs.proofs);
  g_clear_pointer (&app->docs.converter, pn_converter_free);
  g_clear_pointer (&app->docs.render, pn_render_pool_free);
  g_clear_pointer (&app->docs.trust, pn_trust_free);
  g_clear_pointer (&app->docs.signer, pn_signer_free);
  g_clear_pointer (&app->docs.csc, pn_signer_free);
  g_clear_pointer (&app->pg, pn_pg_free);
  g_clear_pointer (&app->server, pn_ws_server_free);
  g_clear_pointer (&app->docs.pages, pn_pages_free);
  g_clear_pointer (&app->docs.indexer, pn_indexer_free);
  g_clear_pointer (&app->docs.proofs, pn_proofs_free);
  g_clear_pointer (&app->docs.files, pn_files_free);
  g_clear_pointer (&app->docs.store, pn_store_free);
  g_clear_pointer (&app->docs.shelf, pn_shelf_free);
  g_clear_pointer (&app->docs.phases, g_hash_table_unref);
  g_clear_pointer (&app->docs.busy, g_hash_table_unref);
  g_clear_pointer (&app->docs.routes, g_ptr_array_unref);
  g_clear_pointer (&app->docs.roots_path, g_free);
  g_clear_pointer (&app->docs.remote_roots_path, g_free);
}

int
main (int argc, char **argv)
{
  static const PnDaemonClass class = { .name = "phien-docs", .section = "docs", .config = config, .start = start, .drain = drain, .stop = stop };
  App app = { 0 };
  return pn_daemon_run (&class, &app, argc, argv);
}
