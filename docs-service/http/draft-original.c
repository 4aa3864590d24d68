/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/desk/requests/{id}/original: an uploaded draft's bytes as they came, DOCX or PDF (R21: every draft is kept). */
#include "docs-service/http/routes.h"

#define DOCX_TYPE "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

static void
on_facts (PnCall *call, const PnJson *facts)
{
  const char *sha256 = pn_wire_str (facts, "sha256", "");
  g_autofree char *name = pn_files_blob_name (sha256);
  g_autofree char *path = pn_files_blob_path (call->docs->files, sha256);
  g_autofree char *internal = g_strconcat ("/-/blobs/", name, NULL);
  g_autofree char *filename = g_strdup (pn_wire_str (facts, "filename", "du-thao"));
  const char *type = g_str_equal (pn_wire_str (facts, "kind", ""), "docx") ? DOCX_TYPE : "application/pdf";
  pn_http_add_header (call->req, "Cache-Control", "private, no-cache");
  pn_call_send_file (call, internal, path, type, filename);
}

void
pn_docs_draft_original (PnCall *call)
{
  pn_call_ask (call, PN_Q_DRAFT_ORIGINAL, call->id, NULL, on_facts);
}
