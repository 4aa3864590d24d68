/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phien-studio: everything decoded. Takes orders from phien-meeting over a unix link: records meetings, and
 * makes the live list. Messages: docs/media-links.md. Each order carries "req"; the answer carries it back.
 */
#include <gst/gst.h>
#include <string.h>

#include "base/daemon.h"
#include "base/error.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/unix-link.h"
#include "media/studio/room.h"
#include "media/studio/rtsp-room.h"

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
/* GLib's constructor makes a table of 2,048 quarks and leaves it behind on purpose when it grows, as GStreamer makes it (gquark.c). What
 * libraries make before main is not counted as leaked; preinit_array runs before their constructors. */
static void
not_counted (void)
{
  __lsan_disable ();
}
__attribute__ ((section (".preinit_array"), used)) static void (*const before_libraries) (void) = not_counted;
#define COUNT_LEAKS() __lsan_enable ()
#else
#define COUNT_LEAKS()
#endif

#define TRACKS_MAX 16 /* named in one layout */

typedef struct {
  PnDaemon *daemon;
  PnLinkServer *server;
  PnLink *link;      /* the one phien-meeting; the newest wins */
  GHashTable *rooms; /* gint64* → Seat */
  PnRtspRooms *rtsp;
  PnStudioHost host;
  gboolean draining;
} Studio;

typedef struct {
  gint64 id;
  gint64 stop_req; /* 0: nobody asked, it ended by itself */
  PnStudioRoom *room;
} Seat;

static const PnConfigEntry config_table[] = {
  { "studio", "socket", PN_CONFIG_PATH, "run/studio.sock", 0, 0, "unix link phien-meeting connects to" },
  { "studio", "recordings", PN_CONFIG_PATH, "recordings", 0, 0, "directory of the finished files" },
  { "studio", "pages", PN_CONFIG_PATH, "pages", 0, 0, "directory of phien-docs' page images, to read" },
  { "studio", "hls", PN_CONFIG_PATH, "hls", 0, 0,
    "directory of the live lists, one below it for each meeting" },
  { "studio", "admin", PN_CONFIG_PATH, "unix:run/studio-admin.sock", 0, 0, "health and metrics" },
  { NULL, NULL, 0, NULL, 0, 0, NULL },
};

static void
seat_free (gpointer data)
{
  Seat *seat = data;
  pn_studio_room_free (seat->room);
  g_free (seat);
}

/* ---- answers */

static void
answer (Studio *studio, PnJson *message)
{
  if (studio->link == NULL || !pn_link_is_open (studio->link)) {
    pn_json_unref (message);
    return;
  }
  pn_link_send (studio->link, message, -1);
}

static PnJson *
message_new (const char *type, gint64 req, gint64 room)
{
  PnJson *message = pn_wire_object ();
  pn_wire_set_str (message, "t", type);
  pn_wire_set_int (message, "req", req);
  if (room != 0)
    pn_wire_set_int (message, "room", room);
  return message;
}

static void
answer_error (Studio *studio, gint64 req, const GError *error)
{
  PnJson *message = message_new ("error", req, 0);
  pn_wire_set_str (message, "code", pn_error_name (pn_error_code (error)));
  pn_wire_set_str (message, "detail", error->message);
  answer (studio, message);
}

/* ---- what rooms tell */

static guint
count (Studio *studio, gboolean (*what) (const PnStudioRoom *room))
{
  GHashTableIter iter;
  gpointer seat;
  guint n = 0;
  g_hash_table_iter_init (&iter, studio->rooms);
  while (g_hash_table_iter_next (&iter, NULL, &seat))
    n += what (((Seat *) seat)->room) ? 1 : 0;
  return n;
}

static void
measure (Studio *studio)
{
  pn_metric_set (pn_metric_gauge ("phien_studio_recordings", "Recordings under way"),
                 count (studio, pn_studio_room_is_recording));
  pn_metric_set (pn_metric_gauge ("phien_studio_live", "Live lists under way"),
                 count (studio, pn_studio_room_is_watched));
}

static void
drop_if_idle (Studio *studio, gint64 id)
{
  Seat *seat = g_hash_table_lookup (studio->rooms, &id);
  if (seat != NULL && pn_studio_room_is_idle (seat->room))
    g_hash_table_remove (studio->rooms, &id);
  measure (studio);
}

