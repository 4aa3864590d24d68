/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/studio/raw-file.h"

#include <gst/app/gstappsrc.h>

#include "base/log.h"

#define WAITING_MAX (16 * 1024 * 1024) /* bytes for a disk that is slow */
#define PARTS_MAX 500
#define CLOSE_WAIT GST_SECOND

typedef struct {
  char *file;
  gint64 start_ms;
  GstElement *pipeline, *in;
  GstCaps *caps;
  GstClockTime first;
  gboolean ended; /* its end of stream is on the way */
} Part;

struct PnRawFile {
  PnReceive *receive;
  PnBusWatch *watch;
  char *dir, *stem;
  GMutex lock;      /* parts are added in the streaming thread */
  GPtrArray *parts; /* Part */
};

static void
part_close (Part *part)
{
  if (part->pipeline == NULL)
    return;
  if (!part->ended)
    gst_app_src_end_of_stream (GST_APP_SRC (part->in));
  /* The bus drops what it has told: the state of the pipeline says when the file is whole. */
  g_autoptr (GstElement) file = gst_bin_get_by_name (GST_BIN (part->pipeline), "file");
  g_autoptr (GstPad) pad = gst_element_get_static_pad (file, "sink");
  for (guint i = 0; i < 100 && !GST_PAD_IS_EOS (pad); i++)
    g_usleep (CLOSE_WAIT / GST_USECOND / 100);
  gst_element_set_state (part->pipeline, GST_STATE_NULL);
  gst_object_unref (part->in);
  g_clear_object (&part->pipeline);
}

static void
part_free (gpointer data)
{
  Part *part = data;
  part_close (part);
  gst_clear_caps (&part->caps);
  g_free (part->file);
  g_free (part);
}

/* "12-camera", "12-camera-2" … */
static Part *
part_new (PnRawFile *self, GstCaps *caps)
{
  g_autoptr (GError) error = NULL;
  Part *part = g_new0 (Part, 1);
  part->file = self->parts->len == 0 ? g_strdup_printf ("%s.mkv", self->stem)
                                     : g_strdup_printf ("%s-%u.mkv", self->stem, self->parts->len + 1);
  part->start_ms = -1;
  part->caps = gst_caps_ref (caps);
  g_autofree char *path = g_build_filename (self->dir, part->file, NULL);
  g_autofree char *text = g_strdup_printf (
      "appsrc name=in format=time is-live=false ! %s matroskamux writing-app=phien-studio ! "
      "filesink name=file sync=false buffer-mode=unbuffered",
      pn_receive_is_video (self->receive) ? "" : "opusparse !");
  part->pipeline = pn_pipeline_new (text, &error);
  if (part->pipeline == NULL) {
    pn_log_gerror (PN_LOG_WARNING, "raw-file", "a track is not kept", error);
    return part;
  }
  g_autoptr (GstElement) file = gst_bin_get_by_name (GST_BIN (part->pipeline), "file");
  part->in = gst_bin_get_by_name (GST_BIN (part->pipeline), "in");
  g_object_set (file, "location", path, NULL);
  g_object_set (part->in, "caps", caps, "max-bytes", (guint64) WAITING_MAX, "leaky-type",
                1 /* upstream: new ones */, NULL);
  pn_bus_watch_add (self->watch, part->pipeline);
  if (!pn_pipeline_play (part->pipeline, &error))
    pn_log_gerror (PN_LOG_WARNING, "raw-file", "a track is not kept", error);
  return part;
}

/* Only the shape counts: a frame rate the parser guesses anew is not another stream. */
static gboolean
same_shape (const GstCaps *a, const GstCaps *b)
{
  static const char *const fields[] = { "width", "height", "codec_data", "channels", "rate" };
  const GstStructure *x = gst_caps_get_structure (a, 0), *y = gst_caps_get_structure (b, 0);
  if (a == b)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    const GValue *v = gst_structure_get_value (x, fields[i]), *w = gst_structure_get_value (y, fields[i]);
    if ((v == NULL) != (w == NULL) || (v != NULL && gst_value_compare (v, w) != GST_VALUE_EQUAL))
      return FALSE;
  }
  return TRUE;
}

