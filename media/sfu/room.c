/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A room: who is in it, which tracks there are, and who gets which. */
#include "media/sfu/objects.h"

#define DECIDE_US 200000
#define FORGET_US (300 * G_USEC_PER_SEC)

static void
peer_free (gpointer p)
{
  PnPeer *peer = p;
  pn_speaker_forget (peer->room->speaker, peer->id);
  pn_lastn_forget (peer->room->voices, peer->id);
  for (guint dir = 0; dir < G_N_ELEMENTS (peer->conns); dir++)
    g_clear_pointer (&peer->conns[dir], pn_conn_free);
  g_clear_pointer (&peer->prefers, g_array_unref);
  g_free (peer);
}

static void
tap_free (gpointer p)
{
  PnSender *tap = p;
  g_ptr_array_remove_fast (tap->room->senders, tap);
  pn_sender_free (tap);
}

PnRoom *
pn_room_get (PnHost *host, gint64 id, gboolean make)
{
  PnRoom *self = g_hash_table_lookup (host->rooms, &id);
  if (self != NULL || !make)
    return self;
  self = g_new0 (PnRoom, 1);
  self->id = id;
  self->host = host;
  self->peers = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, peer_free);
  self->tracks = g_hash_table_new (g_str_hash, g_str_equal);
  self->senders = g_ptr_array_new ();
  self->taps = g_ptr_array_new_with_free_func (tap_free);
  self->speaker = pn_speaker_new ();
  self->voices = pn_lastn_new ();
  self->heard = g_ptr_array_new ();
  g_hash_table_insert (host->rooms, &self->id, self);
  return self;
}

void
pn_room_free (PnRoom *self)
{
  if (self == NULL)
    return;
  pn_relay_detach (self);
  g_ptr_array_unref (self->taps);
  g_hash_table_unref (self->peers);
  g_hash_table_unref (self->tracks);
  g_ptr_array_unref (self->senders);
  pn_speaker_free (self->speaker);
  pn_lastn_free (self->voices);
  g_ptr_array_unref (self->heard);
  g_free (self);
}

PnPeer *
pn_room_peer (PnRoom *self, gint64 id, gboolean make)
{
  PnPeer *peer = g_hash_table_lookup (self->peers, &id);
  if (peer != NULL || !make)
    return peer;
  peer = g_new0 (PnPeer, 1);
  peer->id = id;
  peer->room = self;
  g_hash_table_insert (self->peers, &peer->id, peer);
  return peer;
}

void
pn_room_drop_peer (PnRoom *self, gint64 id)
{
  g_hash_table_remove (self->peers, &id);
}

void
pn_peer_prefer (PnPeer *self, const GArray *prefers)
{
  g_clear_pointer (&self->prefers, g_array_unref);
  self->prefers = g_array_sized_new (FALSE, FALSE, sizeof (PnPrefer), prefers->len);
  g_array_append_vals (self->prefers, prefers->data, prefers->len);
  self->prefer_stamp++;
  pn_downlink_share_soon (self->conns[PN_DIR_SUB]);
}

static void
notify_track (PnRoom *self, PnNoticeKind kind, const PnTrack *track)
{
  if (self->away) /* the home tells */
    return;
  PnNotice *n = pn_notice_new (kind);
  n->room = self->id;
  n->peer = track->conn->peer->id;
  n->track = g_strdup (track->id);
  n->codec = track->codec;
  n->muted = pn_track_is_muted (track);
  self->host->notify (n, self->host->notify_data);
}

void
pn_room_track_up (PnRoom *self, PnTrack *track)
{
  if (track->announced)
    return;
  track->announced = TRUE;
  g_hash_table_replace (self->tracks, track->id, track);
  for (guint i = 0; i < self->senders->len; i++) {
    PnSender *s = g_ptr_array_index (self->senders, i);
    if (g_str_equal (s->want, track->id))
      pn_sender_bind (s, track);
  }
  pn_relay_track_up (track);
  notify_track (self, PN_NOTICE_TRACK_UP, track);
}

