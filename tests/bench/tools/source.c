/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/bench/tools/source.h"

#include <string.h>

#include "media/rtp/bytes.h"
#include "media/rtp/rtp.h"

#define PACKET_MAX 1180 /* of payload; Chromium's packets end near 1,200 */
#define BURST_US 5000
#define VOICE_US 20000
#define VOICE_BYTES 100
#define DESCRIPTOR 4 /* VP8 with a 15-bit picture id (RFC 7741) */

struct BenchSource {
  BenchSourceOptions options;
  gint64 next;       /* when the next frame or voice packet is due */
  gint64 next_burst; /* when the pacer opens again */
  guint burst_left;  /* bytes the pacer still lets out */
  guint left, count; /* packets of the frame under way: still to go, in all */
  guint frame_bytes;
  gboolean key_wanted, key;
  guint16 picture;
  gint64 seq;
  guint32 ts, dice, packets, octets;
  guint8 noise[BENCH_PACKET];
};

BenchSource *
bench_source_new (const BenchSourceOptions *options, gint64 now)
{
  BenchSource *self = g_new0 (BenchSource, 1);
  self->options = *options;
  self->next = self->next_burst = now;
  self->key_wanted = TRUE;
  self->seq = 1000;
  self->dice = options->ssrc | 1;
  for (guint i = 0; i < sizeof self->noise; i++)
    self->noise[i] = (guint8) (i * 151 + 7);
  return self;
}

void
bench_source_free (BenchSource *self)
{
  g_free (self);
}

guint32
bench_source_ssrc (const BenchSource *self)
{
  return self->options.ssrc;
}

void
bench_source_key (BenchSource *self)
{
  self->key_wanted = TRUE;
}

static guint32
roll (BenchSource *self)
{
  self->dice ^= self->dice << 13;
  self->dice ^= self->dice >> 17;
  self->dice ^= self->dice << 5;
  return self->dice;
}

/* Frames differ by up to 15 %; a key frame is four times as large. The mean is the rate asked for. */
static void
begin_frame (BenchSource *self)
{
  guint mean = self->options.kbps * 125 / self->options.fps;
  self->frame_bytes = mean * (85 + roll (self) % 31) / 100 * (self->key_wanted ? 4 : 1);
  self->frame_bytes = MAX (self->frame_bytes, 60);
  self->key = self->key_wanted;
  self->key_wanted = FALSE;
  self->count = self->left = (self->frame_bytes + PACKET_MAX - 1) / PACKET_MAX;
  self->picture = (self->picture + 1) & 0x7FFF;
  self->ts += 90000 / self->options.fps;
  self->next += G_USEC_PER_SEC / self->options.fps;
}

static gboolean
pacer_lets (BenchSource *self, gint64 now)
{
  if (!self->options.paced || self->burst_left > 0)
    return TRUE;
  if (now < self->next_burst)
    return FALSE;
  self->burst_left = MAX (self->options.kbps * 125 * (BURST_US / 1000) * 5 / 2 / 1000, 1);
  self->next_burst = MAX (self->next_burst + BURST_US, now);
  return TRUE;
}

static gsize
write_head (BenchSource *self, gboolean marker, guint16 *twcc, guint8 *out)
{
  PnRtpExt exts[2];
  guint8 number[2], level = 0x80 | 30;
  guint n = 0;
  if (self->options.twcc_ext != 0) {
    pn_put16 (number, (*twcc)++);
    exts[n++] = (PnRtpExt){ self->options.twcc_ext, 2, number };
  }
  if (self->options.level_ext != 0)
    exts[n++] = (PnRtpExt){ self->options.level_ext, 1, &level };
  return pn_rtp_write_header (out, self->options.pt, marker, (guint16) self->seq, self->ts,
                              self->options.ssrc, exts, n);
}