static void
on_keyframe (gint64 room, const char *track, gpointer data)
{
  PnJson *message = message_new ("keyframe", 0, room);
  pn_wire_set_str (message, "track", track);
  answer (data, message);
}

static void
on_recorded (gint64 room, const char *file, const PnRecordingEnd *end, gpointer data)
{
  Studio *studio = data;
  Seat *seat = g_hash_table_lookup (studio->rooms, &room);
  PnJson *message = message_new ("record.done", seat != NULL ? seat->stop_req : 0, room);
  pn_wire_set_str (message, "file", file);
  pn_wire_set_int (message, "bytes", end->bytes);
  pn_wire_set_int (message, "duration_ms", end->duration_ms);
  if (end->error != NULL) {
    pn_wire_set_str (message, "error", end->error->message);
    pn_log_gerror (PN_LOG_ERROR, "studio", "a recording ended early", end->error);
  }
  pn_info ("studio", "recorded", "file", file, "ms", PN_I64 (end->duration_ms));
  answer (studio, message);
  if (seat != NULL)
    seat->stop_req = 0;
  drop_if_idle (studio, room);
  if (studio->draining && count (studio, pn_studio_room_is_recording) == 0)
    pn_daemon_drained (studio->daemon);
}

static void
on_hls_lost (gint64 room, gpointer data)
{
  answer (data, message_new ("hls.lost", 0, room));
  drop_if_idle (data, room);
}

/* ---- orders that make a room */

/* A name, never a path: the link is trusted, a mistake in it should still not write elsewhere. */
static gboolean
file_ok (const char *file)
{
  return *file != '\0' && *file != '.' && strpbrk (file, "/\\") == NULL && strlen (file) < 128;
}

static Seat *
seat_get (Studio *studio, gint64 id)
{
  Seat *seat = g_hash_table_lookup (studio->rooms, &id);
  if (seat != NULL)
    return seat;
  seat = g_new0 (Seat, 1);
  *seat = (Seat){ .id = id, .room = pn_studio_room_new (&studio->host, id) };
  g_hash_table_insert (studio->rooms, &seat->id, seat);
  return seat;
}

static void
record_start (Studio *studio, const PnJson *m, gint64 req)
{
  g_autoptr (GError) error = NULL;
  gint64 room = pn_wire_int (m, "room", 0);
  const char *file = pn_wire_str (m, "file", "");
  if (!file_ok (file)) {
    g_set_error (&error, PN_ERROR, PN_ERROR_WRONG_STATE, "that is no file name");
    answer_error (studio, req, error);
    return;
  }
  if (pn_studio_room_record (seat_get (studio, room)->room, file, pn_wire_str (m, "title", ""), &error)) {
    pn_info ("studio", "recording", "file", file);
    answer (studio, message_new ("record.ready", req, room));
  } else {
    answer_error (studio, req, error);
  }
  drop_if_idle (studio, room);
}

static void
hls_start (Studio *studio, const PnJson *m, gint64 req)
{
  g_autoptr (GError) error = NULL;
  gint64 room = pn_wire_int (m, "room", 0);
  if (pn_studio_room_watch (seat_get (studio, room)->room, pn_wire_str (m, "title", ""), &error))
    answer (studio, message_new ("hls.ready", req, room));
  else
    answer_error (studio, req, error);
  drop_if_idle (studio, room);
}

/* ---- orders for a room */

static void
record_stop (Studio *studio, Seat *seat, const PnJson *m, gint64 req)
{
  g_autoptr (GError) error = NULL;
  if (!pn_studio_room_is_recording (seat->room)) {
    g_set_error (&error, PN_ERROR, PN_ERROR_NOT_FOUND, "nothing is recorded in this room");
    answer_error (studio, req, error);
    return;
  }
  seat->stop_req = req;
  pn_studio_room_stop_recording (seat->room);
}

static void
hls_stop (Studio *studio, Seat *seat, const PnJson *m, gint64 req)
{
  pn_studio_room_unwatch (seat->room);
  drop_if_idle (studio, seat->id);
}

