/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/http/proof-raise.h"

#include <string.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/error.h"
#include "base/id.h"
#include "docs-service/http/check.h"
#include "docs-service/http/ingest.h"
#include "docs-service/http/proof-judge.h"
#include "docs-service/http/sign-flow.h"

#define APPEND_MAX (32 << 20)
#define ANSWER_MAX (1 << 20)
#define SOURCES_MAX 200

struct PnRaise {
  PnDocs *docs;
  const PnRaiseEvents *events;
  gpointer data;
  gint64 renew_before_us;
  gboolean stopped;
  gint64 version;
  char *sha256;
  PnLevel want;
  gboolean renew;
  PnProofStep step;
  guint before; /* signatures it has */
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
};

/* ---- ending */

static void
give_up (PnRaise *self, const GError *error)
{
  self->events->done (NULL, error, self->data);
}

/* TRUE when the work ends here: with an error, or because we are stopping. */
static gboolean
ended (PnRaise *self, const GError *error, const GError *other)
{
  if (self->stopped)
    return TRUE;
  if (error == NULL && other == NULL)
    return FALSE;
  give_up (self, error != NULL ? error : other);
  return TRUE;
}

static void
say (PnRaise *self, const char *word)
{
  self->events->progress (word, self->data);
}

/* ---- the cage */

static int
open_upload (PnRaise *self, const char *upload, GError **error)
{
  return upload != NULL ? pn_files_open_upload (self->docs->files, upload, error) : pn_files_open_blob (self->docs->files, self->sha256, error);
}

/* upload NULL: the stored file. */
static void
cage (PnRaise *self, const char *upload, PnRenderJob job, const char *param, PnWorkDone done)
{
  g_autoptr (GError) error = NULL;
  int input = open_upload (self, upload, &error);
  if (input < 0) {
    give_up (self, error);
    return;
  }
  PnRenderRequest request
      = { .job = job, .op = PN_RENDER_WORK, .input = input, .param = param, .param_length = param != NULL ? strlen (param) : 0, .background = TRUE };
  pn_docs_work (self->docs, &request, APPEND_MAX, done, self);
  close (input);
}

static void
cage_json (PnRaise *self, const char *upload, PnJson *param_take, PnWorkDone done)
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
read_roots (PnRaise *self)
{
  char *roots = pn_check_roots (self->docs);
  if (roots != NULL && strlen (roots) > PN_RENDER_PARAM_MAX / 2)
    g_clear_pointer (&roots, g_free);
  return roots;
}

/* ---- 6. kept: what is in the store is there for good */

static void
on_kept (const PnJson *kept, const GError *error, gpointer data)
{
  PnRaise *self = data;
  if (ended (self, error, NULL))
    return;
  pn_args_add (self->made, kept);
  self->events->done (self->made, NULL, self->data);
}

/* ---- 5. judged by our own check before anybody can get it */

static void
set_until (PnRaise *self, PnJson *made, gint64 until)
{
  gint64 now = pn_clock_now_us (pn_clock_system ());
  g_autofree char *end_iso = pn_time_to_iso (until), *renew = pn_time_to_iso (pn_proof_renew_at (now, until, self->renew_before_us));
  pn_wire_set_str (made, "proven_until", end_iso);
  pn_wire_set_str (made, "renew_at", renew);
}

static void
on_judged (GBytes *output, const GError *error, gpointer data)
{
  PnRaise *self = data;
  g_autoptr (GError) problem = NULL;
  g_autoptr (PnJson) report = self->stopped ? NULL : read_json (output, &problem);
  PnProofFacts facts = { .before = report != NULL ? self->before : 0 };
  if (report != NULL)
    pn_proof_read_report (report, &facts);
  if (ended (self, error, problem) || (!pn_proof_judge (&facts, self->step, &problem) && ended (self, problem, NULL)))
    return;
  gint64 until = pn_proof_until (report);
  self->made = pn_args_str ("level", pn_level_name (facts.level));
  pn_wire_set_int (self->made, "base", self->version);
  if (until > 0)
    set_until (self, self->made, until);
  pn_ingest_keep (self->docs, self->upload, on_kept, self);
}

static void
on_whole (const GError *error, gpointer data)
{
  PnRaise *self = data;
  if (ended (self, error, NULL))
    return;
  g_autofree char *roots = read_roots (self);
  say (self, "check");
  cage (self, self->upload, PN_RENDER_JOB_CHECK, roots, on_judged);
}

