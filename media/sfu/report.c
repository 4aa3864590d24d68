/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a connection sends by itself: receiver reports, REMB, NACK and PLI to publishers, sender reports to
 * subscribers. */
#include "media/sfu/objects.h"

#define KEY_THROTTLE_US 500000 /* between two key frame requests to one source, whoever asks */
#define KEY_AGAIN_US 15000
#define BUFFER 1200

static void
writer_init (PnRtcpWriter *w, guint8 *data)
{
  w->data = data;
  w->size = BUFFER;
  w->len = 0;
}

/* One report block; what it tells of loss also counts for the quality of this line. */
static void
report_layer (PnConn *self, PnLayer *l, PnRtcpReport *out, gint64 now)
{
  gint64 total = l->reception.highest - l->reception.base + 1 - l->reception.expected_prior;
  pn_reception_report (&l->reception, out, now);
  out->ssrc = l->ssrc;
  if (total > 0 && total < G_MAXUINT16) {
    self->condition.total += (guint) total;
    self->condition.lost += (guint) total * out->fraction / 256;
  }
}

/* The bound the operator sets, which browsers keep besides their own estimate. A publisher without transport-wide numbers has
 * no estimate: it is told less while its line loses what it sends. */
static guint64
uplink_bound (PnConn *self, gint64 now)
{
  guint64 max = self->peer->room->host->max_bitrate, rate = 0;
  if (self->twcc_in != NULL)
    return max;
  for (guint i = 0; i < self->tracks->len; i++) {
    const PnTrack *t = g_ptr_array_index (self->tracks, i);
    for (guint k = 0; k < t->n_layers; k++)
      rate += t->layers[k]->live ? t->layers[k]->rate : 0;
  }
  pn_loss_note (&self->up_loss, self->condition.lost, self->condition.total, rate / 8);
  pn_loss_judge (&self->up_loss, max, rate, pn_conn_rtt (self), now);
  return self->up_loss.bound > 0 ? MIN (max, self->up_loss.bound) : max;
}

static void
report_reception (PnConn *self, gint64 now)
{
  guint8 data[BUFFER + PN_SRTCP_OVERHEAD];
  PnRtcpWriter w;
  PnRtcpReport reports[31];
  guint32 ssrcs[31];
  guint n = 0, n_video = 0;
  for (guint i = 0; i < self->tracks->len; i++) {
    PnTrack *t = g_ptr_array_index (self->tracks, i);
    for (guint k = 0; k < t->n_layers && n < G_N_ELEMENTS (reports); k++) {
      PnLayer *l = t->layers[k];
      if (l->ssrc == 0 || l->reception.highest < 0)
        continue;
      report_layer (self, l, &reports[n++], now);
      if (pn_codec_is_video (t->codec))
        ssrcs[n_video++] = l->ssrc;
    }
  }
  writer_init (&w, data);
  if (!pn_rtcp_write_rr (&w, self->local_ssrc, reports, n)
      || !pn_rtcp_write_sdes (&w, self->local_ssrc, "phien"))
    return;
  if (n_video > 0 && !pn_rtcp_write_remb (&w, self->local_ssrc, uplink_bound (self, now), ssrcs, n_video))
    return;
  pn_transport_send_rtcp (self->transport, data, w.len);
}

/* The publisher's own clock goes through: its tracks carry one CNAME, so the receiver can put them together
 * (lip sync). */
static gsize
make_report (PnSender *s, guint8 *data, gint64 now)
{
  PnRtcpWriter w;
  /* Between a join and its first packet the mapping is that of what was before. */
  if (s->layer == NULL || s->packets == 0 || s->rewrite.join_ts || s->layer->reception.sr_at == 0)
    return 0;
  const PnReception *r = &s->layer->reception;
  gint64 passed = now - r->sr_at;
  s->sr_ntp = r->ntp + ((guint64) passed << 32) / G_USEC_PER_SEC;
  s->sr_at = now;
  guint32 ts = r->sr_ts + s->rewrite.ts_offset + (guint32) (passed * r->clock / G_USEC_PER_SEC);
  writer_init (&w, data);
  if (!pn_rtcp_write_sr (&w, s->ssrc, s->sr_ntp, ts, s->packets, s->octets)
      || !pn_rtcp_write_sdes (&w, s->ssrc, s->cname))
    return 0;
  return w.len;
}

static void
report_sender (PnConn *self, PnSender *s, gint64 now)
{
  guint8 data[BUFFER + PN_SRTCP_OVERHEAD];
  gsize len = make_report (s, data, now);
  if (len > 0)
    pn_transport_send_rtcp (self->transport, data, len);
}

