/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a packet of the store is written for one receiver: header and numbers, then encrypted from the store
 * into place. Also again for a NACK, and as a probe; both on the repair SSRC where that is negotiated (RFC
 * 4588). */
#include <string.h>

#include "media/rtp/bytes.h"
#include "media/sfu/objects.h"

#define PADDING 255 /* bytes in a packet of nothing else, RFC 3550 section 5.1 */
#define PROBE_LOOK_BACK 64
#define AGAIN_US 8000 /* besides the way to the next tick */
#define OVERHEAD 40 /* bytes of header, extensions and tag around a payload, about */

/* What the header of one packet says. */
typedef struct {
  guint8 pt;
  gboolean marker;
  guint16 seq;
  guint32 ts, ssrc;
  gint level;   /* -1 none */
  guint16 twcc; /* transport-wide number, written where negotiated */
} Head;

static gboolean
has_rtx (const PnSender *self)
{
  return self->track != NULL && self->rtx_pts[self->track->codec] != 0;
}

static void
read_line (PnSender *self, const PnLine *line)
{
  for (guint i = 0; i < PN_N_CODECS; i++)
    self->pts[i] = line->codecs[i] != NULL ? (guint8) line->codecs[i]->pt : 0;
  memcpy (self->rtx_pts, line->rtx_pts, sizeof self->rtx_pts);
  self->red_pt = line->red_pt;
  self->nack = line->usable;
  self->mid_ext = line->mid_ext;
  self->level_ext = line->level_ext;
  self->delay_ext = line->delay_ext;
  self->twcc_ext = self->conn != NULL ? self->conn->twcc_ext : 0;
  g_strlcpy (self->mid, line->offer->mid, sizeof self->mid);
}

void
pn_sender_line (PnSender *self, const PnLine *line)
{
  PnSender before = *self;
  read_line (self, line);
  /* A packet sent again in its own stream must be the same bytes under the same nonce (RFC 7714 section 8.1):
   * after a change of form, none is. */
  if (memcmp (before.pts, self->pts, sizeof self->pts) != 0 || before.red_pt != self->red_pt
      || memcmp (before.rtx_pts, self->rtx_pts, sizeof self->rtx_pts) != 0
      || before.mid_ext != self->mid_ext || before.level_ext != self->level_ext)
    pn_sender_forget_sent (self);
}

static gsize
write_header (const PnSender *self, const Head *h, guint8 *out)
{
  PnRtpExt exts[4];
  guint n = 0;
  guint8 level = (guint8) h->level, number[2], delay[3];
  pn_put16 (number, h->twcc);
  if (self->twcc_ext != 0)
    exts[n++] = (PnRtpExt){ self->twcc_ext, 2, number };
  if (self->mid_ext != 0)
    exts[n++] = (PnRtpExt){ self->mid_ext, (guint8) strlen (self->mid), (const guint8 *) self->mid };
  if (self->level_ext != 0 && h->level >= 0)
    exts[n++] = (PnRtpExt){ self->level_ext, 1, &level };
  /* Only where nothing is ever sent again in the stream itself: that would have to be the same bytes. */
  if (self->tell_patience && self->delay_ext != 0 && has_rtx (self)) {
    pn_patience_write (&self->patience, delay);
    exts[n++] = (PnRtpExt){ self->delay_ext, sizeof delay, delay };
  }
  return pn_rtp_write_header (out, h->pt, h->marker, h->seq, h->ts, h->ssrc, exts, n);
}

guint16
pn_sender_number (PnSender *self, gsize payload_len, gint64 now)
{
  if (self->twcc_ext == 0 || self->conn->twcc_out == NULL)
    return 0;
  return pn_twcc_out_add (self->conn->twcc_out, payload_len + OVERHEAD, now);
}

static Head
head_of (const PnSender *self, const PnPacket *p, const PnSent *how)
{
  return (Head){ .pt = self->pts[self->track->codec],
                 .marker = p->marker,
                 .seq = (guint16) how->index,
                 .ts = how->ts,
                 .ssrc = self->ssrc,
                 .level = p->level,
                 .twcc = how->twcc };
}

static void
send_tap (PnSender *self, const PnPacket *p, const Head *h)
{
  guint8 out[PN_RTP_MAX + 64];
  gsize len = write_header (self, h, out);
  memcpy (out + len, p->payload, p->len);
  pn_net_send (self->room->host->transport.net, &self->tap, out, len + p->len);
}

static void
renumber (const PnPacket *p, const PnSent *how)
{
  if (p->info.pid_len > 0 || p->info.tl0_at > 0)
    pn_payload_renumber (&p->info, p->payload, how->pid, how->tl0);
}

gboolean
pn_sender_send (PnSender *self, const PnPacket *p, const PnSent *how)
{
  Head h = head_of (self, p, how);
  const guint8 *payload = p->payload;
  gsize payload_len = p->len;
  renumber (p, how);
  if (self->conn == NULL) {
    send_tap (self, p, &h);
    return TRUE;
  }
  if (how->red) {
    PnLayer *l = self->track->layers[how->layer];
    payload = pn_redundancy_make (l->redundancy, l->store, p, h.pt, how->red_mask, &payload_len);
    h.pt = self->red_pt;
  }
  if (payload == NULL)
    return FALSE;
  guint8 *out = pn_transport_begin_rtp (self->conn->transport);
  gsize len = write_header (self, &h, out);
  pn_transport_end_rtp (self->conn->transport, len, payload, payload_len, (guint64) how->index);
  return TRUE;
}

