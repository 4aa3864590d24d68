/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sfu/relay.h"

#include <string.h>

#include "media/sfu/objects.h"

G_STATIC_ASSERT (PN_RELAY_LAYERS >= PN_MAX_LAYERS);

PnRelayMessage *
pn_relay_message_new (PnRelayKind kind, const PnClear *packet)
{
  PnRelayMessage *self = g_malloc (sizeof *self + (packet != NULL ? packet->len : 0));
  memset (self, 0, sizeof *self);
  self->kind = kind;
  if (packet != NULL) {
    self->packet = *packet;
    self->packet.payload = (const guint8 *) (self + 1);
    memcpy (self + 1, packet->payload, packet->len);
  }
  return self;
}

void
pn_relay_message_free (PnRelayMessage *self)
{
  g_free (self);
}

static PnRelayMessage *
about_track (PnRelayKind kind, const PnTrack *track)
{
  PnRelayMessage *m = pn_relay_message_new (kind, NULL);
  m->room = track->conn->peer->room->id;
  m->peer = track->conn->peer->id;
  m->source = track->source;
  return m;
}

static void
send_to (const PnRoom *room, guint worker, PnRelayMessage *take)
{
  take->room = room->id;
  room->host->relay (worker, take, room->host->notify_data);
}

static PnLayer *
layer_of (const PnTrack *track, guint slot)
{
  for (guint i = 0; i < track->n_layers; i++)
    if (track->layers[i]->slot == slot)
      return track->layers[i];
  return NULL;
}

static PnTrack *
find_track (const PnRoom *room, const PnRelayMessage *m)
{
  PnPeer *peer = g_hash_table_lookup (room->peers, &m->peer);
  PnConn *pub = peer != NULL ? peer->conns[PN_DIR_PUB] : NULL;
  for (guint i = 0; pub != NULL && i < pub->tracks->len; i++) {
    PnTrack *t = g_ptr_array_index (pub->tracks, i);
    if (t->source == m->source && t->announced)
      return t;
  }
  return NULL;
}

/* ---- at home */

static void
tell_up (const PnTrack *track, guint worker)
{
  PnRelayMessage *m = about_track (PN_RELAY_UP, track);
  m->codec = track->codec;
  m->n_layers = track->n_layers;
  send_to (track->conn->peer->room, worker, m);
}

static void
tell_state (const PnTrack *track, guint worker)
{
  PnRelayMessage *m = about_track (PN_RELAY_STATE, track);
  for (guint i = 0; i < track->n_layers; i++) {
    const PnLayer *l = track->layers[i];
    m->states[l->slot] = (PnRelayState){ .width = l->width,
                                         .height = l->height,
                                         .tids = l->tids,
                                         .live = l->live,
                                         .bytes = l->bytes,
                                         .frames = l->frames,
                                         .rate = l->rate,
                                         .last_ts = l->last_ts,
                                         .last_at = l->last_at,
                                         .ntp = l->reception.ntp,
                                         .sr_ts = l->reception.sr_ts,
                                         .sr_at = l->reception.sr_at };
  }
  send_to (track->conn->peer->room, worker, m);
}

/* Of every worker with a bit in `mask`. */
#define EACH_WORKER(w, mask) \
  for (guint w = 0; w < 64; w++) \
    if ((mask) >> w & 1)

void
pn_relay_track_up (PnTrack *track)
{
  EACH_WORKER (w, track->conn->peer->room->relays)
  {
    tell_up (track, w);
    tell_state (track, w);
  }
}

void
pn_relay_track_down (PnTrack *track)
{
  const PnRoom *room = track->conn->peer->room;
  EACH_WORKER (w, room->relays)
  send_to (room, w, about_track (PN_RELAY_DOWN, track));
}

void
pn_relay_packet (const PnLayer *layer, const PnClear *packet)
{
  const PnTrack *track = layer->track;
  EACH_WORKER (w, layer->relayed)
  {
    PnRelayMessage *m = pn_relay_message_new (PN_RELAY_PACKET, packet);
    m->peer = track->conn->peer->id;
    m->source = track->source;
    m->slot = layer->slot;
    send_to (track->conn->peer->room, w, m);
  }
}

