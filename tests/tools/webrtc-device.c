/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-webrtc-device send|receive: an encoder or a hall decoder as a maker of such devices would build it
 * from GStreamer's webrtcbin. Knows no HTTP: prints "offer SDP", takes "answer SDP" (base64) on stdin, then
 * tells once in 200 ms what it has seen: "frames N sound N state S" (decoded pictures, decoded sound in
 * milliseconds, ICE connection). Ends with its stdin. */
#include <gst/gst.h>
#include <gst/sdp/sdp.h>
#define GST_USE_UNSTABLE_API
#include <gst/webrtc/webrtc.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define VP8                                                                                                  \
  "application/"                                                                                             \
  "x-rtp,media=video,encoding-name=VP8,payload=96,clock-rate=90000,rtcp-fb-nack-pli=true,rtcp-fb-nack=true"
#define OPUS                                                                                                 \
  "application/x-rtp,media=audio,encoding-name=OPUS,payload=97,clock-rate=48000,encoding-params=(string)2"

static const char sender[] = "webrtcbin name=rtc bundle-policy=max-bundle "
                             "videotestsrc is-live=true pattern=smpte ! "
                             "video/x-raw,width=320,height=240,framerate=15/1 ! videoconvert ! "
                             "vp8enc deadline=1 keyframe-max-dist=30 target-bitrate=300000 ! rtpvp8pay pt=96 "
                             "picture-id-mode=15-bit ! " VP8 " ! rtc. "
                             "audiotestsrc is-live=true wave=sine freq=440 ! audioconvert ! audioresample ! "
                             "opusenc ! rtpopuspay pt=97 ! " OPUS " ! rtc. ";

typedef struct {
  GstElement *pipeline, *rtc;
  GMainLoop *loop;
  gint frames;   /* atomic */
  gint sound_ms; /* atomic */
} Device;

static void
print_sdp (const char *verb, const GstSDPMessage *sdp)
{
  g_autofree char *text = gst_sdp_message_as_text (sdp);
  g_autofree char *word = g_base64_encode ((const guchar *) text, strlen (text));
  printf ("%s %s\n", verb, word);
  fflush (stdout);
}

/* Once every candidate is in it: no trickling. */
static void
on_gathering (GstElement *rtc, GParamSpec *spec, gpointer data)
{
  GstWebRTCICEGatheringState state;
  g_autoptr (GstWebRTCSessionDescription) local = NULL;
  g_object_get (rtc, "ice-gathering-state", &state, "local-description", &local, NULL);
  if (state == GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE && local != NULL)
    print_sdp ("offer", local->sdp);
}

static void
on_offer (GstPromise *promise, gpointer data)
{
  Device *self = data;
  g_autoptr (GstWebRTCSessionDescription) offer = NULL;
  gst_structure_get (gst_promise_get_reply (promise), "offer", GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &offer,
                     NULL);
  gst_promise_unref (promise);
  if (offer == NULL)
    g_error ("webrtcbin made no offer");
  g_signal_emit_by_name (self->rtc, "set-local-description", offer, NULL);
}

static void
on_negotiate (GstElement *rtc, gpointer data)
{
  g_signal_emit_by_name (rtc, "create-offer", NULL, gst_promise_new_with_change_func (on_offer, data, NULL));
}

static void
on_buffer (GstElement *sink, GstBuffer *buffer, GstPad *pad, gpointer data)
{
  Device *self = data;
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  const char *name = caps == NULL ? "" : gst_structure_get_name (gst_caps_get_structure (caps, 0));
  if (g_str_has_prefix (name, "video/"))
    g_atomic_int_inc (&self->frames);
  else if (GST_BUFFER_DURATION_IS_VALID (buffer))
    g_atomic_int_add (&self->sound_ms, (gint) (GST_BUFFER_DURATION (buffer) / GST_MSECOND));
}

static void
on_decoded (GstElement *decoder, GstPad *pad, gpointer data)
{
  Device *self = data;
  GstElement *sink = gst_element_factory_make ("fakesink", NULL);
  g_autoptr (GstPad) in = NULL;
  g_object_set (sink, "signal-handoffs", TRUE, "sync", FALSE, NULL);
  g_signal_connect (sink, "handoff", G_CALLBACK (on_buffer), self);
  gst_bin_add (GST_BIN (self->pipeline), sink);
  gst_element_sync_state_with_parent (sink);
  in = gst_element_get_static_pad (sink, "sink");
  gst_pad_link (pad, in);
}

