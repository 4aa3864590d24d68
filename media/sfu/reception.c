/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sfu/reception.h"

#include <string.h>

#include "media/rtp/rtp.h"

#define MAX_JUMP 3000        /* RFC 3550 MAX_DROPOUT */
#define REORDER_US 10000     /* a packet this late may simply have been overtaken */
#define ORDERLY_US (10 * G_USEC_PER_SEC) /* on a line where none was for so long it is asked for at once */
#define LEAST_RETRY_US 40000
#define TWICE_US 15000       /* on a line that loses, said again after this: requests are lost too, and browsers answer one a round trip */
#define LOSING_US (2 * G_USEC_PER_SEC) /* such a line is one that lost something so lately */

void
pn_reception_init (PnReception *self, guint clock)
{
  memset (self, 0, sizeof *self);
  self->clock = clock;
  self->base = self->highest = -1;
}

static void
forget_gap (PnReception *self, guint i)
{
  self->n_gaps--;
  memmove (&self->gaps[i], &self->gaps[i + 1], (self->n_gaps - i) * sizeof *self->gaps);
}

/* How long an answer takes, of those asked for once: which of several requests was answered nobody knows. */
static void
note_answer (PnReception *self, const PnGap *g, gint64 now)
{
  gint64 took = now - g->asked;
  self->lost_at = now;
  if (g->tries == 1)
    self->answer = self->answer == 0 ? took : self->answer + (took - self->answer) / 8;
}

static void
fill_gap (PnReception *self, guint i, gint64 now)
{
  const PnGap *g = &self->gaps[i];
  if (now - g->since < REORDER_US)
    self->overtaken_at = MAX (now, 1);
  else
    note_answer (self, g, now);
  self->recovered += g->tries > 0;
  forget_gap (self, i);
}

static void
note_gaps (PnReception *self, gint64 from, gint64 to, gint64 now)
{
  if (to - from > PN_RECEPTION_GAPS - (gint64) self->n_gaps) {
    self->n_gaps = 0;
    self->lost_too_much = TRUE;
    return;
  }
  for (gint64 s = from; s < to; s++)
    self->gaps[self->n_gaps++] = (PnGap){ .seq = s, .since = now };
}

static void
note_jitter (PnReception *self, guint32 ts, gint64 now)
{
  gint64 arrival = (gint64) ((gdouble) now * self->clock / G_USEC_PER_SEC);
  gint64 transit = (gint32) ((guint32) arrival - ts);
  if (self->has_transit) {
    gdouble d = ABS ((gdouble) (gint32) (transit - self->transit));
    self->jitter += (d - self->jitter) / 16;
  }
  self->transit = transit;
  self->has_transit = TRUE;
}

gint64
pn_reception_packet (PnReception *self, guint16 seq, guint32 ts, gint64 now)
{
  gint64 e = pn_rtp_extend_seq (self->highest, seq);
  if (self->highest >= 0 && ABS (e - self->highest) > MAX_JUMP) {
    /* A stream that really restarted at another number: begin anew, the forwarder resynchronises. */
    e = self->highest + MAX_JUMP * 2;
    e += (guint16) (seq - (guint16) e);
    self->n_gaps = 0;
    self->lost_too_much = TRUE;
    self->base += e - self->highest - 1;
    self->highest = e - 1;
  }
  if (self->highest < 0) {
    self->base = e;
    self->highest = e - 1;
  }
  if (e > self->highest) {
    note_gaps (self, self->highest + 1, e, now);
    self->highest = e;
  } else {
    for (guint i = 0; i < self->n_gaps; i++)
      if (self->gaps[i].seq == e) {
        fill_gap (self, i, now);
        break;
      }
  }
  self->received++;
  note_jitter (self, ts, now);
  return e;
}

gint64
pn_reception_repaired (PnReception *self, guint16 seq, gint64 answered)
{
  gint64 e = pn_rtp_extend_seq (self->highest, seq);
  for (guint i = 0; i < self->n_gaps; i++)
    if (self->gaps[i].seq == e) {
      if (answered > 0)
        note_answer (self, &self->gaps[i], answered);
      self->recovered++;
      forget_gap (self, i);
      return e;
    }
  return -1;
}

void
pn_reception_sender_report (PnReception *self, const PnRtcp *sr, gint64 now)
{
  self->ntp = sr->ntp;
  self->sr_ts = sr->rtp_ts;
  self->sr_at = now;
}

void
pn_reception_report (PnReception *self, PnRtcpReport *out, gint64 now)
{
  gint64 expected = self->highest - self->base + 1;
  gint64 lost = expected - (gint64) self->received;
  gint64 expected_now = expected - self->expected_prior;
  gint64 lost_now = expected_now - (gint64) (self->received - self->received_prior);
  memset (out, 0, sizeof *out);
  out->fraction = (guint8) (expected_now > 0 && lost_now > 0 ? MIN (255, lost_now * 256 / expected_now) : 0);
  out->lost = (gint32) CLAMP (lost, -0x800000, 0x7FFFFF);
  out->highest = (guint32) self->highest;
  out->jitter = (guint32) self->jitter;
  if (self->sr_at > 0) {
    out->lsr = (guint32) (self->ntp >> 16);
    out->dlsr = (guint32) ((now - self->sr_at) * 65536 / G_USEC_PER_SEC);
  }
  self->expected_prior = expected;
  self->received_prior = self->received;
}

gboolean
pn_reception_is_losing (const PnReception *self, gint64 now)
{
  return self->lost_at > 0 && now - self->lost_at <= LOSING_US;
}

static gboolean
is_due (const PnReception *self, PnGap *g, gint64 now, gint64 retry)
{
  gint64 patience = self->overtaken_at > 0 && now - self->overtaken_at < ORDERLY_US ? REORDER_US : 0;
  if (now - g->since < patience)
    return FALSE;
  if (g->tries < PN_RECEPTION_TRIES && (g->asked == 0 || now - g->asked >= retry)) {
    g->asked = now;
    g->tries++;
    g->twice = !pn_reception_is_losing (self, now);
    return TRUE;
  }
  if (g->twice || g->asked == 0 || now - g->asked < TWICE_US)
    return FALSE;
  g->twice = TRUE;
  return TRUE;
}

guint
pn_reception_nacks (PnReception *self, guint16 *out, guint max, gint64 now, gint64 rtt)
{
  guint n = 0;
  gint64 retry = MAX (MAX (rtt, self->answer + self->answer / 4), LEAST_RETRY_US);
  for (guint i = 0; i < self->n_gaps;) {
    PnGap *g = &self->gaps[i];
    if (now - g->since > PN_RECEPTION_GIVE_UP_US || (g->tries == PN_RECEPTION_TRIES && now - g->asked > retry)) {
      forget_gap (self, i);
      self->lost_too_much = TRUE;
      continue;
    }
    if (n < max && is_due (self, g, now, retry))
      out[n++] = (guint16) g->seq;
    i++;
  }
  return n;
}