/* The part this unit belongs to; a new one when its shape is new. */
static Part *
part_for (PnRawFile *self, GstCaps *caps, gboolean key)
{
  Part *last = self->parts->len > 0 ? g_ptr_array_index (self->parts, self->parts->len - 1) : NULL;
  if (last != NULL && same_shape (last->caps, caps))
    return last;
  if (!key || self->parts->len >= PARTS_MAX)
    return NULL; /* begins at a key frame */
  if (last != NULL && last->pipeline != NULL) {
    gst_app_src_end_of_stream (GST_APP_SRC (last->in));
    last->ended = TRUE;
  }
  g_ptr_array_add (self->parts, part_new (self, caps));
  return g_ptr_array_index (self->parts, self->parts->len - 1);
}

/* In the receiver's streaming thread. */
static void
on_unit (GstSample *sample, gpointer data)
{
  PnRawFile *self = data;
  GstBuffer *unit = gst_sample_get_buffer (sample);
  GstCaps *caps = gst_sample_get_caps (sample);
  if (unit == NULL || caps == NULL || !GST_BUFFER_PTS_IS_VALID (unit))
    return;
  g_mutex_lock (&self->lock);
  Part *part = part_for (self, caps, !GST_BUFFER_FLAG_IS_SET (unit, GST_BUFFER_FLAG_DELTA_UNIT));
  if (part != NULL && part->pipeline != NULL) {
    GstBuffer *copy = gst_buffer_copy (unit);
    if (part->start_ms < 0) {
      part->first = GST_BUFFER_PTS (unit);
      part->start_ms = (gint64) (part->first / GST_MSECOND);
    }
    GST_BUFFER_PTS (copy) -= MIN (part->first, GST_BUFFER_PTS (copy));
    GST_BUFFER_DTS (copy) = GST_BUFFER_PTS (copy);
    gst_app_src_push_buffer (GST_APP_SRC (part->in), copy);
  }
  g_mutex_unlock (&self->lock);
}

PnRawFile *
pn_raw_file_new (PnReceive *receive, const char *dir, const char *stem, PnBusWatch *watch)
{
  PnRawFile *self = g_new0 (PnRawFile, 1);
  self->receive = receive;
  self->watch = watch;
  self->dir = g_strdup (dir);
  self->stem = g_strdup (stem);
  self->parts = g_ptr_array_new_with_free_func (part_free);
  g_mutex_init (&self->lock);
  pn_receive_listen (receive, on_unit, self);
  return self;
}

void
pn_raw_file_free (PnRawFile *self)
{
  if (self == NULL)
    return;
  pn_receive_unlisten (self->receive, self);
  g_ptr_array_unref (self->parts);
  g_mutex_clear (&self->lock);
  g_free (self->dir);
  g_free (self->stem);
  g_free (self);
}

guint
pn_raw_file_parts (PnRawFile *self)
{
  g_mutex_lock (&self->lock);
  guint n = self->parts->len;
  g_mutex_unlock (&self->lock);
  return n;
}

PnRawPart
pn_raw_file_part (PnRawFile *self, guint i)
{
  g_mutex_lock (&self->lock);
  const Part *part = g_ptr_array_index (self->parts, i);
  PnRawPart out = { part->file, part->start_ms };
  g_mutex_unlock (&self->lock);
  return out;
}

gboolean
pn_raw_file_owns (PnRawFile *self, GstObject *source)
{
  gboolean owns = FALSE;
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->parts->len; i++) {
    const Part *part = g_ptr_array_index (self->parts, i);
    owns |= part->pipeline != NULL
            && (source == GST_OBJECT (part->pipeline)
                || gst_object_has_as_ancestor (source, GST_OBJECT (part->pipeline)));
  }
  g_mutex_unlock (&self->lock);
  return owns;
}
