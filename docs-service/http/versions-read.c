/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/versions/{id}/read {page}: a receipt that he has opened it, and where he stopped (R20, R21). */
#include "docs-service/http/routes.h"

void
pn_docs_version_read (PnCall *call)
{
  static const char *const keys[] = { "page", NULL };
  g_autoptr (GError) error = NULL;
  call->body = pn_http_request_json (call->req);
  if (call->body == NULL)
    pn_call_free (call); /* answered */
  else if (!pn_wire_only (call->body, keys, &error) || !pn_wire_get_int (call->body, "page", 1, PN_RENDER_PAGES_MAX, &call->page, &error))
    pn_call_fail (call, error);
  else
    pn_call_ask (call, PN_Q_READ, call->id, pn_args_int ("page", call->page), pn_call_reply_with);
}
