/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/adapters/media-link.h"

#include "meeting-server/adapters/link-asks.h"

#define ANSWER_MS 5000

struct PnMediaLink {
  PnMedia port;
  PnLink *link;
  PnLinkAsks *asks;
  PnMediaEvents events;
  gpointer events_data;
  gint64 epoch;     /* 0: no hello yet */
  gboolean greeted; /* on this connection */
};

static PnJson *
message_new (const char *type, gint64 room)
{
  PnJson *m = pn_wire_object ();
  pn_wire_set_str (m, "t", type);
  if (room != 0)
    pn_wire_set_int (m, "room", room);
  return m;
}

/* ---- What it tells */

static void
on_hello (PnMediaLink *self, const PnJson *m)
{
  gint64 epoch = pn_wire_int (m, "epoch", 0);
  self->greeted = TRUE;
  self->epoch = epoch;
  /* Also with the epoch of before: what happened to tracks while the link was down is not known. */
  if (self->events.restarted != NULL)
    self->events.restarted (epoch, self->events_data);
}

static void
on_quality (PnMediaLink *self, gint64 room, gint64 peer, const PnJson *m)
{
  PnMediaQuality quality = {
    .dir = pn_wire_str (m, "dir", ""),
    .level = pn_wire_str (m, "level", ""),
    .loss_percent = pn_wire_number (m, "loss_percent", 0),
    .rtt_ms = (gint) pn_wire_int (m, "rtt_ms", 0),
    .kbps = (gint) pn_wire_int (m, "kbps", 0),
    .limited = pn_wire_bool (m, "limited", FALSE),
  };
  if (self->events.quality != NULL)
    self->events.quality (room, peer, &quality, self->events_data);
}

static void
on_message (PnLink *link, const PnJson *m, int fd, gpointer data)
{
  PnMediaLink *self = data;
  const PnMediaEvents *e = &self->events;
  const char *type = pn_wire_str (m, "t", "");
  if (pn_link_asks_answer (self->asks, m))
    return;
  gint64 room = pn_wire_int (m, "room", 0), peer = pn_wire_int (m, "peer", 0);
  const char *track = pn_wire_str (m, "track", "");
  if (g_str_equal (type, "hello"))
    on_hello (self, m);
  else if (g_str_equal (type, "track.up") && e->track != NULL)
    e->track (room, track, pn_wire_str (m, "kind", ""), TRUE, self->events_data);
  else if (g_str_equal (type, "track.down") && e->track != NULL)
    e->track (room, track, pn_wire_str (m, "kind", ""), FALSE, self->events_data);
  else if (g_str_equal (type, "speaker") && e->speaker != NULL)
    e->speaker (room, peer, self->events_data);
  else if (g_str_equal (type, "peer.quality"))
    on_quality (self, room, peer, m);
  else if (g_str_equal (type, "peer.layer") && e->layer != NULL)
    e->layer (room, peer, track, pn_wire_bool (m, "paused", FALSE), self->events_data);
  else if (g_str_equal (type, "peer.state") && e->peer_state != NULL)
    e->peer_state (peer, pn_wire_str (m, "dir", ""), pn_wire_str (m, "state", ""), self->events_data);
}

static void
on_close (PnLink *link, const GError *error, gpointer data)
{
  PnMediaLink *self = data;
  pn_link_asks_fail_all (self->asks, PN_ERROR_LINK_AWAY);
  if (self->greeted && self->events.away != NULL)
    self->events.away (self->events_data);
  self->greeted = FALSE;
}

/* ---- What we ask */

static void
port_listen (void *impl, const PnMediaEvents *events, gpointer data)
{
  PnMediaLink *self = impl;
  self->events = *events;
  self->events_data = data;
}

static gboolean
is_open (void *impl)
{
  PnMediaLink *self = impl;
  return self->greeted && pn_link_is_open (self->link);
}

static gint64
epoch (void *impl)
{
  return ((PnMediaLink *) impl)->epoch;
}

typedef struct {
  PnMediaAnswer answer;
  PnMediaTapped tapped;
  PnMediaPort port;
  gpointer data;
} Ask;

static void
on_answer (const PnJson *m, const GError *error, gpointer data)
{
  g_autofree Ask *ask = data;
  ask->answer (m == NULL ? NULL : pn_wire_str (m, "sdp", ""), error, ask->data);
}

static void
offer (void *impl, gint64 room, gint64 peer, const char *dir, const char *sdp, PnJson *list, PnMediaAnswer cb,
       gpointer data)
{
  PnMediaLink *self = impl;
  Ask *ask = g_new0 (Ask, 1);
  PnJson *m = message_new ("peer.offer", room);
  ask->answer = cb;
  ask->data = data;
  pn_wire_set_int (m, "peer", peer);
  pn_wire_set_str (m, "dir", dir);
  pn_wire_set_str (m, "sdp", sdp);
  pn_wire_set_take (m, g_str_equal (dir, "pub") ? "tracks" : "want", list);
  pn_link_asks_send (self->asks, self->link, m, on_answer, ask);
}

static void
offer_auto (void *impl, gint64 room, gint64 peer, const char *dir, const char *sdp, PnJson *want,
            PnMediaAnswer cb, gpointer data)
{
  PnMediaLink *self = impl;
  Ask *ask = g_new0 (Ask, 1);
  PnJson *m = message_new ("peer.offer", room);
  ask->answer = cb;
  ask->data = data;
  pn_wire_set_int (m, "peer", peer);
  pn_wire_set_str (m, "dir", dir);
  pn_wire_set_str (m, "sdp", sdp);
  pn_wire_set_bool (m, "auto", TRUE);
  if (want != NULL)
    pn_wire_set_take (m, "want", want);
  pn_link_asks_send (self->asks, self->link, m, on_answer, ask);
}

