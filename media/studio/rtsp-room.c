/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/studio/rtsp-room.h"

#include <string.h>

#include "base/error.h"
#include "media/studio/rtsp-source.h"

#define SYSTEMS_MAX 64 /* each has threads and a connection of its own */

struct PnRtspRooms {
  uv_loop_t *loop;
  GHashTable *systems; /* gint64* peer → System */
  void (*send) (PnJson *take, gpointer data);
  gpointer data;
};

typedef struct {
  PnRtspRooms *rooms;
  gint64 room, peer;
  PnRtspSource *source;
} System;

static void
system_free (gpointer data)
{
  System *system = data;
  pn_rtsp_source_free (system->source);
  g_free (system);
}

static PnJson *
message_new (const System *system, const char *type)
{
  PnJson *m = pn_wire_object ();
  pn_wire_set_str (m, "t", type);
  pn_wire_set_int (m, "room", system->room);
  pn_wire_set_int (m, "peer", system->peer);
  return m;
}

static void
on_stream (PnRtspSource *source, const PnRtspStream *stream, gpointer data)
{
  System *system = data;
  PnJson *m = message_new (system, "rtsp.stream");
  g_autofree char *track = g_strdup_printf ("%" G_GINT64_FORMAT "/%s", system->peer, stream->source);
  pn_wire_set_str (m, "track", track);
  pn_wire_set_str (m, "kind", stream->kind);
  pn_wire_set_str (m, "codec", stream->codec);
  pn_wire_set_int (m, "pt", stream->pt);
  pn_wire_set_int (m, "clock", stream->clock);
  system->rooms->send (m, system->rooms->data);
}

static void
on_state (PnRtspSource *source, const char *state, const char *code, const char *detail, gpointer data)
{
  System *system = data;
  PnJson *m = message_new (system, "rtsp.state");
  pn_wire_set_str (m, "state", state);
  if (code != NULL)
    pn_wire_set_str (m, "code", code);
  if (detail != NULL)
    pn_wire_set_str (m, "detail", detail);
  system->rooms->send (m, system->rooms->data);
}

PnRtspRooms *
pn_rtsp_rooms_new (uv_loop_t *loop, void (*send) (PnJson *take, gpointer data), gpointer data)
{
  PnRtspRooms *self = g_new0 (PnRtspRooms, 1);
  *self = (PnRtspRooms){ .loop = loop, .send = send, .data = data };
  self->systems = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, system_free);
  return self;
}

void
pn_rtsp_rooms_free (PnRtspRooms *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->systems);
  g_free (self);
}

guint
pn_rtsp_rooms_count (const PnRtspRooms *self)
{
  return g_hash_table_size (self->systems);
}

void
pn_rtsp_rooms_clear (PnRtspRooms *self)
{
  g_hash_table_remove_all (self->systems);
}

static void
add (PnRtspRooms *self, gint64 room, gint64 peer, const PnJson *m, GError **error)
{
  static const PnRtspEvents events = { on_stream, on_state };
  g_hash_table_remove (self->systems, &peer);
  if (g_hash_table_size (self->systems) >= SYSTEMS_MAX) {
    g_set_error (error, PN_ERROR, PN_ERROR_OVERLOADED, "%d room systems already", SYSTEMS_MAX);
    return;
  }
  System *system = g_new0 (System, 1);
  *system = (System){ .rooms = self, .room = room, .peer = peer };
  system->source = pn_rtsp_source_new (self->loop, pn_wire_str (m, "url", ""), pn_wire_str (m, "user", ""),
                                       pn_wire_str (m, "password", ""), &events, system, error);
  if (system->source == NULL)
    g_free (system);
  else
    g_hash_table_insert (self->systems, &system->peer, system);
}

/* The track names the peer. */
static void
send_to (PnRtspRooms *self, const PnJson *m)
{
  const char *track = pn_wire_str (m, "track", ""), *slash = strchr (track, '/');
  gint64 peer = g_ascii_strtoll (track, NULL, 10);
  System *system = g_hash_table_lookup (self->systems, &peer);
  if (system != NULL && slash != NULL)
    pn_rtsp_source_send (system->source, slash + 1, pn_wire_str (m, "host", "127.0.0.1"),
                         (int) pn_wire_int (m, "port", 0));
}

gboolean
pn_rtsp_rooms_order (PnRtspRooms *self, const char *type, const PnJson *m, GError **error)
{
  gint64 room = pn_wire_int (m, "room", 0), peer = pn_wire_int (m, "peer", 0);
  if (strcmp (type, "rtsp.add") == 0)
    add (self, room, peer, m, error);
  else if (strcmp (type, "rtsp.send") == 0)
    send_to (self, m);
  else if (strcmp (type, "rtsp.remove") == 0)
    g_hash_table_remove (self->systems, &peer);
  else
    return FALSE;
  return TRUE;
}
