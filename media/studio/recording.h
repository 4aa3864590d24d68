/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One recording of one meeting: all voices mixed, the active speaker's picture, into one MP4 that plays even after kill -9.
 * Knows no rights, no database and no WebRTC: it receives plain RTP on loopback ports. All calls and callbacks on the loop's
 * thread; GStreamer's own threads stay inside. */
#pragma once

#include <glib.h>
#include <uv.h>

#define PN_RECORDING_WIDTH 640 /* pixels */
#define PN_RECORDING_HEIGHT 360
#define PN_RECORDING_FPS 15

typedef struct PnRecording PnRecording;

typedef struct {
  gint64 bytes;
  gint64 duration_ms;
  const GError *error; /* NULL, or why it ended before it was asked to (disk full: PN_ERROR_IO) */
} PnRecordingEnd;

/* Exactly once, after stop or by itself when the file cannot be written. The recording may be freed inside. */
typedef void (*PnRecordingEnded) (PnRecording *self, const PnRecordingEnd *end, gpointer data);

typedef struct {
  const char *id;    /* "<peer>/<source>" */
  gboolean video;    /* else audio */
  const char *codec; /* "VP8", "H264", "opus" */
  int pt;            /* RTP payload type, 0..127 */
  int clock;         /* Hz */
} PnRecordingTrack;

/* path: the MP4 to write (ISO 14496-12, fragments of 1 s, made whole at the end). title is shown while nobody has a picture. */
PnRecording *pn_recording_start (uv_loop_t *loop, const char *path, const char *title, PnRecordingEnded ended, gpointer data,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* UDP port on 127.0.0.1 where the track's RTP is awaited, or 0. Errors: BAD_VALUE (codec), IO. */
int pn_recording_add_track (PnRecording *self, const PnRecordingTrack *track, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void pn_recording_remove_track (PnRecording *self, const char *id);
/* The picture to show; NULL or an unknown track shows the title. */
void pn_recording_show (PnRecording *self, const char *id);
/* Closes the file properly; `ended` tells when it is done, at most 5 s later. */
void pn_recording_stop (PnRecording *self);
/* At once; what is on disk stays playable. `ended` is not called. */
void pn_recording_free (PnRecording *self);
