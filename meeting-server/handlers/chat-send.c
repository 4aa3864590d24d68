/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"

void
pn_handle_chat_send (PnSession *session, PnCall *call, const PnMsgChatSend *msg)
{
  if (!pn_call_may (call, PN_ACT_CHAT))
    return;
  PnJson *body = pn_wire_object ();
  pn_wire_set_str (body, "text", msg->text);
  pn_call_event (call, PN_EVENT_CHAT_SAID, body, NULL);
  pn_call_done (call);
}
