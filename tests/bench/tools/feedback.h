/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a receiver tells its sender: per-stream counts for receiver reports, numbers to ask again,
 * transport-wide arrival times. Pure: no socket, no clock, RTCP is written into buffers handed in. One
 * thread. */
#pragma once
#include <glib.h>

#define BENCH_STREAMS 128   /* SSRCs one light peer can hear */
#define BENCH_ASK_EVERY 499 /* one packet in so many is taken as lost and asked for again */

typedef struct {
  guint32 ssrc;
  gint64 first, highest; /* extended numbers; highest is -1 before the first */
  guint64 received, expected_before, received_before;
  guint64 missing, again; /* holes seen, and packets behind the highest that came */
  gint64 asked;           /* the number taken as lost, -1 when none is open */
  guint32 lsr;
  gint64 sr_at;
} BenchStream;

typedef struct {
  BenchStream streams[BENCH_STREAMS];
  guint n;
  /* Transport-wide numbers (draft-holmer-rmcat-transport-wide-cc-extensions-01) since the last feedback. */
  guint16 twcc_base;
  guint twcc_n;
  gint64 twcc_at[512]; /* us, -1 not received */
  guint8 twcc_count;
  guint32 media_ssrc;
} BenchFeedback;

/* NULL when there are more streams than fit. */
BenchStream *bench_feedback_stream (BenchFeedback *self, guint32 ssrc);
/* A packet has come; TRUE when it is to be taken as lost (and will be asked for). */
gboolean bench_feedback_packet (BenchFeedback *self, BenchStream *stream, guint16 seq);
void bench_feedback_twcc (BenchFeedback *self, guint16 number, gint64 at_us);
/* Each returns the length written, 0 for nothing to say. `size` at least 1200. */
gsize bench_feedback_report (BenchFeedback *self, guint32 own, gint64 now, guint8 *out, gsize size);
gsize bench_feedback_ask (BenchFeedback *self, guint32 own, guint8 *out, gsize size);
gsize bench_feedback_write_twcc (BenchFeedback *self, guint32 own, guint8 *out, gsize size);
