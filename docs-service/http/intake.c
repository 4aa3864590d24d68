/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/intake/{token}/file: the exact bytes that wait for a signature; PUT or POST
 * /docs/intake/{token}/signed: the same bytes and one signature revision after them, by a program beside the
 * person's USB token. No cookie: the token is the authority. What came is judged in the cage three times
 * (ours before, the whole file, what was added) and recorded in one transaction; until then nothing is
 * changed, so a crash between any two steps leaves the link good. */
#include <string.h>
#include <unistd.h>
#include "base/error.h"
#include "base/id.h"
#include "base/log.h"
#include "docs-service/core/intake.h"
#include "docs-service/core/proof.h"
#include "docs-service/http/check.h"
#include "docs-service/http/desk.h"
#include "docs-service/http/indexer.h"
#include "docs-service/http/ingest.h"
#include "docs-service/http/look-check.h"
#include "docs-service/http/memory-file.h"
#include "docs-service/http/routes.h"

#define AT_ONCE 4
#define SINCE_MAX (1 << 20)
#define COMPARE_PIECE (1 << 16)
#define LAST_FIELD "Dau"

/* call->facts: what the store said of the link; call->body: what is recorded; call->text: the upload while
 * there is one. */
typedef struct {
  PnCall *call;
  char *lock; /* key in docs->busy; NULL before it is held */
  int input;  /* the file that came, for the cage */
  PnIntakeFacts facts;
  char *locked;
  char *field; /* of the last signature */
} Intake;

static guint running;

/* Of the path only what is no secret reaches a log. */
static void
answer_error (PnCall *call, const GError *error)
{
  if (pn_error_http (pn_error_code (error)) >= 500)
    pn_log_gerror (PN_LOG_WARNING, "intake", "not taken", error);
  pn_http_respond_error (call->req, error);
  pn_call_free (call);
}

static char *
token_hash (PnCall *call)
{
  const char *token = pn_http_request_param (call->req, "token");
  return pn_sha256_hex (token != NULL ? token : "", token != NULL ? strlen (token) : 0);
}

/* ---- ending */

static void
on_refusal_kept (const PnJson *json, const GError *error, gpointer data)
{
  if (error != NULL)
    pn_log_gerror (PN_LOG_INFO, "intake", "refusal not recorded", error);
}

/* The one who waits at his desk is told why, when it is about the file. */
static void
keep_refusal (PnCall *call, const GError *error)
{
  PnErrorCode code = pn_error_code (error);
  if (pn_error_http (code) >= 500 || code == PN_ERROR_CONFLICT || code == PN_ERROR_INTAKE_USED
      || code == PN_ERROR_INTAKE_EXPIRED)
    return;
  pn_info ("intake", "a file was refused", "code", pn_error_name (code), "why", error->message);
  pn_store_ask (call->docs->store, PN_Q_INTAKE_REFUSED, 0, pn_wire_int (call->facts, "id", 0),
                pn_args_str ("code", pn_error_name (code)), on_refusal_kept, NULL);
}

static PnCall *
intake_free (Intake *self)
{
  PnCall *call = self->call;
  running--;
  if (self->lock != NULL)
    g_hash_table_remove (call->docs->busy, self->lock);
  if (self->input >= 0)
    close (self->input);
  if (call->text != NULL)
    pn_files_drop_upload (call->docs->files, call->text);
  g_free (self->lock);
  g_free (self->locked);
  g_free (self->field);
  g_free (self);
  return call;
}

static void
refuse (Intake *self, const GError *error)
{
  PnCall *call = intake_free (self);
  keep_refusal (call, error);
  answer_error (call, error);
}

/* ---- 6. recorded: link, version, signature and step in one transaction */

static void
on_taken (const PnJson *json, const GError *error, gpointer data)
{
  Intake *self = data;
  if (error != NULL) {
    refuse (self, error);
    return;
  }
  PnCall *call = intake_free (self);
  pn_indexer_kick (call->docs->indexer);
  pn_call_reply (call, 201, pn_json_ref (json));
}

static void
on_kept (const PnJson *kept, const GError *error, gpointer data)
{
  Intake *self = data;
  PnCall *call = self->call;
  if (error != NULL) {
    refuse (self, error);
    return;
  }
  pn_args_add (call->body, kept);
  pn_store_ask (call->docs->store, PN_Q_INTAKE_TAKEN, pn_wire_int (call->facts, "person", 0),
                pn_wire_int (call->facts, "step", 0), pn_json_ref (call->body), on_taken, self);
}

