/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/http/sign-flow.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "base/error.h"
#include "base/id.h"
#include "base/log.h"
#include "docs-service/http/ingest.h"
#include "docs-service/http/look-check.h"

#define APPEND_MAX (8 << 20)
#define COPY_PIECE (1 << 20)

typedef struct {
  PnCall *call;
  PnJson *who;    /* {person: id | "seal"} */
  PnJson *spec;   /* what the SIGN job prepares and, with the CMS, finishes */
  PnJson *record; /* collects {digest, cert_subject, cert_sha256, level, sha256, size, page_count, pages} */
  char *sha256;   /* the bytes that are signed */
  char *lock;     /* key in docs->busy */
  char *upload;   /* the signed copy while it grows */
  gboolean prepare_only; /* the key answers later, to another flow */
  PnJson *cms;    /* {cms,digest} and, with a time-stamp, {answer,nonce} */
  PnSignDone done;
} Flow;

typedef void (*SignStep) (Flow *flow, const PnJson *reply);

typedef struct {
  Flow *flow;
  SignStep then;
} Asked;

/* ---- ending: the version is free again whatever happened */

static void
flow_end (Flow *flow, const GError *error)
{
  PnCall *call = flow->call;
  PnSignDone done = flow->done;
  g_autoptr (GError) problem = error != NULL ? g_error_copy (error) : NULL;
  PnJson *record = flow->record;
  if (flow->lock != NULL)
    g_hash_table_remove (call->docs->busy, flow->lock);
  if (flow->upload != NULL)
    pn_files_drop_upload (call->docs->files, flow->upload);
  pn_json_unref (flow->who);
  pn_json_unref (flow->spec);
  pn_json_unref (flow->cms);
  g_free (flow->sha256);
  g_free (flow->lock);
  g_free (flow->upload);
  g_free (flow);
  if (problem != NULL)
    pn_log_gerror (PN_LOG_WARNING, "sign", "not signed", problem);
  done (call, problem == NULL ? record : NULL, problem);
  pn_json_unref (record);
}

static void
on_signer (const PnJson *reply, const GError *error, gpointer data)
{
  g_autofree Asked *asked = data;
  if (error != NULL)
    flow_end (asked->flow, error);
  else
    asked->then (asked->flow, reply);
}

static void
ask_signer (Flow *flow, PnJson *message, SignStep then)
{
  Asked *asked = g_new0 (Asked, 1);
  asked->flow = flow;
  asked->then = then;
  pn_wire_set_ref (message, "person", pn_wire_member (flow->who, "person"));
  pn_signer_ask (flow->call->docs->signer, message, on_signer, asked);
}

/* ---- 6. kept */

static void
on_kept (const PnJson *kept, const GError *error, gpointer data)
{
  Flow *flow = data;
  if (error == NULL)
    pn_args_add (flow->record, kept);
  flow_end (flow, error);
}

/* ---- 5. old bytes + appended revision, looked at before it is kept */

static void finish_bare (Flow *flow, const GError *why);

static gboolean
write_whole (int out, const guint8 *bytes, gsize length, GError **error)
{
  while (length > 0) {
    ssize_t n = write (out, bytes, length);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0) {
      int saved = errno;
      g_set_error (error, PN_ERROR, (int) pn_error_code_of_errno (saved), "the new file could not be written: %s", g_strerror (saved));
      return FALSE;
    }
    bytes += n;
    length -= (gsize) n;
  }
  return TRUE;
}

gboolean
pn_append_revision (PnDocs *docs, const char *sha256, int out, GBytes *append, GError **error)
{
  g_autofree guint8 *piece = g_malloc (COPY_PIECE);
  gsize length;
  const guint8 *tail = g_bytes_get_data (append, &length);
  ssize_t n = 0;
  int in = pn_files_open_blob (docs->files, sha256, error);
  if (in < 0)
    return FALSE;
  gboolean ok = TRUE;
  while (ok && (n = read (in, piece, COPY_PIECE)) > 0)
    ok = write_whole (out, piece, (gsize) n, error);
  close (in);
  if (ok && n < 0)
    g_set_error (error, PN_ERROR, PN_ERROR_IO, "%s could not be read", sha256);
  return ok && n == 0 && write_whole (out, tail, length, error);
}

static void
on_looked (const GError *error, gpointer data)
{
  Flow *flow = data;
  if (error == NULL)
    pn_ingest_keep (flow->call->docs, flow->upload, on_kept, flow);
  else
    flow_end (flow, error);
}

static void
look (Flow *flow, int out, GBytes *append)
{
  const char *const fields[] = { pn_wire_str (flow->spec, "field", ""), NULL };
  gint64 base_size = (gint64) lseek (out, 0, SEEK_CUR) - (gint64) g_bytes_get_size (append);
  pn_look_check (flow->call->docs, out, fields, base_size, on_looked, flow);
}

