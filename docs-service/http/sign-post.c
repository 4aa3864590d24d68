/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/versions/{id}/sign {capacity?}: the chair signs the frozen minutes. Prepare and finish run in the cage, the key stays in
 * phien-signer; this process only carries a digest one way, a CMS the other, and appends: the old bytes stay a prefix. */
#include <string.h>
#include <unistd.h>
#include "base/error.h"
#include "base/log.h"
#include "docs-service/core/rights.h"
#include "docs-service/core/versions.h"
#include "docs-service/http/indexer.h"
#include "docs-service/http/ingest.h"
#include "docs-service/http/routes.h"

#define APPEND_MAX (8 << 20)
#define COPY_PIECE (1 << 20)

/* Minutes are signed in the field compose leaves for the chair; call->body collects what is recorded at the end. */
#define FIELD "ChuToa"

typedef void (*SignStep) (PnCall *call, const PnJson *reply);

typedef struct {
  PnCall *call;
  SignStep then;
} Asked;

/* ---- ending: the version is free again whatever happened */

static void
unlock (PnCall *call)
{
  g_autofree char *key = g_strdup_printf ("sign:%d", (int) call->id);
  g_hash_table_remove (call->docs->busy, key);
}

static void
fail (PnCall *call, const GError *error)
{
  pn_log_gerror (PN_LOG_WARNING, "sign", "not signed", error);
  unlock (call);
  if (call->text != NULL)
    pn_files_drop_upload (call->docs->files, call->text);
  pn_call_fail (call, error);
}

static void
on_signer (const PnJson *reply, const GError *error, gpointer data)
{
  g_autofree Asked *asked = data;
  if (error != NULL)
    fail (asked->call, error);
  else
    asked->then (asked->call, reply);
}

static void
ask_signer (PnCall *call, PnJson *message, SignStep then)
{
  Asked *asked = g_new0 (Asked, 1);
  asked->call = call;
  asked->then = then;
  pn_wire_set_int (message, "person", call->person);
  pn_signer_ask (call->docs->signer, message, on_signer, asked);
}

/* ---- 6. recorded */

static void
on_recorded (const PnJson *json, const GError *error, gpointer data)
{
  PnCall *call = data;
  if (error != NULL) {
    fail (call, error);
    return;
  }
  unlock (call);
  pn_indexer_kick (call->docs->indexer);
  pn_call_reply (call, 201, pn_json_ref (json));
}

static gboolean
add_fact (const char *key, const PnJson *value, gpointer data)
{
  pn_wire_set_ref (data, key, value);
  return TRUE;
}

static void
on_kept (const PnJson *kept, const GError *error, gpointer data)
{
  PnCall *call = data;
  if (error != NULL) {
    fail (call, error);
    return;
  }
  pn_files_drop_upload (call->docs->files, call->text);
  g_clear_pointer (&call->text, g_free);
  pn_wire_each (kept, add_fact, call->body);
  pn_store_ask (call->docs->store, PN_Q_SIGNED, call->person, call->id, pn_json_ref (call->body), on_recorded, call);
}

/* ---- 5. old bytes + appended revision */

static gboolean
write_whole (int out, const guint8 *bytes, gsize length)
{
  ssize_t n;
  while (length > 0 && (n = write (out, bytes, length)) > 0) {
    bytes += n;
    length -= (gsize) n;
  }
  return length == 0;
}

static gboolean
copy_and_append (PnCall *call, int out, GBytes *append, GError **error)
{
  g_autofree guint8 *piece = g_malloc (COPY_PIECE);
  gsize length;
  const guint8 *tail = g_bytes_get_data (append, &length);
  ssize_t n = 0;
  int in = pn_files_open_blob (call->docs->files, pn_wire_str (call->facts, "sha256", ""), error);
  if (in < 0)
    return FALSE;
  gboolean ok = TRUE;
  while (ok && (n = read (in, piece, COPY_PIECE)) > 0)
    ok = write_whole (out, piece, (gsize) n);
  close (in);
  if (ok && n == 0 && write_whole (out, tail, length))
    return TRUE;
  g_set_error_literal (error, PN_ERROR, PN_ERROR_IO, "the signed file could not be written");
  return FALSE;
}

