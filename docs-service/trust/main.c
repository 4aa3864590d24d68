/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phien-trust: asks time-stamp and revocation services outside, so that neither the keeper of keys nor the keeper of documents needs the
 * network. No database, no document, no key; its one listener is a unix link. */
#include <glib/gstdio.h>
#include <string.h>

#include "base/daemon.h"
#include "base/error.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/unix-link.h"
#include "docs-service/signer/cage.h"
#include "docs-service/trust/trust-fetch.h"

#define JOBS_MAX 64

typedef struct {
  PnTrustSettings settings;
  PnFetcher *fetcher;
  PnLinkServer *server;
  uv_loop_t *loop;
  GPtrArray *jobs; /* Job, borrowed: under way */
  PnMetric *good, *away;
} App;

/* One question in the pool. The link may close meanwhile: then the answer is for nobody. */
typedef struct {
  uv_work_t work;
  App *app;
  PnLink *link;
  gint64 req;
  PnAnswerKind kind;
  GBytes *request; /* NULL for a list */
  char *url, *issuer;
  GBytes *answer;
  GError *error;
} Job;

static const PnConfigEntry config[] = {
  { "trust", "socket", PN_CONFIG_PATH, "run/trust.sock", 0, 0, "the unix link" },
  { "trust", "tsa-urls", PN_CONFIG_STRING, "", 0, 2000, "time-stamp services (RFC 3161), tried in order, separated by commas; empty: our own authority" },
  { "trust", "ocsp-url", PN_CONFIG_STRING, "", 0, 400, "one OCSP responder for everything (a mirror); empty: the one each certificate names" },
  { "trust", "hosts", PN_CONFIG_STRING, "", 0, 2000, "hosts that certificates may send us to for OCSP and CRL, separated by commas; *: any" },
  { "trust", "mirrors", PN_CONFIG_STRING, "", 0, 2000, "directories with revocation lists (*.crl), separated by commas" },
  { "trust", "proxy", PN_CONFIG_STRING, "", 0, 300, "http://host:port of a proxy to the outside; empty: none" },
  { "trust", "timeout", PN_CONFIG_INT, "5", 1, 9, "seconds for one request" },
  { "trust", "keep-seconds", PN_CONFIG_INT, "600", 0, 86400, "how long a revocation answer is not asked for again" },
  { NULL, NULL, PN_CONFIG_STRING, NULL, 0, 0, NULL },
};

/* ---- jobs */

static void
job_run (uv_work_t *work)
{
  Job *job = work->data;
  job->answer = pn_fetcher_ask (job->app->fetcher, job->kind, job->request, job->url, job->issuer, &job->error);
}

static PnJson *
reply_to (gint64 req, const char *type)
{
  PnJson *reply = pn_wire_object ();
  pn_wire_set_str (reply, "t", type);
  pn_wire_set_int (reply, "req", req);
  return reply;
}

static PnJson *
refusal (gint64 req, PnErrorCode code, const char *detail)
{
  PnJson *reply = reply_to (req, "error");
  pn_wire_set_str (reply, "code", pn_error_name (code));
  pn_wire_set_str (reply, "detail", detail);
  return reply;
}

static PnJson *
answer_of (const Job *job)
{
  gsize n;
  if (job->answer == NULL)
    return refusal (job->req, pn_error_code (job->error), job->error->message);
  const guchar *bytes = g_bytes_get_data (job->answer, &n);
  g_autofree char *text = g_base64_encode (bytes, n);
  PnJson *reply = reply_to (job->req, "answer");
  pn_wire_set_str (reply, "der", text);
  return reply;
}

static void
job_done (uv_work_t *work, int status)
{
  Job *job = work->data;
  g_ptr_array_remove_fast (job->app->jobs, job);
  pn_metric_add (job->answer != NULL ? job->app->good : job->app->away, 1);
  if (job->error != NULL && job->kind == PN_ANSWER_TIMESTAMP)
    pn_log_gerror (PN_LOG_WARNING, "trust", "no time-stamp", job->error);
  if (job->link != NULL)
    pn_link_send (job->link, answer_of (job), -1);
  g_clear_pointer (&job->request, g_bytes_unref);
  g_clear_pointer (&job->answer, g_bytes_unref);
  g_clear_error (&job->error);
  g_free (job->url);
  g_free (job->issuer);
  g_free (job);
}

