/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/http/proof-work.h"

#include <string.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/error.h"
#include "base/id.h"
#include "base/log.h"
#include "base/metrics.h"
#include "docs-service/http/check.h"
#include "docs-service/http/indexer.h"
#include "docs-service/http/ingest.h"
#include "docs-service/http/proof-judge.h"
#include "docs-service/http/sign-flow.h"

#define TICK_MS 2000
#define COUNT_EVERY 5 /* ticks */
#define APPEND_MAX (32 << 20)
#define ANSWER_MAX (1 << 20)
#define SOURCES_MAX 200

typedef struct {
  gint64 document, version;
  char *sha256, *lease;
  PnLevel want;
  gboolean renew;
  PnProofStep step;
  guint attempts, before;
  gint64 nonce;
  PnJson *sources;    /* array of {ocsp,ocsp_url,crl_url,issuer} */
  gsize source;       /* asked now */
  gboolean proven;    /* that one has an answer */
  GPtrArray *ocsps, *crls; /* GBytes, DER */
  GHashTable *issuers;     /* whose list is here */
  char *scratch;      /* upload: document and answers */
  char *upload;       /* the raised file while it grows */
  gint64 size;        /* of what is in it */
  PnJson *made;
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
work_free (PnDocs *docs, Work *work)
{
  if (work->scratch != NULL)
    pn_files_drop_upload (docs->files, work->scratch);
  if (work->upload != NULL)
    pn_files_drop_upload (docs->files, work->upload);
  g_free (work->sha256);
  g_free (work->lease);
  g_free (work->scratch);
  g_free (work->upload);
  pn_json_unref (work->sources);
  pn_json_unref (work->made);
  g_ptr_array_unref (work->ocsps);
  g_ptr_array_unref (work->crls);
  g_hash_table_unref (work->issuers);
  g_free (work);
}

static void
end (PnProofs *self)
{
  work_free (self->docs, g_steal_pointer (&self->work));
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
  gint64 pause = pn_error_is (error, PN_ERROR_PROOF_INCOMPLETE) ? -1 : pn_proof_again (work->attempts, away);
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

/* TRUE when the work ends here: with an error, or because we are stopping. */
static gboolean
ended (PnProofs *self, const GError *error, const GError *other)
{
  if (self->stopped)
    return TRUE;
  if (error == NULL && other == NULL)
    return FALSE;
  fail (self, error != NULL ? error : other);
  return TRUE;
}

static void
on_progress (const PnJson *json, const GError *error, gpointer data)
{
  if (error != NULL)
    pn_log_gerror (PN_LOG_INFO, "proof", "progress not recorded", error);
}

/* Says where it is, and with that keeps the lease. */
static void
progress (PnProofs *self, const char *word)
{
  PnJson *args = lease_args (self->work);
  pn_wire_set_str (args, "progress", word);
  pn_store_ask (self->docs->store, PN_Q_PROOF_PROGRESS, 0, self->work->document, args, on_progress, self);
}

/* ---- the cage */

static int
open_upload (PnProofs *self, const char *upload, GError **error)
{
  return upload != NULL ? pn_files_open_upload (self->docs->files, upload, error) : pn_files_open_blob (self->docs->files, self->work->sha256, error);
}

/* upload NULL: the stored file. */
static void
cage (PnProofs *self, const char *upload, PnRenderJob job, const char *param, PnWorkDone done)
{
  g_autoptr (GError) error = NULL;
  int input = open_upload (self, upload, &error);
  if (input < 0) {
    fail (self, error);
    return;
  }
  PnRenderRequest request
      = { .job = job, .op = PN_RENDER_WORK, .input = input, .param = param, .param_length = param != NULL ? strlen (param) : 0, .background = TRUE };
  pn_docs_work (self->docs, &request, APPEND_MAX, done, self);
  close (input);
}

static void
cage_json (PnProofs *self, const char *upload, PnJson *param_take, PnWorkDone done)
{
  g_autoptr (PnJson) param = param_take;
  g_autofree char *text = pn_wire_dump (param);
  cage (self, upload, PN_RENDER_JOB_SIGN, text, done);
}

static PnJson *
read_json (GBytes *output, GError **error)
{
  gsize length = 0;
  const void *bytes = output != NULL ? g_bytes_get_data (output, &length) : NULL;
  return bytes != NULL ? pn_wire_parse (bytes, length, ANSWER_MAX, error) : NULL;
}

/* What else is in the JSON has room beside it. */
static char *
read_roots (PnProofs *self)
{
  char *roots = pn_check_roots (self->docs);
  if (roots != NULL && strlen (roots) > PN_RENDER_PARAM_MAX / 2)
    g_clear_pointer (&roots, g_free);
  return roots;
}

/* ---- 6. recorded */

static void
on_recorded (const PnJson *json, const GError *error, gpointer data)
{
  PnProofs *self = data;
  if (ended (self, error, NULL))
    return;
  const char *level = pn_wire_str (self->work->made, "level", "");
  pn_metric_add (pn_metric_counter_with ("phien_proof_raised_total", "Documents raised, by the level reached.", "level", level), 1);
  pn_info ("proof", "raised", "document", PN_I64 (self->work->document), "level", level);
  pn_indexer_kick (self->docs->indexer);
  end (self);
}

static void
on_kept (const PnJson *kept, const GError *error, gpointer data)
{
  PnProofs *self = data;
  if (ended (self, error, NULL))
    return;
  PnJson *args = lease_args (self->work);
  pn_args_add (args, kept);
  pn_args_add (args, self->work->made);
  pn_store_ask (self->docs->store, PN_Q_PROOF_RAISED, 0, self->work->document, args, on_recorded, self);
}

/* ---- 5. judged by our own check before anybody can get it */

static void
set_until (PnProofs *self, PnJson *made, gint64 until)
{
  gint64 now = pn_clock_now_us (pn_clock_system ());
  g_autofree char *end_iso = pn_time_to_iso (until), *renew = pn_time_to_iso (pn_proof_renew_at (now, until, self->renew_before_us));
  pn_wire_set_str (made, "proven_until", end_iso);
  pn_wire_set_str (made, "renew_at", renew);
}

static void
on_judged (GBytes *output, const GError *error, gpointer data)
{
  PnProofs *self = data;
  Work *work = self->work;
  g_autoptr (GError) problem = NULL;
  g_autoptr (PnJson) report = self->stopped ? NULL : read_json (output, &problem);
  PnProofFacts facts = { .before = report != NULL ? work->before : 0 };
  if (report != NULL)
    pn_proof_read_report (report, &facts);
  if (ended (self, error, problem) || (!pn_proof_judge (&facts, work->step, &problem) && ended (self, problem, NULL)))
    return;
  gint64 until = pn_proof_until (report);
  work->made = pn_args_str ("level", pn_level_name (facts.level));
  pn_wire_set_int (work->made, "base", work->version);
  if (until > 0)
    set_until (self, work->made, until);
  pn_ingest_keep (self->docs, work->upload, on_kept, self);
}

static void
on_whole (const GError *error, gpointer data)
{
  PnProofs *self = data;
  if (ended (self, error, NULL))
    return;
  g_autofree char *roots = read_roots (self);
  progress (self, "check");
  cage (self, self->work->upload, PN_RENDER_JOB_CHECK, roots, on_judged);
}

static void
on_archived (GBytes *append, const GError *error, gpointer data)
{
  PnProofs *self = data;
  if (!ended (self, error, NULL))
    pn_files_append (self->docs->files, self->work->upload, self->work->size, append, on_whole, self);
}

/* ---- 4. a time-stamp over everything */

static void
on_stamp (const char *der, const GError *error, gpointer data)
{
  PnProofs *self = data;
  if (ended (self, error, NULL))
    return;
  PnJson *param = pn_args_str ("proof", "archive");
  pn_wire_set_str (param, "answer", der);
  pn_wire_set_int (param, "nonce", self->work->nonce);
  cage_json (self, self->work->upload, param, on_archived);
}

static void
on_question (GBytes *output, const GError *error, gpointer data)
{
  PnProofs *self = data;
  g_autoptr (GError) problem = NULL;
  g_autoptr (PnJson) question = read_json (output, &problem);
  if (ended (self, error, problem))
    return;
  const PnTrustQuestion ask = { .kind = PN_TRUST_TIMESTAMP, .der = pn_wire_str (question, "der", "") };
  pn_trust_ask (self->docs->trust, &ask, on_stamp, self);
}

/* The old bytes and the evidence, when there is some; then the question for the time-stamp. */
static void
grow (PnProofs *self, GBytes *evidence)
{
  g_autoptr (GError) error = NULL;
  Work *work = self->work;
  int out = pn_files_create (self->docs->files, &work->upload, &error);
  gboolean ok = out >= 0 && pn_append_revision (self->docs, work->sha256, out, evidence, &error);
  work->size = ok ? (gint64) lseek (out, 0, SEEK_CUR) : 0;
  if (out >= 0)
    close (out);
  if (!ok) {
    fail (self, error);
    return;
  }
  progress (self, "timestamp");
  work->nonce = (gint64) (pn_random_u64 () & PN_WIRE_MAX_INT);
  PnJson *param = pn_args_str ("proof", "archive");
  pn_wire_set_int (param, "nonce", work->nonce);
  cage_json (self, work->upload, param, on_question);
}

/* ---- 3. the answers become evidence */

static void
on_evidence (GBytes *append, const GError *error, gpointer data)
{
  PnProofs *self = data;
  if (!ended (self, error, NULL))
    grow (self, append);
}

static PnJson *
add_answers (const GPtrArray *answers, GByteArray *into)
{
  PnJson *lengths = pn_wire_array ();
  for (guint i = 0; i < answers->len; i++) {
    gsize length;
    const guint8 *bytes = g_bytes_get_data (answers->pdata[i], &length);
    g_byte_array_append (into, bytes, (guint) length);
    pn_wire_add_int (lengths, (gint64) length);
  }
  return lengths;
}

/* The cage gets one descriptor: the answers lie behind the document in it. */
static void
gather (PnProofs *self)
{
  g_autoptr (GError) error = NULL;
  Work *work = self->work;
  GByteArray *all = g_byte_array_new ();
  PnJson *param = pn_args_str ("proof", "evidence");
  pn_wire_set_take (param, "ocsps", add_answers (work->ocsps, all));
  pn_wire_set_take (param, "crls", add_answers (work->crls, all));
  g_autoptr (GBytes) answers = g_byte_array_free_to_bytes (all);
  g_autofree char *roots = read_roots (self);
  int out = pn_files_create (self->docs->files, &work->scratch, &error);
  gboolean ok = out >= 0 && pn_append_revision (self->docs, work->sha256, out, answers, &error);
  gint64 size = ok ? (gint64) lseek (out, 0, SEEK_CUR) - (gint64) g_bytes_get_size (answers) : 0;
  if (out >= 0)
    close (out);
  pn_wire_set_int (param, "size", size);
  pn_wire_set_str (param, "roots", roots);
  if (ok) {
    cage_json (self, work->scratch, param, on_evidence);
    return;
  }
  pn_json_unref (param);
  fail (self, error);
}

/* ---- 2. what the revocation services say, certificate by certificate: OCSP, and the issuer's list once */

static void ask_source (PnProofs *self);

static GBytes *
take_der (const char *text)
{
  gsize length = 0;
  guchar *der = g_base64_decode (text, &length);
  return g_bytes_new_take (der, length);
}

static void
next_source (PnProofs *self, const GError *error)
{
  Work *work = self->work;
  if (!work->proven) { /* neither an answer nor a list */
    fail (self, error);
    return;
  }
  work->source++;
  ask_source (self);
}

static void
on_crl (const char *der, const GError *error, gpointer data)
{
  PnProofs *self = data;
  if (self->stopped)
    return;
  Work *work = self->work;
  const PnJson *source = pn_wire_at (work->sources, work->source);
  if (der != NULL) {
    g_hash_table_add (work->issuers, g_strdup (pn_wire_str (source, "issuer", "")));
    g_ptr_array_add (work->crls, take_der (der));
    work->proven = TRUE;
  }
  next_source (self, error);
}

static void
on_ocsp (const char *der, const GError *error, gpointer data)
{
  PnProofs *self = data;
  if (self->stopped)
    return;
  Work *work = self->work;
  const PnJson *source = pn_wire_at (work->sources, work->source);
  const char *issuer = pn_wire_str (source, "issuer", "");
  gboolean listed = g_hash_table_contains (work->issuers, issuer);
  work->proven = der != NULL || listed;
  if (der != NULL)
    g_ptr_array_add (work->ocsps, take_der (der));
  if (listed) {
    next_source (self, error);
    return;
  }
  const PnTrustQuestion ask = { .kind = PN_TRUST_CRL, .url = pn_wire_str (source, "crl_url", ""), .issuer = issuer };
  pn_trust_ask (self->docs->trust, &ask, on_crl, self);
}

static void
ask_source (PnProofs *self)
{
  Work *work = self->work;
  if (work->source >= MIN (pn_wire_length (work->sources), SOURCES_MAX)) {
    gather (self);
    return;
  }
  const PnJson *source = pn_wire_at (work->sources, work->source);
  const PnTrustQuestion ask = { .kind = PN_TRUST_OCSP, .der = pn_wire_str (source, "ocsp", ""), .url = pn_wire_str (source, "ocsp_url", ""),
                                .issuer = pn_wire_str (source, "issuer", "") };
  progress (self, "evidence");
  pn_trust_ask (self->docs->trust, &ask, on_ocsp, self);
}

static void
on_sources (GBytes *output, const GError *error, gpointer data)
{
  PnProofs *self = data;
  g_autoptr (GError) problem = NULL;
  g_autoptr (PnJson) json = read_json (output, &problem);
  if (ended (self, error, problem))
    return;
  self->work->sources = pn_json_ref (pn_wire_member (json, "sources"));
  ask_source (self);
}

/* ---- 1. what there is */

static void
on_base_checked (GBytes *output, const GError *error, gpointer data)
{
  PnProofs *self = data;
  g_autoptr (GError) problem = NULL;
  g_autoptr (PnJson) report = read_json (output, &problem);
  if (ended (self, error, problem))
    return;
  PnProofFacts facts = { 0 };
  pn_proof_read_report (report, &facts);
  self->work->before = facts.after;
  /* The file knows its level better than whoever recorded the signature. */
  self->work->step = pn_proof_step (facts.level, self->work->want, self->work->renew);
  if (self->work->step == PN_PROOF_NONE)
    self->work->step = PN_PROOF_STAMP;
  if (self->work->step == PN_PROOF_STAMP) {
    g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
    grow (self, nothing);
    return;
  }
  g_autofree char *roots = read_roots (self);
  PnJson *param = pn_args_str ("proof", "sources");
  pn_wire_set_str (param, "roots", roots);
  cage_json (self, NULL, param, on_sources);
}

static Work *
work_new (const PnJson *claimed)
{
  Work *work = g_new0 (Work, 1);
  work->document = pn_wire_int (claimed, "document", 0);
  work->version = pn_wire_int (claimed, "version", 0);
  work->sha256 = g_strdup (pn_wire_str (claimed, "sha256", ""));
  work->lease = g_strdup (pn_wire_str (claimed, "lease", ""));
  work->attempts = (guint) pn_wire_int (claimed, "attempts", 1);
  work->want = pn_level_from_name (pn_wire_str (claimed, "want", ""));
  work->renew = pn_wire_bool (claimed, "renew", FALSE);
  work->ocsps = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  work->crls = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  work->issuers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return work;
}

static void
on_claimed (const PnJson *json, const GError *error, gpointer data)
{
  PnProofs *self = data;
  gint64 document = error == NULL ? pn_wire_int (json, "document", 0) : 0;
  if (document == 0 || self->stopped) {
    self->busy = FALSE;
    return;
  }
  self->work = work_new (json);
  g_autofree char *roots = read_roots (self);
  cage (self, NULL, PN_RENDER_JOB_CHECK, roots, on_base_checked);
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
  uv_close ((uv_handle_t *) self->tick, on_closed);
}

void
pn_proofs_free (PnProofs *self)
{
  if (self == NULL)
    return;
  if (self->work != NULL)
    work_free (self->docs, self->work);
  g_free (self->holder);
  g_free (self);
}