static void
track_add (Studio *studio, Seat *seat, const PnJson *m, gint64 req)
{
  g_autoptr (GError) error = NULL;
  PnStudioTrack track = {
    .id = pn_wire_str (m, "track", ""),
    .name = pn_wire_str (m, "name", ""),
    .video = strcmp (pn_wire_str (m, "kind", ""), "video") == 0,
    .codec = pn_wire_str (m, "codec", ""),
    .pt = (int) pn_wire_int (m, "pt", 96),
    .clock = (int) pn_wire_int (m, "clock", 90000),
  };
  int port = pn_studio_room_add (seat->room, &track, &error);
  if (port == 0) {
    answer_error (studio, req, error);
    return;
  }
  PnJson *message = message_new ("track.ready", req, seat->id);
  pn_wire_set_str (message, "track", track.id);
  pn_wire_set_int (message, "port", port);
  answer (studio, message);
}

static void
track_remove (Studio *studio, Seat *seat, const PnJson *m, gint64 req)
{
  pn_studio_room_remove (seat->room, pn_wire_str (m, "track", ""));
}

static void
speaker (Studio *studio, Seat *seat, const PnJson *m, gint64 req)
{
  pn_studio_room_speaker (seat->room, pn_wire_str (m, "track", NULL));
}

static void
layout (Studio *studio, Seat *seat, const PnJson *m, gint64 req)
{
  const PnJson *list = pn_wire_member (m, "tracks");
  g_autoptr (GPtrArray) tracks = g_ptr_array_new ();
  PnLayout wanted;
  for (gsize i = 0; list != NULL && i < MIN (pn_wire_length (list), TRACKS_MAX); i++)
    g_ptr_array_add (tracks, (gpointer) pn_wire_str_at (list, i, ""));
  g_ptr_array_add (tracks, NULL);
  if (pn_layout_from_name (pn_wire_str (m, "layout", ""), &wanted))
    pn_studio_room_layout (seat->room, wanted, (const char *const *) tracks->pdata);
  else
    pn_warning ("studio", "unknown layout", "layout", pn_wire_str (m, "layout", ""));
}

static void
page_show (Studio *studio, Seat *seat, const PnJson *m, gint64 req)
{
  g_autoptr (GError) error = NULL;
  if (!pn_studio_room_page (seat->room, pn_wire_str (m, "file", NULL), &error))
    pn_log_gerror (PN_LOG_WARNING, "studio", "a page is not shown", error);
}

static void
caption (Studio *studio, Seat *seat, const PnJson *m, gint64 req)
{
  pn_studio_room_caption (seat->room, pn_wire_str (m, "text", ""));
}

static void
chapter (Studio *studio, Seat *seat, const PnJson *m, gint64 req)
{
  pn_studio_room_chapter (seat->room, pn_wire_str (m, "title", ""));
}

static const struct {
  const char *type;
  void (*run) (Studio *studio, Seat *seat, const PnJson *m, gint64 req);
} orders[] = {
  { "record.stop", record_stop },   { "hls.stop", hls_stop }, { "track.add", track_add },
  { "track.remove", track_remove }, { "speaker", speaker },   { "programme.layout", layout },
  { "page.show", page_show },       { "caption", caption },   { "chapter", chapter },
};

static void
send_rtsp (PnJson *take, gpointer data)
{
  Studio *studio = data;
  answer (studio, take);
  pn_metric_set (pn_metric_gauge ("phien_studio_room_systems", "Room systems fetched by RTSP"), pn_rtsp_rooms_count (studio->rtsp));
}

/* TRUE when it was one of theirs. The answer comes at once: whether it works is told by rtsp.state. */
static gboolean
rtsp_order (Studio *studio, const char *type, const PnJson *m)
{
  g_autoptr (GError) error = NULL;
  gint64 req = pn_wire_int (m, "req", 0);
  if (!pn_rtsp_rooms_order (studio->rtsp, type, m, &error))
    return FALSE;
  if (error != NULL)
    answer_error (studio, req, error);
  else if (req != 0)
    answer (studio, message_new ("rtsp.ok", req, pn_wire_int (m, "room", 0)));
  return TRUE;
}

