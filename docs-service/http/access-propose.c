/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/access {unit,what,act,person,basis,…}: an administrator proposes a change of authority, clerk or form checker. Nothing changes until another
 * confirms it (f9, R20). */
#include "base/error.h"
#include "docs-service/http/desk.h"
#include "docs-service/http/routes.h"

/* what a change is made of, beyond whom and by which paper */
static gboolean
check_kind (const PnJson *body, const char *what, const char *act, GError **error)
{
  const char *capacity = "", *from = NULL, *until = NULL;
  const PnJson *kinds = NULL;
  gint64 giver = 0, grant = 0;
  if (!pn_wire_opt_str (body, "capacity", 0, 4, &capacity, error) || !pn_wire_opt_int (body, "giver", 1, PN_WIRE_MAX_INT, &giver, error)
      || !pn_wire_opt_array (body, "kinds", 50, &kinds, error) || !pn_wire_opt_str (body, "from", 10, 10, &from, error)
      || !pn_wire_opt_str (body, "until", 10, 10, &until, error) || !pn_wire_opt_int (body, "grant", 1, PN_WIRE_MAX_INT, &grant, error))
    return FALSE;
  gboolean gives = g_str_equal (act, "give"), is_grant = g_str_equal (what, "grant"), proxy = g_str_equal (capacity, "TUQ.");
  if (gives && from == NULL)
    g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, "from: the first day");
  else if (gives && is_grant != (*capacity != '\0'))
    g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, "capacity: Q., TL. or TUQ. for an authority");
  else if (gives && (proxy || g_str_equal (capacity, "TL.")) && giver == 0)
    g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, "giver: the head who gives it");
  else if (gives && proxy && until == NULL)
    g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, "until: a proxy is limited in time (R11)");
  else if (!gives && is_grant && grant == 0)
    g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, "grant: which one ends");
  else
    return TRUE;
  return FALSE;
}

static void
on_proposed (PnCall *call, const PnJson *json)
{
  pn_call_reply (call, 201, pn_json_ref (json));
}

void
pn_docs_access_propose (PnCall *call)
{
  static const char *const keys[] = { "unit", "what", "act", "person", "basis", "capacity", "giver", "kinds", "from", "until", "grant", NULL };
  g_autoptr (GError) error = NULL;
  const char *what, *act, *basis;
  gint64 unit, person;
  if (!pn_desk_body (call, keys))
    return;
  if (!pn_wire_get_int (call->body, "unit", 1, PN_WIRE_MAX_INT, &unit, &error) || !pn_wire_get_str (call->body, "what", 1, 10, &what, &error)
      || !pn_wire_get_str (call->body, "act", 1, 10, &act, &error) || !pn_wire_get_int (call->body, "person", 1, PN_WIRE_MAX_INT, &person, &error)
      || !pn_wire_get_str (call->body, "basis", 1, 500, &basis, &error) || !check_kind (call->body, what, act, &error))
    pn_call_fail (call, error);
  else
    pn_call_ask (call, PN_Q_ACCESS_PROPOSE, 0, pn_json_ref (call->body), on_proposed);
}
