/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/recordings/{id}/file: nginx sends it and understands Range; we only say who may have it. */
#include "docs-service/core/rights.h"
#include "docs-service/http/routes.h"

static const char *
type_of (const char *file)
{
  if (g_str_has_suffix (file, ".mp4"))
    return "video/mp4";
  return g_str_has_suffix (file, ".webm") ? "video/webm" : "video/x-matroska";
}

gboolean
pn_docs_may_see_recording (const PnJson *json, GError **error)
{
  PnDocAction action = pn_wire_bool (json, "internal", TRUE) ? PN_DOC_SEE_RECORDING_INTERNAL : PN_DOC_SEE_RECORDING;
  return pn_doc_require (pn_doc_role_from_name (pn_wire_str (json, "role", "")),
                         pn_doc_meeting_state_from_name (pn_wire_str (json, "state", "")), action, error);
}

static void
on_recording (PnCall *call, const PnJson *json)
{
  g_autoptr (GError) error = NULL;
  const char *file = pn_wire_str (json, "file", "");
  g_autofree char *path = pn_files_recording_path (call->docs->files, file);
  if (!pn_docs_may_see_recording (json, &error)) {
    pn_call_fail (call, error);
    return;
  }
  if (path == NULL || g_strcmp0 (pn_wire_str (json, "recording_state", ""), "running") == 0) {
    pn_call_code (call, PN_ERROR_WRONG_STATE, "the recording is not finished");
    return;
  }
  g_autofree char *internal = g_strconcat ("/-/recordings/", file, NULL);
  g_autofree char *name = g_strdup (file);
  pn_http_add_header (call->req, "Cache-Control", "private, no-cache");
  pn_call_send_file (call, internal, path, type_of (file), pn_http_request_query (call->req, "download") != NULL ? name : NULL);
}

void
pn_docs_recording_file (PnCall *call)
{
  pn_call_ask (call, PN_Q_RECORDING, call->id, NULL, on_recording);
}
