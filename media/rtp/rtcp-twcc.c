/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/rtp/rtcp-twcc.h"

#include <string.h>

#include "media/rtp/bytes.h"
#include "media/rtp/rtcp-private.h"

#define HEAD 20 /* bytes before the first chunk */
#define MAX_RUN 0x1FFF
#define TICKS_PER_REFERENCE (PN_TWCC_REFERENCE_US / PN_TWCC_TICK_US)

typedef enum { LOST, SMALL, LARGE, RESERVED } Symbol;
static const guint8 delta_size[] = { 0, 1, 2, 0 };

/* ---- reading */

static guint
chunk_length (guint16 chunk)
{
  if (!(chunk & 0x8000))
    return chunk & MAX_RUN;
  return chunk & 0x4000 ? 7 : 14;
}

static Symbol
chunk_symbol (guint16 chunk, guint i)
{
  if (!(chunk & 0x8000))
    return (Symbol) (chunk >> 13 & 3);
  if (chunk & 0x4000)
    return (Symbol) (chunk >> (12 - 2 * i) & 3);
  return (Symbol) (chunk >> (13 - i) & 1);
}

/* Walks all chunks; FALSE when they or the deltas they announce reach past `end`. */
static gboolean
check_chunks (PnTwcc *self, const guint8 *end)
{
  const guint8 *p = self->chunk;
  gsize deltas = 0;
  for (guint done = 0; done < self->count; p += 2) {
    if (p + 2 > end)
      return FALSE;
    guint16 chunk = pn_get16 (p);
    guint n = MIN (chunk_length (chunk), self->count - done);
    if (n == 0) /* a run of nothing: no sender writes it, and it must not loop */
      return FALSE;
    for (guint i = 0; i < n; i++) {
      Symbol s = chunk_symbol (chunk, i);
      if (s == RESERVED)
        return FALSE;
      deltas += delta_size[s];
    }
    done += n;
  }
  self->delta = p;
  return deltas <= (gsize) (end - p);
}

gboolean
pn_twcc_read (PnTwcc *out, const PnRtcp *rtcp)
{
  memset (out, 0, sizeof *out);
  if (rtcp->kind != PN_RTCP_TWCC || rtcp->len < HEAD)
    return FALSE;
  out->base = pn_get16 (rtcp->body + 12);
  out->count = pn_get16 (rtcp->body + 14);
  out->reference = pn_get24 (rtcp->body + 16);
  out->number = rtcp->body[19];
  out->chunk = rtcp->body + HEAD;
  return out->count > 0 && out->count <= PN_TWCC_MAX && check_chunks (out, rtcp->body + rtcp->len);
}

gboolean
pn_twcc_next (PnTwcc *self, guint16 *number, gboolean *came, gint64 *at)
{
  if (self->i == self->count)
    return FALSE;
  guint16 chunk = pn_get16 (self->chunk);
  Symbol s = chunk_symbol (chunk, self->run);
  *number = (guint16) (self->base + self->i++);
  *came = s != LOST;
  if (s == SMALL)
    self->at += self->delta[0] * PN_TWCC_TICK_US;
  else if (s == LARGE)
    self->at += (gint16) pn_get16 (self->delta) * PN_TWCC_TICK_US;
  self->delta += delta_size[s];
  *at = self->at;
  if (++self->run == chunk_length (chunk)) {
    self->run = 0;
    self->chunk += 2;
  }
  return TRUE;
}

/* ---- writing */

typedef struct {
  gint64 last; /* ticks */
  guint n;
  guint8 symbols[PN_TWCC_MAX];
  guint8 deltas[2 * PN_TWCC_MAX];
  gsize deltas_len;
} Draft;

static gboolean
draft_packet (Draft *d, gint64 at)
{
  if (at < 0) {
    d->symbols[d->n++] = LOST;
    return TRUE;
  }
  gint64 tick = at / PN_TWCC_TICK_US, delta = tick - d->last;
  if (delta < G_MININT16 || delta > G_MAXINT16)
    return FALSE;
  Symbol s = delta >= 0 && delta <= 255 ? SMALL : LARGE;
  if (s == LARGE)
    pn_put16 (d->deltas + d->deltas_len, (guint16) delta);
  else
    d->deltas[d->deltas_len] = (guint8) delta;
  d->deltas_len += delta_size[s];
  d->symbols[d->n++] = (guint8) s;
  d->last = tick;
  return TRUE;
}

static guint
run_length (const guint8 *symbols, guint n)
{
  guint k = 1;
  while (k < n && k < MAX_RUN && symbols[k] == symbols[0])
    k++;
  return k;
}

/* One chunk for the symbols at `s`, a run or a vector, whichever takes more of them. Returns how many. */
static guint
pack_chunk (const guint8 *s, guint n, guint8 *out)
{
  gboolean two_bits = memchr (s, LARGE, MIN (n, 14)) != NULL;
  guint vector = MIN (n, two_bits ? 7 : 14), run = run_length (s, n);
  if (run >= vector) {
    pn_put16 (out, (guint16) ((guint) s[0] << 13 | run));
    return run;
  }
  guint chunk = two_bits ? 0xC000 : 0x8000;
  for (guint i = 0; i < vector; i++)
    chunk |= (guint) s[i] << (two_bits ? 12 - 2 * i : 13 - i);
  pn_put16 (out, (guint16) chunk);
  return vector;
}

static guint
first_that_came (const gint64 *at, guint n)
{
  guint i = 0;
  while (i < n && at[i] < 0)
    i++;
  return i;
}

guint
pn_rtcp_write_twcc (PnRtcpWriter *w, guint32 sender, guint32 media, guint8 number, guint16 base, const gint64 *at, guint n)
{
  Draft d;
  guint8 chunks[2 * PN_TWCC_MAX];
  gsize room = w->size - w->len, chunks_len = 0;
  /* At worst two bytes of delta for each packet and a chunk for every seven. */
  n = MIN (n, PN_TWCC_MAX);
  n = MIN (n, room > HEAD + 8 ? (guint) (room - HEAD - 8) * 7 / 16 : 0);
  guint first = first_that_came (at, n);
  if (first == n)
    return 0;
  gint64 reference = at[first] / PN_TWCC_REFERENCE_US;
  d.last = reference * TICKS_PER_REFERENCE;
  d.n = 0;
  d.deltas_len = 0;
  for (guint i = 0; i < n && draft_packet (&d, at[i]); i++)
    ;
  for (guint i = 0; i < d.n; chunks_len += 2)
    i += pack_chunk (d.symbols + i, d.n - i, chunks + chunks_len);
  gsize len = (HEAD + chunks_len + d.deltas_len + 3) & ~(gsize) 3;
  guint8 *p = pn_rtcp_begin (w, PN_RTCP_FMT_TWCC, PN_RTCP_PT_RTPFB, len);
  if (p == NULL)
    return 0;
  memset (p + 4, 0, len - 4);
  pn_put32 (p + 4, sender);
  pn_put32 (p + 8, media);
  pn_put16 (p + 12, base);
  pn_put16 (p + 14, (guint16) d.n);
  pn_put24 (p + 16, (guint32) reference & (PN_TWCC_REFERENCE_WRAP - 1));
  p[19] = number;
  memcpy (p + HEAD, chunks, chunks_len);
  memcpy (p + HEAD + chunks_len, d.deltas, d.deltas_len);
  return d.n;
}
