/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An MP4 on disk that plays at any moment: written in fragments of a second, each at once; made an ordinary
 * file with an index at the end, without copying anything. (GStreamer 1.22's own muxer writes fragments that
 * ffmpeg refuses when silence and speech alternate.) Any thread, one at a time. */
#pragma once

#include "media/studio/boxes.h"

typedef struct PnMp4File PnMp4File;

PnMp4File *pn_mp4_file_new (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Closes it as it is: what was flushed plays. */
void pn_mp4_file_free (PnMp4File *self);

/* Before the first sample of the track; later ones count for nothing: all that is written has one
 * configuration. config: avcC. */
void pn_mp4_file_video (PnMp4File *self, GBytes *config, int width, int height);
/* config: AudioSpecificConfig. */
void pn_mp4_file_audio (PnMp4File *self, GBytes *config, int rate, int channels);
/* In order of time within a track; ns from the beginning of the file. Nothing is on disk before both tracks
 * have begun. IO. */
gboolean pn_mp4_file_write (PnMp4File *self, guint track, const guint8 *bytes, gsize length, gint64 pts,
                            gboolean key, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Flushes and writes the index. The order is such that a cut at any moment leaves a file that plays. IO. */
gboolean pn_mp4_file_finish (PnMp4File *self, const PnChapters *chapters,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
