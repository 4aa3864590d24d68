/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/studio/room.h"

#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "media/studio/hls.h"
#include "media/studio/lipsync.h"
#include "media/studio/programme.h"

#define STOP_LIMIT_MS 10000
#define RESTARTS_MAX 5 /* of a programme that fails again and again */

struct PnStudioRoom {
  const PnStudioHost *host;
  gint64 id;
  PnMoment moment;
  PnBusWatch *watch;
  GHashTable *receives;   /* id → PnReceive */
  PnProgramme *programme; /* NULL: nobody wants it */
  guint restarts;
  PnRecording *recording;
  gboolean stopping;
  uv_timer_t *limit;
  PnHls *hls;
  /* what a programme begun later has to be told */
  char *title, *speaker, *page, *caption, *chapter;
  PnLayout layout;
  char **called;
  GMutex lock; /* lipsync and receives, also for streaming threads */
  PnLipsync *lipsync;
};

static void on_message (GstMessage *message, gpointer data);

PnStudioRoom *
pn_studio_room_new (const PnStudioHost *host, gint64 id)
{
  PnStudioRoom *self = g_new0 (PnStudioRoom, 1);
  *self = (PnStudioRoom){ .host = host, .id = id, .moment = pn_moment_now () };
  self->watch = pn_bus_watch_new (host->loop, on_message, self);
  self->receives = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->lipsync = pn_lipsync_new ();
  self->limit = g_new0 (uv_timer_t, 1);
  self->limit->data = self;
  uv_timer_init (host->loop, self->limit);
  g_mutex_init (&self->lock);
  return self;
}

static void
timer_closed (uv_handle_t *handle)
{
  g_free (handle);
}

void
pn_studio_room_free (PnStudioRoom *self)
{
  if (self == NULL)
    return;
  g_autoptr (GList) tracks = g_hash_table_get_keys (self->receives);
  for (GList *l = tracks; l != NULL; l = l->next)
    pn_studio_room_remove (self, l->data);
  pn_programme_free (self->programme);
  pn_recording_free (self->recording);
  pn_hls_free (self->hls);
  pn_bus_watch_free (self->watch);
  uv_close ((uv_handle_t *) self->limit, timer_closed);
  g_hash_table_unref (self->receives);
  pn_lipsync_free (self->lipsync);
  g_mutex_clear (&self->lock);
  gst_object_unref (self->moment.clock);
  g_strfreev (self->called);
  g_free (self->title);
  g_free (self->speaker);
  g_free (self->page);
  g_free (self->caption);
  g_free (self->chapter);
  g_free (self);
}

gboolean
pn_studio_room_is_idle (const PnStudioRoom *self)
{
  return self->recording == NULL && self->hls == NULL;
}

/* ---- the programme, while somebody wants it */

static void
on_key_wanted (const char *track, gpointer data)
{
  PnStudioRoom *self = data;
  self->host->keyframe (self->id, track, self->host->data);
}

static void
join_all (PnStudioRoom *self)
{
  GHashTableIter iter;
  gpointer receive;
  g_hash_table_iter_init (&iter, self->receives);
  while (g_hash_table_iter_next (&iter, NULL, &receive)) {
    g_autoptr (GError) error = NULL;
    if (!pn_programme_add (self->programme, receive, &error))
      pn_log_gerror (PN_LOG_WARNING, "studio", "a track is left out of the programme", error);
  }
}

static gboolean
begin_programme (PnStudioRoom *self, GError **error)
{
  if (self->programme != NULL)
    return TRUE;
  self->programme = pn_programme_new (self->host->loop, &self->moment, self->watch,
                                      self->title != NULL ? self->title : "", on_key_wanted, self, error);
  if (self->programme == NULL)
    return FALSE;
  pn_programme_layout (self->programme, self->layout, (const char *const *) self->called);
  pn_programme_speaker (self->programme, self->speaker);
  pn_programme_page (self->programme, self->page);
  pn_programme_caption (self->programme, self->caption != NULL ? self->caption : "");
  join_all (self);
  if (self->recording != NULL)
    pn_programme_attach (self->programme, pn_recording_outlet (self->recording));
  if (self->hls != NULL)
    pn_programme_attach (self->programme, pn_hls_outlet (self->hls));
  return TRUE;
}

static void
end_programme_if_idle (PnStudioRoom *self)
{
  if (pn_studio_room_is_idle (self))
    g_clear_pointer (&self->programme, pn_programme_free);
}

/* ---- recording */

static void
finish_recording (PnStudioRoom *self, const GError *failure)
{
  PnRecordingEnd end;
  PnRecording *recording = g_steal_pointer (&self->recording);
  GHashTableIter iter;
  gpointer receive;
  if (recording == NULL)
    return;
  uv_timer_stop (self->limit);
  self->stopping = FALSE;
  if (self->programme != NULL)
    pn_programme_detach (self->programme, pn_recording_outlet (recording));
  g_hash_table_iter_init (&iter, self->receives);
  while (g_hash_table_iter_next (&iter, NULL, &receive))
    pn_recording_remove (recording, receive);
  pn_recording_finish (recording, failure, &end);
  end_programme_if_idle (self);
  self->host->recorded (self->id, pn_recording_file (recording), &end, self->host->data); /* may free self */
  pn_recording_free (recording);
}

