/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the media server and the halls: which tracks there are, who is heard, a restart that makes clients offer anew.
 * Touches no SDP and no packet. Loop's thread only. */
#pragma once

#include "meeting-server/handlers/hall.h"

/* Begins to listen to the media server and the studio. */
void pn_relay_start (PnApp *app);
/* Forward an offer of the caller and answer the call with {sdp, epoch}. dir: "pub" or "sub"; list is taken. */
void pn_relay_offer (PnCall *call, const char *dir, const char *sdp, PnJson *take_list);
/* Sets a track of a peer muted or not, here and in the media server, and tells the room. */
void pn_relay_mute (PnHall *hall, PnTrack *track, gboolean muted, gboolean forced);
