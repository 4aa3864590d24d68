/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/adapters/studio-link.h"

#include "meeting-server/adapters/link-asks.h"

#define ANSWER_MS 10000 /* ending a file of hours takes its time */

struct PnStudioLink {
  PnStudio port;
  PnLink *link;
  PnLinkAsks *asks;
  void (*away) (gpointer data);
  gpointer away_data;
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

static void
on_message (PnLink *link, const PnJson *m, int fd, gpointer data)
{
  PnStudioLink *self = data;
  if (pn_link_asks_answer (self->asks, m))
    return;
  /* A recording that ended by itself: treated like a studio that went away, by whoever listens. */
  if (g_strcmp0 (pn_wire_str (m, "t", ""), "record.done") == 0 && self->away != NULL)
    self->away (self->away_data);
}

static void
on_close (PnLink *link, const GError *error, gpointer data)
{
  PnStudioLink *self = data;
  pn_link_asks_fail_all (self->asks, PN_ERROR_LINK_AWAY);
  if (self->away != NULL)
    self->away (self->away_data);
}

static void
port_listen (void *impl, void (*away) (gpointer data), gpointer data)
{
  PnStudioLink *self = impl;
  self->away = away;
  self->away_data = data;
}

static gboolean
is_open (void *impl)
{
  return pn_link_is_open (((PnStudioLink *) impl)->link);
}

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
track_add (void *impl, gint64 room, const char *track, const char *kind, const char *codec, gint pt, gint clock,
           PnStudioReady cb, gpointer data)
{
  PnJson *m = message_new ("track.add", room);
  pn_wire_set_str (m, "track", track);
  pn_wire_set_str (m, "kind", kind);
  pn_wire_set_str (m, "codec", codec);
  pn_wire_set_int (m, "pt", pt);
  pn_wire_set_int (m, "clock", clock);
  ask_ready (impl, m, cb, data);
}

static void
tell (PnStudioLink *self, PnJson *take)
{
  if (!pn_link_send (self->link, take, -1))
    return; /* on_close has told, or will */
}

static void
track_remove (void *impl, gint64 room, const char *track)
{
  PnJson *m = message_new ("track.remove", room);
  pn_wire_set_str (m, "track", track);
  tell (impl, m);
}

static void
speaker (void *impl, gint64 room, const char *track)
{
  PnJson *m = message_new ("speaker", room);
  pn_wire_set_str (m, "track", track);
  tell (impl, m);
}

static void
on_done (const PnJson *m, const GError *error, gpointer data)
{
  g_autofree Ask *ask = data;
  if (m == NULL) {
    ask->done (NULL, error, ask->data);
    return;
  }
  PnRecorded recorded = {
    .file = pn_wire_str (m, "file", ""),
    .bytes = pn_wire_int (m, "bytes", -1),
    .duration_ms = pn_wire_int (m, "duration_ms", -1),
    .error = pn_wire_str (m, "error", NULL),
  };
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

PnStudioLink *
pn_studio_link_new (uv_loop_t *loop, const char *path)
{
  static const PnLinkHandler handler = { .on_message = on_message, .on_close = on_close };
  PnStudioLink *self = g_new0 (PnStudioLink, 1);
  self->port = (PnStudio) {
    .impl = self, .is_open = is_open, .listen = port_listen, .start = start, .track_add = track_add,
    .track_remove = track_remove, .speaker = speaker, .stop = stop,
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
