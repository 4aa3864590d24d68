/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the studio makes of one meeting, a recording (R33: by the chair's switch) and a live list: brings it
 * each track from the media server, and tells it who speaks, which page is shown, which item is treated.
 * Decides no rights; a studio or media server that goes away ends both, never the meeting. */
#pragma once

#include "meeting-server/handlers/hall.h"

/* Begins to feed a recording that the studio has started. */
void pn_recorder_begin (PnHall *hall, const char *file);
gboolean pn_recorder_is_running (const PnHall *hall);
void pn_recorder_free (PnRecorder *self);
/* Asks the studio to stop and records the end. Nothing happens when nothing is recorded. */
void pn_recorder_stop (PnHall *hall);

/* The live list: the same for the studio, but nothing of it stays. */
void pn_recorder_live_begin (PnHall *hall);
gboolean pn_recorder_is_live (const PnHall *hall);
void pn_recorder_live_end (PnHall *hall);
/* The desk wants it: it stays until it is ended. */
void pn_recorder_live_keep (PnHall *hall);
/* Somebody watches, now: it stays a little longer. */
void pn_recorder_live_watched (PnHall *hall);

/* The studio went away: every running recording has failed. */
void pn_recorders_lost (PnApp *app);
/* One ended by itself; the others go on. */
void pn_recorder_ended (PnHall *hall, gint64 bytes, gint64 duration_ms, const char *error);
void pn_recorder_live_lost (PnHall *hall);

/* How the programme looks ("speaker", "page", "grid4", "page_strip"), and whose pictures are called. Kept
 * while the hall lives. */
void pn_recorder_layout (PnHall *hall, const char *layout, const char *const *tracks);

/* What the hall and the relay tell it. */
void pn_recorder_track_up (PnHall *hall, const char *track);
void pn_recorder_track_down (PnHall *hall, const char *track);
void pn_recorder_peer_gone (PnHall *hall, gint64 peer);
void pn_recorder_speaker (PnHall *hall, gint64 peer);
void pn_recorder_on_event (PnHall *hall, const PnEvent *event);
