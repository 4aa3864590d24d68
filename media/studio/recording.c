/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/studio/recording.h"

#include <gst/gst.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/log.h"
#include "media/studio/track-bin.h"

#define STOP_LIMIT_MS 5000

struct PnRecording {
  GstElement *pipeline;
  GstElement *mixer;
  GstElement *compositor;
  GHashTable *tracks; /* id → PnTrackBin */
  char *path;
  char *shown; /* id of the picture on top, or NULL */
  uv_loop_t *loop;
  uv_async_t *wake; /* outlives us until the loop has closed it */
  uv_timer_t *limit;
  GAsyncQueue *messages; /* GstMessage from GStreamer's threads */
  PnRecordingEnded ended;
  gpointer data;
  gboolean stopping;
  gboolean over;
  GstPad *doors[2]; /* in front of the muxer */
  gulong guards[2];
  gint absent; /* doors nobody has come to yet; atomic */
};

static void on_wake (uv_async_t *handle);

static void
close_handle (uv_handle_t *handle)
{
  g_free (handle);
}

/* Only errors and the end matter; everything else is dropped in the thread that made it. */
static GstBusSyncReply
on_bus (GstBus *bus, GstMessage *message, gpointer data)
{
  PnRecording *self = data;
  GstMessageType type = GST_MESSAGE_TYPE (message);
  if (type == GST_MESSAGE_ERROR || type == GST_MESSAGE_EOS) {
    g_async_queue_push (self->messages, gst_message_ref (message));
    uv_async_send (self->wake);
  }
  return GST_BUS_DROP;
}

/* The live silence and the title card keep both streams going when nobody speaks or shows a picture.
 * Both are held at the muxer's door until each has a frame: it writes its header with the streams it knows by then.
 * Not ignore-inactive-pads: GStreamer 1.22 takes a mixer whose inputs are all late for one at its end. */
static GstElement *
make_pipeline (const char *path, const char *title, GError **error)
{
  g_autoptr (GError) reason = NULL;
  GstElement *pipeline = gst_parse_launch (
      "mp4mux name=mux fragment-duration=1000 ! filesink name=file sync=false buffer-mode=unbuffered "
      "audiotestsrc is-live=true wave=silence ! audio/x-raw,rate=48000,channels=1 ! "
      "audiomixer name=mixer latency=200000000 ! audio/x-raw,rate=48000,channels=1 ! "
      "audioconvert ! avenc_aac bitrate=96000 ! aacparse ! queue max-size-time=5000000000 ! mux. "
      "videotestsrc is-live=true pattern=solid-color foreground-color=0xff10284a ! "
      "video/x-raw,width=640,height=360,framerate=15/1 ! "
      "textoverlay name=title font-desc=\"Sans 18\" halignment=center valignment=center ! queue ! "
      "compositor name=compositor background=black latency=200000000 ! "
      "video/x-raw,width=640,height=360,framerate=15/1 ! videoconvert ! "
      "x264enc tune=zerolatency speed-preset=ultrafast bitrate=900 key-int-max=30 threads=1 ! "
      "video/x-h264,profile=baseline ! h264parse ! queue max-size-time=5000000000 ! mux. ",
      &reason);
  if (pipeline == NULL) {
    g_set_error (error, PN_ERROR, PN_ERROR_IO, "pipeline: %s", reason->message);
    return NULL;
  }
  if (reason != NULL) /* GStreamer also reports a missing element beside a half-made pipeline */
    g_propagate_error (error, g_error_new (PN_ERROR, PN_ERROR_IO, "pipeline: %s", reason->message));
  g_autoptr (GstElement) file = gst_bin_get_by_name (GST_BIN (pipeline), "file");
  g_autoptr (GstElement) card = gst_bin_get_by_name (GST_BIN (pipeline), "title");
  if (reason != NULL || file == NULL || card == NULL) {
    gst_object_unref (pipeline);
    return NULL;
  }
  g_object_set (file, "location", path, NULL);
  g_object_set (card, "text", title, NULL);
  return pipeline;
}

