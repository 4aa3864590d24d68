/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One RTCPeerConnection of a browser: offers applied and answered, packets of the network sorted to tracks
 * and senders. */
#include <string.h>

#include "base/id.h"
#include "media/rtp/bytes.h"
#include "media/sfu/objects.h"

#define GONE_US                                                                                              \
  (60 * G_USEC_PER_SEC) /* without consent for so long: the peer will not come back on this connection */
#define MAX_LINES 128

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

static void
announce_tracks (PnConn *self)
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
    announce_tracks (self);
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
conn_new (PnPeer *peer, PnDirection dir, const PnSdp *offer)
{
  PnConn *self = g_new0 (PnConn, 1);
  self->peer = peer;
  self->dir = dir;
  self->born = g_get_monotonic_time ();
  self->session_id = offer->session_id;
  self->fingerprint_len = offer->fingerprint_len;
  memcpy (self->fingerprint, offer->fingerprint, offer->fingerprint_len);
  self->answer_id = pn_random_u64 () >> 2;
  self->local_ssrc = (guint32) pn_random_u64 () | 1;
  self->tracks = g_ptr_array_new_with_free_func (track_gone);
  self->senders = g_ptr_array_new_with_free_func (sender_gone);
  self->by_ssrc = g_hash_table_new (NULL, NULL);
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
  g_hash_table_remove (host->by_ufrag, pn_transport_ice (self->transport)->ufrag);
  g_hash_table_foreach_remove (host->by_addr, is_mine, self);
  if (self->peer->conns[self->dir] == self)
    self->peer->conns[self->dir] = NULL;
  g_ptr_array_unref (self->tracks);
  g_ptr_array_unref (self->senders);
  g_hash_table_unref (self->by_ssrc);
  pn_transport_free (self->transport);
  g_free (self->twcc_in);
  g_free (self->twcc_out);
  g_free (self);
}

/* ---- offers */

static const char *
wanted_for (const PnCommand *command, const char *mid)
{
  for (guint i = 0; i < command->wants->len; i++) {
    const PnWant *w = &g_array_index (command->wants, PnWant, i);
    if (g_str_equal (w->mid, mid))
      return w->name;
  }
  return NULL;
}

static gint
find_track (const PnConn *self, const char *mid)
{
  for (guint i = 0; i < self->tracks->len; i++)
    if (g_str_equal (((PnTrack *) g_ptr_array_index (self->tracks, i))->mid, mid))
      return (gint) i;
  return -1;
}

static gint
find_sender (const PnConn *self, const char *mid)
{
  for (guint i = 0; i < self->senders->len; i++)
    if (g_str_equal (((PnSender *) g_ptr_array_index (self->senders, i))->mid, mid))
      return (gint) i;
  return -1;
}

/* `layer` has this SSRC from now on; 0 takes it away. */
static void
set_ssrc (PnConn *self, PnLayer *layer, guint32 *place, guint32 ssrc)
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
static void
renew_layer (PnConn *self, PnLayer *layer, guint32 ssrc)
{
  for (guint i = 0; layer->ssrc != 0 && i < layer->senders->len; i++) {
    PnSender *s = g_ptr_array_index (layer->senders, i);
    if (s->layer == layer)
      pn_rewrite_switch (&s->rewrite);
  }
  set_ssrc (self, layer, &layer->ssrc, ssrc);
}

static void
update_track (PnConn *self, PnTrack *track, const PnLine *line)
{
  const PnSdpMedia *offer = line->offer;
  track->pt = (guint8) line->codecs[track->codec]->pt;
  track->rtx_pt = line->rtx_pts[track->codec];
  track->mid_ext = line->mid_ext;
  track->level_ext = line->level_ext;
  track->rid_ext = line->rid_ext;
  track->rrid_ext = line->rrid_ext;
  track->nack = pn_line_has_feedback (line, track->codec, "nack");
  PnLayer *only = track->layers[0];
  guint32 ssrc = offer->ssrcs->len > 0 ? g_array_index (offer->ssrcs, PnSdpSsrc, 0).ssrc : 0;
  if (track->n_layers == 1 && ssrc != 0 && ssrc != only->ssrc)
    renew_layer (self, only, ssrc);
  if (track->n_layers == 1 && ssrc != 0)
    set_ssrc (self, only, &only->rtx_ssrc, pn_sdp_media_rtx_ssrc (offer, ssrc));
}

