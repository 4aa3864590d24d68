/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "docs-service/compose/compose-official.h"
#include "docs-service/layout/layout.h"
#include "docs-service/render/layout-read.h"

static PnErrorCode
code_of (PnRenderStatus status)
{
  switch (status) {
  case PN_RENDER_ENCRYPTED:
    return PN_ERROR_PDF_ENCRYPTED;
  case PN_RENDER_EMPTY:
    return PN_ERROR_PDF_EMPTY;
  case PN_RENDER_TOO_MANY_PAGES:
    return PN_ERROR_PDF_TOO_LONG;
  default:
    return PN_ERROR_PDF_DAMAGED;
  }
}

gboolean
pn_layout_job (const guint8 *input, gsize length, const char *param, gsize param_length, GByteArray **out, GError **error)
{
  const PnLayoutWanted wanted = { .seal_mm = g_strcmp0 (param, "own") == 0 ? PN_OFFICIAL_SEAL_MM : 0 };
  char why[PN_RENDER_TEXT_MAX] = "";
  g_autoptr (PnLayoutDoc) doc = NULL;
  PnRenderStatus status = pn_layout_read (input, length, &doc, why);
  if (status != PN_RENDER_OK) {
    g_set_error (error, PN_ERROR, code_of (status), "%s: %s", pn_error_name (code_of (status)), why);
    return FALSE;
  }
  g_autoptr (PnLayoutReport) report = pn_layout_judge (doc, &wanted);
  g_autoptr (PnJson) json = pn_layout_report_json (report);
  g_autoptr (GBytes) bytes = pn_wire_dump_bytes (json);
  *out = g_bytes_unref_to_array (g_steal_pointer (&bytes));
  return TRUE;
}
