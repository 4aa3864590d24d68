/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"
#include "meeting-server/handlers/relay.h"

void
pn_handle_media_mute (PnSession *session, PnCall *call, const PnMsgMediaMute *msg)
{
  if (!pn_call_may (call, PN_ACT_SEND_MEDIA) || !pn_call_in_room (call))
    return;
  PnRoster *roster = pn_room_roster (pn_call_room (call));
  PnTrack *track = pn_roster_track_add (roster, session->peer, pn_wire_source_name (msg->source));
  if (!msg->muted && track->forced && !pn_policy_allows (pn_call_who (call), pn_room_info (pn_call_room (call))->state, PN_ACT_MUTE_OTHER)
      && !(pn_call_who (call) & PN_WHO_SPEAKER)) {
    pn_call_refuse (call, PN_ERROR_NOT_ALLOWED, "the chair has muted this");
    return;
  }
  pn_relay_mute (pn_call_hall (call), track, msg->muted, FALSE);
  pn_call_reply (call, NULL);
}