static gboolean
has_these_layers (const PnTrack *track, const PnLine *line)
{
  if (track->n_layers != MAX (1, line->n_rids))
    return FALSE;
  for (guint i = 0; i < line->n_rids; i++) {
    gboolean found = FALSE;
    for (guint k = 0; k < track->n_layers; k++)
      found |= g_str_equal (track->layers[k]->rid, line->rids[i]);
    if (!found)
      return FALSE;
  }
  return TRUE;
}

static void
remove_track (PnConn *self, gint i)
{
  PnTrack *track = g_ptr_array_index (self->tracks, (guint) i);
  for (guint k = 0; k < track->n_layers; k++) {
    set_ssrc (self, track->layers[k], &track->layers[k]->ssrc, 0);
    set_ssrc (self, track->layers[k], &track->layers[k]->rtx_ssrc, 0);
  }
  g_ptr_array_remove_index_fast (self->tracks, (guint) i);
}

static void
apply_publish (PnConn *self, const PnLine *line, const char *name, PnSdp *answer)
{
  PnSource source = PN_SOURCE_MIC;
  gint i = find_track (self, line->offer->mid);
  gboolean sends = line->offer->direction == PN_SDP_SENDONLY || line->offer->direction == PN_SDP_SENDRECV;
  gboolean live = line->usable && sends && name != NULL && pn_source_from_name (name, &source);
  PnTrack *old = i >= 0 ? g_ptr_array_index (self->tracks, (guint) i) : NULL;
  if (old != NULL
      && (!live || old->source != source || old->codec != pn_line_publish_codec (line)
          || !has_these_layers (old, line))) {
    remove_track (self, i);
    i = -1;
  }
  if (!line->usable) {
    pn_answer_refuse (answer, line);
    return;
  }
  if (live && i < 0) {
    i = (gint) self->tracks->len;
    g_ptr_array_add (self->tracks, pn_track_new (self, source, line));
  }
  if (live)
    update_track (self, g_ptr_array_index (self->tracks, (guint) i), line);
  pn_answer_receive (answer, line, pn_line_publish_codec (line));
}

static PnSender *
make_sender (PnConn *self, const char *want)
{
  PnSender *s = pn_sender_new (self->peer->room, self, want);
  g_ptr_array_add (self->senders, s);
  g_ptr_array_add (self->peer->room->senders, s);
  g_hash_table_insert (self->by_ssrc, GUINT_TO_POINTER (s->ssrc), s);
  return s;
}

/* The stream of one person's microphone and camera is one: that is what browsers keep in lip sync. A screen
 * goes alone. */
static char *
make_msid (const char *want)
{
  g_auto (GStrv) parts = g_strsplit (want, "/", 2);
  gboolean screen = parts[0] != NULL && g_strcmp0 (parts[1], "screen") == 0;
  return g_strdup_printf ("p%s%s p%s-%s", parts[0], screen ? "-screen" : "", parts[0],
                          parts[1] != NULL ? parts[1] : "x");
}

static void
apply_subscribe (PnConn *self, const PnLine *line, const char *want, PnSdp *answer)
{
  gint i = find_sender (self, line->offer->mid);
  PnSender *s = i >= 0 ? g_ptr_array_index (self->senders, (guint) i) : NULL;
  if (!line->usable) {
    if (s != NULL) {
      g_hash_table_remove (self->by_ssrc, GUINT_TO_POINTER (s->ssrc));
      g_ptr_array_remove_index_fast (self->senders, (guint) i);
    }
    pn_answer_refuse (answer, line);
    return;
  }
  if (s == NULL)
    s = make_sender (self, want != NULL ? want : "");
  pn_sender_line (s, line);
  if (g_strcmp0 (s->want, want != NULL ? want : "") != 0) {
    g_free (s->want);
    s->want = g_strdup (want != NULL ? want : "");
    pn_sender_bind (s, NULL);
  }
  g_snprintf (s->cname, sizeof s->cname, "phien-%" G_GINT64_FORMAT, g_ascii_strtoll (s->want, NULL, 10));
  pn_sender_bind (s, g_hash_table_lookup (self->peer->room->tracks, s->want));
  g_autofree char *msid = want != NULL ? make_msid (want) : NULL;
  PnOutgoing outgoing = { s->ssrc, pn_line_has_rtx (line) ? s->rtx_ssrc : 0, s->cname, msid };
  pn_answer_send (answer, line, want != NULL ? &outgoing : NULL);
}

