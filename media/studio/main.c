/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phien-studio: takes orders from phien-meeting over a unix link and records meetings.
 * Messages: docs/media-links.md. Each order carries "req"; the answer carries it back. */
#include <gst/gst.h>
#include <string.h>

#include "base/daemon.h"
#include "base/error.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/unix-link.h"
#include "media/studio/recording.h"

typedef struct {
  PnDaemon *daemon;
  PnLinkServer *server;
  PnLink *link;       /* the one phien-meeting; the newest wins */
  GHashTable *takes;  /* room (gint64) → Take */
  gboolean draining;
} Studio;

typedef struct {
  Studio *studio;
  gint64 room;
  gint64 stop_req; /* 0: nobody asked, it ended by itself */
  char *file;
  PnRecording *recording;
} Take;

static const PnConfigEntry config_table[] = {
  { "studio", "socket", PN_CONFIG_PATH, "run/studio.sock", 0, 0, "unix link phien-meeting connects to" },
  { "studio", "recordings", PN_CONFIG_PATH, "recordings", 0, 0, "directory of the finished files" },
  { "studio", "admin", PN_CONFIG_PATH, "unix:run/studio-admin.sock", 0, 0, "health and metrics" },
  { NULL, NULL, 0, NULL, 0, 0, NULL },
};

static void
take_free (gpointer data)
{
  Take *take = data;
  pn_recording_free (take->recording);
  g_free (take->file);
  g_free (take);
}

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
reply_new (const char *type, gint64 req)
{
  PnJson *message = pn_wire_object ();
  pn_wire_set_str (message, "t", type);
  pn_wire_set_int (message, "req", req);
  return message;
}

static void
answer_error (Studio *studio, gint64 req, const GError *error)
{
  PnJson *message = reply_new ("error", req);
  pn_wire_set_str (message, "code", pn_error_name (pn_error_code (error)));
  pn_wire_set_str (message, "detail", error->message);
  answer (studio, message);
}

static void
count_takes (Studio *studio)
{
  pn_metric_set (pn_metric_gauge ("phien_studio_recordings", "Recordings under way"), g_hash_table_size (studio->takes));
}

static void
on_ended (PnRecording *recording, const PnRecordingEnd *end, gpointer data)
{
  Take *take = data;
  Studio *studio = take->studio;
  PnJson *message = reply_new ("record.done", take->stop_req);
  pn_wire_set_int (message, "room", take->room);
  pn_wire_set_str (message, "file", take->file);
  pn_wire_set_int (message, "bytes", end->bytes);
  pn_wire_set_int (message, "duration_ms", end->duration_ms);
  if (end->error != NULL) {
    pn_wire_set_str (message, "error", end->error->message);
    pn_log_gerror (PN_LOG_ERROR, "studio", "a recording ended early", end->error);
  }
  pn_info ("studio", "recorded", "file", take->file, "ms", PN_I64 (end->duration_ms));
  answer (studio, message);
  gint64 room = take->room;
  g_hash_table_remove (studio->takes, &room);
  count_takes (studio);
  if (studio->draining && g_hash_table_size (studio->takes) == 0)
    pn_daemon_drained (studio->daemon);
}

/* A name, never a path: the link is trusted, a mistake in it should still not write elsewhere. */
static gboolean
file_ok (const char *file)
{
  return *file != '\0' && *file != '.' && strpbrk (file, "/\\") == NULL && strlen (file) < 128;
}

static void
record_start (Studio *studio, const PnJson *m, gint64 req)
{
  g_autoptr (GError) error = NULL;
  gint64 room = pn_wire_int (m, "room", 0);
  const char *file = pn_wire_str (m, "file", "");
  if (!file_ok (file) || g_hash_table_contains (studio->takes, &room)) {
    g_set_error (&error, PN_ERROR, PN_ERROR_WRONG_STATE, "room is being recorded already, or no file name");
    answer_error (studio, req, error);
    return;
  }
  Take *take = g_new0 (Take, 1);
  *take = (Take){ .studio = studio, .room = room, .file = g_strdup (file) };
  g_autofree char *path = g_build_filename (pn_config_str (pn_daemon_config (studio->daemon), "studio", "recordings"), file, NULL);
  take->recording = pn_recording_start (pn_daemon_loop (studio->daemon), path, pn_wire_str (m, "title", ""), on_ended, take, &error);
  if (take->recording == NULL) {
    take_free (take);
    answer_error (studio, req, error);
    return;
  }
  g_hash_table_insert (studio->takes, &take->room, take);
  count_takes (studio);
  pn_info ("studio", "recording", "file", file);
  answer (studio, reply_new ("record.ready", req));
}

