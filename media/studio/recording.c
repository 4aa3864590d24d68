/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/studio/recording.h"

#include <errno.h>
#include <gst/app/gstappsink.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/log.h"
#include "base/wire.h"
#include "media/studio/mp4-file.h"
#include "media/studio/raw-file.h"

static const char description[] = "appsrc name=video ! video/x-h264 ! appsink name=written-video sync=false "
                                  "appsrc name=audio ! audio/mpeg ! appsink name=written-audio sync=false";

typedef struct {
  char *track, *name, *codec;
  gboolean video;
  PnRawFile *raw;   /* NULL once it is closed */
  GPtrArray *parts; /* char*, of a closed one */
  GArray *starts;   /* gint64, beside them */
} Kept;

struct PnRecording {
  char *path, *file, *title, *stem, *raw_dir, *index;
  gint64 started_at;      /* ms since 1970 */
  const PnMoment *moment; /* borrowed */
  PnBusWatch *watch;      /* borrowed */
  PnOutlet *outlet;
  GMutex lock; /* the file, written in the outlet's two streaming threads */
  PnMp4File *mp4;
  gboolean broken;
  PnChapters *chapters;
  GPtrArray *kept;
  GError *error;
};

static void
kept_close (Kept *kept)
{
  guint n = kept->raw != NULL ? pn_raw_file_parts (kept->raw) : 0;
  for (guint i = 0; i < n; i++) {
    PnRawPart part = pn_raw_file_part (kept->raw, i);
    g_ptr_array_add (kept->parts, g_strdup (part.file));
    g_array_append_val (kept->starts, part.start_ms);
  }
  g_clear_pointer (&kept->raw, pn_raw_file_free);
}

static void
kept_free (gpointer data)
{
  Kept *kept = data;
  kept_close (kept);
  g_ptr_array_unref (kept->parts);
  g_array_unref (kept->starts);
  g_free (kept->track);
  g_free (kept->name);
  g_free (kept->codec);
  g_free (kept);
}

/* ---- the index */

static void
add_part (PnJson *list, const PnRecording *self, const char *file, gint64 start_ms)
{
  GstClockTime start = pn_outlet_start (self->outlet);
  if (start_ms < 0)
    return;
  PnJson *part = pn_wire_object ();
  pn_wire_set_str (part, "file", file);
  pn_wire_set_int (part, "start_ms",
                   GST_CLOCK_TIME_IS_VALID (start) ? start_ms - (gint64) (start / GST_MSECOND) : 0);
  pn_wire_add_take (list, part);
}

static PnJson *
kept_json (const PnRecording *self, Kept *kept)
{
  PnJson *o = pn_wire_object (), *parts = pn_wire_array ();
  pn_wire_set_str (o, "track", kept->track);
  pn_wire_set_str (o, "name", kept->name);
  pn_wire_set_str (o, "kind", kept->video ? "video" : "audio");
  pn_wire_set_str (o, "codec", kept->codec);
  for (guint i = 0; i < kept->parts->len; i++)
    add_part (parts, self, g_ptr_array_index (kept->parts, i), g_array_index (kept->starts, gint64, i));
  for (guint i = 0; kept->raw != NULL && i < pn_raw_file_parts (kept->raw); i++) {
    PnRawPart part = pn_raw_file_part (kept->raw, i);
    add_part (parts, self, part.file, part.start_ms);
  }
  pn_wire_set_take (o, "parts", parts);
  return o;
}

static void
write_index (PnRecording *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PnJson) o = pn_wire_object ();
  PnJson *chapters = pn_wire_array (), *tracks = pn_wire_array ();
  pn_wire_set_str (o, "file", self->file);
  pn_wire_set_str (o, "title", self->title);
  pn_wire_set_int (o, "started_at_ms", self->started_at);
  pn_wire_set_int (o, "duration_ms", (gint64) (pn_outlet_length (self->outlet) / GST_MSECOND));
  for (guint i = 0; i < pn_chapters_length (self->chapters); i++) {
    PnJson *chapter = pn_wire_object ();
    pn_wire_set_int (chapter, "at_ms", pn_chapters_at (self->chapters, i)->at_ms);
    pn_wire_set_str (chapter, "title", pn_chapters_at (self->chapters, i)->title);
    pn_wire_add_take (chapters, chapter);
  }
  for (guint i = 0; i < self->kept->len; i++)
    pn_wire_add_take (tracks, kept_json (self, g_ptr_array_index (self->kept, i)));
  pn_wire_set_take (o, "chapters", chapters);
  pn_wire_set_take (o, "tracks", tracks);
  g_autofree char *text = pn_wire_dump (o);
  if (!g_file_set_contents_full (self->index, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0640, &error))
    pn_log_gerror (PN_LOG_WARNING, "recording", "the index of a recording is not written", error);
}

