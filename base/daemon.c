/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/daemon.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/unix-link.h"
#include "base/ws-server.h"

#define EX_CONFIG 78 /* sysexits.h */
#define GOODBYE_MS 1000

typedef struct {
  const char *name;
  gboolean (*ok) (gpointer data);
  gpointer data;
} Check;

typedef struct {
  char *(*render) (gpointer data);
  gpointer data;
} Page;

struct PnDaemon {
  const PnDaemonClass *class;
  gpointer data;
  uv_loop_t loop;
  PnConfig *config;
  GArray *table; /* PnConfigEntry: the daemon's and ours */
  char *admin_default;
  PnWsServer *admin;
  GArray *checks; /* Check */
  GPtrArray *pages; /* Page, owned */
  uv_signal_t term, interrupt;
  uv_timer_t limit;
  gboolean started, draining, stopped;
  gint64 started_us;
  int status;
};

static void begin_drain (PnDaemon *self);

/* ---- sd_notify(3), by ourselves: one datagram, no library */

static void
notify_systemd (const char *state)
{
  const char *path = g_getenv ("NOTIFY_SOCKET");
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  if (path == NULL || (path[0] != '/' && path[0] != '@') || strlen (path) >= sizeof address.sun_path)
    return;
  memcpy (address.sun_path, path, strlen (path));
  if (path[0] == '@') /* abstract socket */
    address.sun_path[0] = '\0';
  int fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return;
  socklen_t length = (socklen_t) (G_STRUCT_OFFSET (struct sockaddr_un, sun_path) + strlen (path));
  if (sendto (fd, state, strlen (state), MSG_NOSIGNAL, (struct sockaddr *) &address, length) < 0)
    pn_warning ("daemon", "cannot tell systemd", "why", g_strerror (errno));
  close (fd);
}

/* ---- command line and configuration */

typedef struct {
  char *config;
  gboolean check, version;
} Options;

