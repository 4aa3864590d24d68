/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recording of one meeting: brings each track from the media server to the studio and tells it who speaks (R33: by the
 * chair's switch). Decides no rights; a studio or media server that goes away ends the recording, never the meeting. */
#pragma once

#include "meeting-server/handlers/hall.h"

/* Begins to feed a recording that the studio has started. */
void pn_recorder_begin (PnHall *hall, const char *file);
gboolean pn_recorder_is_running (const PnHall *hall);
/* Takes the taps away; the studio was told, or is gone. */
void pn_recorder_end (PnHall *hall);
void pn_recorder_free (PnRecorder *self);

/* Asks the studio to stop and records the end. Nothing happens when nothing is recorded. */
void pn_recorder_stop (PnHall *hall);
/* The studio went away: every running recording has failed. */
void pn_recorders_lost (PnApp *app);

/* What the hall and the relay tell it. */
void pn_recorder_track_up (PnHall *hall, const char *track);
void pn_recorder_track_down (PnHall *hall, const char *track);
void pn_recorder_peer_gone (PnHall *hall, gint64 peer);
void pn_recorder_speaker (PnHall *hall, gint64 peer);
void pn_recorder_on_event (PnHall *hall, const PnEvent *event);
