/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/studio/still.h"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <gst/video/video.h>

#include "base/error.h"
#include "base/log.h"
#include "media/studio/bus-watch.h"

#define READ_LIMIT (10 * GST_SECOND)
#define GROUND "0xff10284a"

struct PnStill {
  uv_loop_t *loop;
  GstBin *pipeline;       /* borrowed */
  GstElement *in;         /* owned by the pipeline */
  GstElement *compositor; /* borrowed */
  GstPad *pad;
  const PnMoment *moment; /* borrowed */
  gboolean has_picture, hidden;
  struct Work *work; /* the newest under way */
};

typedef struct Work {
  uv_work_t req;
  PnStill *still;    /* NULL: nobody waits any more */
  char *path, *text; /* text: escaped, the overlay reads Pango markup */
  PnBox box;
  GstSample *sample; /* the result */
  GError *error;
} Work;

PnStill *
pn_still_new (uv_loop_t *loop, GstBin *pipeline, GstElement *compositor, const PnMoment *moment, guint zorder,
              GError **error)
{
  GstElement *in = gst_element_factory_make ("appsrc", NULL);
  if (in == NULL) {
    g_set_error (error, PN_ERROR, PN_ERROR_IO, "GStreamer has no appsrc");
    return NULL;
  }
  PnStill *self = g_new0 (PnStill, 1);
  *self
      = (PnStill){ .loop = loop, .pipeline = pipeline, .in = in, .compositor = compositor, .moment = moment };
  g_object_set (in, "is-live", TRUE, "format", GST_FORMAT_TIME, NULL);
  gst_bin_add (pipeline, in);
  g_autoptr (GstPad) out = gst_element_get_static_pad (in, "src");
  self->pad = gst_element_request_pad_simple (compositor, "sink_%u");
  g_object_set (self->pad, "alpha", 0.0, "zorder", zorder, NULL);
  if (gst_pad_link (out, self->pad) == GST_PAD_LINK_OK && gst_element_sync_state_with_parent (in))
    return self;
  g_set_error (error, PN_ERROR, PN_ERROR_IO, "a still picture cannot be joined");
  pn_still_free (self);
  return NULL;
}

void
pn_still_free (PnStill *self)
{
  if (self == NULL)
    return;
  if (self->work != NULL)
    self->work->still = NULL;
  gst_element_release_request_pad (self->compositor, self->pad);
  gst_object_unref (self->pad);
  gst_element_set_state (self->in, GST_STATE_NULL);
  gst_bin_remove (self->pipeline, self->in);
  g_free (self);
}

/* ---- in a thread of libuv's pool */

static GstElement *
source_for (const Work *work, GError **error)
{
  if (work->path == NULL) {
    g_autofree char *text
        = g_strdup_printf ("videotestsrc num-buffers=1 pattern=solid-color foreground-color=" GROUND " ! "
                           "video/x-raw,format=I420,width=%d,height=%d,framerate=1/1 ! textoverlay name=what "
                           "font-desc=\"Sans 26\" halignment=center valignment=center wrap-mode=word ! "
                           "appsink name=out sync=false",
                           work->box.width, work->box.height);
    return pn_pipeline_new (text, error);
  }
  return pn_pipeline_new (
      "filesrc name=what ! decodebin ! videoconvert ! appsink name=out sync=false max-buffers=1", error);
}

