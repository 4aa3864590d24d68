/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frame every daemon stands in: command line, config, log, loop, signals, drain, sd_notify, health and metrics pages.
 * Knows no domain words. Life: start → ready → (SIGTERM/SIGINT) drain, at most 3 s unless extended → stop → exit. Main thread only. */
#pragma once

#include <glib.h>
#include <uv.h>
#include "base/clock.h"
#include "base/config.h"

typedef struct PnDaemon PnDaemon;

#define PN_DAEMON_DRAIN_MS 3000

typedef struct {
  const char *name;    /* "phien-meeting" */
  const char *section; /* own section of the config, "meeting": may hold admin = unix:run/meeting-admin.sock (default) | 127.0.0.1:9101 | off */
  const PnConfigEntry *config;
  /* Opens sockets and connections. FALSE ends the process with status 1 and the error in the log. */
  gboolean (*start) (PnDaemon *daemon, gpointer data, GError **error);
  /* Stop accepting and finish what is under way; call pn_daemon_drained when done (at once is fine). May be NULL. */
  void (*drain) (PnDaemon *daemon, gpointer data);
  /* Frees everything; runs also after a failed start, so it must bear half-built state. */
  void (*stop) (PnDaemon *daemon, gpointer data);
  gboolean no_admin; /* no health and metrics page at all */
} PnDaemonClass;

/* All of main(): returns the exit status. Flags: --config FILE, --check-config, --version, --help. Config errors: status 78.
 *   int main (int argc, char **argv) { App app = { 0 }; return pn_daemon_run (&class, &app, argc, argv); } */
int pn_daemon_run (const PnDaemonClass *class, gpointer data, int argc, char **argv);

uv_loop_t *pn_daemon_loop (PnDaemon *self);
const PnConfig *pn_daemon_config (PnDaemon *self);
const PnClock *pn_daemon_clock (PnDaemon *self);
/* Config path entries are absolute already; this joins other names to the data directory. transfer full */
char *pn_daemon_path (PnDaemon *self, const char *relative);

/* /readyz answers 200 when every check says TRUE and we are not draining; the name of the first that does not is shown. */
void pn_daemon_add_check (PnDaemon *self, const char *name, gboolean (*ok) (gpointer data), gpointer data);
/* One more page beside /metrics, in the same text format, made when it is asked for; from start only. `render`: transfer full, main thread. */
void pn_daemon_add_page (PnDaemon *self, const char *path, char *(*render) (gpointer data), gpointer data);
gboolean pn_daemon_is_draining (PnDaemon *self);
void pn_daemon_drained (PnDaemon *self);
/* From drain: it may take this long instead of PN_DAEMON_DRAIN_MS; systemd is told. A second signal still ends at once. */
void pn_daemon_extend_drain (PnDaemon *self, guint ms);
/* Ends from inside (drain first, as with SIGTERM) with this exit status. */
void pn_daemon_quit (PnDaemon *self, int status);
