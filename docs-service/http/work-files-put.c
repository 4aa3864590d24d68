/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/files/{id}/documents {document}: an issued or received document lies in the file from now on, without being copied (R21). */
#include "docs-service/http/desk.h"
#include "docs-service/http/routes.h"

void
pn_docs_work_files_put (PnCall *call)
{
  static const char *const keys[] = { "document", NULL };
  g_autoptr (GError) error = NULL;
  gint64 document;
  if (!pn_desk_body (call, keys))
    return;
  if (!pn_wire_get_int (call->body, "document", 1, PN_WIRE_MAX_INT, &document, &error))
    pn_call_fail (call, error);
  else
    pn_call_ask (call, PN_Q_FILE_PUT, call->id, pn_json_ref (call->body), pn_call_reply_with);
}