void
pn_relay_hold (PnTrack *track)
{
  const PnRoom *room = track->conn->peer->room;
  EACH_WORKER (w, room->relays)
  send_to (room, w, about_track (PN_RELAY_HOLD, track));
}

void
pn_relay_renew (PnLayer *layer)
{
  EACH_WORKER (w, layer->relayed)
  {
    PnRelayMessage *m = about_track (PN_RELAY_RENEW, layer->track);
    m->slot = layer->slot;
    send_to (layer->track->conn->peer->room, w, m);
  }
}

static void
on_attach (PnRoom *room, guint worker)
{
  GHashTableIter iter;
  gpointer track;
  room->relays |= G_GUINT64_CONSTANT (1) << worker;
  g_hash_table_iter_init (&iter, room->tracks);
  while (g_hash_table_iter_next (&iter, NULL, &track)) {
    tell_up (track, worker);
    tell_state (track, worker);
  }
}

static void
set_wanted (PnTrack *track, guint worker, guint mask)
{
  guint64 bit = G_GUINT64_CONSTANT (1) << worker;
  for (guint i = 0; i < track->n_layers; i++) {
    PnLayer *l = track->layers[i];
    gboolean wanted = mask >> l->slot & 1;
    if (wanted && (l->relayed & bit) == 0)
      l->key_wanted = pn_codec_is_video (track->codec);
    l->relayed = wanted ? l->relayed | bit : l->relayed & ~bit;
  }
}

static void
on_detach (PnRoom *room, guint worker)
{
  GHashTableIter iter;
  gpointer track;
  room->relays &= ~(G_GUINT64_CONSTANT (1) << worker);
  g_hash_table_iter_init (&iter, room->tracks);
  while (g_hash_table_iter_next (&iter, NULL, &track))
    set_wanted (track, worker, 0);
}

static void
tell_states (PnRoom *room, gint64 now)
{
  GHashTableIter iter;
  gpointer track;
  if (now < room->next_relay)
    return;
  room->next_relay = now + PN_RELAY_EVERY_US;
  g_hash_table_iter_init (&iter, room->tracks);
  while (g_hash_table_iter_next (&iter, NULL, &track))
    EACH_WORKER (w, room->relays)
  tell_state (track, w);
}

/* ---- away */

void
pn_relay_attach (PnRoom *room, guint home)
{
  if (room->away)
    return;
  room->away = TRUE;
  room->home = home;
  send_to (room, home, pn_relay_message_new (PN_RELAY_ATTACH, NULL));
}

void
pn_relay_detach (PnRoom *room)
{
  if (room->away)
    send_to (room, room->home, pn_relay_message_new (PN_RELAY_DETACH, NULL));
}

static void
on_up (PnRoom *room, const PnRelayMessage *m)
{
  gboolean known = g_hash_table_contains (room->peers, &m->peer);
  PnPeer *peer = pn_room_peer (room, m->peer, TRUE);
  peer->relayed |= !known;
  if (peer->conns[PN_DIR_PUB] == NULL)
    peer->conns[PN_DIR_PUB] = pn_conn_new_relayed (peer);
  if (find_track (room, m) != NULL || m->source >= PN_N_SOURCES)
    return;
  PnTrack *t = pn_track_new_relayed (peer->conns[PN_DIR_PUB], (PnSource) m->source, m->codec, m->n_layers);
  g_ptr_array_add (peer->conns[PN_DIR_PUB]->tracks, t);
  pn_room_track_up (room, t);
}

static void
on_down (PnRoom *room, PnTrack *track)
{
  PnConn *pub = track->conn;
  PnPeer *peer = pub->peer;
  g_ptr_array_remove_fast (pub->tracks, track);
  if (pub->tracks->len > 0)
    return;
  pn_conn_free (pub);
  if (peer->relayed)
    pn_room_drop_peer (room, peer->id);
}

