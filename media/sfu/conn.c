/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One RTCPeerConnection of a browser: offers applied and answered, packets of the network sorted to tracks
 * and senders. */
#include <string.h>

#include "base/id.h"
#include "media/rtp/bytes.h"
#include "media/sfu/feed.h"
#include "media/sfu/objects.h"

#define ASK_US 5000 /* between two looks at what is missing because a packet came; besides each tick */
#define GONE_US                                                                                              \
  (60 * G_USEC_PER_SEC) /* without consent for so long: the peer will not come back on this connection */

static void
notify_state (PnConn *self, const char *state)
{
  PnHost *host = self->peer->room->host;
  PnNotice *n = pn_notice_new (PN_NOTICE_PEER_STATE);
  n->room = self->peer->room->id;
  n->peer = self->peer->id;
  n->dir = self->dir;
  n->text = g_strdup (state);
  host->notify (n, host->notify_data);
}

void
pn_conn_announce (PnConn *self)
{
  for (guint i = 0; i < self->tracks->len; i++)
    pn_room_track_up (self->peer->room, g_ptr_array_index (self->tracks, i));
}

static void
on_transport (PnTransport *transport, PnTransportState state, gpointer user)
{
  PnConn *self = user;
  switch (state) {
  case PN_TRANSPORT_CONNECTED:
    self->stale_since = 0;
    notify_state (self, "connected");
    pn_conn_announce (self);
    for (guint i = 0; i < self->senders->len; i++) {
      PnSender *s = g_ptr_array_index (self->senders, i);
      pn_sender_want_key (s);
    }
    break;
  case PN_TRANSPORT_STALE:
    self->stale_since = g_get_monotonic_time ();
    notify_state (self, "failed");
    break;
  case PN_TRANSPORT_CLOSED:
    notify_state (self, "gone");
    break;
  case PN_TRANSPORT_NEW:
  case PN_TRANSPORT_HANDSHAKE:
  default:
    break;
  }
}

static void
track_gone (gpointer p)
{
  PnTrack *track = p;
  pn_room_track_down (track->conn->peer->room, track);
  pn_track_free (track);
}

static void
sender_gone (gpointer p)
{
  PnSender *sender = p;
  g_ptr_array_remove_fast (sender->room->senders, sender);
  pn_sender_free (sender);
}

static PnConn *
conn_new (PnPeer *peer, PnDirection dir)
{
  PnConn *self = g_new0 (PnConn, 1);
  self->peer = peer;
  self->dir = dir;
  self->born = g_get_monotonic_time ();
  self->tracks = g_ptr_array_new_with_free_func (track_gone);
  self->senders = g_ptr_array_new_with_free_func (sender_gone);
  self->by_ssrc = g_hash_table_new (NULL, NULL);
  return self;
}

PnConn *
pn_conn_new_relayed (PnPeer *peer)
{
  PnConn *self = conn_new (peer, PN_DIR_PUB);
  self->relayed = TRUE;
  return self;
}

PnConn *
pn_conn_new (PnPeer *peer, PnDirection dir, const PnSdp *offer)
{
  PnConn *self = conn_new (peer, dir);
  self->session_id = offer->session_id;
  self->fingerprint_len = offer->fingerprint_len;
  memcpy (self->fingerprint, offer->fingerprint, offer->fingerprint_len);
  self->answer_id = pn_random_u64 () >> 2;
  self->local_ssrc = (guint32) pn_random_u64 () | 1;
  self->transport = pn_transport_new (&peer->room->host->transport, offer->ice_ufrag, offer->fingerprint_hash,
                                      offer->fingerprint, offer->fingerprint_len, on_transport, self);
  g_hash_table_insert (peer->room->host->by_ufrag, pn_transport_ice (self->transport)->ufrag, self);
  return self;
}

static gboolean
is_mine (gpointer key, gpointer value, gpointer self)
{
  return value == self;
}