static void
dispatch (Studio *studio, const char *type, const PnJson *m)
{
  gint64 req = pn_wire_int (m, "req", 0), room = pn_wire_int (m, "room", 0);
  if (strcmp (type, "record.start") == 0) {
    record_start (studio, m, req);
    return;
  }
  if (strcmp (type, "hls.start") == 0) {
    hls_start (studio, m, req);
    return;
  }
  if (rtsp_order (studio, type, m))
    return;
  Seat *seat = g_hash_table_lookup (studio->rooms, &room);
  if (seat == NULL) {
    g_autoptr (GError) error
        = g_error_new (PN_ERROR, PN_ERROR_NOT_FOUND, "nothing goes on in this room (%s)", type);
    if (req != 0)
      answer_error (studio, req, error);
    return;
  }
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++) {
    if (strcmp (orders[i].type, type) != 0)
      continue;
    orders[i].run (studio, seat, m, req);
    return;
  }
  pn_warning ("studio", "unknown order", "type", type);
}

/* ---- the link */

static void
on_open (PnLink *link, gpointer data)
{
  Studio *studio = data;
  studio->link = link;
  pn_rtsp_rooms_clear (studio->rtsp); /* phien-meeting adds again what it wants */
  /* A phien-meeting that was started again asks which rooms are still recorded. */
  PnJson *rooms = pn_wire_array ();
  GHashTableIter iter;
  gpointer seat;
  g_hash_table_iter_init (&iter, studio->rooms);
  while (g_hash_table_iter_next (&iter, NULL, &seat))
    if (pn_studio_room_is_recording (((Seat *) seat)->room))
      pn_wire_add_int (rooms, ((Seat *) seat)->id);
  PnJson *hello = pn_wire_object ();
  pn_wire_set_str (hello, "t", "hello");
  pn_wire_set_take (hello, "rooms", rooms);
  answer (studio, hello);
}

static void
on_message (PnLink *link, const PnJson *message, int fd, gpointer data)
{
  dispatch (data, pn_wire_str (message, "t", ""), message);
}

static void
on_close (PnLink *link, const GError *error, gpointer data)
{
  Studio *studio = data;
  if (studio->link == link)
    studio->link = NULL;
}

/* ---- life */

static gboolean
start (PnDaemon *daemon, gpointer data, GError **error)
{
  Studio *studio = data;
  static const PnLinkHandler handler = { on_open, on_message, on_close };
  g_autoptr (GError) reason = NULL;
  const PnConfig *config = pn_daemon_config (daemon);
  studio->daemon = daemon;
  studio->rooms = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, seat_free);
  studio->host = (PnStudioHost){
    .loop = pn_daemon_loop (daemon),
    .recordings = pn_config_str (config, "studio", "recordings"),
    .pages = pn_config_str (config, "studio", "pages"),
    .hls = pn_config_str (config, "studio", "hls"),
    .keyframe = on_keyframe,
    .recorded = on_recorded,
    .hls_lost = on_hls_lost,
    .data = studio,
  };
  studio->rtsp = pn_rtsp_rooms_new (studio->host.loop, send_rtsp, studio);
  if (!gst_init_check (NULL, NULL, &reason)) {
    g_set_error (error, PN_ERROR, PN_ERROR_IO, "GStreamer: %s",
                 reason != NULL ? reason->message : "cannot start");
    return FALSE;
  }
  studio->server = pn_link_listen (studio->host.loop, pn_config_str (config, "studio", "socket"), &handler,
                                   studio, error);
  return studio->server != NULL;
}

static void
drain (PnDaemon *daemon, gpointer data)
{
  Studio *studio = data;
  studio->draining = TRUE;
  g_autoptr (GList) seats = g_hash_table_get_values (studio->rooms);
  for (GList *l = seats; l != NULL; l = l->next)
    pn_studio_room_stop_recording (((Seat *) l->data)->room);
  if (count (studio, pn_studio_room_is_recording) == 0)
    pn_daemon_drained (daemon);
}

static void
stop (PnDaemon *daemon, gpointer data)
{
  Studio *studio = data;
  g_clear_pointer (&studio->server, pn_link_server_free);
  g_clear_pointer (&studio->rooms, g_hash_table_unref);
  g_clear_pointer (&studio->rtsp, pn_rtsp_rooms_free);
  if (gst_is_initialized ())
    gst_deinit ();
}

int
main (int argc, char **argv)
{
  static const PnDaemonClass class = {
    .name = "phien-studio",
    .section = "studio",
    .config = config_table,
    .start = start,
    .drain = drain,
    .stop = stop,
  };
  Studio studio = { 0 };
  COUNT_LEAKS ();
  return pn_daemon_run (&class, &studio, argc, argv);
}