/* Magic and clock first, so that a receiver can tell that these are the very bytes; then noise. */
static void
write_body (BenchSource *self, guint8 *out, gsize len, guint64 stamp_ns)
{
  memcpy (out, self->noise, len);
  pn_put32 (out, BENCH_MAGIC);
  pn_put32 (out + 4, (guint32) (stamp_ns >> 32));
  pn_put32 (out + 8, (guint32) stamp_ns);
}

static gsize
video_payload (BenchSource *self, guint8 *out, guint64 stamp_ns)
{
  gboolean first = self->left == self->count;
  /* As Chromium cuts: the remainder makes the last packets one byte larger. */
  guint larger = self->frame_bytes % self->count;
  gsize body = self->frame_bytes / self->count + (self->left <= larger ? 1 : 0), at = DESCRIPTOR;
  out[0] = first ? 0x90 : 0x80;
  out[1] = 0x80;
  pn_put16 (out + 2, 0x8000 | self->picture);
  if (first) { /* frame tag: P bit, show; then start code and 640x360 */
    static const guint8 start[] = { 0x9D, 0x01, 0x2A, 0x80, 0x02, 0x68, 0x01 };
    out[at++] = self->key ? 0x10 : 0x11;
    out[at++] = 0;
    out[at++] = 0;
    memcpy (out + at, start, sizeof start);
    at += sizeof start;
  }
  write_body (self, out + at, MAX (body, 24) - (at - DESCRIPTOR), stamp_ns);
  return DESCRIPTOR + MAX (body, 24);
}

static gsize
finish (BenchSource *self, gsize head, gsize payload, gsize *head_out, guint64 *index)
{
  *head_out = head;
  *index = (guint64) self->seq++;
  self->packets++;
  self->octets += (guint32) payload;
  return head + payload;
}

static gsize
next_voice (BenchSource *self, guint64 stamp_ns, guint16 *twcc, guint8 *out, gsize *head, guint64 *index)
{
  self->ts += 48 * VOICE_US / 1000;
  self->next += VOICE_US;
  gsize n = write_head (self, self->packets == 0, twcc, out);
  write_body (self, out + n, VOICE_BYTES, stamp_ns);
  return finish (self, n, VOICE_BYTES, head, index);
}

gsize
bench_source_next (BenchSource *self, gint64 now, guint64 stamp_ns, guint16 *twcc, guint8 *out, gsize *head,
                   guint64 *index)
{
  if (!self->options.video)
    return now < self->next ? 0 : next_voice (self, stamp_ns, twcc, out, head, index);
  if (self->left == 0) {
    if (now < self->next)
      return 0;
    begin_frame (self);
  }
  if (!pacer_lets (self, now))
    return 0;
  gsize n = write_head (self, self->left == 1, twcc, out);
  gsize payload = video_payload (self, out + n, stamp_ns);
  self->left--;
  self->burst_left -= MIN (self->burst_left, (guint) payload);
  return finish (self, n, payload, head, index);
}

void
bench_source_counts (const BenchSource *self, guint32 *packets, guint32 *octets, guint32 *ts)
{
  *packets = self->packets;
  *octets = self->octets;
  *ts = self->ts;
}

static gboolean
stamp_at (const guint8 *p, gsize len, gsize at, guint64 *stamp_ns)
{
  if (len < at + 12 || pn_get32 (p + at) != BENCH_MAGIC)
    return FALSE;
  *stamp_ns = (guint64) pn_get32 (p + at + 4) << 32 | pn_get32 (p + at + 8);
  return TRUE;
}

gboolean
bench_source_stamp (const guint8 *payload, gsize len, guint64 *stamp_ns)
{
  /* A voice; a packet inside a frame; the first of a frame, behind tag and start code. */
  return stamp_at (payload, len, 0, stamp_ns) || stamp_at (payload, len, DESCRIPTOR, stamp_ns)
         || stamp_at (payload, len, DESCRIPTOR + 10, stamp_ns);
}
