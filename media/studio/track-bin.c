/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/studio/track-bin.h"

#include "base/error.h"

struct PnTrackBin {
  char *id;
  gboolean video;
  int port;
  GstBin *pipeline;   /* borrowed: the recording outlives its tracks */
  GstElement *bin;    /* owned by the pipeline */
  GstElement *sink;   /* borrowed */
  GstPad *sink_pad;
};

typedef struct {
  const char *codec;
  const char *media;
  const char *encoding; /* RTP payload name, RFC 3551 4.1.4 */
  const char *decode;
} Codec;

static const Codec codecs[] = {
  { "vp8", "video", "VP8", "rtpvp8depay ! vp8dec" },
  { "h264", "video", "H264", "rtph264depay ! h264parse ! avdec_h264" },
  { "opus", "audio", "OPUS", "rtpopusdepay ! opusdec plc=true use-inband-fec=true" },
};

static const Codec *
find_codec (const PnRecordingTrack *track)
{
  for (guint i = 0; i < G_N_ELEMENTS (codecs); i++) {
    if (g_ascii_strcasecmp (codecs[i].codec, track->codec) == 0 && (codecs[i].media[0] == 'v') == track->video)
      return &codecs[i];
  }
  return NULL;
}

static char *
describe (const Codec *codec, const PnRecordingTrack *track)
{
  const char *after = track->video ? "videoconvert ! videoscale add-borders=true ! videorate ! "
                                     "video/x-raw,width=640,height=360,framerate=15/1,pixel-aspect-ratio=1/1 ! queue"
                                   : "audioconvert ! audioresample ! audio/x-raw,rate=48000,channels=1 ! queue";
  return g_strdup_printf ("udpsrc name=source address=127.0.0.1 port=0 buffer-size=1048576 "
                          "caps=\"application/x-rtp,media=%s,encoding-name=%s,payload=%d,clock-rate=%d\" ! "
                          "rtpjitterbuffer latency=150 do-lost=true ! %s ! %s",
                          codec->media, codec->encoding, track->pt, track->clock, codec->decode, after);
}

static gboolean
join (PnTrackBin *self, GError **error)
{
  self->sink_pad = gst_element_request_pad_simple (self->sink, "sink_%u");
  g_autoptr (GstPad) out = gst_element_get_static_pad (self->bin, "src");
  if (self->video)
    g_object_set (self->sink_pad, "alpha", 0.0, "zorder", 2u, NULL);
  if (out == NULL || gst_pad_link (out, self->sink_pad) != GST_PAD_LINK_OK || !gst_element_sync_state_with_parent (self->bin)) {
    g_set_error (error, PN_ERROR, PN_ERROR_IO, "track %s cannot be joined", self->id);
    return FALSE;
  }
  /* The port is bound on the way to READY; 0 was "any". */
  g_autoptr (GstElement) source = gst_bin_get_by_name (GST_BIN (self->bin), "source");
  g_object_get (source, "port", &self->port, NULL);
  return self->port > 0;
}

PnTrackBin *
pn_track_bin_new (GstBin *pipeline, GstElement *sink, const PnRecordingTrack *track, GError **error)
{
  const Codec *codec = find_codec (track);
  if (codec == NULL) {
    g_set_error (error, PN_ERROR, PN_ERROR_BAD_VALUE, "codec %s is not recorded", track->codec);
    return NULL;
  }
  g_autofree char *text = describe (codec, track);
  g_autoptr (GError) reason = NULL;
  GstElement *bin = gst_parse_bin_from_description (text, TRUE, &reason);
  if (bin == NULL) {
    g_set_error (error, PN_ERROR, PN_ERROR_IO, "track: %s", reason->message);
    return NULL;
  }
  PnTrackBin *self = g_new0 (PnTrackBin, 1);
  *self = (PnTrackBin){ .id = g_strdup (track->id), .video = track->video, .pipeline = pipeline, .bin = bin, .sink = sink };
  gst_bin_add (pipeline, bin);
  if (join (self, error))
    return self;
  pn_track_bin_free (self);
  return NULL;
}

static GstPadProbeReturn
drop_all (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  return GST_PAD_PROBE_DROP;
}

void
pn_track_bin_free (PnTrackBin *self)
{
  if (self == NULL)
    return;
  /* The source's thread may sit inside the mixer, waiting for room. Letting the pad go wakes it; what it brings from then on is
   * dropped, so that it does not take the missing pad for an error. Stopping first would wait for that thread for ever. */
  g_autoptr (GstPad) out = gst_element_get_static_pad (self->bin, "src");
  if (out != NULL)
    gst_pad_add_probe (out, GST_PAD_PROBE_TYPE_DATA_DOWNSTREAM, drop_all, NULL, NULL);
  if (self->sink_pad != NULL) {
    gst_element_release_request_pad (self->sink, self->sink_pad);
    gst_object_unref (self->sink_pad);
  }
  gst_element_set_state (self->bin, GST_STATE_NULL);
  gst_bin_remove (self->pipeline, self->bin);
  g_free (self->id);
  g_free (self);
}

const char *
pn_track_bin_id (const PnTrackBin *self)
{
  return self->id;
}

int
pn_track_bin_port (const PnTrackBin *self)
{
  return self->port;
}

gboolean
pn_track_bin_contains (const PnTrackBin *self, GstObject *source)
{
  return source == GST_OBJECT (self->bin) || gst_object_has_as_ancestor (source, GST_OBJECT (self->bin));
}

void
pn_track_bin_show (PnTrackBin *self, gboolean shown)
{
  if (self->video)
    g_object_set (self->sink_pad, "alpha", shown ? 1.0 : 0.0, NULL);
}