void
pn_tap_report (PnSender *tap, gint64 now)
{
  guint8 data[BUFFER + PN_SRTCP_OVERHEAD];
  PnAddr to = tap->tap;
  gsize len = now - tap->sr_at >= G_USEC_PER_SEC ? make_report (tap, data, now) : 0;
  to.port++; /* RFC 3550 section 11 */
  if (len > 0)
    pn_net_send (tap->room->host->transport.net, &to, data, len);
}

void
pn_conn_report (PnConn *self, gint64 now)
{
  if (self->dir == PN_DIR_PUB)
    report_reception (self, now);
  for (guint i = 0; i < self->senders->len; i++) {
    pn_sender_judge_patience (g_ptr_array_index (self->senders, i), now);
    report_sender (self, g_ptr_array_index (self->senders, i), now);
  }
}

static gboolean
is_key_needed (PnLayer *l)
{
  if (l->reception.lost_too_much) {
    l->reception.lost_too_much = FALSE;
    l->key_wanted = TRUE;
  }
  /* A sender still waiting: the key frame asked for was lost, or never made. */
  for (guint i = 0; i < l->senders->len && !l->key_wanted; i++)
    l->key_wanted = pn_sender_awaits_key (g_ptr_array_index (l->senders, i), l);
  return l->key_wanted && (l->senders->len > 0 || l->relayed != 0) && !pn_track_is_muted (l->track);
}

static gboolean
is_losing (const PnTrack *track, gint64 now)
{
  for (guint i = 0; i < track->n_layers; i++)
    if (pn_reception_is_losing (&track->layers[i]->reception, now))
      return TRUE;
  return FALSE;
}

/* On a line that loses it is said again at once: the next request would be half a second away, and the picture stands. */
gboolean
pn_layer_key_due (PnLayer *l, gint64 now)
{
  if (pn_codec_is_video (l->track->codec) && is_key_needed (l) && now - l->key_asked >= KEY_THROTTLE_US) {
    l->key_wanted = FALSE;
    l->key_again = is_losing (l->track, now);
    l->key_asked = now;
    return TRUE;
  }
  if (!l->key_again || now - l->key_asked < KEY_AGAIN_US)
    return FALSE;
  l->key_again = FALSE;
  return TRUE;
}

static void
ask_layer (PnConn *self, PnLayer *l, PnRtcpWriter *w, gint64 now)
{
  PnCounters *counters = self->peer->room->host->transport.counters;
  guint16 seqs[64];
  const PnConn *sub = self->peer->conns[PN_DIR_SUB]; /* where the round trip to this person is measured */
  guint max = l->senders->len > 0 || l->relayed != 0 ? G_N_ELEMENTS (seqs) : 0; /* what nobody watches need not be whole */
  guint n = l->track->nack ? pn_reception_nacks (&l->reception, seqs, max, now, sub != NULL ? pn_conn_rtt (sub) : 0) : 0;
  if (n > 0 && pn_rtcp_write_nack (w, self->local_ssrc, l->ssrc, seqs, n))
    PN_ADD (counters, nacks_out, n);
  if (pn_layer_key_due (l, now) && pn_rtcp_write_pli (w, self->local_ssrc, l->ssrc))
    PN_INC (counters, keyframe_requests);
}

/* Transport-wide feedback names a media source of the connection, whichever. */
static guint32
any_ssrc (const PnConn *self)
{
  for (guint i = 0; i < self->tracks->len; i++) {
    const PnTrack *t = g_ptr_array_index (self->tracks, i);
    for (guint k = 0; k < t->n_layers; k++)
      if (t->layers[k]->ssrc != 0)
        return t->layers[k]->ssrc;
  }
  return 0;
}

void
pn_conn_ask_again (PnConn *self, gint64 now)
{
  guint8 data[BUFFER + PN_SRTCP_OVERHEAD];
  PnRtcpWriter w;
  self->asked = now;
  writer_init (&w, data);
  if (self->twcc_in != NULL && pn_twcc_in_due (self->twcc_in, now))
    pn_twcc_in_write (self->twcc_in, &w, self->local_ssrc, any_ssrc (self), now);
  for (guint i = 0; i < self->tracks->len; i++) {
    PnTrack *t = g_ptr_array_index (self->tracks, i);
    for (guint k = 0; k < t->n_layers; k++)
      if (t->layers[k]->ssrc != 0)
        ask_layer (self, t->layers[k], &w, now);
  }
  if (w.len > 0) /* reduced size is negotiated (RFC 5506): no empty report in front */
    pn_transport_send_rtcp (self->transport, data, w.len);
}
