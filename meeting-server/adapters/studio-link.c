/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/adapters/studio-link.h"

#include "meeting-server/adapters/link-asks.h"

#define ANSWER_MS 10000 /* ending a file of hours takes its time */

struct PnStudioLink {
  PnStudio port;
  PnLink *link;
  PnLinkAsks *asks;
  PnStudioEvents events;
  gpointer events_data;
};

typedef struct {
  PnStudioReady ready;
  PnStudioDone done;
  gpointer data;
} Ask;

static PnJson *
message_new (const char *type, gint64 room)
{
  PnJson *m = pn_wire_object ();
  pn_wire_set_str (m, "t", type);
  pn_wire_set_int (m, "room", room);
  return m;
}

/* ---- What it tells */

static PnRecorded
read_recorded (const PnJson *m)
{
  return (PnRecorded){
    .file = pn_wire_str (m, "file", ""),
    .bytes = pn_wire_int (m, "bytes", -1),
    .duration_ms = pn_wire_int (m, "duration_ms", -1),
    .error = pn_wire_str (m, "error", NULL),
  };
}

static PnStudioTrack
read_stream (const PnJson *m)
{
  return (PnStudioTrack) {
    .track = pn_wire_str (m, "track", ""),
    .kind = pn_wire_str (m, "kind", ""),
    .codec = pn_wire_str (m, "codec", ""),
    .pt = (gint) pn_wire_int (m, "pt", 96),
    .clock = (gint) pn_wire_int (m, "clock", 90000),
  };
}

static void
on_message (PnLink *link, const PnJson *m, int fd, gpointer data)
{
  PnStudioLink *self = data;
  const PnStudioEvents *e = &self->events;
  const char *type = pn_wire_str (m, "t", "");
  gint64 room = pn_wire_int (m, "room", 0);
  if (pn_link_asks_answer (self->asks, m))
    return;
  if (g_str_equal (type, "hello") && e->back != NULL) {
    e->back (self->events_data);
  } else if (g_str_equal (type, "rtsp.stream") && e->rtsp_stream != NULL) {
    PnStudioTrack stream = read_stream (m);
    e->rtsp_stream (room, pn_wire_int (m, "peer", 0), &stream, self->events_data);
  } else if (g_str_equal (type, "rtsp.state") && e->rtsp_state != NULL) {
    e->rtsp_state (room, pn_wire_int (m, "peer", 0), pn_wire_str (m, "state", ""), pn_wire_str (m, "code", ""),
                   pn_wire_str (m, "detail", NULL), self->events_data);
  } else if (g_str_equal (type, "keyframe") && e->keyframe != NULL) {
    e->keyframe (room, pn_wire_str (m, "track", ""), self->events_data);
  } else if (g_str_equal (type, "record.done") && e->ended != NULL) {
    PnRecorded recorded = read_recorded (m);
    e->ended (room, &recorded, self->events_data);
  } else if (g_str_equal (type, "hls.lost") && e->live_lost != NULL) {
    e->live_lost (room, self->events_data);
  }
}

static void
on_close (PnLink *link, const GError *error, gpointer data)
{
  PnStudioLink *self = data;
  pn_link_asks_fail_all (self->asks, PN_ERROR_LINK_AWAY);
  if (self->events.away != NULL)
    self->events.away (self->events_data);
}

static void
port_listen (void *impl, const PnStudioEvents *events, gpointer data)
{
  PnStudioLink *self = impl;
  self->events = *events;
  self->events_data = data;
}

static gboolean
is_open (void *impl)
{
  return pn_link_is_open (((PnStudioLink *) impl)->link);
}

/* ---- Orders that are answered */

static void
on_ready (const PnJson *m, const GError *error, gpointer data)
{
  g_autofree Ask *ask = data;
  ask->ready (m == NULL ? 0 : (gint) pn_wire_int (m, "port", 0), error, ask->data);
}

static void
ask_ready (PnStudioLink *self, PnJson *take, PnStudioReady cb, gpointer data)
{
  Ask *ask = g_new0 (Ask, 1);
  ask->ready = cb;
  ask->data = data;
  pn_link_asks_send (self->asks, self->link, take, on_ready, ask);
}

static void
start (void *impl, gint64 room, const char *file, const char *title, PnStudioReady cb, gpointer data)
{
  PnJson *m = message_new ("record.start", room);
  pn_wire_set_str (m, "file", file);
  pn_wire_set_str (m, "title", title);
  ask_ready (impl, m, cb, data);
}

static void
live_start (void *impl, gint64 room, const char *title, PnStudioReady cb, gpointer data)
{
  PnJson *m = message_new ("hls.start", room);
  pn_wire_set_str (m, "title", title);
  ask_ready (impl, m, cb, data);
}