static Take *
take_of (Studio *studio, const PnJson *m)
{
  gint64 room = pn_wire_int (m, "room", 0);
  return g_hash_table_lookup (studio->takes, &room);
}

static void
track_add (Studio *studio, Take *take, const PnJson *m, gint64 req)
{
  g_autoptr (GError) error = NULL;
  PnRecordingTrack track = {
    .id = pn_wire_str (m, "track", ""),
    .video = strcmp (pn_wire_str (m, "kind", ""), "video") == 0,
    .codec = pn_wire_str (m, "codec", ""),
    .pt = (int) pn_wire_int (m, "pt", 96),
    .clock = (int) pn_wire_int (m, "clock", 90000),
  };
  int port = pn_recording_add_track (take->recording, &track, &error);
  if (port == 0) {
    answer_error (studio, req, error);
    return;
  }
  PnJson *message = reply_new ("track.ready", req);
  pn_wire_set_str (message, "track", track.id);
  pn_wire_set_int (message, "port", port);
  answer (studio, message);
}

static void
dispatch (Studio *studio, const char *type, const PnJson *m)
{
  gint64 req = pn_wire_int (m, "req", 0);
  if (strcmp (type, "record.start") == 0) {
    record_start (studio, m, req);
    return;
  }
  Take *take = take_of (studio, m);
  if (take == NULL) {
    g_autoptr (GError) error = g_error_new (PN_ERROR, PN_ERROR_NOT_FOUND, "no recording in this room (%s)", type);
    if (req != 0)
      answer_error (studio, req, error);
    return;
  }
  if (strcmp (type, "track.add") == 0) {
    track_add (studio, take, m, req);
  } else if (strcmp (type, "track.remove") == 0) {
    pn_recording_remove_track (take->recording, pn_wire_str (m, "track", ""));
  } else if (strcmp (type, "speaker") == 0) {
    pn_recording_show (take->recording, pn_wire_str (m, "track", NULL));
  } else if (strcmp (type, "record.stop") == 0) {
    take->stop_req = req;
    pn_recording_stop (take->recording);
  } else {
    pn_warning ("studio", "unknown order", "type", type);
  }
}

static void
on_open (PnLink *link, gpointer data)
{
  Studio *studio = data;
  studio->link = link;
  /* A phien-meeting that was started again asks which rooms still run. */
  PnJson *rooms = pn_wire_array ();
  GHashTableIter iter;
  gpointer room;
  g_hash_table_iter_init (&iter, studio->takes);
  while (g_hash_table_iter_next (&iter, &room, NULL))
    pn_wire_add_int (rooms, *(gint64 *) room);
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

static gboolean
start (PnDaemon *daemon, gpointer data, GError **error)
{
  Studio *studio = data;
  static const PnLinkHandler handler = { on_open, on_message, on_close };
  g_autoptr (GError) reason = NULL;
  studio->daemon = daemon;
  studio->takes = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, take_free);
  if (!gst_init_check (NULL, NULL, &reason)) {
    g_set_error (error, PN_ERROR, PN_ERROR_IO, "GStreamer: %s", reason != NULL ? reason->message : "cannot start");
    return FALSE;
  }
  const char *path = pn_config_str (pn_daemon_config (daemon), "studio", "socket");
  studio->server = pn_link_listen (pn_daemon_loop (daemon), path, &handler, studio, error);
  return studio->server != NULL;
}

static void
drain (PnDaemon *daemon, gpointer data)
{
  Studio *studio = data;
  studio->draining = TRUE;
  GHashTableIter iter;
  gpointer take;
  g_hash_table_iter_init (&iter, studio->takes);
  while (g_hash_table_iter_next (&iter, NULL, &take))
    pn_recording_stop (((Take *) take)->recording);
  if (g_hash_table_size (studio->takes) == 0)
    pn_daemon_drained (daemon);
}

static void
stop (PnDaemon *daemon, gpointer data)
{
  Studio *studio = data;
  g_clear_pointer (&studio->server, pn_link_server_free);
  g_clear_pointer (&studio->takes, g_hash_table_unref);
  if (gst_is_initialized ())
    gst_deinit ();
}

int
main (int argc, char **argv)
{
  static const PnDaemonClass class = {
    .name = "phien-studio", .section = "studio", .config = config_table, .start = start, .drain = drain, .stop = stop,
  };
  Studio studio = { 0 };
  return pn_daemon_run (&class, &studio, argc, argv);
}
