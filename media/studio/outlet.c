/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/studio/outlet.h"

#include <gst/app/gstappsrc.h>

#define WAITING_MAX (32 * 1024 * 1024) /* bytes: two minutes for a disk that stands still */

struct PnOutlet {
  GstElement *pipeline;
  GstElement *in[2]; /* audio, video */
  GMutex lock;
  GstCaps *caps[2];
  GstClockTime start, length;
  gboolean need_key, ended;
};

PnOutlet *
pn_outlet_new (const char *description, PnBusWatch *watch, GError **error)
{
  GstElement *pipeline = pn_pipeline_new (description, error);
  if (pipeline == NULL)
    return NULL;
  PnOutlet *self = g_new0 (PnOutlet, 1);
  *self = (PnOutlet){ .pipeline = pipeline, .start = GST_CLOCK_TIME_NONE, .need_key = TRUE };
  g_mutex_init (&self->lock);
  self->in[0] = gst_bin_get_by_name (GST_BIN (pipeline), "audio");
  self->in[1] = gst_bin_get_by_name (GST_BIN (pipeline), "video");
  for (guint i = 0; i < 2; i++)
    g_object_set (self->in[i], "format", GST_FORMAT_TIME, "is-live", FALSE, "max-bytes", (guint64) 0, NULL);
  pn_bus_watch_add (watch, pipeline);
  return self;
}

void
pn_outlet_free (PnOutlet *self)
{
  if (self == NULL)
    return;
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  for (guint i = 0; i < 2; i++) {
    g_clear_object (&self->in[i]);
    gst_clear_caps (&self->caps[i]);
  }
  gst_object_unref (self->pipeline);
  g_mutex_clear (&self->lock);
  g_free (self);
}

gboolean
pn_outlet_play (PnOutlet *self, GError **error)
{
  return pn_pipeline_play (self->pipeline, error);
}

GstElement *
pn_outlet_element (PnOutlet *self, const char *name)
{
  return gst_bin_get_by_name (GST_BIN (self->pipeline), name);
}

gboolean
pn_outlet_is (const PnOutlet *self, GstObject *pipeline)
{
  return pipeline == GST_OBJECT (self->pipeline);
}

gboolean
pn_outlet_owns (const PnOutlet *self, GstObject *source)
{
  return pn_outlet_is (self, source) || gst_object_has_as_ancestor (source, GST_OBJECT (self->pipeline));
}

/* With the lock. A receiver that is too slow loses whole groups of pictures, never half of one. */
static gboolean
accepts (PnOutlet *self, gboolean video, gboolean key, GstClockTime pts)
{
  guint64 waiting = gst_app_src_get_current_level_bytes (GST_APP_SRC (self->in[1]));
  if (self->ended)
    return FALSE;
  if (video && waiting > WAITING_MAX)
    self->need_key = TRUE;
  if (video && self->need_key && (!key || waiting > WAITING_MAX))
    return FALSE;
  if (video)
    self->need_key = FALSE;
  if (video && !GST_CLOCK_TIME_IS_VALID (self->start))
    self->start = pts;
  return GST_CLOCK_TIME_IS_VALID (self->start) && pts >= self->start
         && !(self->need_key && waiting > WAITING_MAX);
}

void
pn_outlet_push (PnOutlet *self, gboolean video, GstBuffer *unit, GstCaps *caps, GstClockTime pts)
{
  gboolean key = !GST_BUFFER_FLAG_IS_SET (unit, GST_BUFFER_FLAG_DELTA_UNIT);
  guint i = video ? 1 : 0;
  g_mutex_lock (&self->lock);
  if (accepts (self, video, key, pts)) {
    GstBuffer *copy = gst_buffer_copy (unit);                          /* the bytes are shared */
    GST_BUFFER_PTS (copy) = GST_BUFFER_DTS (copy) = pts - self->start; /* the encoder makes no B pictures */
    self->length = MAX (self->length, pts - self->start);
    if (gst_caps_replace (&self->caps[i], caps))
      gst_app_src_set_caps (GST_APP_SRC (self->in[i]), caps);
    gst_app_src_push_buffer (GST_APP_SRC (self->in[i]), copy);
  }
  g_mutex_unlock (&self->lock);
}

void
pn_outlet_break (PnOutlet *self)
{
  g_mutex_lock (&self->lock);
  self->need_key = TRUE;
  g_mutex_unlock (&self->lock);
}

void
pn_outlet_end (PnOutlet *self)
{
  g_mutex_lock (&self->lock);
  gboolean first = !self->ended;
  self->ended = TRUE;
  g_mutex_unlock (&self->lock);
  for (guint i = 0; first && i < 2; i++)
    gst_app_src_end_of_stream (GST_APP_SRC (self->in[i]));
}

GstClockTime
pn_outlet_start (PnOutlet *self)
{
  g_mutex_lock (&self->lock);
  GstClockTime start = self->start;
  g_mutex_unlock (&self->lock);
  return start;
}

GstClockTime
pn_outlet_length (PnOutlet *self)
{
  g_mutex_lock (&self->lock);
  GstClockTime length = self->length;
  g_mutex_unlock (&self->lock);
  return length;
}