static void
on_limit (uv_timer_t *timer)
{
  g_autoptr (GError) error
      = g_error_new_literal (PN_ERROR, PN_ERROR_TIMED_OUT, "the file could not be closed in time");
  finish_recording (timer->data, error);
}

gboolean
pn_studio_room_record (PnStudioRoom *self, const char *file, const char *title, GError **error)
{
  if (self->recording != NULL) {
    g_set_error (error, PN_ERROR, PN_ERROR_WRONG_STATE, "the room is being recorded already");
    return FALSE;
  }
  g_free (self->title);
  self->title = g_strdup (title);
  if (!begin_programme (self, error))
    return FALSE;
  self->recording = pn_recording_new (self->host->recordings, file, title, &self->moment, self->watch, error);
  if (self->recording == NULL) {
    end_programme_if_idle (self);
    return FALSE;
  }
  pn_programme_attach (self->programme, pn_recording_outlet (self->recording));
  if (self->chapter != NULL)
    pn_recording_chapter (self->recording, self->chapter);
  GHashTableIter iter;
  gpointer receive;
  g_hash_table_iter_init (&iter, self->receives);
  while (g_hash_table_iter_next (&iter, NULL, &receive))
    pn_recording_add (self->recording, receive);
  return TRUE;
}

gboolean
pn_studio_room_is_recording (const PnStudioRoom *self)
{
  return self->recording != NULL;
}

void
pn_studio_room_stop_recording (PnStudioRoom *self)
{
  if (self->recording == NULL || self->stopping)
    return;
  self->stopping = TRUE;
  pn_recording_end (self->recording);
  uv_timer_start (self->limit, on_limit, STOP_LIMIT_MS, 0);
}

/* ---- live list */

gboolean
pn_studio_room_watch (PnStudioRoom *self, const char *title, GError **error)
{
  if (self->hls != NULL)
    return TRUE;
  if (self->title == NULL)
    self->title = g_strdup (title);
  if (!begin_programme (self, error))
    return FALSE;
  g_autofree char *name = g_strdup_printf ("%" G_GINT64_FORMAT, self->id);
  g_autofree char *dir = g_build_filename (self->host->hls, name, NULL);
  self->hls = pn_hls_new (dir, self->watch, error);
  if (self->hls == NULL) {
    end_programme_if_idle (self);
    return FALSE;
  }
  pn_programme_attach (self->programme, pn_hls_outlet (self->hls));
  return TRUE;
}

gboolean
pn_studio_room_is_watched (const PnStudioRoom *self)
{
  return self->hls != NULL;
}

void
pn_studio_room_unwatch (PnStudioRoom *self)
{
  if (self->hls == NULL)
    return;
  if (self->programme != NULL)
    pn_programme_detach (self->programme, pn_hls_outlet (self->hls));
  g_clear_pointer (&self->hls, pn_hls_free);
  end_programme_if_idle (self);
}

/* ---- tracks */

static gboolean
same_peer (const char *a, const char *b)
{
  const char *slash = strchr (a, '/');
  return slash != NULL && strncmp (a, b, (gsize) (slash - a) + 1) == 0;
}

/* In a streaming thread. */
static void
on_report (PnReceive *from, guint64 ntp, gint64 running, gpointer data)
{
  PnStudioRoom *self = data;
  GHashTableIter iter;
  gpointer receive;
  g_mutex_lock (&self->lock);
  pn_lipsync_report (self->lipsync, pn_receive_id (from), ntp, running);
  g_hash_table_iter_init (&iter, self->receives);
  while (g_hash_table_iter_next (&iter, NULL, &receive))
    if (same_peer (pn_receive_id (from), pn_receive_id (receive)))
      pn_receive_delay (receive, pn_lipsync_offset (self->lipsync, pn_receive_id (receive)));
  g_mutex_unlock (&self->lock);
}

int
pn_studio_room_add (PnStudioRoom *self, const PnStudioTrack *track, GError **error)
{
  g_autoptr (GError) reason = NULL;
  pn_studio_room_remove (self, track->id);
  PnReceive *receive = pn_receive_new (track, &self->moment, self->watch, on_report, self, error);
  if (receive == NULL)
    return 0;
  g_mutex_lock (&self->lock);
  g_hash_table_insert (self->receives, g_strdup (track->id), receive);
  g_mutex_unlock (&self->lock);
  if (self->recording != NULL)
    pn_recording_add (self->recording, receive);
  if (self->programme != NULL && !pn_programme_add (self->programme, receive, &reason))
    pn_log_gerror (PN_LOG_WARNING, "studio", "a track is left out of the programme", reason);
  return pn_receive_port (receive);
}

void
pn_studio_room_remove (PnStudioRoom *self, const char *track)
{
  PnReceive *receive = g_hash_table_lookup (self->receives, track);
  if (receive == NULL)
    return;
  if (self->programme != NULL)
    pn_programme_remove (self->programme, track);
  if (self->recording != NULL)
    pn_recording_remove (self->recording, receive);
  g_mutex_lock (&self->lock);
  pn_lipsync_forget (self->lipsync, track);
  g_hash_table_remove (self->receives, track);
  g_mutex_unlock (&self->lock);
  pn_receive_free (receive);
}