static GstSample *
pull_one (const Work *work, GError **error)
{
  g_autoptr (GstElement) pipeline = source_for (work, error);
  if (pipeline == NULL)
    return NULL;
  g_autoptr (GstElement) what = gst_bin_get_by_name (GST_BIN (pipeline), "what");
  g_autoptr (GstElement) out = gst_bin_get_by_name (GST_BIN (pipeline), "out");
  g_object_set (what, work->path != NULL ? "location" : "text", work->path != NULL ? work->path : work->text,
                NULL);
  GstSample *sample = NULL;
  if (gst_element_set_state (pipeline, GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE)
    sample = gst_app_sink_try_pull_sample (GST_APP_SINK (out), READ_LIMIT);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  if (sample == NULL)
    g_set_error (error, PN_ERROR, PN_ERROR_IO, "%s cannot be read",
                 work->path != NULL ? work->path : "the title");
  return sample;
}

static GstSample *
scale (GstSample *from, PnBox *box, GError **error)
{
  GstVideoInfo info;
  if (!gst_video_info_from_caps (&info, gst_sample_get_caps (from))) {
    g_set_error (error, PN_ERROR, PN_ERROR_IO, "no picture");
    return NULL;
  }
  *box = pn_box_fit (box, info.width, info.height);
  g_autoptr (GstCaps) caps = gst_caps_new_simple (
      "video/x-raw", "format", G_TYPE_STRING, "I420", "width", G_TYPE_INT, box->width, "height", G_TYPE_INT,
      box->height, "pixel-aspect-ratio", GST_TYPE_FRACTION, 1, 1, "framerate", GST_TYPE_FRACTION, 0, 1, NULL);
  return gst_video_convert_sample (from, caps, READ_LIMIT, error);
}

static void
work_run (uv_work_t *req)
{
  Work *work = req->data;
  g_autoptr (GstSample) whole = pull_one (work, &work->error);
  if (whole != NULL)
    work->sample = scale (whole, &work->box, &work->error);
}

/* ---- back on the loop */

static void
put (PnStill *self, const Work *work)
{
  GstBuffer *frame = gst_buffer_copy (gst_sample_get_buffer (work->sample));
  GST_BUFFER_PTS (frame) = pn_moment_running (self->moment);
  GST_BUFFER_DTS (frame) = GST_CLOCK_TIME_NONE;
  GST_BUFFER_DURATION (frame) = GST_CLOCK_TIME_NONE;
  gst_app_src_set_caps (GST_APP_SRC (self->in), gst_sample_get_caps (work->sample));
  gst_app_src_push_buffer (GST_APP_SRC (self->in), frame);
  self->has_picture = TRUE;
  g_object_set (self->pad, "xpos", work->box.x, "ypos", work->box.y, "alpha", self->hidden ? 0.0 : 1.0, NULL);
}

static void
work_done (uv_work_t *req, int status)
{
  Work *work = req->data;
  PnStill *self = work->still;
  if (self != NULL) {
    self->work = NULL;
    if (work->sample != NULL)
      put (self, work);
    else
      pn_log_gerror (PN_LOG_WARNING, "still", "a page is not shown in the programme", work->error);
  }
  g_clear_pointer (&work->sample, gst_sample_unref);
  g_clear_error (&work->error);
  g_free (work->path);
  g_free (work->text);
  g_free (work);
}

static void
begin (PnStill *self, const char *path, const char *text, const PnBox *box)
{
  if (self->work != NULL)
    self->work->still = NULL;
  self->hidden = FALSE;
  Work *work = g_new0 (Work, 1);
  *work = (Work){ .still = self,
                  .path = g_strdup (path),
                  .text = text != NULL ? g_markup_escape_text (text, -1) : NULL,
                  .box = *box };
  work->req.data = work;
  self->work = work;
  uv_queue_work (self->loop, &work->req, work_run, work_done);
}

void
pn_still_show_file (PnStill *self, const char *path, const PnBox *box)
{
  begin (self, path, NULL, box);
}

void
pn_still_show_text (PnStill *self, const char *text, const PnBox *box)
{
  begin (self, NULL, text, box);
}

void
pn_still_hide (PnStill *self)
{
  self->hidden = TRUE; /* also for what is being read */
  g_object_set (self->pad, "alpha", 0.0, NULL);
}

void
pn_still_reveal (PnStill *self)
{
  self->hidden = FALSE;
  if (self->has_picture)
    g_object_set (self->pad, "alpha", 1.0, NULL);
}
