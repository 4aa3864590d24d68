/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/desk/requests/{id}/attachments {title}: the drafter makes room for an attachment; its file comes as an upload to `document`. */
#include "base/error.h"
#include "docs-service/http/desk.h"
#include "docs-service/http/routes.h"

#define TITLE_MAX 300

static void
on_created (PnCall *call, const PnJson *json)
{
  pn_call_reply (call, 201, pn_json_ref (json));
}

void
pn_docs_attachments_create (PnCall *call)
{
  static const char *const keys[] = { "title", NULL };
  g_autoptr (GError) error = NULL;
  const char *title;
  if (!pn_desk_body (call, keys))
    return;
  if (!pn_wire_get_str (call->body, "title", 1, TITLE_MAX, &title, &error))
    pn_call_fail (call, error);
  else
    pn_call_ask (call, PN_Q_ATTACHMENT_ADD, call->id, pn_json_ref (call->body), on_created);
}
