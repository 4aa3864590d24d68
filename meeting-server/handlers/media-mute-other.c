/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"
#include "meeting-server/handlers/relay.h"

void
pn_handle_media_mute_other (PnSession *session, PnCall *call, const PnMsgMediaMuteOther *msg)
{
  if (!pn_call_may (call, PN_ACT_MUTE_OTHER))
    return;
  PnRoster *roster = pn_room_roster (pn_call_room (call));
  const PnPresence *presence = pn_roster_find (roster, msg->person);
  if (presence == NULL) {
    pn_call_refuse (call, PN_ERROR_NOT_FOUND, "not in the room");
    return;
  }
  for (guint i = 0; i < presence->peers->len; i++) {
    PnTrack *track = pn_roster_track_add (roster, g_array_index (presence->peers, gint64, i), pn_wire_source_name (msg->source));
    pn_relay_mute (pn_call_hall (call), track, TRUE, TRUE);
  }
  pn_call_reply (call, NULL);
}
