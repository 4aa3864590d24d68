/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"
#include "meeting-server/handlers/relay.h"

void
pn_handle_media_subscribe (PnSession *session, PnCall *call, const PnMsgMediaSubscribe *msg)
{
  PnJson *want;
  if (!pn_call_may (call, PN_ACT_VIEW) || !pn_call_in_room (call))
    return;
  want = pn_wire_array ();
  for (gsize i = 0; i < msg->n_want; i++) {
    PnJson *o = pn_wire_object ();
    pn_wire_set_str (o, "mid", msg->want[i].mid);
    pn_wire_set_str (o, "track", msg->want[i].track);
    pn_wire_add_take (want, o);
  }
  pn_relay_offer (call, "sub", msg->sdp, want);
}