static void
tell (PnMediaLink *self, PnJson *take)
{
  if (!pn_link_send (self->link, take, -1))
    return; /* with the link its peers and tracks are gone as well */
}

static void
drop (void *impl, gint64 peer)
{
  PnJson *m = message_new ("peer.drop", 0);
  pn_wire_set_int (m, "peer", peer);
  tell (impl, m);
}

static void
mute (void *impl, gint64 room, gint64 peer, const char *source, gboolean muted)
{
  PnJson *m = message_new ("track.mute", room);
  pn_wire_set_int (m, "peer", peer);
  pn_wire_set_str (m, "source", source);
  pn_wire_set_bool (m, "muted", muted);
  tell (impl, m);
}

static void
prefer (void *impl, gint64 room, gint64 peer, PnJson *tiles)
{
  PnJson *m = message_new ("peer.prefer", room);
  pn_wire_set_int (m, "peer", peer);
  pn_wire_set_take (m, "tiles", tiles);
  tell (impl, m);
}

static void
voices (void *impl, gint64 room, guint limit, PnJson *called)
{
  PnJson *m = message_new ("room.voices", room);
  pn_wire_set_int (m, "limit", limit);
  pn_wire_set_take (m, "called", called);
  tell (impl, m);
}

static void
on_tapped (const PnJson *m, const GError *error, gpointer data)
{
  g_autofree Ask *ask = data;
  if (m == NULL) {
    ask->tapped (NULL, error, ask->data);
    return;
  }
  PnMediaTap tap = {
    .pt = (gint) pn_wire_int (m, "pt", 0),
    .clock = (gint) pn_wire_int (m, "clock", 0),
    .channels = (gint) pn_wire_int (m, "channels", 1),
    .ssrc = pn_wire_int (m, "ssrc", 0),
    .codec = pn_wire_str (m, "codec", ""),
  };
  ask->tapped (&tap, NULL, ask->data);
}

static void
tap_add (void *impl, gint64 room, const char *track, gint port, PnMediaTapped cb, gpointer data)
{
  PnMediaLink *self = impl;
  Ask *ask = g_new0 (Ask, 1);
  PnJson *m = message_new ("tap.add", room);
  ask->tapped = cb;
  ask->data = data;
  pn_wire_set_str (m, "track", track);
  pn_wire_set_str (m, "host", "127.0.0.1");
  pn_wire_set_int (m, "port", port);
  pn_link_asks_send (self->asks, self->link, m, on_tapped, ask);
}

static void
tap_remove (void *impl, const char *track)
{
  PnJson *m = message_new ("tap.remove", 0);
  pn_wire_set_str (m, "track", track);
  tell (impl, m);
}

static void
keyframe (void *impl, const char *track)
{
  PnJson *m = message_new ("keyframe", 0);
  pn_wire_set_str (m, "track", track);
  tell (impl, m);
}

static void
on_port (const PnJson *m, const GError *error, gpointer data)
{
  g_autofree Ask *ask = data;
  ask->port (m == NULL ? 0 : (gint) pn_wire_int (m, "port", 0), error, ask->data);
}

static void
feed_add (void *impl, gint64 room, gint64 peer, const PnMediaFeed *feed, PnMediaPort cb, gpointer data)
{
  PnMediaLink *self = impl;
  Ask *ask = g_new0 (Ask, 1);
  PnJson *m = message_new ("feed.add", room);
  ask->port = cb;
  ask->data = data;
  pn_wire_set_int (m, "peer", peer);
  pn_wire_set_str (m, "source", feed->source);
  pn_wire_set_str (m, "codec", feed->codec);
  pn_wire_set_int (m, "pt", feed->pt);
  pn_wire_set_int (m, "clock", feed->clock);
  pn_link_asks_send (self->asks, self->link, m, on_port, ask);
}

static void
feed_remove (void *impl, gint64 room, const char *track)
{
  PnJson *m = message_new ("feed.remove", room);
  pn_wire_set_str (m, "track", track);
  tell (impl, m);
}

PnMediaLink *
pn_media_link_new (uv_loop_t *loop, const char *path)
{
  static const PnLinkHandler handler = { .on_message = on_message, .on_close = on_close };
  PnMediaLink *self = g_new0 (PnMediaLink, 1);
  self->port = (PnMedia){
    .impl = self,
    .listen = port_listen,
    .is_open = is_open,
    .epoch = epoch,
    .offer = offer,
    .offer_auto = offer_auto,
    .drop = drop,
    .mute = mute,
    .prefer = prefer,
    .voices = voices,
    .tap_add = tap_add,
    .tap_remove = tap_remove,
    .keyframe = keyframe, .feed_add = feed_add, .feed_remove = feed_remove,
  };
  self->asks = pn_link_asks_new (loop, ANSWER_MS);
  self->link = pn_link_connect (loop, path, &handler, self);
  return self;
}

void
pn_media_link_free (PnMediaLink *self)
{
  if (self == NULL)
    return;
  pn_link_free (self->link);
  pn_link_asks_free (self->asks);
  g_free (self);
}

const PnMedia *
pn_media_link_port (PnMediaLink *self)
{
  return &self->port;
}