static void
on_finished (GBytes *append, const GError *error, gpointer data)
{
  PnCall *call = data;
  g_autoptr (GError) problem = NULL;
  int out = error == NULL ? pn_files_create (call->docs->files, &call->text, &problem) : -1;
  gboolean ok = out >= 0 && copy_and_append (call, out, append, &problem);
  if (out >= 0)
    close (out);
  if (ok)
    pn_ingest_keep (call->docs, call->text, on_kept, call);
  else
    fail (call, error != NULL ? error : problem);
}

/* ---- 4. the CMS is here */

static void
work (PnCall *call, PnJson *param_take, PnWorkDone done)
{
  g_autoptr (PnJson) param = param_take;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = pn_wire_dump (param);
  int input = pn_files_open_blob (call->docs->files, pn_wire_str (call->facts, "sha256", ""), &error);
  if (input < 0) {
    fail (call, error);
    return;
  }
  PnRenderRequest request = { .job = PN_RENDER_JOB_SIGN, .op = PN_RENDER_WORK, .input = input, .param = text, .param_length = strlen (text) };
  pn_docs_work (call->docs, &request, APPEND_MAX, done, call);
  close (input);
}

static void
on_signature (PnCall *call, const PnJson *reply)
{
  PnJson *param = pn_wire_object ();
  pn_wire_each (pn_wire_member (call->facts, "spec"), add_fact, param);
  pn_wire_set_str (param, "cms", pn_wire_str (reply, "cms", ""));
  pn_wire_set_str (param, "digest", pn_wire_str (call->body, "digest", ""));
  work (call, param, on_finished);
}

/* ---- 3. the digest is here */