/* ---- 5. kept under its own hash */

static void
on_written (const GError *error, gpointer data)
{
  Intake *self = data;
  if (error != NULL)
    refuse (self, error);
  else
    pn_ingest_keep (self->call->docs, self->call->text, on_kept, self);
}

static void
keep (Intake *self)
{
  g_autoptr (GError) error = NULL;
  PnDocs *docs = self->call->docs;
  int out = pn_files_create (docs->files, &self->call->text, &error);
  if (out < 0) {
    refuse (self, error);
    return;
  }
  close (out);
  pn_files_append (docs->files, self->call->text, 0, pn_http_request_body (self->call->req), on_written,
                   self);
}

/* ---- 4. what came after our bytes */

static void
read_since (Intake *self, const PnJson *since)
{
  const PnJson *changes = pn_wire_member (since, "changes");
  self->facts.only_signed = pn_wire_length (pn_wire_member (since, "forbidden")) == 0;
  for (gsize i = 0; i < pn_wire_length (changes); i++) {
    const char *change = pn_wire_str_at (changes, i, "");
    if (g_str_has_prefix (change, "signature:") && g_str_equal (change + strlen ("signature:"), self->field))
      self->facts.added++;
    else if (!pn_intake_change_is_beside (change))
      self->facts.only_signed = FALSE;
  }
  self->facts.visible = pn_wire_bool (since, "visible", FALSE);
  self->locked = g_strdup (pn_wire_str (since, "locked", ""));
  self->facts.locked = self->locked;
}

static void
on_looked (const GError *error, gpointer data)
{
  Intake *self = data;
  if (error == NULL)
    keep (self);
  else
    refuse (self, error);
}

static void
look (Intake *self)
{
  const char *const fields[] = { self->field, NULL };
  pn_look_check (self->call->docs, self->input, fields, pn_wire_int (self->call->body, "base_size", 0), on_looked, self);
}

static void
on_since (GBytes *output, const GError *error, gpointer data)
{
  Intake *self = data;
  g_autoptr (GError) problem = NULL;
  gsize length = 0;
  const void *bytes = output != NULL ? g_bytes_get_data (output, &length) : NULL;
  g_autoptr (PnJson) since = bytes != NULL ? pn_wire_parse (bytes, length, SINCE_MAX, &problem) : NULL;
  if (error != NULL && pn_error_code (error) == PN_ERROR_PDF_DAMAGED)
    problem = g_error_new_literal (PN_ERROR, PN_ERROR_INTAKE_CHANGED, error->message);
  if (since != NULL)
    read_since (self, since);
  if (since == NULL)
    refuse (self, problem != NULL ? problem : error);
  else if (!pn_intake_judge (&self->facts, &problem))
    refuse (self, problem);
  else
    look (self);
}

static void
ask_since (Intake *self, gint64 base)
{
  static const char *const open_fields[] = { PN_DESK_NUMBER_FIELDS, LAST_FIELD, NULL };
  g_autoptr (PnJson) param = pn_args_int ("since", base);
  PnJson *names = pn_wire_array ();
  for (guint i = pn_wire_bool (self->call->facts, "number_first", FALSE) ? PN_DESK_N_NUMBER_FIELDS : 0; open_fields[i] != NULL; i++)
    pn_wire_add_str (names, open_fields[i]);
  pn_wire_set_take (param, "open", names);
  g_autofree char *text = pn_wire_dump (param);
  PnRenderRequest request = { .job = PN_RENDER_JOB_SIGN,
                              .op = PN_RENDER_WORK,
                              .input = self->input,
                              .param = text,
                              .param_length = strlen (text) };
  pn_docs_work (self->call->docs, &request, SINCE_MAX, on_since, self);
}

/* ---- 3. the whole file's signatures */

static const char *
own_subject (const PnJson *link, const char *cert)
{
  const PnJson *certs = pn_wire_member (link, "certs");
  for (gsize i = 0; i < pn_wire_length (certs); i++)
    if (*cert != '\0' && g_str_equal (pn_wire_str (pn_wire_at (certs, i), "sha256", ""), cert))
      return pn_wire_str (pn_wire_at (certs, i), "subject", "");
  return NULL;
}

