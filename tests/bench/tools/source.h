/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a browser would send: frames cut into nearly equal packets and let out in bursts of a pacer, or a
 * voice each 20 ms. Makes clear RTP packets; knows no socket and no clock, time is handed in. One thread. */
#pragma once
#include <glib.h>

#define BENCH_PACKET 1472
/* Where in a packet of ours the payload's own words stand: after the 12 bytes of header, extensions and the
 * VP8 descriptor. */
#define BENCH_MAGIC 0x5068695Au

typedef struct {
  gboolean video;
  guint32 ssrc;
  guint8 pt, twcc_ext, level_ext; /* 0: without */
  guint kbps, fps;                /* video; audio is 50 packets of 100 bytes a second */
  gboolean paced; /* bursts each 5 ms at 2.5 times the rate, as Chromium's pacer; otherwise a frame at once */
} BenchSourceOptions;

typedef struct BenchSource BenchSource;

BenchSource *bench_source_new (const BenchSourceOptions *options, gint64 now);
void bench_source_free (BenchSource *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BenchSource, bench_source_free)
guint32 bench_source_ssrc (const BenchSource *self);
/* A key frame next. */
void bench_source_key (BenchSource *self);
/* The next packet due at `now` (us): header and payload in `out`, `*twcc` counted on. Returns its length,
 * `*head` the header's; 0 when nothing is due. `stamp_ns` is the sender's clock, carried in the payload. */
gsize bench_source_next (BenchSource *self, gint64 now, guint64 stamp_ns, guint16 *twcc, guint8 *out,
                         gsize *head, guint64 *index);
void bench_source_counts (const BenchSource *self, guint32 *packets, guint32 *octets, guint32 *ts);
/* The sender's clock in a clear payload of ours (its length `len`); FALSE when these are not our bytes. */
gboolean bench_source_stamp (const guint8 *payload, gsize len, guint64 *stamp_ns);