static void
track_add (void *impl, gint64 room, const PnStudioTrack *track, PnStudioReady cb, gpointer data)
{
  PnJson *m = message_new ("track.add", room);
  pn_wire_set_str (m, "track", track->track);
  pn_wire_set_str (m, "name", track->name);
  pn_wire_set_str (m, "kind", track->kind);
  pn_wire_set_str (m, "codec", track->codec);
  pn_wire_set_int (m, "pt", track->pt);
  pn_wire_set_int (m, "clock", track->clock);
  ask_ready (impl, m, cb, data);
}

static void
on_done (const PnJson *m, const GError *error, gpointer data)
{
  g_autofree Ask *ask = data;
  if (m == NULL) {
    ask->done (NULL, error, ask->data);
    return;
  }
  PnRecorded recorded = read_recorded (m);
  ask->done (&recorded, NULL, ask->data);
}

static void
stop (void *impl, gint64 room, PnStudioDone cb, gpointer data)
{
  PnStudioLink *self = impl;
  Ask *ask = g_new0 (Ask, 1);
  ask->done = cb;
  ask->data = data;
  pn_link_asks_send (self->asks, self->link, message_new ("record.stop", room), on_done, ask);
}

/* ---- Orders that are not */

static void
tell (PnStudioLink *self, PnJson *take)
{
  if (!pn_link_send (self->link, take, -1))
    return; /* on_close has told, or will */
}

static void
tell_text (PnStudioLink *self, gint64 room, const char *type, const char *key, const char *text)
{
  PnJson *m = message_new (type, room);
  pn_wire_set_str (m, key, text);
  tell (self, m);
}

static void
live_stop (void *impl, gint64 room)
{
  tell (impl, message_new ("hls.stop", room));
}

static void
track_remove (void *impl, gint64 room, const char *track)
{
  tell_text (impl, room, "track.remove", "track", track);
}

static void
speaker (void *impl, gint64 room, const char *track)
{
  tell_text (impl, room, "speaker", "track", track);
}

static void
layout (void *impl, gint64 room, const char *name, const char *const *tracks)
{
  PnJson *m = message_new ("programme.layout", room), *list = pn_wire_array ();
  for (; *tracks != NULL; tracks++)
    pn_wire_add_str (list, *tracks);
  pn_wire_set_str (m, "layout", name);
  pn_wire_set_take (m, "tracks", list);
  tell (impl, m);
}

static void
page (void *impl, gint64 room, const char *file)
{
  tell_text (impl, room, "page.show", "file", file);
}

static void
caption (void *impl, gint64 room, const char *text)
{
  tell_text (impl, room, "caption", "text", text);
}

static void
chapter (void *impl, gint64 room, const char *title)
{
  tell_text (impl, room, "chapter", "title", title);
}

static void
rtsp_add (void *impl, gint64 room, gint64 peer, const char *url, const char *user, const char *password, PnStudioReady cb,
          gpointer data)
{
  PnJson *m = message_new ("rtsp.add", room);
  pn_wire_set_int (m, "peer", peer);
  pn_wire_set_str (m, "url", url);
  pn_wire_set_str (m, "user", user);
  pn_wire_set_str (m, "password", password);
  ask_ready (impl, m, cb, data);
}

static void
rtsp_send (void *impl, gint64 room, const char *track, gint port)
{
  PnJson *m = message_new ("rtsp.send", room);
  pn_wire_set_str (m, "track", track);
  pn_wire_set_str (m, "host", "127.0.0.1");
  pn_wire_set_int (m, "port", port);
  tell (impl, m);
}

static void
rtsp_remove (void *impl, gint64 room, gint64 peer)
{
  PnJson *m = message_new ("rtsp.remove", room);
  pn_wire_set_int (m, "peer", peer);
  tell (impl, m);
}

PnStudioLink *
pn_studio_link_new (uv_loop_t *loop, const char *path)
{
  static const PnLinkHandler handler = { .on_message = on_message, .on_close = on_close };
  PnStudioLink *self = g_new0 (PnStudioLink, 1);
  self->port = (PnStudio){
    .impl = self,
    .is_open = is_open,
    .listen = port_listen,
    .start = start,
    .stop = stop,
    .live_start = live_start,
    .live_stop = live_stop,
    .track_add = track_add,
    .track_remove = track_remove,
    .speaker = speaker,
    .layout = layout,
    .page = page,
    .caption = caption,
    .chapter = chapter, .rtsp_add = rtsp_add, .rtsp_send = rtsp_send, .rtsp_remove = rtsp_remove,
  };
  self->asks = pn_link_asks_new (loop, ANSWER_MS);
  self->link = pn_link_connect (loop, path, &handler, self);
  return self;
}

void
pn_studio_link_free (PnStudioLink *self)
{
  if (self == NULL)
    return;
  pn_link_free (self->link);
  pn_link_asks_free (self->asks);
  g_free (self);
}

const PnStudio *
pn_studio_link_port (PnStudioLink *self)
{
  return &self->port;
}
