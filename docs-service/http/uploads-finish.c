/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/uploads/{upload}/finish: the last byte is here; checking begins and GET tells how it ends. Asking again is harmless. */
#include "docs-service/core/upload.h"
#include "docs-service/http/draft-file.h"
#include "docs-service/http/ingest.h"
#include "docs-service/http/routes.h"

static void
on_checking (PnCall *call, const PnJson *json)
{
  gint64 request = pn_wire_int (call->facts, "request", 0);
  if (request != 0)
    pn_draft_file_start (call->docs, call->text, pn_wire_str (call->facts, "filename", ""), call->person, request);
  else
    pn_ingest_start (call->docs, call->text, call->person);
  pn_call_reply (call, 202, pn_args_str ("state", "checking"));
}

static void
on_upload (PnCall *call, const PnJson *json)
{
  g_autoptr (GError) error = NULL;
  PnUpload upload = { .size = pn_wire_int (json, "size", 0), .received = pn_wire_int (json, "offset", 0) };
  if (!pn_upload_state_from_name (pn_wire_str (json, "state", ""), &upload.state))
    upload.state = PN_UPLOAD_REFUSED;
  call->facts = pn_json_ref (json);
  if (upload.state != PN_UPLOAD_RECEIVING)
    pn_call_reply (call, 202, pn_args_str ("state", pn_upload_state_name (upload.state)));
  else if (!pn_upload_set_state (&upload, PN_UPLOAD_CHECKING, &error))
    pn_call_fail (call, error);
  else
    pn_call_ask (call, PN_Q_UPLOAD_CHECKING, 0, pn_args_str ("upload", call->text), on_checking);
}

void
pn_docs_uploads_finish (PnCall *call)
{
  const char *upload = pn_http_request_param (call->req, "upload");
  if (!pn_id_is_uuid (upload)) {
    pn_call_code (call, PN_ERROR_NOT_FOUND, NULL);
    return;
  }
  call->text = g_ascii_strdown (upload, -1);
  pn_call_ask (call, PN_Q_UPLOAD, 0, pn_args_str ("upload", call->text), on_upload);
}