static void
on_archived (GBytes *append, const GError *error, gpointer data)
{
  PnRaise *self = data;
  if (!ended (self, error, NULL))
    pn_files_append (self->docs->files, self->upload, self->size, append, on_whole, self);
}

/* ---- 4. a time-stamp over everything */

static void
on_stamp (const char *der, const GError *error, gpointer data)
{
  PnRaise *self = data;
  if (ended (self, error, NULL))
    return;
  PnJson *param = pn_args_str ("proof", "archive");
  pn_wire_set_str (param, "answer", der);
  pn_wire_set_int (param, "nonce", self->nonce);
  cage_json (self, self->upload, param, on_archived);
}

static void
on_question (GBytes *output, const GError *error, gpointer data)
{
  PnRaise *self = data;
  g_autoptr (GError) problem = NULL;
  g_autoptr (PnJson) question = read_json (output, &problem);
  if (ended (self, error, problem))
    return;
  const PnTrustQuestion ask = { .kind = PN_TRUST_TIMESTAMP, .der = pn_wire_str (question, "der", "") };
  pn_trust_ask (self->docs->trust, &ask, on_stamp, self);
}

/* The old bytes and the evidence, when there is some; then the question for the time-stamp. */
static void
grow (PnRaise *self, GBytes *evidence)
{
  g_autoptr (GError) error = NULL;
  int out = pn_files_create (self->docs->files, &self->upload, &error);
  gboolean ok = out >= 0 && pn_append_revision (self->docs, self->sha256, out, evidence, &error);
  self->size = ok ? (gint64) lseek (out, 0, SEEK_CUR) : 0;
  if (out >= 0)
    close (out);
  if (!ok) {
    give_up (self, error);
    return;
  }
  say (self, "timestamp");
  self->nonce = (gint64) (pn_random_u64 () & PN_WIRE_MAX_INT);
  PnJson *param = pn_args_str ("proof", "archive");
  pn_wire_set_int (param, "nonce", self->nonce);
  cage_json (self, self->upload, param, on_question);
}

/* ---- 3. the answers become evidence */

