/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phien-csc: speaks with one remote signing service (CSC API v2) so that nobody else here needs the outside
 * network. No database, no document, no private key; its one listener is a unix link. */
#include <glib/gstdio.h>
#include <string.h>

#include "base/daemon.h"
#include "base/error.h"
#include "base/log.h"
#include "base/unix-link.h"
#include "docs-service/csc/files-cage.h"
#include "docs-service/csc/requests.h"
#include "docs-service/signer/cage.h"

#define JOBS_MAX 32

typedef struct {
  PnCscWeb web;
  PnCscClient *client;
  PnLinkServer *server;
  uv_loop_t *loop;
  GPtrArray *jobs; /* Job, borrowed: under way */
  gboolean stopping;
} App;

/* One message in the pool. The link may close meanwhile: then the answer is for nobody. */
typedef struct {
  uv_work_t work;
  App *app;
  PnLink *link;
  char *text; /* a PnJson belongs to one thread at a time */
  char *answer;
} Job;

static const PnConfigEntry config[] = {
  { "csc", "url", PN_CONFIG_STRING, "", 0, 300,
    "base of the service's CSC API v2, https://…/csc/v2; empty: no remote signing" },
  { "csc", "socket", PN_CONFIG_PATH, "run/csc.sock", 0, 0, "the unix link" },
  { "csc", "roots", PN_CONFIG_PATH, "csc/roots.pem", 0, 0,
    "authorities whose remote credentials are trusted (PEM)" },
  { "csc", "ca", PN_CONFIG_STRING, "", 0, 400,
    "who vouches for the service's TLS name (PEM file); empty: the system's authorities" },
  { "csc", "secret-file", PN_CONFIG_PATH, "csc/secret", 0, 0,
    "client_id and client_secret, or access_token; mode 0600" },
  { "csc", "proxy", PN_CONFIG_STRING, "", 0, 300, "http://host:port of a proxy to the outside; empty: none" },
  { "csc", "oauth2", PN_CONFIG_STRING, "", 0, 300, "base of the service's authorisation page, before /oauth2/authorize; empty: as url" },
  { "csc", "redirect", PN_CONFIG_STRING, "", 0, 300,
    "https://HOST/desk/remote: where that page sends people back, as registered with the service; empty: no such keys" },
  { "csc", "timeout", PN_CONFIG_INT, "10", 1, 25, "seconds for one request to the service" },
  { "csc", "wait", PN_CONFIG_INT, "20", 1, 40, "seconds for the holder to confirm in the service's app, before he is told to come back" },
  { NULL, NULL, PN_CONFIG_STRING, NULL, 0, 0, NULL },
};

/* ---- jobs */

static void
wipe (char *text)
{
  memset (text, 0, strlen (text)); /* a PIN may stand in it */
  g_free (text);
}

static void
job_run (uv_work_t *work)
{
  Job *job = work->data;
  g_autoptr (PnJson) message = pn_wire_parse (job->text, strlen (job->text), PN_WIRE_LINK_MAX, NULL);
  g_autoptr (PnJson) reply = pn_csc_answer (job->app->client, message);
  job->answer = pn_wire_dump (reply);
}

static void
job_done (uv_work_t *work, int status)
{
  Job *job = work->data;
  PnJson *reply = job->answer != NULL
                      ? pn_wire_parse (job->answer, strlen (job->answer), PN_WIRE_LINK_MAX, NULL)
                      : NULL;
  g_ptr_array_remove_fast (job->app->jobs, job);
  if (job->link != NULL && reply != NULL)
    pn_link_send (job->link, reply, -1);
  else
    pn_json_unref (reply);
  wipe (job->text);
  g_free (job->answer);
  g_free (job);
}

