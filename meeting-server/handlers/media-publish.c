/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"
#include "meeting-server/handlers/relay.h"

void
pn_handle_media_publish (PnSession *session, PnCall *call, const PnMsgMediaPublish *msg)
{
  PnJson *tracks;
  if (!pn_call_may (call, PN_ACT_SEND_MEDIA) || !pn_call_in_room (call))
    return;
  tracks = pn_wire_array ();
  for (gsize i = 0; i < msg->n_tracks; i++) {
    PnJson *o = pn_wire_object ();
    pn_wire_set_str (o, "mid", msg->tracks[i].mid);
    pn_wire_set_str (o, "source", pn_wire_source_name (msg->tracks[i].source));
    pn_wire_add_take (tracks, o);
  }
  pn_relay_offer (call, "pub", msg->sdp, tracks);
}
