/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/units/{id}/files {catalog, notation, title, maintenance, …}: an official opens a file (hồ sơ, Decree 30/2020 Art. 28-30, R18). */
#include "docs-service/http/desk.h"
#include "docs-service/http/fields.h"
#include "docs-service/http/routes.h"

static void
on_opened (PnCall *call, const PnJson *json)
{
  pn_call_reply (call, 201, pn_json_ref (json));
}

void
pn_docs_work_files_create (PnCall *call)
{
  static const char *const keys[] = { "catalog", "notation", "title", "maintenance", "rights", "creator", "language", "description", "started_on", NULL };
  g_autoptr (GError) error = NULL;
  const char *day = "";
  gint64 catalog;
  if (!pn_desk_body (call, keys))
    return;
  if (!pn_fields_check_json (PN_FIELDS_FILE, call->body, &error) || !pn_wire_get_int (call->body, "catalog", 1990, 2999, &catalog, &error)
      || !pn_wire_opt_str (call->body, "started_on", 10, 10, &day, &error))
    pn_call_fail (call, error);
  else
    pn_call_ask (call, PN_Q_FILE_OPEN, call->id, pn_json_ref (call->body), on_opened);
}