static void
refuse_busy (PnLink *link, const PnJson *message)
{
  PnJson *reply = pn_wire_object ();
  pn_wire_set_str (reply, "t", "error");
  pn_wire_set_int (reply, "req", pn_wire_int (message, "req", 0));
  pn_wire_set_str (reply, "code", pn_error_name (PN_ERROR_OVERLOADED));
  pn_wire_set_str (reply, "detail", "too many requests are under way");
  pn_link_send (link, reply, -1);
}

static void
on_message (PnLink *link, const PnJson *message, int fd, gpointer data)
{
  App *app = data;
  if (fd >= 0)
    g_close (fd, NULL);
  if (app->jobs->len >= JOBS_MAX) {
    refuse_busy (link, message);
    return;
  }
  Job *job = g_new0 (Job, 1);
  *job = (Job){ .app = app, .link = link, .text = pn_wire_dump (message) };
  job->work.data = job;
  g_ptr_array_add (app->jobs, job);
  uv_queue_work (app->loop, &job->work, job_run, job_done);
}

static void
on_close (PnLink *link, const GError *error, gpointer data)
{
  App *app = data;
  for (guint i = 0; i < app->jobs->len; i++) {
    Job *job = app->jobs->pdata[i];
    if (job->link == link)
      job->link = NULL;
  }
}

/* ---- life */

static gboolean
make_client (App *app, const PnConfig *c, GError **error)
{
  const char *secret = pn_config_str (c, "csc", "secret-file"), *roots = pn_config_str (c, "csc", "roots");
  app->web = (PnCscWeb){ .url = pn_config_str (c, "csc", "url"),
                         .ca = pn_config_str (c, "csc", "ca"),
                         .proxy = pn_config_str (c, "csc", "proxy"),
                         .seconds = (int) pn_config_int (c, "csc", "timeout"),
                         .wait = (int) pn_config_int (c, "csc", "wait") };
  if (*app->web.url == '\0') {
    pn_info ("csc", "no remote signing service is configured");
    return TRUE;
  }
  if (!g_str_has_prefix (app->web.url, "https://") || g_str_has_suffix (app->web.url, "/")) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_CONFIG,
                         "[csc] url begins with https:// and has no slash at its end");
    return FALSE;
  }
  app->client = pn_csc_client_new (&app->web, secret, roots, pn_config_str (c, "csc", "oauth2"), pn_config_str (c, "csc", "redirect"), error);
  return app->client != NULL;
}

static gboolean
start (PnDaemon *daemon, gpointer data, GError **error)
{
  static const PnLinkHandler handler = { .on_message = on_message, .on_close = on_close };
  App *app = data;
  const PnConfig *c = pn_daemon_config (daemon);
  app->loop = pn_daemon_loop (daemon);
  app->jobs = g_ptr_array_new ();
  pn_csc_http_global ();
  if (!make_client (app, c, error))
    return FALSE;
  app->server = pn_link_listen (app->loop, pn_config_str (c, "csc", "socket"), &handler, app, error);
  return app->server != NULL && pn_csc_files_cage (app->web.ca, error) && pn_signer_cage_outward (error);
}

/* Conversations under way are finished; each is bounded in time. */
static void
drain (PnDaemon *daemon, gpointer data)
{
  App *app = data;
  pn_link_server_stop_accepting (app->server);
  if (app->jobs->len == 0)
    pn_daemon_drained (daemon);
}

static void
stop (PnDaemon *daemon, gpointer data)
{
  App *app = data;
  g_clear_pointer (&app->server, pn_link_server_free);
  while (app->jobs != NULL && app->jobs->len > 0)
    uv_run (app->loop, UV_RUN_ONCE); /* what the pool still holds points here */
  g_clear_pointer (&app->jobs, g_ptr_array_unref);
  g_clear_pointer (&app->client, pn_csc_client_free);
}

int
main (int argc, char **argv)
{
  static const PnDaemonClass class = {
    .name = "phien-csc", .section = "csc", .config = config, .start = start, .drain = drain, .stop = stop
  };
  App app = { 0 };
  return pn_daemon_run (&class, &app, argc, argv);
}
