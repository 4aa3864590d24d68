/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"

static void
on_person (PnJson *take, const GError *error, gpointer data)
{
  g_autoptr (PnCall) call = data;
  if (error != NULL) {
    pn_call_fail (call, error);
    return;
  }
  PnSession *session = pn_call_session (call);
  g_autofree char *now = pn_time_to_iso (pn_app_now (pn_call_app (call)));
  PnJson *account = pn_wire_object ();
  pn_wire_set_str (account, "username", session->username);
  pn_wire_set_str (account, "system_role", pn_system_role_name (session->system_role));
  pn_wire_set_take (take, "account", account);
  pn_wire_set_str (take, "server_time", now);
  pn_wire_set_int (take, "protocol", 1);
  session->greeted = TRUE;
  pn_call_reply (call, take);
}

void
pn_handle_hello (PnSession *session, PnCall *call, const PnMsgHello *msg)
{
  const PnStore *store = pn_call_app (call)->store;
  if (msg->protocol != 1) {
    pn_call_refuse (call, PN_ERROR_WRONG_PROTOCOL, "this server speaks protocol 1");
    return;
  }
  store->person (store->impl, session->person, on_person, pn_call_ref (call));
}