static gboolean
all_intact (const PnJson *signatures)
{
  for (gsize i = 0; i < pn_wire_length (signatures); i++) {
    const PnJson *s = pn_wire_at (signatures, i);
    if (!g_str_equal (pn_wire_str (s, "integrity", ""), "ok")
        || pn_wire_length (pn_wire_member (s, "forbidden")) > 0)
      return FALSE;
  }
  return TRUE;
}

/* A registered certificate is its own anchor: an unknown issuer is no hindrance, an end of life is. */
static void
read_last (Intake *self, const PnJson *last)
{
  PnCall *call = self->call;
  const char *cert = pn_wire_str (last, "cert_sha256", ""), *trust = pn_wire_str (last, "trust", ""),
             *subject = own_subject (call->facts, cert);
  gint64 range[4] = { -1, -1, -1, -1 };
  gsize length;
  const guint8 *bytes = g_bytes_get_data (pn_http_request_body (call->req), &length);
  for (guint i = 0; i < 4; i++)
    range[i] = pn_wire_int_at (pn_wire_member (last, "byte_range"), i, -1);
  g_autofree char *digest = pn_intake_digest (bytes, length, range);
  self->facts.intact = self->facts.intact && pn_wire_bool (last, "covers_file", FALSE) && digest != NULL;
  self->facts.own_cert
      = subject != NULL && !g_str_equal (trust, "expired") && !g_str_equal (trust, "revoked");
  self->field = g_strdup (pn_wire_str (last, "field", ""));
  pn_wire_set_str (call->body, "field", self->field);
  pn_wire_set_str (call->body, "cert_subject", subject != NULL ? subject : "");
  pn_wire_set_str (call->body, "cert_sha256", cert);
  pn_wire_set_str (call->body, "digest", digest != NULL ? digest : "");
  pn_wire_set_str (call->body, "level", pn_level_from_name (pn_wire_str (last, "level", "")) >= PN_LEVEL_T ? "B-T" : "B-B");
}

static void
on_file_checked (PnCall *call, const PnJson *report, const GError *error)
{
  Intake *self = call->flow;
  const PnJson *signatures = report != NULL ? pn_wire_member (report, "signatures") : NULL;
  g_autoptr (GError) problem = NULL;
  if (error == NULL && g_str_equal (pn_wire_str (report, "verdict", ""), "unreadable"))
    problem = g_error_new_literal (PN_ERROR, PN_ERROR_INTAKE_CHANGED,
                                   pn_wire_str (report, "reason", "unreadable"));
  if (error != NULL || problem != NULL) {
    refuse (self, error != NULL ? error : problem);
    return;
  }
  self->facts.after = (guint) pn_wire_length (signatures);
  self->facts.intact = all_intact (signatures);
  /* without a new signature, or with several, there is nothing more to look at */
  if (self->facts.after != self->facts.before + 1) {
    self->facts.locked = "";
    if (!pn_intake_judge (&self->facts, &problem))
      refuse (self, problem);
    return;
  }
  read_last (self, pn_wire_at (signatures, self->facts.after - 1));
  ask_since (self, pn_wire_int (call->body, "base_size", 0));
}

/* ---- 2. the signatures of what went out */

static void
on_base_checked (PnCall *call, const PnJson *report, const GError *error)
{
  Intake *self = call->flow;
  if (error != NULL) {
    refuse (self, error);
    return;
  }
  self->facts.before = (guint) pn_wire_length (pn_wire_member (report, "signatures"));
  pn_check_run (call, self->input, on_file_checked);
}

/* Reads the stored file against the head of the one that came; *size: of the stored one. */
static gboolean
begins_with (int base, GBytes *body, gint64 *size)
{
  gsize length, at = 0;
  const guint8 *bytes = g_bytes_get_data (body, &length);
  g_autofree guint8 *piece = g_malloc (COMPARE_PIECE);
  ssize_t n;
  while ((n = pread (base, piece, COMPARE_PIECE, (off_t) at)) > 0) {
    if ((gsize) n > length - at || memcmp (bytes + at, piece, (gsize) n) != 0)
      return FALSE;
    at += (gsize) n;
  }
  *size = (gint64) at;
  return n == 0 && at > 0;
}