static void
set (char **field, const char *value)
{
  char *copy = g_strdup (value);
  g_free (*field);
  *field = copy;
}

void
pn_studio_room_speaker (PnStudioRoom *self, const char *track)
{
  set (&self->speaker, track);
  if (self->programme != NULL)
    pn_programme_speaker (self->programme, track);
}

void
pn_studio_room_layout (PnStudioRoom *self, PnLayout layout, const char *const *tracks)
{
  char **copy = g_strdupv ((char **) tracks);
  g_strfreev (self->called);
  self->called = copy;
  self->layout = layout;
  if (self->programme != NULL)
    pn_programme_layout (self->programme, layout, (const char *const *) copy);
}

gboolean
pn_studio_room_page (PnStudioRoom *self, const char *file, GError **error)
{
  /* The link is trusted; a mistake in it should still not show another file. */
  if (file != NULL && (*file == '/' || *file == '\0' || strstr (file, "..") != NULL)) {
    g_set_error (error, PN_ERROR, PN_ERROR_BAD_VALUE, "%s is no page", file);
    return FALSE;
  }
  g_autofree char *path = file != NULL ? g_build_filename (self->host->pages, file, NULL) : NULL;
  set (&self->page, path);
  if (self->programme != NULL)
    pn_programme_page (self->programme, path);
  return TRUE;
}

void
pn_studio_room_caption (PnStudioRoom *self, const char *text)
{
  set (&self->caption, text);
  if (self->programme != NULL)
    pn_programme_caption (self->programme, text);
}

void
pn_studio_room_chapter (PnStudioRoom *self, const char *title)
{
  set (&self->chapter, title);
  if (self->recording != NULL)
    pn_recording_chapter (self->recording, title);
}

/* ---- messages of GStreamer */

static void
restart_programme (PnStudioRoom *self)
{
  g_autoptr (GError) error = NULL;
  if (self->recording != NULL)
    pn_outlet_break (pn_recording_outlet (self->recording));
  if (self->hls != NULL)
    pn_outlet_break (pn_hls_outlet (self->hls));
  g_clear_pointer (&self->programme, pn_programme_free);
  if (++self->restarts > RESTARTS_MAX)
    g_set_error (&error, PN_ERROR, PN_ERROR_IO, "the programme fails again and again");
  else if (begin_programme (self, &error))
    return;
  pn_log_gerror (PN_LOG_ERROR, "studio", "the programme cannot be composed; the tracks are kept", error);
}

static PnReceive *
receive_of (PnStudioRoom *self, GstObject *source)
{
  GHashTableIter iter;
  gpointer receive;
  g_hash_table_iter_init (&iter, self->receives);
  while (g_hash_table_iter_next (&iter, NULL, &receive))
    if (pn_receive_owns (receive, source))
      return receive;
  return NULL;
}

static void
on_receive_message (PnStudioRoom *self, PnReceive *receive, GstMessage *message, const char *why)
{
  if (gst_message_has_name (message, "keyframe")) {
    on_key_wanted (pn_receive_id (receive), self);
    return;
  }
  pn_warning ("studio", "a track failed", "track", pn_receive_id (receive), "reason", why);
  g_autofree char *track = g_strdup (pn_receive_id (receive));
  pn_studio_room_remove (self, track);
}

static void
on_hls_message (PnStudioRoom *self, const char *why)
{
  pn_warning ("studio", "the live list ended", "reason", why);
  pn_studio_room_unwatch (self);
  self->host->hls_lost (self->id, self->host->data);
}

static void
on_message (GstMessage *message, gpointer data)
{
  PnStudioRoom *self = data;
  GstObject *source = GST_MESSAGE_SRC (message);
  g_autoptr (GError) reason = NULL;
  g_autoptr (GError) error = NULL;
  gboolean failed = FALSE;
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    gst_message_parse_error (message, &reason, NULL);
  const char *why = reason != NULL ? reason->message : "end of stream";
  PnReceive *receive = receive_of (self, source);
  if (receive != NULL) {
    on_receive_message (self, receive, message, why);
  } else if (self->programme != NULL && pn_programme_message (self->programme, message, &failed)) {
    if (failed) {
      pn_warning ("studio", "the programme failed and is begun again", "reason", why);
      restart_programme (self);
    }
  } else if (self->recording != NULL && pn_outlet_owns (pn_recording_outlet (self->recording), source)) {
    if (reason != NULL)
      error = g_error_new_literal (PN_ERROR, PN_ERROR_IO, why);
    finish_recording (self, error); /* may free self */
  } else if (self->hls != NULL && pn_outlet_owns (pn_hls_outlet (self->hls), source)) {
    on_hls_message (self, why);
  } else if (reason != NULL && self->recording != NULL && pn_recording_owns_raw (self->recording, source)) {
    pn_warning ("studio", "a track is no longer kept", "reason", why);
  }
}
