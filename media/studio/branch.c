/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/studio/branch.h"

#include <gst/app/gstappsrc.h>
#include <string.h>

#include "base/error.h"

#define WAITING_MAX                                                                                          \
  (4 * 1024 * 1024) /* bytes of coded pictures in front of a decoder that does not keep up */

struct PnBranch {
  PnReceive *receive;
  GstBin *pipeline;  /* borrowed: the programme outlives its branches */
  GstElement *bin;   /* owned by the pipeline */
  GstElement *mixer; /* borrowed */
  GstElement *in, *label;
  GstPad *mixer_pad;
  GstCaps *caps; /* streaming thread of the receiver */
  gint open;     /* atomic: units are let in */
  gint fresh;    /* atomic: only a key frame may be the next */
  gint pictures; /* atomic: one has come since it was opened */
};

static const struct {
  const char *codec;
  const char *decode;
} codecs[] = {
  { "vp8", "vp8dec" },
  { "vp9", "vp9dec" },
  { "h264", "avdec_h264" },
  { "opus", "opusdec plc=true use-inband-fec=true" },
};

static char *
describe (PnReceive *receive)
{
  const char *decode = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (codecs); i++)
    if (strcmp (codecs[i].codec, pn_receive_codec (receive)) == 0)
      decode = codecs[i].decode;
  g_assert (decode != NULL); /* the receiver knows no others */
  if (!pn_receive_is_video (receive))
    return g_strdup_printf ("appsrc name=in format=time is-live=true ! %s ! audioconvert ! audioresample ! "
                            "audio/x-raw,rate=48000,channels=1 ! queue name=out",
                            decode);
  return g_strdup_printf (
      "appsrc name=in format=time is-live=true ! %s ! videoconvert ! video/x-raw,format=I420 ! "
      "textoverlay name=label halignment=left valignment=bottom shaded-background=true font-desc=\"Sans 20\" "
      "! "
      "queue name=out max-size-buffers=4 max-size-bytes=0 max-size-time=0 leaky=downstream",
      decode);
}

/* In the receiver's streaming thread. A unit may be kept out for being hidden, or for needing what was kept
 * out before it. */
static void
on_unit (GstSample *sample, gpointer data)
{
  PnBranch *self = data;
  GstBuffer *unit = gst_sample_get_buffer (sample);
  GstCaps *caps = gst_sample_get_caps (sample);
  if (!g_atomic_int_get (&self->open) || unit == NULL || caps == NULL)
    return;
  if (g_atomic_int_get (&self->fresh) && GST_BUFFER_FLAG_IS_SET (unit, GST_BUFFER_FLAG_DELTA_UNIT))
    return;
  g_atomic_int_set (&self->fresh, 0);
  if (gst_caps_replace (&self->caps, caps))
    gst_app_src_set_caps (GST_APP_SRC (self->in), caps);
  gst_app_src_push_buffer (GST_APP_SRC (self->in), gst_buffer_ref (unit));
}

/* In the decoder's streaming thread. On a machine that does not keep up every picture may come after its
 * turn, and the compositor would show none at all: a late one is moved up, which costs lip sync and nothing
 * else. */
static GstPadProbeReturn
on_picture (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  PnBranch *self = data;
  GstBuffer *frame = GST_PAD_PROBE_INFO_BUFFER (info);
  GstClockTime now = gst_element_get_current_running_time (GST_ELEMENT (self->pipeline));
  if (g_atomic_int_compare_and_exchange (&self->pictures, 0, 1))
    pn_bus_watch_post (self->bin, "picture");
  if (GST_BUFFER_PTS_IS_VALID (frame) && GST_CLOCK_TIME_IS_VALID (now)
      && GST_BUFFER_PTS (frame) + PN_PROGRAMME_LATENCY / 2 < now) {
    frame = gst_buffer_make_writable (frame);
    GST_BUFFER_PTS (frame) = now - PN_PROGRAMME_LATENCY / 2;
    GST_PAD_PROBE_INFO_DATA (info) = frame;
  }
  return GST_PAD_PROBE_OK;
}

