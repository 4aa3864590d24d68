/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/bench/tools/feedback.h"

#include "media/rtp/bytes.h"
#include "media/rtp/rtcp.h"
#include "media/rtp/rtp.h"

#define MAX_REPORTS 31

BenchStream *
bench_feedback_stream (BenchFeedback *self, guint32 ssrc)
{
  for (guint i = 0; i < self->n; i++)
    if (self->streams[i].ssrc == ssrc)
      return &self->streams[i];
  if (self->n == BENCH_STREAMS)
    return NULL;
  BenchStream *s = &self->streams[self->n++];
  *s = (BenchStream){ .ssrc = ssrc, .highest = -1, .asked = -1 };
  return s;
}

gboolean
bench_feedback_packet (BenchFeedback *self, BenchStream *s, guint16 seq)
{
  gint64 index = pn_rtp_extend_seq (s->highest, seq);
  s->received++;
  self->media_ssrc = s->ssrc;
  if (s->highest < 0) {
    s->first = s->highest = index;
    return FALSE;
  }
  if (index <= s->highest) {
    s->again++;
    return FALSE;
  }
  s->missing += (guint64) (index - s->highest - 1);
  s->highest = index;
  if (s->received % BENCH_ASK_EVERY != 0)
    return FALSE;
  s->asked = index;
  return TRUE;
}

void
bench_feedback_twcc (BenchFeedback *self, guint16 number, gint64 at_us)
{
  if (self->twcc_n == 0)
    self->twcc_base = number;
  guint at = (guint16) (number - self->twcc_base);
  if (at >= G_N_ELEMENTS (self->twcc_at))
    return; /* older than what was told, or too many: the sender takes them as lost */
  for (; self->twcc_n <= at; self->twcc_n++)
    self->twcc_at[self->twcc_n] = -1;
  self->twcc_at[at] = at_us;
}

static void
fill_report (BenchStream *s, PnRtcpReport *r, gint64 now)
{
  guint64 expected = (guint64) (s->highest - s->first + 1);
  guint64 expected_now = expected - s->expected_before, received_now = s->received - s->received_before;
  guint64 lost = expected_now > received_now ? expected_now - received_now : 0;
  *r = (PnRtcpReport){ .ssrc = s->ssrc,
                       .fraction = expected_now > 0 ? (guint8) MIN (255, lost * 256 / expected_now) : 0,
                       .lost = expected > s->received ? (gint32) (expected - s->received) : 0,
                       .highest = (guint32) s->highest,
                       .lsr = s->lsr,
                       .dlsr = s->lsr != 0 ? (guint32) ((now - s->sr_at) * 65536 / G_USEC_PER_SEC) : 0 };
  s->expected_before = expected;
  s->received_before = s->received;
}

gsize
bench_feedback_report (BenchFeedback *self, guint32 own, gint64 now, guint8 *out, gsize size)
{
  PnRtcpReport reports[MAX_REPORTS];
  PnRtcpWriter w = { .data = out, .size = size };
  guint n = 0;
  for (guint i = 0; i < self->n && n < MAX_REPORTS; i++)
    if (self->streams[i].highest >= 0)
      fill_report (&self->streams[i], &reports[n++], now);
  return pn_rtcp_write_rr (&w, own, reports, n) && pn_rtcp_write_sdes (&w, own, "bench") ? w.len : 0;
}

gsize
bench_feedback_ask (BenchFeedback *self, guint32 own, guint8 *out, gsize size)
{
  PnRtcpWriter w = { .data = out, .size = size };
  for (guint i = 0; i < self->n; i++) {
    BenchStream *s = &self->streams[i];
    guint16 seq = (guint16) s->asked;
    if (s->asked >= 0 && pn_rtcp_write_nack (&w, own, s->ssrc, &seq, 1))
      s->asked = -1;
  }
  return w.len;
}

/* Status symbols of two bits, seven to a chunk: 0 not received, 1 small delta, 2 large or negative delta. */
static guint
symbol (const BenchFeedback *self, guint i, gint64 *last, gint64 *delta)
{
  if (i >= self->twcc_n || self->twcc_at[i] < 0)
    return 0;
  *delta = (self->twcc_at[i] / 250) - *last;
  *last += *delta;
  return *delta >= 0 && *delta <= 255 ? 1 : 2;
}

static gsize
write_statuses (const BenchFeedback *self, gint64 reference, guint8 *out)
{
  gsize len = 0;
  gint64 last = reference, delta;
  for (guint i = 0; i < self->twcc_n; i += 7) {
    guint16 chunk = 0xC000;
    for (guint k = 0; k < 7; k++)
      chunk |= (guint16) (symbol (self, i + k, &last, &delta) << (12 - 2 * k));
    pn_put16 (out + len, chunk);
    len += 2;
  }
  last = reference;
  for (guint i = 0; i < self->twcc_n; i++) {
    guint s = symbol (self, i, &last, &delta);
    if (s == 1)
      out[len++] = (guint8) delta;
    else if (s == 2) {
      pn_put16 (out + len, (guint16) (gint16) CLAMP (delta, G_MININT16, G_MAXINT16));
      len += 2;
    }
  }
  return len;
}

gsize
bench_feedback_write_twcc (BenchFeedback *self, guint32 own, guint8 *out, gsize size)
{
  gint64 first = -1;
  for (guint i = 0; i < self->twcc_n && first < 0; i++)
    first = self->twcc_at[i];
  if (first < 0 || size < 20 + 2 * (512 / 7 + 1) + 2 * 512 + 4)
    return 0;
  gint64 reference = first / 64000; /* wall-clock time: more than 32 bits of it */
  out[0] = 0x80 | 15;               /* transport layer feedback, format 15 */
  out[1] = 205;
  pn_put32 (out + 4, own);
  pn_put32 (out + 8, self->media_ssrc);
  pn_put16 (out + 12, self->twcc_base);
  pn_put16 (out + 14, (guint16) self->twcc_n);
  pn_put24 (out + 16, (guint32) (reference & 0xFFFFFF));
  out[19] = self->twcc_count++;
  gsize len = 20 + write_statuses (self, reference * 256, out + 20);
  while (len % 4 != 0)
    out[len++] = 0;
  pn_put16 (out + 2, (guint16) (len / 4 - 1));
  self->twcc_n = 0;
  return len;
}