void
pn_conn_free (PnConn *self)
{
  if (self == NULL)
    return;
  PnHost *host = self->peer->room->host;
  pn_condition_leave (self);
  pn_downlink_free (self);
  if (!self->relayed)
    g_hash_table_remove (host->by_ufrag, pn_transport_ice (self->transport)->ufrag);
  g_hash_table_foreach_remove (host->by_addr, is_mine, self);
  if (self->peer->conns[self->dir] == self)
    self->peer->conns[self->dir] = NULL;
  while (self->feeds != NULL && self->feeds->len > 0)
    pn_feed_close (g_ptr_array_index (self->feeds, 0));
  g_clear_pointer (&self->feeds, g_ptr_array_unref);
  g_ptr_array_unref (self->tracks);
  g_ptr_array_unref (self->senders);
  g_hash_table_unref (self->by_ssrc);
  pn_transport_free (self->transport);
  g_free (self->twcc_in);
  g_free (self->twcc_out);
  g_free (self);
}

/* ---- streams */

/* `layer` has this SSRC from now on; 0 takes it away. */
void
pn_conn_set_ssrc (PnConn *self, PnLayer *layer, guint32 *place, guint32 ssrc)
{
  if (*place == ssrc)
    return;
  if (g_hash_table_lookup (self->by_ssrc, GUINT_TO_POINTER (*place)) == layer)
    g_hash_table_remove (self->by_ssrc, GUINT_TO_POINTER (*place));
  *place = ssrc;
  if (ssrc != 0)
    g_hash_table_insert (self->by_ssrc, GUINT_TO_POINTER (ssrc), layer);
}

/* A layer whose stream is another one than before: joined on. */
void
pn_conn_renew_layer (PnConn *self, PnLayer *layer, guint32 ssrc)
{
  if (layer->ssrc != 0) {
    pn_layer_restart (layer);
    pn_relay_renew (layer);
  }
  pn_conn_set_ssrc (self, layer, &layer->ssrc, ssrc);
}

/* ---- packets */

static void
note_number (PnConn *self, const PnRtp *rtp, const guint8 *data, gint64 came)
{
  gsize n;
  const guint8 *v = pn_rtp_ext (rtp, data, self->twcc_ext, &n);
  if (v != NULL && n >= 2)
    pn_twcc_in_packet (self->twcc_in, pn_get16 (v), came);
}

static gboolean
ext_is (const PnRtp *rtp, const guint8 *data, guint id, const char *value)
{
  gsize n;
  const guint8 *v = pn_rtp_ext (rtp, data, id, &n);
  return v != NULL && n == strlen (value) && memcmp (v, value, n) == 0;
}

/* The layer this packet names: by its rid (of what it repairs, if it is RTX), or the only one there is. */
static PnLayer *
named_layer (const PnTrack *t, const PnRtp *rtp, const guint8 *data, guint8 rid_ext)
{
  if (t->n_layers == 1 && t->layers[0]->rid[0] == 0)
    return t->layers[0];
  for (guint i = 0; i < t->n_layers; i++)
    if (ext_is (rtp, data, rid_ext, t->layers[i]->rid))
      return t->layers[i];
  return NULL;
}

/* The last resort of RFC 8843 section 9.2: the payload type, where only one m-section uses it and lacks its
 * stream. */
static PnLayer *
learn_by_type (PnConn *self, const PnRtp *rtp)
{
  PnTrack *found = NULL;
  for (guint i = 0; i < self->tracks->len; i++) {
    PnTrack *t = g_ptr_array_index (self->tracks, i);
    if (t->pt != rtp->pt && t->red_pt != rtp->pt)
      continue;
    if (found != NULL)
      return NULL;
    found = t;
  }
  if (found == NULL || found->n_layers > 1 || found->layers[0]->ssrc != 0)
    return NULL;
  pn_conn_renew_layer (self, found->layers[0], rtp->ssrc);
  return found->layers[0];
}

/* A stream whose SSRC the offer did not name says its m-section in the mid extension (RFC 8843 section 9.2),
 * its layer in the rid extensions (RFC 8852). */
