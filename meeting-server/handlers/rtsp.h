/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The room system of a site (RTSP) as a peer of the meeting: the studio fetches it, the media server gets its streams, the room sees
 * the site. Passes address and password from the store to the studio and keeps neither. Loop's thread only. */
#pragma once

#include "meeting-server/handlers/equipment.h"

/* NULL and an error when it cannot be begun: WRONG_STATE, LINK_AWAY, OVERLOADED. One that is there already is given back. */
PnEquipment *pn_rtsp_connect (PnHall *hall, gint64 site, GError **error);
/* Is about to end: the studio lets go. */
void pn_rtsp_forget (const PnEquipment *equipment);

/* What the studio tells. */
void pn_rtsp_stream (PnApp *app, gint64 room, gint64 peer, const PnStudioTrack *stream);
void pn_rtsp_state (PnApp *app, gint64 room, gint64 peer, const char *state, const char *code, const char *detail);
/* Studio or media server began anew: all room systems are fetched again. */
void pn_rtsp_again (PnHall *hall);
void pn_rtsp_studio_away (PnHall *hall);