/* ---- the MP4, in streaming threads */

static GBytes *
config_of (const GstStructure *caps)
{
  const GValue *value = gst_structure_get_value (caps, "codec_data");
  GstBuffer *buffer = value != NULL ? gst_value_get_buffer (value) : NULL;
  gpointer bytes = NULL;
  gsize length = 0;
  if (buffer == NULL)
    return NULL;
  gst_buffer_extract_dup (buffer, 0, gst_buffer_get_size (buffer), &bytes, &length);
  return g_bytes_new_take (bytes, length);
}

static gboolean
configure (PnRecording *self, guint track, const GstCaps *caps)
{
  const GstStructure *s = gst_caps_get_structure (caps, 0);
  g_autoptr (GBytes) config = config_of (s);
  int a = 0, b = 0;
  gboolean video = track == PN_MP4_VIDEO;
  if (config == NULL || !gst_structure_get_int (s, video ? "width" : "rate", &a)
      || !gst_structure_get_int (s, video ? "height" : "channels", &b))
    return FALSE;
  if (video)
    pn_mp4_file_video (self->mp4, config, a, b);
  else
    pn_mp4_file_audio (self->mp4, config, a, b);
  return TRUE;
}

static gboolean
write_unit (PnRecording *self, guint track, GstSample *sample, GError **error)
{
  GstBuffer *unit = gst_sample_get_buffer (sample);
  GstMapInfo map;
  if (unit == NULL || !configure (self, track, gst_sample_get_caps (sample))
      || !gst_buffer_map (unit, &map, GST_MAP_READ))
    return TRUE; /* nothing to be had of it */
  gboolean key = !GST_BUFFER_FLAG_IS_SET (unit, GST_BUFFER_FLAG_DELTA_UNIT);
  gboolean ok
      = pn_mp4_file_write (self->mp4, track, map.data, map.size, (gint64) GST_BUFFER_PTS (unit), key, error);
  gst_buffer_unmap (unit, &map);
  return ok;
}

static GstFlowReturn
take (PnRecording *self, GstAppSink *sink, guint track)
{
  g_autoptr (GstSample) sample = gst_app_sink_pull_sample (sink);
  g_autoptr (GError) error = NULL;
  if (sample == NULL)
    return GST_FLOW_EOS;
  g_mutex_lock (&self->lock);
  gboolean first = !self->broken;
  if (first && !write_unit (self, track, sample, &error))
    self->broken = TRUE;
  gboolean broken = self->broken;
  g_mutex_unlock (&self->lock);
  if (first && broken)
    gst_element_message_full (GST_ELEMENT (sink), GST_MESSAGE_ERROR, GST_RESOURCE_ERROR,
                              GST_RESOURCE_ERROR_WRITE, g_strdup (error->message), NULL, __FILE__, G_STRFUNC,
                              __LINE__);
  return broken ? GST_FLOW_ERROR : GST_FLOW_OK;
}

static GstFlowReturn
on_video (GstAppSink *sink, gpointer data)
{
  return take (data, sink, PN_MP4_VIDEO);
}

static GstFlowReturn
on_audio (GstAppSink *sink, gpointer data)
{
  return take (data, sink, PN_MP4_AUDIO);
}

/* ---- life */

static void
listen_to (PnRecording *self, const char *name, GstFlowReturn (*on_sample) (GstAppSink *sink, gpointer data))
{
  GstAppSinkCallbacks callbacks = { .new_sample = on_sample };
  g_autoptr (GstElement) sink = pn_outlet_element (self->outlet, name);
  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks, self, NULL);
}

static gboolean
open_outlet (PnRecording *self, GError **error)
{
  self->mp4 = pn_mp4_file_new (self->path, error);
  self->outlet = self->mp4 != NULL ? pn_outlet_new (description, self->watch, error) : NULL;
  if (self->outlet == NULL)
    return FALSE;
  listen_to (self, "written-video", on_video);
  listen_to (self, "written-audio", on_audio);
  return pn_outlet_play (self->outlet, error);
}

