/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One track of a recording: RTP from a loopback port, decoded and joined to the mixer or the compositor.
 * Never decides what is shown or heard; loop's thread only. */
#pragma once

#include <gst/gst.h>

#include "media/studio/recording.h"

typedef struct PnTrackBin PnTrackBin;

/* Errors: BAD_VALUE for a codec we do not decode, IO when the branch cannot be joined. */
PnTrackBin *pn_track_bin_new (GstBin *pipeline, GstElement *sink, const PnRecordingTrack *track, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* Takes the branch out of the running pipeline. */
void pn_track_bin_free (PnTrackBin *self);
const char *pn_track_bin_id (const PnTrackBin *self);
int pn_track_bin_port (const PnTrackBin *self);
gboolean pn_track_bin_contains (const PnTrackBin *self, GstObject *source);
/* Pictures only: on top, or not at all. */
void pn_track_bin_show (PnTrackBin *self, gboolean shown);