static void
on_state (PnTrack *track, const PnRelayMessage *m)
{
  gboolean changed = FALSE;
  for (guint slot = 0; slot < track->n_layers; slot++) {
    const PnRelayState *s = &m->states[slot];
    PnLayer *l = layer_of (track, slot);
    changed |= l->live != s->live;
    l->live = s->live;
    l->tids = s->tids;
    l->bytes = s->bytes;
    l->frames = s->frames;
    l->rate = s->rate;
    l->last_ts = s->last_ts;
    l->last_at = s->last_at;
    l->reception.ntp = s->ntp;
    l->reception.sr_ts = s->sr_ts;
    l->reception.sr_at = s->sr_at;
    pn_layer_note_size (l, s->width, s->height);
  }
  if (changed)
    pn_track_choose_anew (track);
}

static void
on_hold (PnTrack *track)
{
  for (guint i = 0; i < track->senders->len; i++)
    pn_sender_hold (g_ptr_array_index (track->senders, i));
}

static void
tell_wish (PnRoom *room, PnTrack *track, gint64 now)
{
  guint mask = 0;
  gboolean loud = track->source == PN_SOURCE_MIC && room->n_slots > 0; /* what the home carries may be bound here */
  for (guint i = 0; i < track->n_layers; i++)
    mask |= (guint) (loud || track->layers[i]->senders->len > 0) << track->layers[i]->slot;
  if (mask != track->relay_mask) {
    PnRelayMessage *m = about_track (PN_RELAY_WANT, track);
    track->relay_mask = m->mask = mask;
    send_to (room, room->home, m);
  }
  for (guint i = 0; i < track->n_layers; i++)
    if (pn_layer_key_due (track->layers[i], now)) {
      PnRelayMessage *m = about_track (PN_RELAY_KEY, track);
      m->slot = track->layers[i]->slot;
      send_to (room, room->home, m);
    }
}

void
pn_relay_tick (PnRoom *room, gint64 now)
{
  GHashTableIter iter;
  gpointer track;
  if (room->relays != 0)
    tell_states (room, now);
  if (!room->away)
    return;
  g_hash_table_iter_init (&iter, room->tracks);
  while (g_hash_table_iter_next (&iter, NULL, &track))
    tell_wish (room, track, now);
}

/* ---- both */

static void
on_track_message (PnRoom *room, PnTrack *track, const PnRelayMessage *m, gint64 now)
{
  PnLayer *layer = layer_of (track, m->slot);
  switch (m->kind) {
  case PN_RELAY_WANT:
    if (room->relays >> m->from & 1)
      set_wanted (track, m->from, m->mask);
    break;
  case PN_RELAY_KEY:
    if (layer != NULL)
      layer->key_wanted = TRUE;
    break;
  case PN_RELAY_DOWN:
    on_down (room, track);
    break;
  case PN_RELAY_STATE:
    on_state (track, m);
    break;
  case PN_RELAY_PACKET:
    if (layer != NULL)
      pn_track_deliver (layer, &m->packet, now);
    break;
  case PN_RELAY_HOLD:
    on_hold (track);
    break;
  case PN_RELAY_RENEW:
    if (layer != NULL)
      pn_layer_restart (layer); /* its numbers begin anew at home too */
    break;
  case PN_RELAY_ATTACH:
  case PN_RELAY_DETACH:
  case PN_RELAY_UP:
  default:
    g_assert_not_reached ();
  }
}

void
pn_relay_receive (PnHost *host, const PnRelayMessage *m, gint64 now)
{
  PnRoom *room = pn_room_get (host, m->room, m->kind == PN_RELAY_ATTACH);
  if (room == NULL) /* gone on this side; the other will hear of it */
    return;
  if (m->kind == PN_RELAY_ATTACH) {
    on_attach (room, m->from);
  } else if (m->kind == PN_RELAY_DETACH) {
    on_detach (room, m->from);
  } else if (m->kind == PN_RELAY_UP) {
    if (room->away)
      on_up (room, m);
  } else {
    PnTrack *track = find_track (room, m);
    if (track != NULL)
      on_track_message (room, track, m, now);
  }
}