/* ---- the repair stream */

/* The original number stands in front of the payload: the store keeps two bytes free there, so nothing is
 * copied. */
static gsize
send_rtx (PnSender *self, const PnPacket *p, const PnSent *how, gint64 now)
{
  Head h = head_of (self, p, how);
  renumber (p, how);
  pn_put16 (p->payload - 2, (guint16) how->index);
  h.pt = self->rtx_pts[self->track->codec];
  h.ssrc = self->rtx_ssrc;
  h.seq = (guint16) self->rtx_index;
  h.twcc = pn_sender_number (self, p->len + 2u, now);
  guint8 *out = pn_transport_begin_rtp (self->conn->transport);
  gsize len = write_header (self, &h, out);
  pn_transport_end_rtp (self->conn->transport, len, p->payload - 2, p->len + 2u, (guint64) self->rtx_index++);
  return len + p->len + 2u;
}

static gsize
send_padding (PnSender *self, gint64 now)
{
  static const guint8 padding[PADDING] = { [PADDING - 1] = PADDING };
  Head h = { .pt = self->rtx_pts[self->track->codec],
             .seq = (guint16) self->rtx_index,
             .ts = self->rewrite.last_ts,
             .ssrc = self->rtx_ssrc,
             .level = -1,
             .twcc = pn_sender_number (self, sizeof padding, now) };
  guint8 *out = pn_transport_begin_rtp (self->conn->transport);
  gsize len = write_header (self, &h, out);
  out[0] |= 0x20;
  pn_transport_end_rtp (self->conn->transport, len, padding, sizeof padding, (guint64) self->rtx_index++);
  return len + sizeof padding;
}

static const PnPacket *
find_sent (const PnSender *self, guint16 seq, PnSent *how)
{
  const PnMemo *m = self->sent != NULL ? &self->sent[seq & (self->n_sent - 1)] : NULL;
  if (m == NULL || !m->used || m->seq != seq || m->layer >= self->track->n_layers)
    return NULL;
  /* What is remembered was sent lately: less than one turn of the number before the highest. */
  gint64 index = self->rewrite.highest - (guint16) ((guint16) self->rewrite.highest - seq);
  *how = (PnSent){ m->src, index, m->ts, m->pid, m->twcc, m->tl0, m->layer, m->red_mask, m->red };
  return pn_store_get (self->track->layers[m->layer]->store, m->src);
}

void
pn_sender_repeat (PnSender *self, guint16 seq, gint64 now)
{
  if (self->lossy && has_rtx (self) && self->n_again < PN_AGAIN)
    self->again[self->n_again++] = (PnAgain){ seq, now + AGAIN_US };
}

void
pn_sender_send_again (PnSender *self, gint64 now)
{
  PnSent how;
  guint n = 0;
  for (; n < self->n_again && self->again[n].due <= now; n++) {
    const PnPacket *p = self->track != NULL && has_rtx (self) ? find_sent (self, self->again[n].seq, &how) : NULL;
    if (p != NULL && pn_transport_can_send (self->conn->transport) && pn_transport_has_room (self->conn->transport, TRUE)
        && pn_downlink_may_double (self->conn, p->len, now))
      send_rtx (self, p, &how, now);
  }
  if (n == 0)
    return;
  self->n_again -= n;
  memmove (self->again, self->again + n, self->n_again * sizeof *self->again);
  pn_transport_flush (self->conn->transport);
}

static void
resend_one (PnSender *self, guint16 seq, gint64 now)
{
  PnCounters *counters = self->room->host->transport.counters;
  PnSent how;
  const PnPacket *p = find_sent (self, seq, &how);
  gboolean sent = p != NULL;
  /* A voice is sent again whatever the line: it is little, and comes first. */
  if (sent && pn_codec_is_video (self->track->codec) && !pn_downlink_may_repair (self->conn, p->len, now)) {
    PN_INC (counters, nack_refused);
    return;
  }
  if (sent && has_rtx (self)) {
    send_rtx (self, p, &how, now);
    pn_sender_repeat (self, seq, now);
  }
  else if (sent)
    sent = pn_sender_send (self, p, &how); /* with the transport-wide number it had: the same bytes */
  if (sent)
    PN_INC (counters, resent);
  else
    PN_INC (counters, nack_missed);
}

void
pn_sender_resend (PnSender *self, const guint16 *seqs, guint n, gint64 now)
{
  if (self->track == NULL || self->sent == NULL || !pn_transport_can_send (self->conn->transport))
    return;
  for (guint i = 0; i < n; i++)
    resend_one (self, seqs[i], now);
  pn_transport_flush (self->conn->transport);
}

gsize
pn_sender_probe (PnSender *self, gsize bytes, gint64 now)
{
  PnSent how;
  gsize sent = 0;
  if (!has_rtx (self) || self->conn == NULL || !pn_transport_can_send (self->conn->transport))
    return 0;
  for (gint64 seq = self->rewrite.highest; sent < bytes && seq > self->rewrite.highest - PROBE_LOOK_BACK;
       seq--) {
    const PnPacket *p = find_sent (self, (guint16) seq, &how);
    if (p != NULL && p->len > PADDING)
      sent += send_rtx (self, p, &how, now);
  }
  while (sent < bytes)
    sent += send_padding (self, now);
  PN_ADD (self->room->host->transport.counters, probe_bytes, sent);
  return sent;
}
