/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/versions/{id}/file: the bytes as they were uploaded or signed. */
#include "docs-service/http/routes.h"

static void
on_facts (PnCall *call, const PnJson *facts)
{
  const char *sha256 = pn_wire_str (facts, "sha256", "");
  g_autofree char *name = pn_files_blob_name (sha256);
  g_autofree char *path = pn_files_blob_path (call->docs->files, sha256);
  g_autofree char *internal = g_strconcat ("/-/blobs/", name, NULL);
  g_autofree char *filename = g_strdup (pn_wire_str (facts, "filename", "tai-lieu.pdf"));
  pn_http_add_header (call->req, "Cache-Control", "private, no-cache");
  pn_call_send_file (call, internal, path, "application/pdf", filename);
}

void
pn_docs_version_file (PnCall *call)
{
  pn_call_ask (call, PN_Q_VERSION_FACTS, call->id, NULL, on_facts);
}