static gboolean
parse_options (const PnDaemonClass *class, int *argc, char ***argv, Options *options)
{
  const GOptionEntry entries[] = {
    { "config", 'c', 0, G_OPTION_ARG_FILENAME, &options->config, "Read settings from FILE", "FILE" },
    { "check-config", 0, 0, G_OPTION_ARG_NONE, &options->check, "Show the settings in force and end", NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &options->version, "Show the version and end", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_option_context_add_main_entries (context, entries, NULL);
  if (g_option_context_parse (context, argc, argv, &error) && *argc <= 1)
    return TRUE;
  fprintf (stderr, "%s: %s\n", class->name, error != NULL ? error->message : "arguments are not expected");
  return FALSE;
}

static void
make_table (PnDaemon *self)
{
  const PnDaemonClass *class = self->class;
  self->table = g_array_new (TRUE, TRUE, sizeof (PnConfigEntry)); /* ends with a zero entry */
  for (const PnConfigEntry *e = class->config; e != NULL && e->section != NULL; e++)
    g_array_append_val (self->table, *e);
  self->admin_default = class->no_admin ? g_strdup ("off") : g_strdup_printf ("unix:run/%s-admin.sock", class->section);
  const PnConfigEntry ours[] = {
    { class->section, "admin", PN_CONFIG_STRING, self->admin_default, 0, 0, "health and metrics page: unix:PATH, 127.0.0.1:PORT or off" },
    { class->section, "link-users", PN_CONFIG_STRING, "", 0, 512,
      "users of the daemons we have links with, besides our own and root, separated by commas" },
    { "log", "level", PN_CONFIG_STRING, "info", 0, 0, "debug, info, warning or error" },
  };
  g_array_append_vals (self->table, ours, G_N_ELEMENTS (ours));
}

static gboolean
load_config (PnDaemon *self, const Options *options, GError **error)
{
  PnLogLevel level;
  const char *file = options->config != NULL ? options->config : g_getenv ("PHIEN_CONFIG");
  self->config = pn_config_load (file, (const PnConfigEntry *) (void *) self->table->data, error);
  if (self->config == NULL)
    return FALSE;
  const char *name = pn_config_str (self->config, "log", "level");
  if (!pn_log_level_from_name (name, &level)) {
    g_set_error (error, PN_ERROR, PN_ERROR_CONFIG, "[log] level = %s: must be debug, info, warning or error", name);
    return FALSE;
  }
  pn_log_init (self->class->name, level);
  return TRUE;
}

/* ---- health and metrics */

static void
on_healthz (PnHttpRequest *req, gpointer data)
{
  pn_http_respond_text (req, 200, "ok\n");
}

static void
on_readyz (PnHttpRequest *req, gpointer data)
{
  PnDaemon *self = data;
  if (!self->started || self->draining) {
    pn_http_respond_text (req, 503, self->draining ? "draining\n" : "starting\n");
    return;
  }
  for (guint i = 0; i < self->checks->len; i++) {
    const Check *check = &g_array_index (self->checks, Check, i);
    if (!check->ok (check->data)) {
      g_autofree char *text = g_strdup_printf ("not ready: %s\n", check->name);
      pn_http_respond_text (req, 503, text);
      return;
    }
  }
  pn_http_respond_text (req, 200, "ready\n");
}

static gint64
resident_bytes (void)
{
  g_autofree char *text = NULL;
  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    return 0;
  const char *second = strchr (text, ' ');
  return second != NULL ? g_ascii_strtoll (second, NULL, 10) * sysconf (_SC_PAGESIZE) : 0;
}

static void
respond_metrics (PnHttpRequest *req, const char *text)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  pn_http_respond (req, 200, "text/plain; version=0.0.4; charset=utf-8", body);
}

static void
on_page (PnHttpRequest *req, gpointer data)
{
  const Page *page = data;
  g_autofree char *text = page->render (page->data);
  respond_metrics (req, text);
}

static void
on_metrics (PnHttpRequest *req, gpointer data)
{
  PnDaemon *self = data;
  pn_metric_set (pn_metric_gauge ("process_resident_memory_bytes", "Resident memory."), (double) resident_bytes ());
  pn_metric_set (pn_metric_gauge ("process_start_time_seconds", "Start of the process."),
                 (double) self->started_us / 1e6);
  g_autofree char *text = pn_metrics_render ();
  respond_metrics (req, text);
}

static gboolean
open_admin (PnDaemon *self, GError **error)
{
  const char *address = pn_config_str (self->config, self->class->section, "admin");
  if (strcmp (address, "off") == 0)
    return TRUE;
  g_autofree char *absolute = NULL;
  if (g_str_has_prefix (address, "unix:")) {
    g_autofree char *path = pn_daemon_path (self, address + 5);
    g_autofree char *folder = g_path_get_dirname (path);
    g_mkdir_with_parents (folder, 0700);
    absolute = g_strconcat ("unix:", path, NULL);
  }
  self->admin = pn_ws_server_new (&self->loop, NULL, error);
  if (self->admin == NULL)
    return FALSE;
  pn_ws_server_route (self->admin, "GET", "/healthz", 0, on_healthz, self);
  pn_ws_server_route (self->admin, "GET", "/readyz", 0, on_readyz, self);
  pn_ws_server_route (self->admin, "GET", "/metrics", 0, on_metrics, self);
  return pn_ws_server_listen (self->admin, absolute != NULL ? absolute : address, error);
}

/* ---- end of life */

static void
stop (PnDaemon *self)
{
  if (self->stopped)
    return;
  self->stopped = TRUE;
  uv_timer_stop (&self->limit);
  if (self->class->stop != NULL)
    self->class->stop (self, self->data);
  g_clear_pointer (&self->admin, pn_ws_server_free);
  uv_close ((uv_handle_t *) &self->term, NULL);
  uv_close ((uv_handle_t *) &self->interrupt, NULL);
  uv_close ((uv_handle_t *) &self->limit, NULL);
  uv_stop (&self->loop);
}

static void
on_limit (uv_timer_t *timer)
{
  pn_warning ("daemon", "drain took too long, stopping");
  stop (timer->data);
}

static void
on_drained (uv_timer_t *timer)
{
  stop (timer->data);
}

static void
begin_drain (PnDaemon *self)
{
  if (self->draining)
    return;
  self->draining = TRUE;
  notify_systemd ("STOPPING=1");
  pn_info ("daemon", "draining");
  uv_timer_start (&self->limit, on_limit, PN_DAEMON_DRAIN_MS, 0);
  if (self->class->drain != NULL)
    self->class->drain (self, self->data);
  else
    pn_daemon_drained (self);
}

void
pn_daemon_drained (PnDaemon *self)
{
  /* In the next turn: the caller may stand inside something that stop frees. */
  if (self->draining && !self->stopped)
    uv_timer_start (&self->limit, on_drained, 0, 0);
}

void
pn_daemon_extend_drain (PnDaemon *self, guint ms)
{
  g_autofree char *state = g_strdup_printf ("EXTEND_TIMEOUT_USEC=%" G_GUINT64_FORMAT, ((guint64) ms + 5000) * 1000);
  if (!self->draining || self->stopped)
    return;
  uv_timer_start (&self->limit, on_limit, ms, 0);
  notify_systemd (state);
}

static void
on_signal (uv_signal_t *handle, int number)
{
  PnDaemon *self = handle->data;
  if (self->draining) /* asked twice: at once */
    stop (self);
  else
    begin_drain (self);
}

void
pn_daemon_quit (PnDaemon *self, int status)
{
  self->status = status;
  begin_drain (self);
}

/* ---- life */

static void
tell_open_handle (uv_handle_t *handle, void *data)
{
  pn_warning ("daemon", "left open at the end", "handle", uv_handle_type_name (uv_handle_get_type (handle)), "closing",
              uv_is_closing (handle) ? "yes" : "no");
}

static void
run (PnDaemon *self)
{
  g_autoptr (GError) error = NULL;
  if (!pn_link_trust (pn_config_str (self->config, self->class->section, "link-users"), &error) ||
      !open_admin (self, &error) || !self->class->start (self, self->data, &error)) {
    pn_log_gerror (PN_LOG_ERROR, "daemon", "cannot start", error);
    self->status = 1;
    stop (self);
    return;
  }
  self->started = TRUE;
  self->started_us = g_get_real_time ();
  notify_systemd ("READY=1");
  pn_info ("daemon", "ready", "version", PHIEN_VERSION, "var", pn_config_var (self->config));
  uv_run (&self->loop, UV_RUN_DEFAULT);
  if (!self->stopped)
    stop (self);
}

/* Handles close in later turns of the loop; what is still there after a second is a bug, and told. */
static void
close_loop (PnDaemon *self)
{
  gint64 end = g_get_monotonic_time () + GOODBYE_MS * 1000;
  while (uv_run (&self->loop, UV_RUN_NOWAIT) != 0 && g_get_monotonic_time () < end)
    g_usleep (1000);
  if (uv_loop_close (&self->loop) != 0)
    uv_walk (&self->loop, tell_open_handle, NULL);
}

static void
open_loop (PnDaemon *self)
{
  uv_loop_init (&self->loop);
  uv_signal_init (&self->loop, &self->term);
  uv_signal_init (&self->loop, &self->interrupt);
  uv_timer_init (&self->loop, &self->limit);
  self->term.data = self->interrupt.data = self->limit.data = self;
  uv_signal_start (&self->term, on_signal, SIGTERM);
  uv_signal_start (&self->interrupt, on_signal, SIGINT);
  signal (SIGPIPE, SIG_IGN);
}

static int
configured_run (PnDaemon *self, const Options *options)
{
  g_autoptr (GError) error = NULL;
  make_table (self);
  if (!load_config (self, options, &error)) {
    fprintf (stderr, "%s: %s\n", self->class->name, error->message);
    return EX_CONFIG;
  }
  if (options->check) {
    g_autofree char *text = pn_config_dump (self->config);
    fputs (text, stdout);
    return 0;
  }
  open_loop (self);
  run (self);
  close_loop (self);
  pn_info ("daemon", "stopped", "status", PN_I64 (self->status));
  return self->status;
}

int
pn_daemon_run (const PnDaemonClass *class, gpointer data, int argc, char **argv)
{
  Options options = { 0 };
  PnDaemon self = { .class = class, .data = data };
  if (!parse_options (class, &argc, &argv, &options))
    return EX_CONFIG;
  if (options.version) {
    printf ("%s %s\n", class->name, PHIEN_VERSION);
    g_free (options.config);
    return 0;
  }
  pn_log_init (class->name, PN_LOG_INFO);
  self.checks = g_array_new (FALSE, FALSE, sizeof (Check));
  self.pages = g_ptr_array_new_with_free_func (g_free);
  int status = configured_run (&self, &options);
  pn_config_free (self.config);
  g_array_unref (self.checks);
  g_ptr_array_unref (self.pages);
  g_array_unref (self.table);
  g_free (self.admin_default);
  g_free (options.config);
  pn_metrics_free_all ();
  return status;
}

uv_loop_t *
pn_daemon_loop (PnDaemon *self)
{
  return &self->loop;
}

const PnConfig *
pn_daemon_config (PnDaemon *self)
{
  return self->config;
}

const PnClock *
pn_daemon_clock (PnDaemon *self)
{
  return pn_clock_system ();
}

char *
pn_daemon_path (PnDaemon *self, const char *relative)
{
  return g_canonicalize_filename (relative, pn_config_var (self->config));
}

void
pn_daemon_add_check (PnDaemon *self, const char *name, gboolean (*ok) (gpointer data), gpointer data)
{
  const Check check = { name, ok, data };
  g_array_append_val (self->checks, check);
}

void
pn_daemon_add_page (PnDaemon *self, const char *path, char *(*render) (gpointer data), gpointer data)
{
  if (self->admin == NULL)
    return;
  Page *page = g_new (Page, 1);
  *page = (Page){ render, data };
  g_ptr_array_add (self->pages, page);
  pn_ws_server_route (self->admin, "GET", path, 0, on_page, page);
}

gboolean
pn_daemon_is_draining (PnDaemon *self)
{
  return self->draining;
}
