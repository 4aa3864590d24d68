/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a packet of the store is written for one receiver: header and numbers, then encrypted from the store
 * into place. */
#include <string.h>

#include "media/sfu/objects.h"

void
pn_sender_line (PnSender *self, const PnLine *line)
{
  guint8 pts[PN_N_CODECS] = { 0 };
  for (guint i = 0; i < PN_N_CODECS; i++)
    if (line->codecs[i] != NULL)
      pts[i] = (guint8) line->codecs[i]->pt;
  /* A packet sent again must be the same bytes under the same nonce (RFC 7714 section 8.1): after a change of
   * form, none is. */
  if (memcmp (pts, self->pts, sizeof pts) != 0 || self->mid_ext != line->mid_ext
      || self->level_ext != line->level_ext)
    pn_sender_forget_sent (self);
  memcpy (self->pts, pts, sizeof pts);
  self->mid_ext = line->mid_ext;
  self->level_ext = line->level_ext;
  g_strlcpy (self->mid, line->offer->mid, sizeof self->mid);
}

static gsize
write_header (const PnSender *self, const PnPacket *p, const PnNumbers *n, guint8 *out)
{
  PnRtpExt exts[2];
  guint count = 0;
  guint8 level = (guint8) p->level;
  if (self->mid_ext != 0)
    exts[count++] = (PnRtpExt){ self->mid_ext, (guint8) strlen (self->mid), (const guint8 *) self->mid };
  if (self->level_ext != 0 && p->level >= 0)
    exts[count++] = (PnRtpExt){ self->level_ext, 1, &level };
  return pn_rtp_write_header (out, self->pts[self->track->codec], p->marker, (guint16) n->seq, n->ts,
                              self->ssrc, exts, count);
}

static void
send_tap (PnSender *self, const PnPacket *p, const PnNumbers *n)
{
  guint8 out[PN_RTP_MAX + 64];
  gsize head = write_header (self, p, n, out);
  memcpy (out + head, p->payload, p->len);
  pn_net_send (self->room->host->transport.net, &self->tap, out, head + p->len);
}

void
pn_sender_send (PnSender *self, const PnPacket *p, const PnNumbers *n)
{
  if (p->info.pid_len > 0 || p->info.tl0_at > 0)
    pn_payload_renumber (&p->info, p->payload, (guint16) n->pid, n->tl0);
  if (self->conn == NULL) {
    send_tap (self, p, n);
    return;
  }
  guint8 *out = pn_transport_begin_rtp (self->conn->transport);
  gsize head = write_header (self, p, n, out);
  pn_transport_end_rtp (self->conn->transport, head, p->payload, p->len, (guint64) n->seq);
}

static const PnPacket *
find_sent (const PnSender *self, guint16 seq, PnNumbers *out)
{
  const PnSent *s = &self->sent[seq % PN_SENT];
  if (!s->used || (guint16) s->index != seq || s->layer >= self->track->n_layers)
    return NULL;
  *out = (PnNumbers){ s->index, s->ts, s->pid, s->tl0 };
  return pn_store_get (self->track->layers[s->layer]->store, s->src);
}

void
pn_sender_resend (PnSender *self, const guint16 *seqs, guint n)
{
  PnCounters *counters = self->room->host->transport.counters;
  PnNumbers numbers;
  if (self->track == NULL || self->sent == NULL || !pn_transport_can_send (self->conn->transport))
    return;
  for (guint i = 0; i < n; i++) {
    const PnPacket *p = find_sent (self, seqs[i], &numbers);
    if (p == NULL) {
      PN_INC (counters, nack_missed);
      continue;
    }
    pn_sender_send (self, p, &numbers);
    PN_INC (counters, resent);
  }
  pn_transport_flush (self->conn->transport);
}