/* In the streaming thread. The first to come waits, the last opens both doors. */
static GstPadProbeReturn
on_first_frame (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  PnRecording *self = data;
  if (!g_atomic_int_dec_and_test (&self->absent))
    return GST_PAD_PROBE_OK;
  for (guint i = 0; i < G_N_ELEMENTS (self->doors); i++)
    if (self->doors[i] != pad)
      gst_pad_remove_probe (self->doors[i], self->guards[i]);
  return GST_PAD_PROBE_REMOVE;
}

static gboolean
guard_door (GstElement *mux, GstPad *pad, gpointer data)
{
  PnRecording *self = data;
  guint i = (guint) self->absent++;
  g_assert (i < G_N_ELEMENTS (self->doors));
  self->doors[i] = gst_pad_get_peer (pad);
  self->guards[i] = gst_pad_add_probe (self->doors[i], GST_PAD_PROBE_TYPE_BLOCK | GST_PAD_PROBE_TYPE_BUFFER, on_first_frame,
                                       self, NULL);
  return TRUE;
}

PnRecording *
pn_recording_start (uv_loop_t *loop, const char *path, const char *title, PnRecordingEnded ended, gpointer data, GError **error)
{
  GstElement *pipeline = make_pipeline (path, title, error);
  if (pipeline == NULL)
    return NULL;
  PnRecording *self = g_new0 (PnRecording, 1);
  *self = (PnRecording){ .pipeline = pipeline, .path = g_strdup (path), .loop = loop, .ended = ended, .data = data };
  self->mixer = gst_bin_get_by_name (GST_BIN (pipeline), "mixer");
  self->compositor = gst_bin_get_by_name (GST_BIN (pipeline), "compositor");
  g_autoptr (GstElement) mux = gst_bin_get_by_name (GST_BIN (pipeline), "mux");
  gst_element_foreach_sink_pad (mux, guard_door, self);
  self->tracks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) pn_track_bin_free);
  self->messages = g_async_queue_new_full ((GDestroyNotify) gst_message_unref);
  self->wake = g_new0 (uv_async_t, 1);
  self->wake->data = self;
  uv_async_init (loop, self->wake, on_wake);
  self->limit = g_new0 (uv_timer_t, 1);
  self->limit->data = self;
  uv_timer_init (loop, self->limit);
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  gst_bus_set_sync_handler (bus, on_bus, self, NULL);
  if (gst_element_set_state (pipeline, GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE) {
    g_set_error (error, PN_ERROR, PN_ERROR_IO, "the recording cannot be started in %s", path);
    pn_recording_free (self);
    return NULL;
  }
  return self;
}

static void
finish (PnRecording *self, const GError *error)
{
  if (self->over)
    return;
  self->over = TRUE;
  gint64 position = 0;
  if (!gst_element_query_position (self->pipeline, GST_FORMAT_TIME, &position))
    position = 0;
  g_hash_table_remove_all (self->tracks);
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  uv_timer_stop (self->limit);
  struct stat st = { 0 };
  PnRecordingEnd end = { .duration_ms = position / GST_MSECOND, .error = error };
  if (stat (self->path, &st) == 0)
    end.bytes = st.st_size;
  self->ended (self, &end, self->data);
}

static PnTrackBin *
track_of (PnRecording *self, GstObject *source)
{
  GHashTableIter iter;
  gpointer bin;
  g_hash_table_iter_init (&iter, self->tracks);
  while (g_hash_table_iter_next (&iter, NULL, &bin)) {
    if (pn_track_bin_contains (bin, source))
      return bin;
  }
  return NULL;
}

