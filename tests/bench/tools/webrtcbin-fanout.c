/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clang-format off */
/* bench-webrtcbin: the plainest forwarder GStreamer gives: one webrtcbin takes a publisher's stream, a tee hands the RTP
 * to one webrtcbin for each viewer. Spoken to over stdin, session descriptions in base64:
 *   publish SDP        → answer SDP       (the publisher's offer)
 *   watch              → offer I SDP
 *   answer I SDP       (nothing comes back) */
/* clang-format on */
#include <gst/gst.h>
#include <gst/sdp/sdp.h>
#define GST_USE_UNSTABLE_API
#include <gst/webrtc/webrtc.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  GstElement *pipeline, *publisher, *tee;
  GPtrArray *viewers; /* GstElement, borrowed of the pipeline */
  GMainLoop *loop;
} Fanout;

static char *
to_base64 (const GstSDPMessage *sdp)
{
  g_autofree char *text = gst_sdp_message_as_text (sdp);
  return g_base64_encode ((const guchar *) text, strlen (text));
}

static GstWebRTCSessionDescription *
from_base64 (const char *word, GstWebRTCSDPType type)
{
  GstSDPMessage *sdp;
  gsize len;
  g_autofree guchar *bytes = g_base64_decode (word, &len);
  g_autofree char *text = g_strndup ((const char *) bytes, len);
  if (gst_sdp_message_new_from_text (text, &sdp) != GST_SDP_OK)
    g_error ("not a session description: %s", text);
  return gst_webrtc_session_description_new (type, sdp);
}

static GstElement *
make (Fanout *f, const char *factory)
{
  GstElement *e = gst_element_factory_make (factory, NULL);
  if (e == NULL)
    g_error ("no element %s", factory);
  gst_bin_add (GST_BIN (f->pipeline), e);
  return e;
}

static GstElement *
make_webrtcbin (Fanout *f)
{
  GstElement *e = make (f, "webrtcbin");
  g_object_set (e, "bundle-policy", GST_WEBRTC_BUNDLE_POLICY_MAX_BUNDLE, "latency", 0, NULL);
  return e;
}

static void
on_pad (GstElement *bin, GstPad *pad, Fanout *f)
{
  g_autoptr (GstPad) sink = gst_element_get_static_pad (f->tee, "sink");
  if (GST_PAD_IS_SRC (pad) && !gst_pad_is_linked (sink) && gst_pad_link (pad, sink) != GST_PAD_LINK_OK)
    g_error ("the publisher's stream does not fit");
}

/* The local description once every candidate is in it. */
static void
on_gathering (GstElement *bin, GParamSpec *spec, const char *verb)
{
  GstWebRTCICEGatheringState state;
  g_autoptr (GstWebRTCSessionDescription) local = NULL;
  g_object_get (bin, "ice-gathering-state", &state, "local-description", &local, NULL);
  if (state != GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE || local == NULL)
    return;
  g_autofree char *text = to_base64 (local->sdp);
  printf ("%s %s\n", verb, text);
  fflush (stdout);
}

static void
set_local (GstPromise *promise, gpointer data)
{
  GstElement *bin = data;
  g_autoptr (GstWebRTCSessionDescription) made = NULL;
  const GstStructure *reply = gst_promise_get_reply (promise);
  const char *field = gst_structure_has_field (reply, "offer") ? "offer" : "answer";
  gst_structure_get (reply, field, GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &made, NULL);
  gst_promise_unref (promise);
  if (made == NULL)
    g_error ("webrtcbin made no description");
  g_signal_emit_by_name (bin, "set-local-description", made, NULL);
}

static void
do_publish (Fanout *f, const char *word)
{
  g_autoptr (GstWebRTCSessionDescription) offer = from_base64 (word, GST_WEBRTC_SDP_TYPE_OFFER);
  f->publisher = make_webrtcbin (f);
  f->tee = make (f, "tee");
  g_object_set (f->tee, "allow-not-linked", TRUE, NULL);
  g_signal_connect (f->publisher, "pad-added", G_CALLBACK (on_pad), f);
  g_signal_connect (f->publisher, "notify::ice-gathering-state", G_CALLBACK (on_gathering),
                    (gpointer) "answer");
  gst_element_sync_state_with_parent (f->tee);
  gst_element_sync_state_with_parent (f->publisher);
  g_signal_emit_by_name (f->publisher, "set-remote-description", offer, NULL);
  g_signal_emit_by_name (f->publisher, "create-answer", NULL,
                         gst_promise_new_with_change_func (set_local, f->publisher, NULL));
}