static void
on_evidence (GBytes *append, const GError *error, gpointer data)
{
  PnRaise *self = data;
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
gather (PnRaise *self)
{
  g_autoptr (GError) error = NULL;
  GByteArray *all = g_byte_array_new ();
  PnJson *param = pn_args_str ("proof", "evidence");
  pn_wire_set_take (param, "ocsps", add_answers (self->ocsps, all));
  pn_wire_set_take (param, "crls", add_answers (self->crls, all));
  g_autoptr (GBytes) answers = g_byte_array_free_to_bytes (all);
  g_autofree char *roots = read_roots (self);
  int out = pn_files_create (self->docs->files, &self->scratch, &error);
  gboolean ok = out >= 0 && pn_append_revision (self->docs, self->sha256, out, answers, &error);
  gint64 size = ok ? (gint64) lseek (out, 0, SEEK_CUR) - (gint64) g_bytes_get_size (answers) : 0;
  if (out >= 0)
    close (out);
  pn_wire_set_int (param, "size", size);
  pn_wire_set_str (param, "roots", roots);
  if (ok) {
    cage_json (self, self->scratch, param, on_evidence);
    return;
  }
  pn_json_unref (param);
  give_up (self, error);
}

/* ---- 2. what the revocation services say, certificate by certificate: OCSP, and the issuer's list once */

static void ask_source (PnRaise *self);

static GBytes *
take_der (const char *text)
{
  gsize length = 0;
  guchar *der = g_base64_decode (text, &length);
  return g_bytes_new_take (der, length);
}

static void
next_source (PnRaise *self, const GError *error)
{
  if (!self->proven) { /* neither an answer nor a list */
    give_up (self, error);
    return;
  }
  self->source++;
  ask_source (self);
}

static void
on_crl (const char *der, const GError *error, gpointer data)
{
  PnRaise *self = data;
  if (self->stopped)
    return;
  const PnJson *source = pn_wire_at (self->sources, self->source);
  if (der != NULL) {
    g_hash_table_add (self->issuers, g_strdup (pn_wire_str (source, "issuer", "")));
    g_ptr_array_add (self->crls, take_der (der));
    self->proven = TRUE;
  }
  next_source (self, error);
}

static void
on_ocsp (const char *der, const GError *error, gpointer data)
{
  PnRaise *self = data;
  if (self->stopped)
    return;
  const PnJson *source = pn_wire_at (self->sources, self->source);
  const char *issuer = pn_wire_str (source, "issuer", "");
  gboolean listed = g_hash_table_contains (self->issuers, issuer);
  self->proven = der != NULL || listed;
  if (der != NULL)
    g_ptr_array_add (self->ocsps, take_der (der));
  if (listed) {
    next_source (self, error);
    return;
  }
  const PnTrustQuestion ask = { .kind = PN_TRUST_CRL, .url = pn_wire_str (source, "crl_url", ""), .issuer = issuer };
  pn_trust_ask (self->docs->trust, &ask, on_crl, self);
}

static void
ask_source (PnRaise *self)
{
  if (self->source >= MIN (pn_wire_length (self->sources), SOURCES_MAX)) {
    gather (self);
    return;
  }
  const PnJson *source = pn_wire_at (self->sources, self->source);
  const PnTrustQuestion ask = { .kind = PN_TRUST_OCSP, .der = pn_wire_str (source, "ocsp", ""), .url = pn_wire_str (source, "ocsp_url", ""),
                                .issuer = pn_wire_str (source, "issuer", "") };
  say (self, "evidence");
  pn_trust_ask (self->docs->trust, &ask, on_ocsp, self);
}

static void
on_sources (GBytes *output, const GError *error, gpointer data)
{
  PnRaise *self = data;
  g_autoptr (GError) problem = NULL;
  g_autoptr (PnJson) json = read_json (output, &problem);
  if (ended (self, error, problem))
    return;
  self->sources = pn_json_ref (pn_wire_member (json, "sources"));
  ask_source (self);
}

/* ---- 1. what there is */

static void
on_base_checked (GBytes *output, const GError *error, gpointer data)
{
  PnRaise *self = data;
  g_autoptr (GError) problem = NULL;
  g_autoptr (PnJson) report = read_json (output, &problem);
  if (ended (self, error, problem))
    return;
  PnProofFacts facts = { 0 };
  pn_proof_read_report (report, &facts);
  self->before = facts.after;
  /* The file knows its level better than whoever recorded the signature. */
  self->step = pn_proof_step (facts.level, self->want, self->renew);
  if (self->step == PN_PROOF_NONE)
    self->step = PN_PROOF_STAMP;
  if (self->step == PN_PROOF_STAMP) {
    g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
    grow (self, nothing);
    return;
  }
  g_autofree char *roots = read_roots (self);
  PnJson *param = pn_args_str ("proof", "sources");
  pn_wire_set_str (param, "roots", roots);
  cage_json (self, NULL, param, on_sources);
}

/* ---- life */

PnRaise *
pn_raise_new (PnDocs *docs, const PnJson *claimed, gint64 renew_before_us, const PnRaiseEvents *events, gpointer data)
{
  PnRaise *self = g_new0 (PnRaise, 1);
  *self = (PnRaise){ .docs = docs, .events = events, .data = data, .renew_before_us = renew_before_us };
  self->version = pn_wire_int (claimed, "version", 0);
  self->sha256 = g_strdup (pn_wire_str (claimed, "sha256", ""));
  self->want = pn_level_from_name (pn_wire_str (claimed, "want", ""));
  self->renew = pn_wire_bool (claimed, "renew", FALSE);
  self->ocsps = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->crls = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->issuers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
pn_raise_start (PnRaise *self)
{
  g_autofree char *roots = read_roots (self);
  cage (self, NULL, PN_RENDER_JOB_CHECK, roots, on_base_checked);
}

void
pn_raise_stop (PnRaise *self)
{
  self->stopped = TRUE;
}

void
pn_raise_free (PnRaise *self)
{
  if (self == NULL)
    return;
  if (self->scratch != NULL)
    pn_files_drop_upload (self->docs->files, self->scratch);
  if (self->upload != NULL)
    pn_files_drop_upload (self->docs->files, self->upload);
  g_free (self->sha256);
  g_free (self->scratch);
  g_free (self->upload);
  pn_json_unref (self->sources);
  pn_json_unref (self->made);
  g_ptr_array_unref (self->ocsps);
  g_ptr_array_unref (self->crls);
  g_hash_table_unref (self->issuers);
  g_free (self);
}
