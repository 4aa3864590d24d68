/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/desk/away {to,from,until,scope,reason,unit?,kinds?,basis?}: while I am away another acts at my steps. Signatures (scope "all") he takes over in a
 * capacity of his own; with unit and basis I write him a proxy (TUQ.) for that time, which only a head may and nobody gives on (R11). */
#include "base/error.h"
#include "docs-service/http/desk.h"
#include "docs-service/http/routes.h"

static gboolean
check (const PnJson *body, GError **error)
{
  const char *from, *until, *scope, *reason, *basis = NULL;
  const PnJson *kinds = NULL;
  gint64 to, unit = 0;
  if (!pn_wire_get_int (body, "to", 1, PN_WIRE_MAX_INT, &to, error) || !pn_wire_get_str (body, "from", 10, 10, &from, error)
      || !pn_wire_get_str (body, "until", 10, 10, &until, error) || !pn_wire_get_str (body, "scope", 3, 8, &scope, error)
      || !pn_wire_get_str (body, "reason", 1, 500, &reason, error) || !pn_wire_opt_int (body, "unit", 1, PN_WIRE_MAX_INT, &unit, error)
      || !pn_wire_opt_array (body, "kinds", 50, &kinds, error) || !pn_wire_opt_str (body, "basis", 1, 500, &basis, error))
    return FALSE;
  if (unit == 0 || basis != NULL)
    return TRUE;
  g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, "basis: a proxy is written (Decree 30/2020 Art. 13)");
  return FALSE;
}

static void
on_set (PnCall *call, const PnJson *json)
{
  pn_call_reply (call, 201, pn_json_ref (json));
}

void
pn_docs_away_set (PnCall *call)
{
  static const char *const keys[] = { "to", "from", "until", "scope", "reason", "unit", "kinds", "basis", NULL };
  g_autoptr (GError) error = NULL;
  if (!pn_desk_body (call, keys))
    return;
  if (!check (call->body, &error))
    pn_call_fail (call, error);
  else
    pn_call_ask (call, PN_Q_AWAY_SET, 0, pn_json_ref (call->body), on_set);
}