static void
on_prepared (GBytes *output, const GError *error, gpointer data)
{
  PnCall *call = data;
  g_autoptr (GError) problem = NULL;
  gsize length = 0;
  const void *bytes = output != NULL ? g_bytes_get_data (output, &length) : NULL;
  g_autoptr (PnJson) prepared = bytes != NULL ? pn_wire_parse (bytes, length, 4096, &problem) : NULL;
  const char *digest = prepared != NULL ? pn_wire_str (prepared, "digest", "") : "";
  if (prepared == NULL || !pn_is_sha256_hex (digest)) {
    if (error == NULL && problem == NULL)
      problem = g_error_new_literal (PN_ERROR, PN_ERROR_PDF_CRASHES, "no digest");
    fail (call, error != NULL ? error : problem);
    return;
  }
  pn_wire_set_str (call->body, "digest", digest);
  PnJson *message = pn_args_str ("t", "sign");
  pn_wire_set_str (message, "digest_hex", digest);
  pn_wire_set_str (message, "algo", "sha256");
  ask_signer (call, message, on_signature);
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
on_certificate (PnCall *call, const PnJson *reply)
{
  g_autofree char *hash = cert_hash (pn_wire_str (reply, "pem", ""));
  g_autoptr (GError) error = NULL;
  if (hash == NULL) {
    error = g_error_new_literal (PN_ERROR, PN_ERROR_INTERNAL, "the signer sent no certificate");
    fail (call, error);
    return;
  }
  pn_wire_set_str (call->body, "cert_subject", pn_wire_str (reply, "subject", ""));
  pn_wire_set_str (call->body, "cert_sha256", hash);
  work (call, pn_json_ref (pn_wire_member (call->facts, "spec")), on_prepared);
}

static void
on_enrolled (PnCall *call, const PnJson *reply)
{
  ask_signer (call, pn_args_str ("t", "cert"), on_certificate);
}

/* ---- 2. who signs: a demo key is made at the first signature (signer/README.md) */

static PnJson *
make_spec (PnCall *call, const PnJson *signer)
{
  PnJson *spec = pn_args_str ("field", FIELD);
  pn_wire_set_str (spec, "name", pn_wire_str (signer, "name", ""));
  pn_wire_set_str (spec, "title", pn_wire_str (signer, "title", ""));
  pn_wire_set_str (spec, "body", pn_wire_str (signer, "body", ""));
  pn_wire_set_int (spec, "time_us", g_get_real_time ());
  return spec;
}

static void
on_signer_person (const PnJson *json, const GError *error, gpointer data)
{
  PnCall *call = data;
  if (error != NULL) {
    fail (call, error);
    return;
  }
  PnJson *facts = pn_wire_object (), *message = pn_args_str ("t", "enrol");
  pn_wire_each (call->facts, add_fact, facts); /* our own copy: the store's answer is shared */
  pn_json_unref (call->facts);
  call->facts = facts;
  pn_wire_set_take (call->facts, "spec", make_spec (call, json));
  pn_wire_set_str (message, "name", pn_wire_str (json, "name", ""));
  pn_wire_set_str (message, "unit", pn_wire_str (json, "unit", ""));
  pn_wire_set_str (message, "title", pn_wire_str (json, "title", ""));
  ask_signer (call, message, on_enrolled);
}

/* ---- 1. may he? */

static gboolean
check_capacity (const PnJson *body, const char **capacity, GError **error)
{
  /* Decree 30/2020 Art. 13 (R11) */
  static const char *const known[] = { "", "TM.", "Q.", "KT.", "TL.", "TUQ.", NULL };
  static const char *const keys[] = { "capacity", NULL };
  *capacity = "";
  if (!pn_wire_only (body, keys, error) || !pn_wire_opt_str (body, "capacity", 0, 4, capacity, error))
    return FALSE;
  if (g_strv_contains (known, *capacity))
    return TRUE;
  g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, "capacity is TM., Q., KT., TL. or TUQ.");
  return FALSE;
}

static void
on_facts (PnCall *call, const PnJson *json)
{
  g_autoptr (GError) error = NULL;
  const char *capacity;
  PnVersionFacts version = { .n = pn_wire_int (json, "n", 0), .frozen = pn_wire_bool (json, "frozen", FALSE),
                             .signed_ = pn_wire_bool (json, "signed", FALSE), .newest = pn_wire_bool (json, "newest", FALSE) };
  if (!check_capacity (call->body, &capacity, &error)
      || !pn_doc_require (pn_doc_role_from_name (pn_wire_str (json, "role", "")), pn_doc_meeting_state_from_name (pn_wire_str (json, "state", "")),
                          PN_DOC_SIGN_MINUTES, &error)
      || !pn_version_may_follow (&version, PN_VERSION_SIGN, &error)) {
    pn_call_fail (call, error);
    return;
  }
  if (!g_hash_table_add (call->docs->busy, g_strdup_printf ("sign:%d", (int) call->id))) {
    pn_call_code (call, PN_ERROR_CONFLICT, "this version is being signed");
    return;
  }
  PnJson *record = pn_args_str ("capacity", capacity);
  pn_wire_set_str (record, "field", FIELD);
  pn_json_unref (call->body);
  call->body = record;
  call->facts = pn_json_ref (json);
  pn_store_ask (call->docs->store, PN_Q_SIGNER, call->person, call->id, NULL, on_signer_person, call);
}

void
pn_docs_version_sign (PnCall *call)
{
  gboolean empty = g_bytes_get_size (pn_http_request_body (call->req)) == 0;
  call->body = empty ? pn_wire_object () : pn_http_request_json (call->req);
  if (call->body == NULL)
    pn_call_free (call); /* answered */
  else
    pn_call_ask (call, PN_Q_VERSION_FACTS, call->id, NULL, on_facts);
}
