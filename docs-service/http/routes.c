/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/http/routes.h"

#include "docs-service/core/upload.h"

#define JSON_MAX (64 * 1024)

static const struct {
  const char *method, *pattern;
  gsize body_max;
  PnCallHandler handler;
} routes[] = {
  { "POST", "/docs/uploads", JSON_MAX, pn_docs_uploads_create },
  { "PUT", "/docs/uploads/{upload}", PN_UPLOAD_CHUNK_MAX, pn_docs_uploads_put },
  { "GET", "/docs/uploads/{upload}", 0, pn_docs_uploads_get },
  { "POST", "/docs/uploads/{upload}/finish", JSON_MAX, pn_docs_uploads_finish },
  { "GET", "/docs/documents/{id}", 0, pn_docs_document_get },
  { "GET", "/docs/versions/{id}", 0, pn_docs_version_get },
  { "GET", "/docs/versions/{id}/pages/{n}", 0, pn_docs_version_page },
  { "GET", "/docs/versions/{id}/text/{n}", 0, pn_docs_version_text },
  { "GET", "/docs/versions/{id}/search", 0, pn_docs_version_search },
  { "GET", "/docs/versions/{id}/outline", 0, pn_docs_version_outline },
  { "GET", "/docs/versions/{id}/file", 0, pn_docs_version_file },
  { "GET", "/docs/versions/{id}/annotations", 0, pn_docs_annotations_list },
  { "POST", "/docs/versions/{id}/annotations", JSON_MAX, pn_docs_annotations_create },
  { "PUT", "/docs/annotations/{id}", JSON_MAX, pn_docs_annotations_update },
  { "DELETE", "/docs/annotations/{id}", JSON_MAX, pn_docs_annotations_delete },
  { "POST", "/docs/versions/{id}/read", JSON_MAX, pn_docs_version_read },
  { "POST", "/docs/meetings/{id}/minutes", JSON_MAX, pn_docs_minutes_create },
  { "POST", "/docs/versions/{id}/sign", JSON_MAX, pn_docs_version_sign },
  { "GET", "/docs/versions/{id}/check", 0, pn_docs_version_check },
  { "GET", "/docs/meetings/{id}/recordings", 0, pn_docs_recordings_list },
  { "GET", "/docs/recordings/{id}/file", 0, pn_docs_recording_file },
};

void
pn_docs_add_routes (PnDocs *docs, PnWsServer *server)
{
  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    pn_docs_route (docs, server, routes[i].method, routes[i].pattern, routes[i].body_max, routes[i].handler);
}