static gboolean
check_link (const PnJson *link, GError **error)
{
  g_autoptr (GPtrArray) capacities
      = pn_desk_capacities (pn_wire_member (link, "facts"), pn_wire_str (link, "title", ""));
  if (!g_str_equal (pn_wire_str (link, "state", ""), "current"))
    g_set_error_literal (error, PN_ERROR, PN_ERROR_WRONG_STATE, "the step waits no longer");
  else if (!g_str_equal (pn_wire_str (link, "sha256", ""), pn_wire_str (link, "newest", "")))
    g_set_error_literal (error, PN_ERROR, PN_ERROR_STALE_REVISION,
                         "there is a newer version than the one that went out");
  else
    return pn_authority_require (capacities, pn_wire_str (link, "capacity", ""), error) != NULL;
  return FALSE;
}

static gboolean
take_lock (Intake *self, GError **error)
{
  g_autofree char *lock = g_strdup_printf ("desk:%d", (int) pn_wire_int (self->call->facts, "request", 0));
  if (!g_hash_table_add (self->call->docs->busy, g_strdup (lock))) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_CONFLICT, "this document is being signed");
    return FALSE;
  }
  self->lock = g_steal_pointer (&lock);
  return TRUE;
}

static PnJson *
make_record (PnCall *call, gint64 base_size)
{
  g_autofree char *hash = token_hash (call);
  PnJson *record = pn_args_str ("token", hash);
  pn_wire_set_str (record, "seen", pn_wire_str (call->facts, "sha256", ""));
  pn_wire_set_int (record, "base", pn_wire_int (call->facts, "version", 0));
  pn_wire_set_int (record, "base_size", base_size);
  pn_wire_set_str (record, "capacity", pn_wire_str (call->facts, "capacity", ""));
  pn_wire_set_str (record, "signature", "person");
  return record;
}

static void
start (Intake *self)
{
  PnCall *call = self->call;
  g_autoptr (GError) error = NULL;
  gint64 base_size = 0;
  if (!check_link (call->facts, &error) || !take_lock (self, &error)) {
    refuse (self, error);
    return;
  }
  int base = pn_files_open_blob (call->docs->files, pn_wire_str (call->facts, "sha256", ""), &error);
  self->facts.prefix = base >= 0 && begins_with (base, pn_http_request_body (call->req), &base_size);
  self->facts.locked = "";
  if (base >= 0 && self->facts.prefix) {
    call->body = make_record (call, base_size);
    pn_check_run (call, base, on_base_checked);
  } else if (base < 0 || !pn_intake_judge (&self->facts, &error)) {
    refuse (self, error);
  }
  if (base >= 0)
    close (base);
}

/* ---- 1. the link */

static void
on_link (const PnJson *json, const GError *error, gpointer data)
{
  PnCall *call = data;
  g_autoptr (GError) busy
      = g_error_new_literal (PN_ERROR, PN_ERROR_OVERLOADED, "several files are being checked");
  if (error != NULL) {
    answer_error (call, error);
    return;
  }
  gsize length;
  const void *bytes = g_bytes_get_data (pn_http_request_body (call->req), &length);
  int input = running < AT_ONCE ? pn_memory_file (bytes, length) : -1;
  if (input < 0) {
    answer_error (call, busy);
    return;
  }
  running++;
  Intake *self = g_new0 (Intake, 1);
  *self = (Intake){ .call = call, .input = input };
  call->flow = self;
  call->facts = pn_json_ref (json);
  start (self);
}

static void
ask (PnCall *call, PnStoreQuery query, PnStoreDone then)
{
  g_autofree char *hash = token_hash (call);
  pn_store_ask (call->docs->store, query, 0, 0, pn_args_str ("token", hash), then, call);
}

void
pn_docs_intake_signed (PnCall *call)
{
  ask (call, PN_Q_INTAKE_FIND, on_link);
}

/* ---- the bytes that wait */

static void
on_fetch (const PnJson *json, const GError *error, gpointer data)
{
  PnCall *call = data;
  if (error != NULL) {
    answer_error (call, error);
    return;
  }
  const char *sha256 = pn_wire_str (json, "sha256", "");
  g_autofree char *name = pn_files_blob_name (sha256);
  g_autofree char *path = pn_files_blob_path (call->docs->files, sha256);
  g_autofree char *internal = g_strconcat ("/-/blobs/", name, NULL);
  pn_http_add_header (call->req, "Cache-Control", "no-store");
  pn_call_send_file (call, internal, path, "application/pdf", pn_wire_str (json, "filename", "van-ban.pdf"));
}

void
pn_docs_intake_file (PnCall *call)
{
  ask (call, PN_Q_INTAKE_FETCH, on_fetch);
}