static PnSdp *
start_answer (PnConn *self)
{
  PnHost *host = self->peer->room->host;
  PnSdp *a = pn_sdp_new ();
  const PnIce *ice = pn_transport_ice (self->transport);
  a->session_id = self->answer_id;
  a->session_version = ++self->answer_version;
  a->ice_lite = TRUE;
  g_strlcpy (a->ice_ufrag, ice->ufrag, sizeof a->ice_ufrag);
  g_strlcpy (a->ice_pwd, ice->pwd, sizeof a->ice_pwd);
  g_strlcpy (a->fingerprint_hash, "sha-256", sizeof a->fingerprint_hash);
  memcpy (a->fingerprint, pn_dtls_context_fingerprint (host->transport.dtls), 32);
  a->fingerprint_len = 32;
  g_strlcpy (a->setup, "passive", sizeof a->setup);
  for (guint i = 0; i < host->candidates->len; i++)
    g_ptr_array_add (a->candidates, g_strdup (g_ptr_array_index (host->candidates, i)));
  return a;
}

/* The connection this offer belongs to: the one there is, or a new one when the browser made a new
 * RTCPeerConnection. */
static PnConn *
conn_for (PnPeer *peer, const PnCommand *command)
{
  const PnSdp *offer = command->offer;
  PnConn *self = peer->conns[command->dir];
  if (self != NULL
      && (self->session_id != offer->session_id || self->fingerprint_len != offer->fingerprint_len
          || memcmp (self->fingerprint, offer->fingerprint, offer->fingerprint_len) != 0
          || pn_transport_state (self->transport) == PN_TRANSPORT_CLOSED))
    g_clear_pointer (&self, pn_conn_free);
  if (self == NULL) {
    self = conn_new (peer, command->dir, offer);
    peer->conns[command->dir] = self;
    return self;
  }
  PnIce *ice = pn_transport_ice (self->transport);
  if (!g_str_equal (ice->remote_ufrag, offer->ice_ufrag)) { /* the client restarts ICE (RFC 8445 section 9) */
    g_hash_table_remove (peer->room->host->by_ufrag, ice->ufrag);
    pn_ice_restart (ice, offer->ice_ufrag);
    g_hash_table_insert (peer->room->host->by_ufrag, ice->ufrag, self);
  }
  return self;
}

/* Transport-wide numbers are of the whole bundle: the first m-section that has them decides (RFC 8843
 * section 9.1). */
static void
note_twcc (PnConn *self, const PnLine *line)
{
  if (!line->usable || line->twcc_ext == 0 || self->twcc_ext != 0)
    return;
  self->twcc_ext = line->twcc_ext;
  if (self->dir == PN_DIR_PUB) {
    self->twcc_in = g_new (PnTwccIn, 1);
    pn_twcc_in_init (self->twcc_in);
  } else {
    self->twcc_out = g_new (PnTwccOut, 1);
    pn_twcc_out_init (self->twcc_out);
  }
}

char *
pn_conn_offer (PnPeer *peer, const PnCommand *command, const char **why)
{
  PnLine line;
  if (!pn_offer_check (command->offer, why))
    return NULL;
  if (command->offer->media->len > MAX_LINES) {
    *why = "the offer has too many m-lines";
    return NULL;
  }
  PnConn *self = conn_for (peer, command);
  g_autoptr (PnSdp) answer = start_answer (self);
  for (guint i = 0; i < command->offer->media->len; i++) {
    const PnSdpMedia *m = g_ptr_array_index (command->offer->media, i);
    const char *name = wanted_for (command, m->mid);
    pn_line_read (&line, command->offer, m);
    note_twcc (self, &line);
    if (self->dir == PN_DIR_PUB)
      apply_publish (self, &line, name, answer);
    else
      apply_subscribe (self, &line, name, answer);
  }
  if (pn_transport_can_send (self->transport))
    announce_tracks (self);
  return pn_sdp_write (answer);
}