/* A viewer's SSRC and payload type are the publisher's: what comes in goes out as it is. */
static void
do_watch (Fanout *f)
{
  GstElement *queue = make (f, "queue"), *bin = make_webrtcbin (f);
  g_autoptr (GstCaps) caps = gst_caps_from_string ("application/"
                                                   "x-rtp,media=video,encoding-name=VP8,payload=96,clock-"
                                                   "rate=90000,rtcp-fb-nack-pli=true,rtcp-fb-nack=true");
  g_autoptr (GArray) all = NULL;
  g_autofree char *verb = g_strdup_printf ("offer %u", f->viewers->len);
  g_object_set (queue, "max-size-buffers", 4000, "max-size-bytes", 0, "max-size-time", G_GUINT64_CONSTANT (0),
                NULL);
  g_autoptr (GstPad) sink = gst_element_request_pad_simple (bin, "sink_%u");
  g_autoptr (GstPad) src = gst_element_get_static_pad (queue, "src");
  g_object_set (sink, "caps", caps, NULL);
  gst_pad_link (src, sink);
  gst_element_link (f->tee, queue);
  g_signal_emit_by_name (bin, "get-transceivers", &all);
  GstWebRTCRTPTransceiver *t = g_array_index (all, GstWebRTCRTPTransceiver *, 0);
  g_object_set (t, "direction", GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDONLY, "codec-preferences", caps,
                "do-nack", TRUE, NULL);
  g_signal_connect_data (bin, "notify::ice-gathering-state", G_CALLBACK (on_gathering),
                         g_steal_pointer (&verb), NULL, 0);
  gst_element_sync_state_with_parent (bin);
  gst_element_sync_state_with_parent (queue);
  g_ptr_array_add (f->viewers, bin);
  g_signal_emit_by_name (bin, "create-offer", NULL, gst_promise_new_with_change_func (set_local, bin, NULL));
}

static void
do_answer (Fanout *f, guint i, const char *word)
{
  g_autoptr (GstWebRTCSessionDescription) answer = from_base64 (word, GST_WEBRTC_SDP_TYPE_ANSWER);
  g_assert (i < f->viewers->len);
  g_signal_emit_by_name (g_ptr_array_index (f->viewers, i), "set-remote-description", answer, NULL);
}

static gboolean
on_input (GIOChannel *channel, GIOCondition condition, gpointer data)
{
  Fanout *f = data;
  g_autofree char *line = NULL;
  gsize end;
  if (g_io_channel_read_line (channel, &line, NULL, &end, NULL) != G_IO_STATUS_NORMAL) {
    g_main_loop_quit (f->loop);
    return FALSE;
  }
  line[end] = 0;
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  guint n = g_strv_length (words);
  if (n == 2 && g_str_equal (words[0], "publish"))
    do_publish (f, words[1]);
  else if (n == 1 && g_str_equal (words[0], "watch"))
    do_watch (f);
  else if (n == 3 && g_str_equal (words[0], "answer"))
    do_answer (f, (guint) g_ascii_strtoull (words[1], NULL, 10), words[2]);
  else
    g_error ("not understood: %s", line);
  return TRUE;
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  Fanout f = { .pipeline = gst_pipeline_new (NULL),
               .viewers = g_ptr_array_new (),
               .loop = g_main_loop_new (NULL, FALSE) };
  GIOChannel *input = g_io_channel_unix_new (0);
  g_io_add_watch (input, G_IO_IN | G_IO_HUP, on_input, &f);
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  g_main_loop_run (f.loop);
  _exit (0); /* taking 20 webrtcbins down in order is not what is measured */
}