static void
on_finished (GBytes *append, const GError *error, gpointer data)
{
  Flow *flow = data;
  PnDocs *docs = flow->call->docs;
  g_autoptr (GError) problem = NULL;
  if (append == NULL && pn_wire_member (flow->cms, "answer") != NULL) { /* a strange time-stamp costs nobody his signature */
    finish_bare (flow, error);
    return;
  }
  int out = error == NULL ? pn_files_create (docs->files, &flow->upload, &problem) : -1;
  if (out >= 0 && pn_append_revision (docs, flow->sha256, out, append, &problem))
    look (flow, out, append);
  else
    flow_end (flow, error != NULL ? error : problem);
  if (out >= 0)
    close (out);
}

/* ---- 3. the CMS is here; 4. it gets a time-stamp (B-T) when the service answers: else the work on proofs makes up for it */

static void
work (Flow *flow, PnJson *param_take, PnWorkDone done)
{
  g_autoptr (PnJson) param = param_take;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = pn_wire_dump (param);
  int input = pn_files_open_blob (flow->call->docs->files, flow->sha256, &error);
  if (input < 0) {
    flow_end (flow, error);
    return;
  }
  PnRenderRequest request = { .job = PN_RENDER_JOB_SIGN, .op = PN_RENDER_WORK, .input = input, .param = text, .param_length = strlen (text) };
  pn_docs_work (flow->call->docs, &request, APPEND_MAX, done, flow);
  close (input);
}

static void
finish_cms (Flow *flow)
{
  PnJson *param = pn_wire_object ();
  pn_wire_set_str (flow->record, "level", pn_wire_member (flow->cms, "answer") != NULL ? "B-T" : "B-B");
  pn_args_add (param, flow->spec);
  pn_args_add (param, flow->cms);
  work (flow, param, on_finished);
}

static void
finish_bare (Flow *flow, const GError *why)
{
  pn_log_gerror (PN_LOG_WARNING, "sign", "signed without a time-stamp, it follows", why);
  pn_wire_remove (flow->cms, "answer");
  finish_cms (flow);
}

static void
on_stamp (const char *der, const GError *error, gpointer data)
{
  Flow *flow = data;
  if (der != NULL)
    pn_wire_set_str (flow->cms, "answer", der);
  if (der != NULL)
    finish_cms (flow);
  else
    finish_bare (flow, error);
}

static void
on_question (GBytes *output, const GError *error, gpointer data)
{
  Flow *flow = data;
  g_autoptr (GError) problem = NULL;
  gsize length = 0;
  const void *bytes = output != NULL ? g_bytes_get_data (output, &length) : NULL;
  g_autoptr (PnJson) question = bytes != NULL ? pn_wire_parse (bytes, length, 4096, &problem) : NULL;
  if (question == NULL) {
    finish_bare (flow, error != NULL ? error : problem);
    return;
  }
  const PnTrustQuestion ask = { .kind = PN_TRUST_TIMESTAMP, .der = pn_wire_str (question, "der", "") };
  pn_trust_ask (flow->call->docs->trust, &ask, on_stamp, flow);
}

static void
finish_with (Flow *flow, const char *cms)
{
  flow->cms = pn_args_str ("cms", cms);
  pn_wire_set_str (flow->cms, "digest", pn_wire_str (flow->record, "digest", ""));
  pn_wire_set_int (flow->cms, "nonce", (gint64) (pn_random_u64 () & PN_WIRE_MAX_INT));
  if (!pn_trust_stamps_likely (flow->call->docs->trust)) {
    finish_cms (flow);
    return;
  }
  PnJson *param = pn_args_str ("proof", "question");
  pn_args_add (param, flow->cms);
  work (flow, param, on_question);
}

static void
on_signature (Flow *flow, const PnJson *reply)
{
  finish_with (flow, pn_wire_str (reply, "cms", ""));
}

/* ---- 2. the digest is here */

