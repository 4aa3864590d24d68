/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The boxes of an MP4 with one H264 and one AAC track (ISO/IEC 14496-12, -14, -15): the head of a fragmented
 * file, each fragment, and the index that makes it an ordinary one. Pure bytes: no file, no GStreamer, any
 * thread. */
#pragma once

#include "media/studio/chapters.h"

enum { PN_MP4_VIDEO, PN_MP4_AUDIO, PN_MP4_TRACKS };

#define PN_MP4_MOVIE_SCALE 1000 /* units per second of the movie's own clock */

typedef struct {
  guint32 size, duration; /* bytes; units of the track's scale */
  gboolean key;
} PnMp4Sample;

/* Samples that lie together in the file. */
typedef struct {
  guint64 at; /* byte */
  guint32 n;
} PnMp4Chunk;

typedef struct {
  guint32 scale;  /* units per second */
  guint64 start;  /* when its first sample is due, in units */
  GBytes *config; /* avcC without its header, or AudioSpecificConfig; NULL: no such track yet */
  int width, height, channels;
  GArray *samples; /* PnMp4Sample, all */
  GArray *chunks;  /* PnMp4Chunk */
} PnMp4Track;

void pn_mp4_ftyp (GByteArray *out);
/* The moov before the fragments: no samples, mvex instead. */
void pn_mp4_init (GByteArray *out, const PnMp4Track *tracks);
/* moof: n[t] samples of track t beginning at first[t], due at decode[t]; their bytes follow in an mdat, track
 * by track. */
void pn_mp4_fragment (GByteArray *out, const PnMp4Track *tracks, guint32 sequence, const guint *first,
                      const guint *n, const guint64 *decode);
/* The moov of the finished file. */
void pn_mp4_index (GByteArray *out, const PnMp4Track *tracks, const PnChapters *chapters);