static PnLayer *
learn_layer (PnConn *self, const PnRtp *rtp, const guint8 *data)
{
  for (guint i = 0; i < self->tracks->len; i++) {
    PnTrack *t = g_ptr_array_index (self->tracks, i);
    gboolean rtx = t->rtx_pt != 0 && rtp->pt == t->rtx_pt;
    if ((!rtx && rtp->pt != t->pt && rtp->pt != t->red_pt) || !ext_is (rtp, data, t->mid_ext, t->mid))
      continue;
    PnLayer *l = named_layer (t, rtp, data, rtx ? t->rrid_ext : t->rid_ext);
    if (l == NULL)
      continue;
    if (rtx)
      pn_conn_set_ssrc (self, l, &l->rtx_ssrc, rtp->ssrc);
    else
      pn_conn_renew_layer (self, l, rtp->ssrc);
    return l;
  }
  return learn_by_type (self, rtp);
}

static void
on_layer_packet (PnConn *self, PnLayer *l, PnRtp *rtp, const guint8 *data, gint64 now)
{
  if (rtp->ssrc == l->ssrc && rtp->pt == l->track->pt)
    pn_track_packet (l, rtp, data, now);
  else if (rtp->ssrc == l->ssrc && rtp->pt == l->track->red_pt)
    pn_track_red (l, rtp, data, now);
  else if (rtp->ssrc == l->rtx_ssrc && rtp->pt == l->track->rtx_pt)
    pn_track_rtx (l, rtp, data, now);
  else
    PN_INC (self->peer->room->host->transport.counters, bad_rtp);
}

void
pn_conn_clear_rtp (PnConn *self, const guint8 *data, gsize len, gint64 came, gint64 now)
{
  PnCounters *counters = self->peer->room->host->transport.counters;
  PnRtp rtp;
  if (self->dir != PN_DIR_PUB || !pn_rtp_parse (&rtp, data, len)) {
    PN_INC (counters, bad_rtp);
    return;
  }
  if (self->twcc_in != NULL)
    note_number (self, &rtp, data, came);
  PnLayer *l = g_hash_table_lookup (self->by_ssrc, GUINT_TO_POINTER (rtp.ssrc));
  if (l == NULL)
    l = learn_layer (self, &rtp, data);
  if (l == NULL)
    PN_INC (counters, bad_rtp);
  else
    on_layer_packet (self, l, &rtp, data, now);
  /* What a packet shows to be missing is asked for now: a tick later is a tick of the picture standing. */
  if (l != NULL && l->reception.n_gaps > 0 && self->feeds == NULL && now - self->asked >= ASK_US)
    pn_conn_ask_again (self, now);
}

void
pn_conn_rtp (PnConn *self, guint8 *data, gsize len, gint64 came, gint64 now)
{
  if (pn_transport_open_rtp (self->transport, data, &len))
    pn_conn_clear_rtp (self, data, len, came, now);
}

static void
on_reports (PnConn *self, const PnRtcp *r, gint64 now)
{
  PnRtcpReport b;
  for (guint i = 0; self->dir == PN_DIR_SUB && pn_rtcp_report (r, i, &b); i++) {
    PnSender *s = g_hash_table_lookup (self->by_ssrc, GUINT_TO_POINTER (b.ssrc));
    if (s == NULL)
      continue;
    pn_sender_note_loss (s, b.fraction);
    if (s->sr_at > 0 && b.lsr != 0 && b.lsr == (guint32) (s->sr_ntp >> 16))
      s->rtt = MAX (0, now - s->sr_at - (gint64) b.dlsr * G_USEC_PER_SEC / 65536);
    pn_conn_loss (self, s, &b, now);
  }
}

/* Asked for in the midst of a stream it means: the picture stands still. What was asked before the last one can have come is answered. */
static void
on_key_wanted (PnConn *self, PnSender *s, gint64 now)
{
  if (pn_sender_has_key_under_way (s, pn_conn_rtt (self), now))
    return;
  self->condition.freezes += s->layer != NULL && !s->need_key && s->next == NULL;
  pn_sender_want_key (s);
}