/* ---- packets */

static void
note_number (PnConn *self, const PnRtp *rtp, const guint8 *data, gint64 now)
{
  gsize n;
  const guint8 *v = pn_rtp_ext (rtp, data, self->twcc_ext, &n);
  if (v != NULL && n >= 2)
    pn_twcc_in_packet (self->twcc_in, pn_get16 (v), now);
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

/* A stream whose SSRC the offer did not name says its m-section in the mid extension (RFC 8843 section 9.2),
 * its layer in the rid extensions (RFC 8852). */
static PnLayer *
learn_layer (PnConn *self, const PnRtp *rtp, const guint8 *data)
{
  for (guint i = 0; i < self->tracks->len; i++) {
    PnTrack *t = g_ptr_array_index (self->tracks, i);
    gboolean rtx = t->rtx_pt != 0 && rtp->pt == t->rtx_pt;
    if ((!rtx && rtp->pt != t->pt) || !ext_is (rtp, data, t->mid_ext, t->mid))
      continue;
    PnLayer *l = named_layer (t, rtp, data, rtx ? t->rrid_ext : t->rid_ext);
    if (l == NULL)
      continue;
    if (rtx)
      set_ssrc (self, l, &l->rtx_ssrc, rtp->ssrc);
    else
      renew_layer (self, l, rtp->ssrc);
    return l;
  }
  return NULL;
}

static void
on_layer_packet (PnConn *self, PnLayer *l, PnRtp *rtp, const guint8 *data, gint64 now)
{
  if (rtp->ssrc == l->ssrc && rtp->pt == l->track->pt)
    pn_track_packet (l, rtp, data, now);
  else if (rtp->ssrc == l->rtx_ssrc && rtp->pt == l->track->rtx_pt)
    pn_track_rtx (l, rtp, data, now);
  else
    PN_INC (self->peer->room->host->transport.counters, bad_rtp);
}

void
pn_conn_rtp (PnConn *self, guint8 *data, gsize len, gint64 now)
{
  PnCounters *counters = self->peer->room->host->transport.counters;
  PnRtp rtp;
  if (!pn_transport_open_rtp (self->transport, data, &len))
    return;
  if (self->dir != PN_DIR_PUB || !pn_rtp_parse (&rtp, data, len)) {
    PN_INC (counters, bad_rtp);
    return;
  }
  if (self->twcc_in != NULL)
    note_number (self, &rtp, data, now);
  PnLayer *l = g_hash_table_lookup (self->by_ssrc, GUINT_TO_POINTER (rtp.ssrc));
  if (l == NULL)
    l = learn_layer (self, &rtp, data);
  if (l == NULL)
    PN_INC (counters, bad_rtp);
  else
    on_layer_packet (self, l, &rtp, data, now);
}

static void
on_reports (PnConn *self, const PnRtcp *r, gint64 now)
{
  PnRtcpReport b;
  for (guint i = 0; self->dir == PN_DIR_SUB && pn_rtcp_report (r, i, &b); i++) {
    PnSender *s = g_hash_table_lookup (self->by_ssrc, GUINT_TO_POINTER (b.ssrc));
    if (s != NULL && b.lsr != 0 && b.lsr == (guint32) (s->sr_ntp >> 16))
      s->rtt = MAX (0, now - s->sr_at - (gint64) b.dlsr * G_USEC_PER_SEC / 65536);
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
  PnSender *s = g_hash_table_lookup (self->by_ssrc, GUINT_TO_POINTER (r->media));
  if (s == NULL || s->track == NULL)
    return;
  if (r->kind == PN_RTCP_PLI || r->kind == PN_RTCP_FIR)
    pn_sender_want_key (s);
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

gboolean
pn_conn_tick (PnConn *self, gint64 now)
{
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
  for (guint i = 0; i < self->tracks->len; i++)
    pn_track_tick (g_ptr_array_index (self->tracks, i), now);
  pn_conn_ask_again (self, now);
  if (now >= self->next_report) {
    pn_conn_report (self, now);
    self->next_report = now + G_USEC_PER_SEC;
  }
  return TRUE;
}
