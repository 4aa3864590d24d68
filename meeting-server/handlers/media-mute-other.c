/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"
#include "meeting-server/handlers/relay.h"

/* Lifting the chair's mute opens nobody's microphone: that stays with the one who sits in front of it. */
static void
mute_device (PnHall *hall, gint64 peer, const char *source, gboolean muted)
{
  PnTrack *track = pn_roster_track_add (pn_room_roster (hall->room), peer, source);
  if (muted) {
    pn_relay_mute (hall, track, TRUE, TRUE);
  } else if (track->forced) {
    track->forced = FALSE;
    pn_hall_signal_tracks (hall);
  }
}

void
pn_handle_media_mute_other (PnSession *session, PnCall *call, const PnMsgMediaMuteOther *msg)
{
  if (!pn_call_may (call, PN_ACT_MUTE_OTHER))
    return;
  gboolean muted = !msg->has_muted || msg->muted;
  const char *source = pn_wire_source_name (msg->source);
  PnRoster *roster = pn_room_roster (pn_call_room (call));
  const PnPresence *presence = pn_roster_find (roster, msg->person);
  if (presence == NULL) {
    pn_call_refuse (call, PN_ERROR_NOT_FOUND, "not in the room");
    return;
  }
  pn_roster_force (roster, msg->person, source, muted);
  for (guint i = 0; i < presence->peers->len; i++)
    mute_device (pn_call_hall (call), g_array_index (presence->peers, gint64, i), source, muted);
  pn_call_reply (call, NULL);
}