static void
on_fir (PnConn *self, const PnRtcp *r, gint64 now)
{
  guint32 ssrc;
  guint8 number;
  for (guint i = 0; pn_rtcp_fir_entry (r, i, &ssrc, &number); i++) {
    PnSender *s = g_hash_table_lookup (self->by_ssrc, GUINT_TO_POINTER (ssrc));
    if (s != NULL && s->track != NULL)
      on_key_wanted (self, s, now);
  }
}

static void
on_rtcp (PnConn *self, const PnRtcp *r, gint64 now)
{
  guint16 seqs[256];
  on_reports (self, r, now);
  if (self->dir == PN_DIR_PUB) {
    PnLayer *l
        = r->kind == PN_RTCP_SR ? g_hash_table_lookup (self->by_ssrc, GUINT_TO_POINTER (r->sender)) : NULL;
    if (l != NULL && r->sender == l->ssrc)
      pn_reception_sender_report (&l->reception, r, now);
    return;
  }
  if (r->kind == PN_RTCP_TWCC) {
    PN_INC (self->peer->room->host->transport.counters, feedback_in);
    pn_conn_feedback (self, r, now);
    return;
  }
  if (r->kind == PN_RTCP_REMB) {
    pn_conn_remb (self, r->bitrate, now);
    return;
  }
  if (r->kind == PN_RTCP_FIR) {
    on_fir (self, r, now);
    return;
  }
  PnSender *s = g_hash_table_lookup (self->by_ssrc, GUINT_TO_POINTER (r->media));
  if (s == NULL || s->track == NULL)
    return;
  if (r->kind == PN_RTCP_PLI)
    on_key_wanted (self, s, now);
  else if (r->kind == PN_RTCP_NACK)
    pn_sender_resend (s, seqs, pn_rtcp_nack_seqs (r, seqs, G_N_ELEMENTS (seqs)), now);
}

void
pn_conn_rtcp (PnConn *self, guint8 *data, gsize len, gint64 now)
{
  PnRtcpIter iter;
  PnRtcp r;
  if (!pn_transport_open_rtcp (self->transport, data, &len))
    return;
  if (!pn_rtcp_iter_init (&iter, data, len)) {
    PN_INC (self->peer->room->host->transport.counters, bad_rtcp);
    return;
  }
  while (pn_rtcp_next (&iter, &r))
    on_rtcp (self, &r, now);
}

static void
tick_tracks (PnConn *self, gint64 now)
{
  for (guint i = 0; i < self->tracks->len; i++)
    pn_track_tick (g_ptr_array_index (self->tracks, i), now);
}

gboolean
pn_conn_tick (PnConn *self, gint64 now)
{
  if (self->feeds != NULL) { /* no network that could be gone */
    tick_tracks (self, now);
    return TRUE;
  }
  if (self->relayed)
    return TRUE;
  pn_transport_tick (self->transport, now);
  if (pn_transport_state (self->transport) == PN_TRANSPORT_CLOSED)
    return FALSE;
  gboolean never_up = pn_transport_state (self->transport) < PN_TRANSPORT_CONNECTED;
  if ((self->stale_since > 0 && now - self->stale_since > GONE_US)
      || (never_up && now - self->born > GONE_US)) {
    notify_state (self, "gone");
    return FALSE;
  }
  if (pn_transport_state (self->transport) != PN_TRANSPORT_CONNECTED)
    return TRUE;
  tick_tracks (self, now);
  pn_conn_ask_again (self, now);
  for (guint i = 0; i < self->senders->len; i++)
    pn_sender_send_again (g_ptr_array_index (self->senders, i), now);
  pn_downlink_tick (self, now);
  if (now >= self->next_report) {
    pn_conn_report (self, now);
    pn_condition_sample (self, now);
    self->next_report = now + G_USEC_PER_SEC;
  }
  return TRUE;
}