static gboolean
join (PnBranch *self, GError **error)
{
  self->mixer_pad = gst_element_request_pad_simple (self->mixer, "sink_%u");
  g_autoptr (GstPad) out = gst_element_get_static_pad (self->bin, "src");
  if (self->label != NULL) {
    gst_util_set_object_arg (G_OBJECT (self->mixer_pad), "sizing-policy", "keep-aspect-ratio");
    pn_branch_place (self, NULL, FALSE);
    gst_pad_add_probe (out, GST_PAD_PROBE_TYPE_BUFFER, on_picture, self, NULL);
  }
  if (out != NULL && gst_pad_link (out, self->mixer_pad) == GST_PAD_LINK_OK
      && gst_element_sync_state_with_parent (self->bin))
    return TRUE;
  g_set_error (error, PN_ERROR, PN_ERROR_IO, "track %s cannot be joined", pn_receive_id (self->receive));
  return FALSE;
}

PnBranch *
pn_branch_new (GstBin *pipeline, GstElement *mixer, PnReceive *receive, GError **error)
{
  g_autofree char *text = describe (receive);
  GstElement *bin = pn_bin_new (text, error);
  if (bin == NULL)
    return NULL;
  PnBranch *self = g_new0 (PnBranch, 1);
  *self = (PnBranch){ .receive = receive, .pipeline = pipeline, .bin = bin, .mixer = mixer, .fresh = 1 };
  self->in = gst_bin_get_by_name (GST_BIN (bin), "in");
  self->label = gst_bin_get_by_name (GST_BIN (bin), "label");
  self->open = self->label == NULL; /* voices are always heard */
  g_object_set (self->in, "max-bytes", (guint64) WAITING_MAX, "leaky-type", 2 /* downstream: old ones */,
                NULL);
  if (self->label != NULL) {
    g_autofree char *name
        = g_markup_escape_text (pn_receive_name (receive), -1); /* the overlay reads Pango markup */
    g_object_set (self->label, "text", name, "silent", TRUE, NULL);
  }
  gst_bin_add (pipeline, bin);
  if (!join (self, error)) {
    pn_branch_free (self);
    return NULL;
  }
  pn_receive_listen (receive, on_unit, self);
  return self;
}

static GstPadProbeReturn
drop_all (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  return GST_PAD_PROBE_DROP;
}

void
pn_branch_free (PnBranch *self)
{
  if (self == NULL)
    return;
  pn_receive_unlisten (self->receive, self);
  /* Its thread may sit inside the mixer, waiting for room. Letting the pad go wakes it; what it brings from
   * then on is dropped, so that it does not take the missing pad for an error. Stopping first would wait for
   * that thread for ever. */
  g_autoptr (GstPad) out = gst_element_get_static_pad (self->bin, "src");
  if (out != NULL)
    gst_pad_add_probe (out, GST_PAD_PROBE_TYPE_DATA_DOWNSTREAM, drop_all, NULL, NULL);
  if (self->mixer_pad != NULL) {
    gst_element_release_request_pad (self->mixer, self->mixer_pad);
    gst_object_unref (self->mixer_pad);
  }
  gst_element_set_state (self->bin, GST_STATE_NULL);
  g_clear_object (&self->in);
  g_clear_object (&self->label);
  gst_bin_remove (self->pipeline, self->bin);
  gst_clear_caps (&self->caps);
  g_free (self);
}

PnReceive *
pn_branch_receive (const PnBranch *self)
{
  return self->receive;
}

gboolean
pn_branch_owns (const PnBranch *self, GstObject *source)
{
  return source == GST_OBJECT (self->bin) || gst_object_has_as_ancestor (source, GST_OBJECT (self->bin));
}

gboolean
pn_branch_call (PnBranch *self, gboolean wanted)
{
  if (g_atomic_int_get (&self->open) == wanted)
    return FALSE;
  if (wanted) {
    g_atomic_int_set (&self->fresh, 1);
    g_atomic_int_set (&self->pictures, 0);
  }
  g_atomic_int_set (&self->open, wanted);
  return wanted;
}

gboolean
pn_branch_has_picture (const PnBranch *self)
{
  return g_atomic_int_get (&self->pictures) != 0;
}

void
pn_branch_place (PnBranch *self, const PnBox *box, gboolean with_name)
{
  if (self->label == NULL)
    return;
  if (box != NULL)
    g_object_set (self->mixer_pad, "xpos", box->x, "ypos", box->y, "width", box->width, "height", box->height,
                  NULL);
  g_object_set (self->mixer_pad, "alpha", box != NULL ? 1.0 : 0.0, "zorder", 3u, NULL);
  g_object_set (self->label, "silent", !with_name, NULL);
}