void
pn_room_track_down (PnRoom *self, PnTrack *track)
{
  if (!track->announced)
    return;
  if (g_hash_table_lookup (self->tracks, track->id) == track)
    g_hash_table_remove (self->tracks, track->id);
  if (track->source == PN_SOURCE_MIC)
    pn_speaker_forget (self->speaker, track->conn->peer->id);
  pn_relay_track_down (track);
  notify_track (self, PN_NOTICE_TRACK_DOWN, track);
}

void
pn_room_mute (PnRoom *self, gint64 id, PnSource source, gboolean muted)
{
  PnPeer *peer = pn_room_peer (self, id, TRUE);
  if (peer->muted[source] == muted)
    return;
  peer->muted[source] = muted;
  if (source == PN_SOURCE_MIC && muted) {
    pn_speaker_forget (self->speaker, id);
    pn_lastn_forget (self->voices, id);
  }
  PnConn *pub = peer->conns[PN_DIR_PUB];
  for (guint i = 0; pub != NULL && i < pub->tracks->len; i++) {
    PnTrack *t = g_ptr_array_index (pub->tracks, i);
    if (t->source != source)
      continue;
    if (muted && source == PN_SOURCE_MIC)
      pn_loud_forget (t);
    for (guint k = 0; k < t->senders->len; k++)
      pn_sender_hold (g_ptr_array_index (t->senders, k));
    pn_relay_hold (t);
    pn_track_want_key (t);
  }
}

PnSender *
pn_room_tap (PnRoom *self, const char *track, const PnAddr *to)
{
  pn_room_untap (self, track);
  PnSender *tap = pn_sender_new (self, NULL, track);
  tap->tap = *to;
  g_ptr_array_add (self->taps, tap);
  g_ptr_array_add (self->senders, tap);
  pn_sender_bind (tap, g_hash_table_lookup (self->tracks, track));
  return tap;
}

void
pn_room_untap (PnRoom *self, const char *track)
{
  for (guint i = 0; i < self->taps->len; i++)
    if (g_str_equal (((PnSender *) g_ptr_array_index (self->taps, i))->want, track)) {
      g_ptr_array_remove_index_fast (self->taps, i);
      return;
    }
}

static void
decide_speaker (PnRoom *self, gint64 now)
{
  gint64 peer;
  if (now < self->next_decision)
    return;
  self->next_decision = now + DECIDE_US;
  if (!pn_speaker_decide (self->speaker, now, &peer) || self->away)
    return;
  PnNotice *n = pn_notice_new (PN_NOTICE_SPEAKER);
  n->room = self->id;
  n->peer = peer;
  self->host->notify (n, self->host->notify_data);
}

/* A peer nobody dropped: phien-meeting was started anew and does not know it. */
static gboolean
is_forgotten (PnPeer *peer, gint64 now)
{
  const PnConn *pub = peer->conns[PN_DIR_PUB];
  if (peer->relayed) /* it goes with its tracks */
    return FALSE;
  if ((pub != NULL && !pub->relayed) || peer->conns[PN_DIR_SUB] != NULL)
    peer->empty_since = 0;
  else if (peer->empty_since == 0)
    peer->empty_since = now;
  return peer->empty_since > 0 && now - peer->empty_since > FORGET_US;
}

gboolean
pn_room_tick (PnRoom *self, gint64 now)
{
  guint n = 0; /* peers with a line of their own here */
  GHashTableIter iter;
  gpointer value;
  g_hash_table_iter_init (&iter, self->peers);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    PnPeer *peer = value;
    for (guint dir = 0; dir < G_N_ELEMENTS (peer->conns); dir++)
      if (peer->conns[dir] != NULL && !pn_conn_tick (peer->conns[dir], now))
        g_clear_pointer (&peer->conns[dir], pn_conn_free);
    if (is_forgotten (peer, now) && peer->conns[PN_DIR_PUB] == NULL)
      g_hash_table_iter_remove (&iter);
    else
      n += !peer->relayed && (peer->empty_since == 0 || now - peer->empty_since <= FORGET_US);
  }
  for (guint i = 0; i < self->taps->len; i++)
    pn_tap_report (g_ptr_array_index (self->taps, i), now);
  decide_speaker (self, now);
  pn_loud_tick (self, now);
  pn_relay_tick (self, now);
  return n > 0 || self->relays != 0;
}
