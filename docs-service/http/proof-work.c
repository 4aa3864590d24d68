/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/http/proof-work.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/metrics.h"
#include "docs-service/http/indexer.h"
#include "docs-service/http/proof-raise.h"

#define TICK_MS 2000
#define COUNT_EVERY 5 /* ticks */

/* What is leased now. */
typedef struct {
  gint64 document;
  char *lease;
  guint attempts;
  char *level; /* reached, while it is recorded */
  PnRaise *raise;
} Work;

struct PnProofs {
  PnDocs *docs;
  uv_timer_t *tick;
  char *holder;
  gint64 renew_before_us;
  guint ticks;
  gboolean busy; /* with a claim or a work */
  gboolean resumed, stopped;
  Work *work;
  PnMetric *waiting, *running, *failed, *away, *refused;
};

static void claim (PnProofs *self);

/* ---- ending */

static void
work_free (Work *work)
{
  pn_raise_free (work->raise);
  g_free (work->lease);
  g_free (work->level);
  g_free (work);
}

static void
end (PnProofs *self)
{
  work_free (g_steal_pointer (&self->work));
  self->busy = FALSE;
  if (!self->stopped)
    claim (self); /* perhaps more is due */
}

static PnJson *
lease_args (const Work *work)
{
  return pn_args_str ("lease", work->lease);
}

static void
on_failure_kept (const PnJson *json, const GError *error, gpointer data)
{
  if (error != NULL) /* the lease ends by itself */
    pn_log_gerror (PN_LOG_INFO, "proof", "the reason was not recorded", error);
  end (data);
}

/* A service, the disk, the database or the renderer that is not there now: the file is not to blame. */
static gboolean
is_away (const GError *error)
{
  switch (pn_error_code (error)) {
  case PN_ERROR_STAMP_AWAY:
  case PN_ERROR_EVIDENCE_AWAY:
  case PN_ERROR_DISK_FULL:
  case PN_ERROR_IO:
  case PN_ERROR_OVERLOADED:
  case PN_ERROR_CANCELLED:
  case PN_ERROR_DATABASE_AWAY:
    return TRUE;
  default:
    return FALSE;
  }
}

static void
fail (PnProofs *self, const GError *error)
{
  const Work *work = self->work;
  PnJson *args = lease_args (work);
  gboolean away = is_away (error);
  gint64 pause = pn_error_is (error, PN_ERROR_PROOF_INCOMPLETE) || pn_error_is (error, PN_ERROR_SIGNER_REVOKED) ? -1 : pn_proof_again (work->attempts, away);
  pn_metric_add (away ? self->away : self->refused, 1);
  pn_log_gerror (pause < 0 ? PN_LOG_WARNING : PN_LOG_INFO, "proof", "not raised", error);
  pn_wire_set_str (args, "code", pn_error_name (pn_error_code (error)));
  pn_wire_set_str (args, "detail", error->message);
  if (pause >= 0) {
    g_autofree char *again = pn_time_to_iso (pn_clock_now_us (pn_clock_system ()) + pause * G_USEC_PER_SEC);
    pn_wire_set_str (args, "again", again);
  }
  pn_store_ask (self->docs->store, PN_Q_PROOF_FAILED, 0, work->document, args, on_failure_kept, self);
}

/* ---- one document */

static void
on_progress (const PnJson *json, const GError *error, gpointer data)
{
  if (error != NULL)
    pn_log_gerror (PN_LOG_INFO, "proof", "progress not recorded", error);
}

/* Says where it is, and with that keeps the lease. */
static void
on_word (const char *word, gpointer data)
{
  PnProofs *self = data;
  PnJson *args = lease_args (self->work);
  pn_wire_set_str (args, "progress", word);
  pn_store_ask (self->docs->store, PN_Q_PROOF_PROGRESS, 0, self->work->document, args, on_progress, self);
}

static void
on_recorded (const PnJson *json, const GError *error, gpointer data)
{
  PnProofs *self = data;
  if (self->stopped)
    return;
  if (error != NULL) {
    fail (self, error);
    return;
  }
  const Work *work = self->work;
  pn_metric_add (pn_metric_counter_with ("phien_proof_raised_total", "Documents raised, by the level reached.", "level", work->level), 1);
  pn_info ("proof", "raised", "document", PN_I64 (work->document), "level", work->level);
  pn_indexer_kick (self->docs->indexer);
  end (self);
}