static void
on_prepared (GBytes *output, const GError *error, gpointer data)
{
  Flow *flow = data;
  g_autoptr (GError) problem = NULL;
  gsize length = 0;
  const void *bytes = output != NULL ? g_bytes_get_data (output, &length) : NULL;
  g_autoptr (PnJson) prepared = bytes != NULL ? pn_wire_parse (bytes, length, 4096, &problem) : NULL;
  const char *digest = prepared != NULL ? pn_wire_str (prepared, "digest", "") : "";
  if (prepared == NULL || !pn_is_sha256_hex (digest)) {
    if (error == NULL && problem == NULL)
      problem = g_error_new_literal (PN_ERROR, PN_ERROR_PDF_CRASHES, "no digest");
    flow_end (flow, error != NULL ? error : problem);
    return;
  }
  pn_wire_set_str (flow->record, "digest", digest);
  if (flow->prepare_only) {
    flow_end (flow, NULL);
    return;
  }
  PnJson *message = pn_args_str ("t", "sign");
  pn_wire_set_str (message, "digest_hex", digest);
  if (pn_wire_member (flow->who, "ticket") != NULL) {
    pn_wire_set_ref (message, "ticket", pn_wire_member (flow->who, "ticket"));
    pn_wire_set_str (message, "file", flow->sha256);
  }
  pn_wire_set_str (message, "algo", "sha256");
  ask_signer (flow, message, on_signature);
}

/* SHA-256 of the DER inside the first PEM block. */
static char *
cert_hash (const char *pem)
{
  const char *from = strstr (pem, "-----BEGIN CERTIFICATE-----"), *to = from != NULL ? strstr (from, "-----END") : NULL;
  if (to == NULL)
    return NULL;
  from += strlen ("-----BEGIN CERTIFICATE-----");
  g_autofree char *base64 = g_strndup (from, (gsize) (to - from));
  gsize length = 0;
  g_autofree guchar *der = g_base64_decode (base64, &length);
  return pn_sha256_hex (der, length);
}

static void
on_certificate (Flow *flow, const PnJson *reply)
{
  g_autofree char *hash = cert_hash (pn_wire_str (reply, "pem", ""));
  if (hash == NULL) {
    g_autoptr (GError) error = g_error_new_literal (PN_ERROR, PN_ERROR_INTERNAL, "the signer sent no certificate");
    flow_end (flow, error);
    return;
  }
  pn_wire_set_str (flow->record, "cert_subject", pn_wire_str (reply, "subject", ""));
  pn_wire_set_str (flow->record, "cert_sha256", hash);
  work (flow, pn_json_ref (flow->spec), on_prepared);
}

static void
on_enrolled (Flow *flow, const PnJson *reply)
{
  ask_signer (flow, pn_args_str ("t", "cert"), on_certificate);
}

/* ---- begin: the lock, or CONFLICT */

static Flow *
flow_begin (PnCall *call, const char *sha256, PnJson *spec_take, PnJson *record_take, const char *lock, PnSignDone done)
{
  if (g_hash_table_add (call->docs->busy, g_strdup (lock))) {
    Flow *flow = g_new0 (Flow, 1);
    *flow = (Flow){ .call = call, .who = pn_wire_object (), .spec = spec_take, .record = record_take, .sha256 = g_strdup (sha256), .lock = g_strdup (lock), .done = done };
    return flow;
  }
  g_autoptr (GError) error = g_error_new_literal (PN_ERROR, PN_ERROR_CONFLICT, "this document is being signed");
  pn_json_unref (spec_take);
  pn_json_unref (record_take);
  done (call, NULL, error);
  return NULL;
}

/* ---- the two halves apart, for a key that answers another day */

void
pn_sign_prepare (PnCall *call, const char *sha256, PnJson *spec_take, const char *lock, PnSignDone done)
{
  Flow *flow = flow_begin (call, sha256, spec_take, pn_wire_object (), lock, done);
  if (flow == NULL)
    return;
  flow->prepare_only = TRUE;
  work (flow, pn_json_ref (flow->spec), on_prepared);
}

void
pn_sign_finish (PnCall *call, const char *sha256, PnJson *spec_take, PnJson *record_take, const char *cms, const char *lock, PnSignDone done)
{
  Flow *flow = flow_begin (call, sha256, spec_take, record_take, lock, done);
  if (flow != NULL)
    finish_with (flow, cms);
}

/* ---- 1. a demo key is made at the first signature (signer/README.md) */

void
pn_sign_run (PnCall *call, const char *sha256, const PnSignWho *who, PnJson *spec_take, const char *lock, PnSignDone done)
{
  Flow *flow = flow_begin (call, sha256, spec_take, pn_wire_object (), lock, done);
  if (flow == NULL)
    return;
  PnJson *message = pn_args_str ("t", "enrol");
  if (who->seal)
    pn_wire_set_str (flow->who, "person", "seal");
  else
    pn_wire_set_int (flow->who, "person", who->person);
  if (who->ticket != NULL)
    pn_wire_set_str (flow->who, "ticket", who->ticket);
  pn_wire_set_str (message, "name", who->name);
  pn_wire_set_str (message, "unit", who->unit);
  pn_wire_set_str (message, "title", who->title);
  ask_signer (flow, message, on_enrolled);
}
