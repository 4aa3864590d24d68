/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/http/incoming.h"

#include "docs-service/http/desk.h"

void
pn_incoming_with_comment (PnCall *take, PnStoreQuery query)
{
  static const char *const keys[] = { "comment", NULL };
  g_autoptr (GError) error = NULL;
  const char *comment;
  if (!pn_desk_body (take, keys))
    return;
  if (!pn_wire_get_str (take->body, "comment", 1, 1000, &comment, &error))
    pn_call_fail (take, error);
  else
    pn_call_ask (take, query, take->id, pn_json_ref (take->body), pn_call_reply_with);
}