static void
on_raised (const PnJson *made, const GError *error, gpointer data)
{
  PnProofs *self = data;
  if (error != NULL) {
    fail (self, error);
    return;
  }
  PnJson *args = lease_args (self->work);
  pn_args_add (args, made);
  self->work->level = g_strdup (pn_wire_str (made, "level", ""));
  pn_store_ask (self->docs->store, PN_Q_PROOF_RAISED, 0, self->work->document, args, on_recorded, self);
}

/* ---- the next one that is due */

static void
on_claimed (const PnJson *json, const GError *error, gpointer data)
{
  static const PnRaiseEvents events = { .progress = on_word, .done = on_raised };
  PnProofs *self = data;
  gint64 document = error == NULL ? pn_wire_int (json, "document", 0) : 0;
  if (document == 0 || self->stopped) {
    self->busy = FALSE;
    return;
  }
  self->work = g_new0 (Work, 1);
  *self->work = (Work){ .document = document, .lease = g_strdup (pn_wire_str (json, "lease", "")), .attempts = (guint) pn_wire_int (json, "attempts", 1),
                        .raise = pn_raise_new (self->docs, json, self->renew_before_us, &events, self) };
  pn_raise_start (self->work->raise);
}

static void
claim (PnProofs *self)
{
  if (self->busy || self->stopped || !self->resumed)
    return;
  self->busy = TRUE;
  pn_store_ask (self->docs->store, PN_Q_PROOF_CLAIM, 0, 0, pn_args_str ("holder", self->holder), on_claimed, self);
}

void
pn_proofs_kick (PnProofs *self)
{
  claim (self);
}

/* ---- now and then */

static void
on_counts (const PnJson *json, const GError *error, gpointer data)
{
  PnProofs *self = data;
  if (error != NULL || self->stopped)
    return;
  pn_metric_set (self->waiting, (double) pn_wire_int (json, "waiting", 0));
  pn_metric_set (self->running, (double) pn_wire_int (json, "running", 0));
  pn_metric_set (self->failed, (double) pn_wire_int (json, "failed", 0));
}

static void
on_resumed (const PnJson *json, const GError *error, gpointer data)
{
  PnProofs *self = data;
  self->resumed = error == NULL;
  self->busy = FALSE;
  claim (self);
}

static void
on_tick (uv_timer_t *timer)
{
  PnProofs *self = timer->data;
  if (!self->resumed && !self->busy) {
    self->busy = TRUE;
    pn_store_ask (self->docs->store, PN_Q_PROOF_RESUME, 0, 0, pn_args_str ("holder", self->holder), on_resumed, self);
    return;
  }
  if (self->ticks++ % COUNT_EVERY == 0)
    pn_store_ask (self->docs->store, PN_Q_PROOF_COUNTS, 0, 0, NULL, on_counts, self);
  claim (self);
}

PnProofs *
pn_proofs_new (PnDocs *docs, uv_loop_t *loop, gint64 renew_before_days)
{
  static const char jobs[] = "Documents whose proof is to be raised.", stops[] = "Attempts to raise a proof that did not succeed.";
  PnProofs *self = g_new0 (PnProofs, 1);
  self->docs = docs;
  self->holder = g_strdup (g_get_host_name ());
  self->renew_before_us = renew_before_days * G_TIME_SPAN_DAY;
  self->waiting = pn_metric_gauge_with ("phien_proof_jobs", jobs, "state", "waiting");
  self->running = pn_metric_gauge_with ("phien_proof_jobs", jobs, "state", "running");
  self->failed = pn_metric_gauge_with ("phien_proof_jobs", jobs, "state", "failed");
  self->away = pn_metric_counter_with ("phien_proof_stops_total", stops, "why", "away");
  self->refused = pn_metric_counter_with ("phien_proof_stops_total", stops, "why", "refused");
  self->tick = g_new0 (uv_timer_t, 1);
  uv_timer_init (loop, self->tick);
  self->tick->data = self;
  uv_timer_start (self->tick, on_tick, 200, TICK_MS);
  return self;
}

static void
on_closed (uv_handle_t *handle)
{
  g_free (handle);
}

void
pn_proofs_stop (PnProofs *self)
{
  if (self == NULL || self->stopped)
    return;
  self->stopped = TRUE;
  if (self->work != NULL)
    pn_raise_stop (self->work->raise);
  uv_close ((uv_handle_t *) self->tick, on_closed);
}

void
pn_proofs_free (PnProofs *self)
{
  if (self == NULL)
    return;
  if (self->work != NULL)
    work_free (self->work);
  g_free (self->holder);
  g_free (self);
}