PnRecording *
pn_recording_new (const char *dir, const char *file, const char *title, const PnMoment *moment,
                  PnBusWatch *watch, GError **error)
{
  PnRecording *self = g_new0 (PnRecording, 1);
  *self
      = (PnRecording){ .file = g_strdup (file), .title = g_strdup (title), .moment = moment, .watch = watch };
  const char *dot = strrchr (file, '.');
  self->stem = dot != NULL ? g_strndup (file, (gsize) (dot - file)) : g_strdup (file);
  g_autofree char *raw_name = g_strconcat (self->stem, ".tracks", NULL),
                  *index_name = g_strconcat (self->stem, ".json", NULL);
  self->path = g_build_filename (dir, file, NULL);
  self->raw_dir = g_build_filename (dir, raw_name, NULL);
  self->index = g_build_filename (dir, index_name, NULL);
  self->started_at = g_get_real_time () / 1000;
  self->chapters = pn_chapters_new ();
  self->kept = g_ptr_array_new_with_free_func (kept_free);
  g_mutex_init (&self->lock);
  if (!open_outlet (self, error)) {
    pn_recording_free (self);
    return NULL;
  }
  if (mkdir (self->raw_dir, 0750) != 0 && errno != EEXIST)
    pn_warning ("recording", "the tracks are not kept", "reason", g_strerror (errno));
  write_index (self);
  return self;
}

void
pn_recording_free (PnRecording *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->kept);
  pn_outlet_free (self->outlet);
  pn_mp4_file_free (self->mp4);
  g_mutex_clear (&self->lock);
  pn_chapters_free (self->chapters);
  g_clear_error (&self->error);
  g_free (self->path);
  g_free (self->file);
  g_free (self->title);
  g_free (self->stem);
  g_free (self->raw_dir);
  g_free (self->index);
  g_free (self);
}

PnOutlet *
pn_recording_outlet (PnRecording *self)
{
  return self->outlet;
}

const char *
pn_recording_file (const PnRecording *self)
{
  return self->file;
}

void
pn_recording_add (PnRecording *self, PnReceive *receive)
{
  Kept *kept = g_new0 (Kept, 1);
  /* The same track may come, go and come again: the number keeps the names apart. */
  g_autofree char *stem = g_strdup_printf ("%02u-%s", self->kept->len + 1, pn_receive_id (receive));
  g_strdelimit (stem, "/\\.", '-');
  kept->track = g_strdup (pn_receive_id (receive));
  kept->name = g_strdup (pn_receive_name (receive));
  kept->codec = g_strdup (pn_receive_codec (receive));
  kept->video = pn_receive_is_video (receive);
  kept->parts = g_ptr_array_new_with_free_func (g_free);
  kept->starts = g_array_new (FALSE, FALSE, sizeof (gint64));
  kept->raw = pn_raw_file_new (receive, self->raw_dir, stem, self->watch);
  g_ptr_array_add (self->kept, kept);
  write_index (self);
}

void
pn_recording_remove (PnRecording *self, PnReceive *receive)
{
  for (guint i = 0; i < self->kept->len; i++) {
    Kept *kept = g_ptr_array_index (self->kept, i);
    if (kept->raw != NULL && strcmp (kept->track, pn_receive_id (receive)) == 0)
      kept_close (kept);
  }
  write_index (self);
}

void
pn_recording_chapter (PnRecording *self, const char *title)
{
  GstClockTime start = pn_outlet_start (self->outlet), now = pn_moment_running (self->moment);
  gint64 at = GST_CLOCK_TIME_IS_VALID (start) && now > start ? (gint64) ((now - start) / GST_MSECOND) : 0;
  pn_chapters_add (self->chapters, at, title);
  write_index (self);
}

void
pn_recording_end (PnRecording *self)
{
  pn_outlet_end (self->outlet);
}

void
pn_recording_finish (PnRecording *self, const GError *failure, PnRecordingEnd *end)
{
  struct stat st = { 0 };
  g_autoptr (GError) error = NULL;
  g_mutex_lock (&self->lock);
  gboolean whole = !self->broken && pn_mp4_file_finish (self->mp4, self->chapters, &error);
  self->broken = TRUE; /* nothing is added any more */
  g_mutex_unlock (&self->lock);
  if (failure != NULL)
    self->error = g_error_copy (failure);
  else if (!whole)
    self->error = error != NULL ? g_steal_pointer (&error)
                                : g_error_new_literal (PN_ERROR, PN_ERROR_IO, "the file is cut");
  write_index (self);
  *end = (PnRecordingEnd){ .duration_ms = (gint64) (pn_outlet_length (self->outlet) / GST_MSECOND),
                           .error = self->error };
  if (stat (self->path, &st) == 0)
    end->bytes = st.st_size;
}

gboolean
pn_recording_owns_raw (PnRecording *self, GstObject *source)
{
  for (guint i = 0; i < self->kept->len; i++) {
    Kept *kept = g_ptr_array_index (self->kept, i);
    if (kept->raw != NULL && pn_raw_file_owns (kept->raw, source))
      return TRUE;
  }
  return FALSE;
}