static void
on_stream (GstElement *rtc, GstPad *pad, gpointer data)
{
  Device *self = data;
  if (GST_PAD_DIRECTION (pad) != GST_PAD_SRC)
    return;
  GstElement *decoder = gst_element_factory_make ("decodebin", NULL);
  g_autoptr (GstPad) in = gst_element_get_static_pad (decoder, "sink");
  g_signal_connect (decoder, "pad-added", G_CALLBACK (on_decoded), self);
  gst_bin_add (GST_BIN (self->pipeline), decoder);
  gst_element_sync_state_with_parent (decoder);
  gst_pad_link (pad, in);
}

static void
want (Device *self, const char *text)
{
  g_autoptr (GstCaps) caps = gst_caps_from_string (text);
  GstWebRTCRTPTransceiver *transceiver = NULL;
  g_signal_emit_by_name (self->rtc, "add-transceiver", GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_RECVONLY, caps,
                         &transceiver);
  g_object_set (transceiver, "do-nack", TRUE, NULL);
  g_object_unref (transceiver);
}

static void
build (Device *self, gboolean sends)
{
  g_autoptr (GError) error = NULL;
  self->pipeline = gst_parse_launch (sends ? sender : "webrtcbin name=rtc bundle-policy=max-bundle", &error);
  if (self->pipeline == NULL || error != NULL)
    g_error ("no pipeline: %s", error->message);
  if (!GST_IS_PIPELINE (self->pipeline)) { /* a single element comes alone */
    GstElement *pipeline = gst_pipeline_new (NULL);
    gst_bin_add (GST_BIN (pipeline), self->pipeline);
    self->rtc = self->pipeline;
    self->pipeline = pipeline;
  } else {
    self->rtc = gst_bin_get_by_name (GST_BIN (self->pipeline), "rtc");
  }
  g_signal_connect (self->rtc, "notify::ice-gathering-state", G_CALLBACK (on_gathering), self);
  g_signal_connect (self->rtc, "pad-added", G_CALLBACK (on_stream), self);
  g_signal_connect (self->rtc, "on-negotiation-needed", G_CALLBACK (on_negotiate), self);
  if (!sends) {
    want (self, OPUS);
    want (self, VP8);
  }
}

static gboolean
tell (gpointer data)
{
  Device *self = data;
  GstWebRTCICEConnectionState state;
  g_object_get (self->rtc, "ice-connection-state", &state, NULL);
  printf ("frames %d sound %d state %d\n", g_atomic_int_get (&self->frames),
          g_atomic_int_get (&self->sound_ms), (int) state);
  fflush (stdout);
  return G_SOURCE_CONTINUE;
}

static void
take_answer (Device *self, const char *word)
{
  gsize length = 0;
  GstSDPMessage *sdp = NULL;
  g_autofree guchar *bytes = g_base64_decode (word, &length);
  g_autofree char *text = g_strndup ((const char *) bytes, length);
  if (gst_sdp_message_new_from_text (text, &sdp) != GST_SDP_OK)
    g_error ("not a session description: %s", text);
  g_autoptr (GstWebRTCSessionDescription) answer
      = gst_webrtc_session_description_new (GST_WEBRTC_SDP_TYPE_ANSWER, sdp);
  g_signal_emit_by_name (self->rtc, "set-remote-description", answer, NULL);
}

static gboolean
on_input (GIOChannel *channel, GIOCondition condition, gpointer data)
{
  Device *self = data;
  g_autofree char *line = NULL;
  gsize end = 0;
  if (g_io_channel_read_line (channel, &line, NULL, &end, NULL) != G_IO_STATUS_NORMAL) {
    g_main_loop_quit (self->loop);
    return FALSE;
  }
  line[end] = '\0';
  if (g_str_has_prefix (line, "answer "))
    take_answer (self, line + strlen ("answer "));
  return TRUE;
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  Device self = { .loop = g_main_loop_new (NULL, FALSE) };
  build (&self, argc > 1 && g_str_equal (argv[1], "send"));
  g_io_add_watch (g_io_channel_unix_new (0), G_IO_IN | G_IO_HUP, on_input, &self);
  g_timeout_add (200, tell, &self);
  gst_element_set_state (self.pipeline, GST_STATE_PLAYING);
  g_main_loop_run (self.loop);
  _exit (0); /* the network side is ended by HTTP DELETE, not by this program's tidiness */
}
