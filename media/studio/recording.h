/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One recording of one meeting on disk: the composed MP4 with its chapters, each track as it came (Matroska)
 * beside it, and an index of both. Takes what the programme and the receivers give; knows no rights and no
 * layout. Loop's thread only. */
#pragma once

#include "media/studio/outlet.h"
#include "media/studio/receive.h"

typedef struct PnRecording PnRecording;

typedef struct {
  gint64 bytes;
  gint64 duration_ms;
  const GError *error; /* NULL, or what is wrong with the file (disk full: PN_ERROR_IO) */
} PnRecordingEnd;

/* dir/name.mp4 (ISO 14496-12, fragments of 1 s, made whole at the end), dir/name.tracks/…, dir/name.json. IO.
 */
PnRecording *pn_recording_new (const char *dir, const char *file, const char *title, const PnMoment *moment,
                               PnBusWatch *watch, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* At once; what is on disk stays playable. Every receiver has to be removed before. */
void pn_recording_free (PnRecording *self);
/* Attach it to the programme. */
PnOutlet *pn_recording_outlet (PnRecording *self);
const char *pn_recording_file (const PnRecording *self);

void pn_recording_add (PnRecording *self, PnReceive *receive);
void pn_recording_remove (PnRecording *self, PnReceive *receive);
/* From now on. */
void pn_recording_chapter (PnRecording *self, const char *title);

/* No more; the outlet's pipeline tells its end to the watch. Then pn_recording_finish. */
void pn_recording_end (PnRecording *self);
/* Writes the chapters and the index, measures. failure: what ended it before its time, or NULL. end->error
 * lives as long as self. */
void pn_recording_finish (PnRecording *self, const GError *failure, PnRecordingEnd *end);
/* An error of a track's own file: that track is no longer kept, the rest goes on. */
gboolean pn_recording_owns_raw (PnRecording *self, GstObject *source);
