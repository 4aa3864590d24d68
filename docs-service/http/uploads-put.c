/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PUT /docs/uploads/{upload}?offset=N: one piece. The offset answered is on disk and recorded: a crash of anything loses nothing of it. */
#include "docs-service/core/upload.h"
#include "docs-service/http/routes.h"

typedef struct {
  PnCall *call;
  gint64 from, to;
} Append;

static void
on_recorded (const PnJson *json, const GError *error, gpointer data)
{
  g_autofree Append *append = data;
  PnCall *call = append->call;
  g_hash_table_remove (call->docs->busy, call->text);
  if (error == NULL)
    pn_call_reply (call, 200, pn_args_int ("offset", append->to));
  else
    pn_call_fail (call, error);
}

static void
on_written (const GError *error, gpointer data)
{
  Append *append = data;
  PnCall *call = append->call;
  if (error != NULL) {
    g_hash_table_remove (call->docs->busy, call->text);
    pn_call_fail (call, error);
    g_free (append);
    return;
  }
  PnJson *args = pn_args_str ("upload", call->text);
  pn_wire_set_int (args, "from", append->from);
  pn_wire_set_int (args, "to", append->to);
  pn_store_ask (call->docs->store, PN_Q_UPLOAD_RECEIVED, call->person, 0, args, on_recorded, append);
}

static void
on_upload (PnCall *call, const PnJson *json)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = pn_http_request_body (call->req);
  gint64 offset = pn_http_request_query_int (call->req, "offset", 0, PN_UPLOAD_SIZE_MAX, -1), length = (gint64) g_bytes_get_size (bytes);
  PnUpload upload = { .size = pn_wire_int (json, "size", 0), .received = pn_wire_int (json, "offset", 0) };
  if (!pn_upload_state_from_name (pn_wire_str (json, "state", ""), &upload.state))
    upload.state = PN_UPLOAD_REFUSED;
  if (!pn_upload_check_chunk (&upload, offset, length, &error)) {
    pn_call_fail (call, error);
    return;
  }
  if (!g_hash_table_add (call->docs->busy, g_strdup (call->text))) {
    pn_call_code (call, PN_ERROR_CONFLICT, "another piece of this upload is being written");
    return;
  }
  Append *append = g_new0 (Append, 1);
  append->call = call;
  append->from = offset;
  append->to = offset + length;
  pn_files_append (call->docs->files, call->text, offset, bytes, on_written, append);
}

void
pn_docs_uploads_put (PnCall *call)
{
  const char *upload = pn_http_request_param (call->req, "upload");
  if (!pn_id_is_uuid (upload)) {
    pn_call_code (call, PN_ERROR_NOT_FOUND, NULL);
    return;
  }
  call->text = g_ascii_strdown (upload, -1);
  pn_call_ask (call, PN_Q_UPLOAD, 0, pn_args_str ("upload", call->text), on_upload);
}
