/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/check/{token}/report?name=: the result of a check as a PDF, signed by the service's own key (not a person's, not the seal). Composed and
 * prepared in the cage, signed by phien-signer, kept nowhere. */
#include <string.h>
#include <unistd.h>
#include "base/error.h"
#include "base/log.h"
#include "docs-service/http/memory-file.h"
#include "docs-service/http/routes.h"
#include "docs-service/http/text-form.h"

#define AT_ONCE 2
#define PAPER_MAX (8 << 20)
#define APPEND_MAX (1 << 20)
#define NAME_MAX_CHARS 120
#define WHO "check-report"
#define FIELD "BaoCao"
#define SERVICE "Dịch vụ kiểm tra chữ ký số"

static guint running;

typedef struct {
  PnCall *call;
  GBytes *paper; /* unsigned */
  PnJson *spec;
  char *digest;
} Paper;

typedef void (*Answered) (Paper *paper, const PnJson *reply);

typedef struct {
  Paper *paper;
  Answered then;
} Asked;

static void
end (Paper *self, GBytes *signed_, const GError *error)
{
  PnCall *call = self->call;
  running--;
  if (error != NULL) {
    pn_log_gerror (PN_LOG_WARNING, "check", "no report", error);
    pn_call_fail (call, error);
  } else {
    pn_http_add_header (call->req, "Cache-Control", "no-store");
    pn_http_add_header (call->req, "Content-Disposition", "attachment; filename=\"bao-cao-kiem-tra-chu-ky.pdf\"");
    pn_http_respond (call->req, 200, "application/pdf", signed_);
    pn_call_free (call);
  }
  g_clear_pointer (&self->paper, g_bytes_unref);
  pn_json_unref (self->spec);
  g_free (self->digest);
  g_free (self);
}

static void
on_signer (const PnJson *reply, const GError *error, gpointer data)
{
  g_autofree Asked *asked = data;
  if (error != NULL)
    end (asked->paper, NULL, error);
  else
    asked->then (asked->paper, reply);
}

static void
ask_signer (Paper *self, PnJson *message_take, Answered then)
{
  Asked *asked = g_new0 (Asked, 1);
  *asked = (Asked){ self, then };
  pn_wire_set_str (message_take, "person", WHO);
  pn_signer_ask (self->call->docs->signer, message_take, on_signer, asked);
}

static void
cage (Paper *self, PnRenderJob job, GBytes *input, const char *param, gsize max, PnWorkDone done)
{
  gsize length;
  const void *bytes = g_bytes_get_data (input, &length);
  int file = pn_memory_file (bytes, length); /* -1 when descriptors ran out: the pool answers INTERNAL */
  PnRenderRequest request = { .job = job, .op = PN_RENDER_WORK, .input = file, .param = param, .param_length = strlen (param) };
  pn_docs_work (self->call->docs, &request, max, done, self);
  if (file >= 0)
    close (file);
}

/* ---- 4. signed */

static void
on_finished (GBytes *append, const GError *error, gpointer data)
{
  Paper *self = data;
  if (error != NULL) {
    end (self, NULL, error);
    return;
  }
  GByteArray *whole = g_byte_array_new ();
  gsize length;
  const void *bytes = g_bytes_get_data (self->paper, &length);
  g_byte_array_append (whole, bytes, (guint) length);
  bytes = g_bytes_get_data (append, &length);
  g_byte_array_append (whole, bytes, (guint) length);
  g_autoptr (GBytes) signed_ = g_byte_array_free_to_bytes (whole);
  end (self, signed_, NULL);
}

static void
on_signature (Paper *self, const PnJson *reply)
{
  pn_wire_set_str (self->spec, "cms", pn_wire_str (reply, "cms", ""));
  pn_wire_set_str (self->spec, "digest", self->digest);
  g_autofree char *param = pn_wire_dump (self->spec);
  cage (self, PN_RENDER_JOB_SIGN, self->paper, param, APPEND_MAX, on_finished);
}

/* ---- 3. prepared */

static void
on_prepared (GBytes *output, const GError *error, gpointer data)
{
  Paper *self = data;
  g_autoptr (GError) problem = NULL;
  gsize length = 0;
  const void *bytes = output != NULL ? g_bytes_get_data (output, &length) : NULL;
  g_autoptr (PnJson) prepared = bytes != NULL ? pn_wire_parse (bytes, length, 4096, &problem) : NULL;
  if (prepared == NULL) {
    end (self, NULL, error != NULL ? error : problem);
    return;
  }
  self->digest = g_strdup (pn_wire_str (prepared, "digest", ""));
  PnJson *message = pn_args_str ("t", "sign");
  pn_wire_set_str (message, "digest_hex", self->digest);
  pn_wire_set_str (message, "algo", "sha256");
  ask_signer (self, message, on_signature);
}

static void
on_enrolled (Paper *self, const PnJson *reply)
{
  g_autofree char *param = pn_wire_dump (self->spec);
  cage (self, PN_RENDER_JOB_SIGN, self->paper, param, 4096, on_prepared);
}

/* ---- 2. composed */

static void
on_composed (GBytes *output, const GError *error, gpointer data)
{
  Paper *self = data;
  if (error != NULL) {
    end (self, NULL, error);
    return;
  }
  self->paper = g_bytes_ref (output);
  self->spec = pn_text_form_spec (FIELD, SERVICE "\nKý tự động / Signed by the service", SERVICE, g_get_real_time ());
  PnJson *message = pn_args_str ("t", "enrol");
  pn_wire_set_str (message, "name", SERVICE);
  pn_wire_set_str (message, "unit", "Phien");
  ask_signer (self, message, on_enrolled);
}

/* ---- 1. what was found */

static PnJson *
words_of (PnCall *call, const PnJson *report)
{
  PnJson *json = pn_wire_object ();
  const char *name = pn_http_request_query (call->req, "name");
  g_autofree char *valid = g_utf8_make_valid (name != NULL ? name : "", -1);
  g_autofree char *shorter = g_utf8_strlen (valid, -1) > NAME_MAX_CHARS ? g_utf8_substring (valid, 0, NAME_MAX_CHARS) : g_strdup (valid);
  pn_args_add (json, report);
  pn_wire_set_str (json, "name", shorter);
  return json;
}

void
pn_docs_check_report (PnCall *call)
{
  PnShelved file;
  if (!pn_shelf_find (call->docs->shelf, pn_http_request_param (call->req, "token"), g_get_monotonic_time (), &file)) {
    pn_call_code (call, PN_ERROR_CHECK_GONE, "no such token");
    return;
  }
  if (running >= AT_ONCE) {
    pn_call_code (call, PN_ERROR_OVERLOADED, "several reports are being made");
    return;
  }
  running++;
  Paper *self = g_new0 (Paper, 1);
  self->call = call;
  g_autoptr (PnJson) json = words_of (call, file.report);
  g_autoptr (GBytes) text = pn_wire_dump_bytes (json);
  cage (self, PN_RENDER_JOB_COMPOSE, text, "check", PAPER_MAX, on_composed);
}
