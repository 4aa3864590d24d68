/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One track on its way to one receiver: own SSRC, number and payload type, joined on over mute and change of source. */
#include <string.h>

#include "base/id.h"
#include "media/sfu/objects.h"

/* Taps have no negotiation: fixed payload types, told in tap.ok. */
static const guint8 tap_pts[PN_N_CODECS] = { 0, 111, 96, 102, 98, 45 };

PnSender *
pn_sender_new (PnRoom *room, PnConn *conn, const char *want)
{
  PnSender *self = g_new0 (PnSender, 1);
  self->want = g_strdup (want);
  self->room = room;
  self->conn = conn;
  self->ssrc = (guint32) pn_random_u64 () | 1;
  pn_rewrite_init (&self->rewrite);
  if (conn == NULL)
    memcpy (self->pts, tap_pts, sizeof self->pts);
  return self;
}

void
pn_sender_free (PnSender *self)
{
  if (self == NULL)
    return;
  pn_sender_bind (self, NULL);
  g_free (self->want);
  g_free (self->sent);
  g_free (self);
}

static void
forget_sent (PnSender *self)
{
  if (self->sent != NULL)
    memset (self->sent, 0, PN_SENT * sizeof *self->sent);
}

void
pn_sender_bind (PnSender *self, PnTrack *track)
{
  if (self->track == track)
    return;
  if (self->track != NULL)
    g_ptr_array_remove_fast (self->track->senders, self);
  self->track = track;
  self->sr_at = 0;
  forget_sent (self);
  if (track == NULL)
    return;
  g_ptr_array_add (track->senders, self);
  pn_rewrite_switch (&self->rewrite);
  self->need_key = pn_codec_is_video (track->codec);
  pn_track_want_key (track);
}

void
pn_sender_hold (PnSender *self)
{
  pn_rewrite_skip (&self->rewrite);
  if (self->track != NULL && pn_codec_is_video (self->track->codec))
    self->need_key = TRUE;
}

void
pn_sender_line (PnSender *self, const PnLine *line)
{
  guint8 pts[PN_N_CODECS] = { 0 };
  for (guint i = 0; i < PN_N_CODECS; i++)
    if (line->codecs[i] != NULL)
      pts[i] = (guint8) line->codecs[i]->pt;
  /* A packet sent again must be the same bytes under the same nonce (RFC 7714 section 8.1): after a change of form, none is. */
  if (memcmp (pts, self->pts, sizeof pts) != 0 || self->mid_ext != line->mid_ext || self->level_ext != line->level_ext)
    forget_sent (self);
  memcpy (self->pts, pts, sizeof pts);
  self->mid_ext = line->mid_ext;
  self->level_ext = line->level_ext;
  g_strlcpy (self->mid, line->offer->mid, sizeof self->mid);
}

static gsize
write_header (const PnSender *self, const PnPacket *p, guint16 seq, guint32 ts, guint8 *out)
{
  PnRtpExt exts[2];
  guint n = 0;
  guint8 level = (guint8) p->level;
  if (self->mid_ext != 0)
    exts[n++] = (PnRtpExt){ self->mid_ext, (guint8) strlen (self->mid), (const guint8 *) self->mid };
  if (self->level_ext != 0 && p->level >= 0)
    exts[n++] = (PnRtpExt){ self->level_ext, 1, &level };
  return pn_rtp_write_header (out, self->pts[self->track->codec], p->marker, seq, ts, self->ssrc, exts, n);
}

static void
send_tap (PnSender *self, const PnPacket *p, guint16 seq, guint32 ts)
{
  guint8 out[PN_RTP_MAX + 64];
  gsize head = write_header (self, p, seq, ts, out);
  memcpy (out + head, p->payload, p->len);
  pn_net_send (self->room->host->transport.net, &self->tap, out, head + p->len);
}

static void
send_packet (PnSender *self, const PnPacket *p, gint64 seq, guint32 ts)
{
  if (self->conn == NULL) {
    send_tap (self, p, (guint16) seq, ts);
    return;
  }
  guint8 *out = pn_transport_begin_rtp (self->conn->transport);
  gsize head = write_header (self, p, (guint16) seq, ts, out);
  pn_transport_end_rtp (self->conn->transport, head, p->payload, p->len, (guint64) seq);
}

static void
remember (PnSender *self, gint64 out, gint64 src)
{
  if (self->conn == NULL || !pn_codec_is_video (self->track->codec))
    return;
  if (self->sent == NULL)
    self->sent = g_new0 (PnSent, PN_SENT);
  self->sent[out % PN_SENT] = (PnSent){ (guint32) (out & 0xFFFF) + 1, src };
}

void
pn_sender_forward (PnSender *self, const PnPacket *packet, gint64 now)
{
  gint64 seq;
  guint32 ts;
  if (self->pts[self->track->codec] == 0)
    return;
  if (self->conn != NULL && !pn_transport_can_send (self->conn->transport)) {
    if (pn_transport_state (self->conn->transport) == PN_TRANSPORT_STALE)
      PN_INC (self->room->host->transport.counters, no_consent);
    pn_sender_hold (self);
    return;
  }
  if (self->need_key && !packet->key)
    return;
  if (!pn_rewrite_map (&self->rewrite, packet->seq, packet->ts, pn_codec_clock (self->track->codec), now, &seq, &ts))
    return;
  self->need_key = FALSE;
  remember (self, seq, packet->seq);
  self->packets++;
  self->octets += packet->len;
  send_packet (self, packet, seq, ts);
}

void
pn_sender_resend (PnSender *self, const guint16 *seqs, guint n)
{
  PnCounters *counters = self->room->host->transport.counters;
  if (self->track == NULL || self->sent == NULL || !pn_transport_can_send (self->conn->transport))
    return;
  for (guint i = 0; i < n; i++) {
    const PnSent *s = &self->sent[seqs[i] % PN_SENT];
    const PnPacket *p = s->out == (guint32) seqs[i] + 1 ? pn_store_get (self->track->store, s->src) : NULL;
    /* The mapping may have been joined anew since (mute): numbers from before it cannot be made again. */
    if (p == NULL || p->seq < self->rewrite.first || (guint16) (p->seq + self->rewrite.seq_offset) != seqs[i]) {
      PN_INC (counters, nack_missed);
      continue;
    }
    send_packet (self, p, p->seq + self->rewrite.seq_offset, p->ts + self->rewrite.ts_offset);
    PN_INC (counters, resent);
  }
  pn_transport_flush (self->conn->transport);
}