static gboolean
read_kind (const PnJson *message, PnAnswerKind *kind)
{
  static const char *const names[] = { "timestamp", "ocsp", "crl" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (g_str_equal (pn_wire_str (message, "t", ""), names[i])) {
      *kind = (PnAnswerKind) i;
      return TRUE;
    }
  }
  return FALSE;
}

static void
on_message (PnLink *link, const PnJson *message, int fd, gpointer data)
{
  App *app = data;
  PnAnswerKind kind;
  gint64 req = pn_wire_int (message, "req", 0);
  if (fd >= 0)
    g_close (fd, NULL);
  if (!read_kind (message, &kind) || app->jobs->len >= JOBS_MAX) {
    pn_link_send (link, refusal (req, app->jobs->len >= JOBS_MAX ? PN_ERROR_OVERLOADED : PN_ERROR_UNKNOWN_TYPE, "not asked"), -1);
    return;
  }
  Job *job = g_new0 (Job, 1);
  gsize n = 0;
  guchar *der = g_base64_decode (pn_wire_str (message, "der", ""), &n);
  *job = (Job){ .app = app, .link = link, .req = req, .kind = kind, .url = g_strdup (pn_wire_str (message, "url", "")), .issuer = g_strdup (pn_wire_str (message, "issuer", "")) };
  job->request = kind != PN_ANSWER_CRL ? g_bytes_new (der, n) : NULL;
  g_free (der);
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

static char **
read_list (const PnConfig *c, const char *key)
{
  char **parts = g_strsplit (pn_config_str (c, "trust", key), ",", 64);
  guint kept = 0;
  for (guint i = 0; parts[i] != NULL; i++) {
    char *part = g_strstrip (parts[i]);
    if (*part != '\0')
      parts[kept++] = part;
    else
      g_free (part);
  }
  for (guint i = kept; parts[i] != NULL; i++)
    parts[i] = NULL;
  return parts;
}

static void
read_settings (App *app, const PnConfig *c)
{
  app->settings = (PnTrustSettings){ .tsa_urls = read_list (c, "tsa-urls"), .hosts = read_list (c, "hosts"), .mirrors = read_list (c, "mirrors"),
                                     .ocsp_url = pn_config_str (c, "trust", "ocsp-url"), .proxy = pn_config_str (c, "trust", "proxy"),
                                     .seconds = (int) pn_config_int (c, "trust", "timeout"), .keep_seconds = (int) pn_config_int (c, "trust", "keep-seconds") };
}

static gboolean
start (PnDaemon *daemon, gpointer data, GError **error)
{
  static const PnLinkHandler handler = { .on_message = on_message, .on_close = on_close };
  static const char help[] = "Questions to time-stamp and revocation services.";
  App *app = data;
  const PnConfig *c = pn_daemon_config (daemon);
  app->loop = pn_daemon_loop (daemon);
  app->jobs = g_ptr_array_new ();
  app->good = pn_metric_counter_with ("phien_trust_questions_total", help, "result", "answered");
  app->away = pn_metric_counter_with ("phien_trust_questions_total", help, "result", "away");
  read_settings (app, c);
  app->fetcher = pn_fetcher_new (&app->settings);
  app->server = pn_link_listen (app->loop, pn_config_str (c, "trust", "socket"), &handler, app, error);
  return app->server != NULL && pn_signer_cage_outward (error);
}

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
  g_clear_pointer (&app->fetcher, pn_fetcher_free);
  g_strfreev (app->settings.tsa_urls);
  g_strfreev (app->settings.hosts);
  g_strfreev (app->settings.mirrors);
}

int
main (int argc, char **argv)
{
  static const PnDaemonClass class = { .name = "phien-trust", .section = "trust", .config = config, .start = start, .drain = drain, .stop = stop };
  App app = { 0 };
  return pn_daemon_run (&class, &app, argc, argv);
}