/* A broken stream of one person costs that person's track; a broken file ends the recording. Returns FALSE when self is gone. */
static gboolean
on_error (PnRecording *self, GstMessage *message)
{
  g_autoptr (GError) reason = NULL;
  gst_message_parse_error (message, &reason, NULL);
  PnTrackBin *track = track_of (self, GST_MESSAGE_SRC (message));
  if (track != NULL) {
    pn_warning ("recording", "a track failed and is left out", "track", pn_track_bin_id (track), "reason", reason->message);
    pn_recording_remove_track (self, pn_track_bin_id (track));
    return TRUE;
  }
  if (!gst_object_has_as_ancestor (GST_MESSAGE_SRC (message), GST_OBJECT (self->pipeline)) &&
      GST_MESSAGE_SRC (message) != GST_OBJECT (self->pipeline))
    return TRUE; /* the last words of a track that has been taken out */
  g_autoptr (GError) error = g_error_new (PN_ERROR, PN_ERROR_IO, "%s", reason->message);
  finish (self, error);
  return FALSE;
}

static void
on_wake (uv_async_t *handle)
{
  PnRecording *self = handle->data;
  GstMessage *message;
  while (self != NULL && (message = g_async_queue_try_pop (self->messages)) != NULL) {
    gboolean alive = TRUE;
    if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
      alive = on_error (self, message);
    } else if (GST_MESSAGE_SRC (message) == GST_OBJECT (self->pipeline)) {
      finish (self, NULL);
      alive = FALSE;
    }
    gst_message_unref (message);
    if (!alive)
      return; /* `ended` may have freed us */
  }
}

int
pn_recording_add_track (PnRecording *self, const PnRecordingTrack *track, GError **error)
{
  pn_recording_remove_track (self, track->id);
  GstElement *sink = track->video ? self->compositor : self->mixer;
  PnTrackBin *bin = pn_track_bin_new (GST_BIN (self->pipeline), sink, track, error);
  if (bin == NULL)
    return 0;
  g_hash_table_replace (self->tracks, g_strdup (track->id), bin);
  if (g_strcmp0 (self->shown, track->id) == 0)
    pn_track_bin_show (bin, TRUE);
  return pn_track_bin_port (bin);
}

void
pn_recording_remove_track (PnRecording *self, const char *id)
{
  g_hash_table_remove (self->tracks, id);
}

void
pn_recording_show (PnRecording *self, const char *id)
{
  if (g_strcmp0 (self->shown, id) == 0)
    return;
  PnTrackBin *before = self->shown != NULL ? g_hash_table_lookup (self->tracks, self->shown) : NULL;
  PnTrackBin *now = id != NULL ? g_hash_table_lookup (self->tracks, id) : NULL;
  if (now != NULL)
    pn_track_bin_show (now, TRUE);
  if (before != NULL)
    pn_track_bin_show (before, FALSE);
  g_free (self->shown);
  self->shown = g_strdup (id);
}

static void
on_limit (uv_timer_t *timer)
{
  PnRecording *self = timer->data;
  g_autoptr (GError) error = g_error_new_literal (PN_ERROR, PN_ERROR_TIMED_OUT, "the file could not be closed in time");
  finish (self, error);
}

void
pn_recording_stop (PnRecording *self)
{
  if (self->stopping || self->over)
    return;
  self->stopping = TRUE;
  /* First the tracks: an end of stream has to pass every pad of the mixers, and a silent network source never gives one. */
  g_hash_table_remove_all (self->tracks);
  gst_element_send_event (self->pipeline, gst_event_new_eos ());
  uv_timer_start (self->limit, on_limit, STOP_LIMIT_MS, 0);
}

void
pn_recording_free (PnRecording *self)
{
  if (self == NULL)
    return;
  g_autoptr (GstBus) bus = gst_element_get_bus (self->pipeline);
  gst_bus_set_sync_handler (bus, NULL, NULL, NULL);
  g_hash_table_unref (self->tracks);
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  self->wake->data = NULL;
  uv_close ((uv_handle_t *) self->wake, close_handle);
  uv_close ((uv_handle_t *) self->limit, close_handle);
  for (guint i = 0; i < G_N_ELEMENTS (self->doors); i++)
    gst_object_unref (self->doors[i]);
  gst_object_unref (self->mixer);
  gst_object_unref (self->compositor);
  gst_object_unref (self->pipeline);
  g_async_queue_unref (self->messages);
  g_free (self->path);
  g_free (self->shown);
  g_free (self);
}
