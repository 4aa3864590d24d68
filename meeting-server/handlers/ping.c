/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"

/* A browser cannot see WebSocket pings: this is how a client notices a line that is dead without having been closed. */
void
pn_handle_ping (PnSession *session, PnCall *call, const PnMsgPing *msg)
{
  g_autofree char *now = pn_time_to_iso (pn_app_now (pn_call_app (call)));
  PnJson *body = pn_wire_object ();
  pn_wire_set_str (body, "server_time", now);
  pn_call_reply (call, body);
}
