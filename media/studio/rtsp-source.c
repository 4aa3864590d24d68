/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/studio/rtsp-source.h"

#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "media/studio/bus-watch.h"

#define RETRY_FIRST_MS 1000
#define RETRY_MAX_MS 30000
#define LOOK_MS 1000
#define SILENT_LOOKS 8 /* seconds without a packet: the camera hangs */
#define DISCARD 9      /* RFC 863: where streams go until somebody wants them */
#define PROTOCOL_TCP                                                                                         \
  4 /* GST_RTSP_LOWER_TRANS_TCP: one connection, through every firewall the address passes */
#define CONNECT_US 5000000

/* Everything ends as RTP with packets of at most 1200 bytes: SRTP, and a tunnel on the way, still fit 1500.
 */
#define SEND "udpsink name=%s host=127.0.0.1 port=%d sync=false async=false"
#define TO_VP8                                                                                               \
  "videoconvert ! vp8enc deadline=1 cpu-used=8 threads=2 target-bitrate=1500000 keyframe-max-dist=60 ! "     \
  "rtpvp8pay pt=96 mtu=1200"
/* Each packet tells how loud it is (RFC 6464), under the id that media/sfu/feed.c offers: a site is ranked among the voices of its room like
 * everybody else. Opus is therefore decoded and encoded again too. */
#define TO_OPUS                                                                                              \
  "audioconvert ! audioresample ! audio/x-raw,rate=48000,channels=2 ! level post-messages=false "            \
  "audio-level-meta=true ! opusenc bitrate=48000 inband-fec=true ! rtpopuspay pt=111 ! "                     \
  "application/x-rtp,extmap-1=(string)<\"\",\"urn:ietf:params:rtp-hdrext:ssrc-audio-level\",\"vad=on\">"

enum { CAMERA, MIC, N_STREAMS };

static const char *const sources[N_STREAMS] = { "camera", "mic" };

typedef struct {
  const char *encoding; /* RTP payload name */
  int stream;
  const char *chain;
  PnRtspStream told;
} Way;

static const Way ways[] = {
  { "H264",
    CAMERA,
    "rtph264depay ! h264parse config-interval=-1 ! rtph264pay pt=102 mtu=1200 config-interval=-1 "
    "aggregate-mode=zero-latency",
    { "video", "camera", "H264", 102, 90000 } },
  { "VP8", CAMERA, "rtpvp8depay ! rtpvp8pay pt=96 mtu=1200", { "video", "camera", "VP8", 96, 90000 } },
  { "H265",
    CAMERA,
    "rtph265depay ! h265parse ! avdec_h265 ! " TO_VP8,
    { "video", "camera", "VP8", 96, 90000 } },
  { "JPEG", CAMERA, "rtpjpegdepay ! jpegdec ! " TO_VP8, { "video", "camera", "VP8", 96, 90000 } },
  { "OPUS", MIC, "rtpopusdepay ! opusdec plc=true ! " TO_OPUS, { "audio", "mic", "opus", 111, 48000 } },
  { "PCMA", MIC, "rtppcmadepay ! alawdec ! " TO_OPUS, { "audio", "mic", "opus", 111, 48000 } },
  { "PCMU", MIC, "rtppcmudepay ! mulawdec ! " TO_OPUS, { "audio", "mic", "opus", 111, 48000 } },
  { "MPEG4-GENERIC",
    MIC,
    "rtpmp4gdepay ! aacparse ! avdec_aac ! " TO_OPUS,
    { "audio", "mic", "opus", 111, 48000 } },
};

struct PnRtspSource {
  uv_loop_t *loop;
  char *url, *user, *password;
  PnRtspEvents events;
  gpointer data;
  PnBusWatch *watch;
  uv_timer_t *timer;    /* outlives us until the loop has closed it */
  GstElement *pipeline; /* NULL between two tries */
  guint retry_ms;
  gint packets; /* atomic: since the last look */
  guint silent; /* looks without any */
  gboolean live;
  gint taken[N_STREAMS]; /* atomic: there is one; the first of a kind counts */
};

/* ---- streaming thread */

static GstPadProbeReturn
on_packet (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  g_atomic_int_inc (&((PnRtspSource *) data)->packets);
  return GST_PAD_PROBE_OK;
}

static const Way *
way_of (const GstStructure *caps)
{
  const char *encoding = gst_structure_get_string (caps, "encoding-name");
  for (guint i = 0; encoding != NULL && i < G_N_ELEMENTS (ways); i++)
    if (g_ascii_strcasecmp (ways[i].encoding, encoding) == 0)
      return &ways[i];
  return NULL;
}

static GstElement *
make_branch (PnRtspSource *self, const Way *way)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf ("%s ! " SEND, way->chain, sources[way->stream], DISCARD);
  GstElement *bin
      = gst_parse_bin_from_description_full (text, TRUE, NULL, GST_PARSE_FLAG_FATAL_ERRORS, &error);
  if (bin == NULL)
    pn_log_gerror (PN_LOG_WARNING, "rtsp", "a stream cannot be read", error);
  return bin;
}

/* A stream we cannot use is left unlinked; the source goes on with the others. */
static void
on_pad (GstElement *source, GstPad *pad, gpointer data)
{
  PnRtspSource *self = data;
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  const Way *way = caps != NULL ? way_of (gst_caps_get_structure (caps, 0)) : NULL;
  GstElement *bin = NULL;
  if (way != NULL && g_atomic_int_compare_and_exchange (&self->taken[way->stream], 0, 1))
    bin = make_branch (self, way);
  if (bin == NULL)
    return;
  g_autoptr (GstObject) pipeline = gst_object_get_parent (GST_OBJECT (source));
  gst_bin_add (GST_BIN (pipeline), bin);
  g_autoptr (GstPad) in = gst_element_get_static_pad (bin, "sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_packet, self, NULL);
  if (gst_pad_link (pad, in) == GST_PAD_LINK_OK && gst_element_sync_state_with_parent (bin))
    pn_bus_watch_post (bin, way->encoding);
}

/* An unlinked stream would end the others with "not linked". */
static void
on_no_more_pads (GstElement *source, gpointer data)
{
  PnRtspSource *self = data;
  if (!g_atomic_int_get (&self->taken[CAMERA]) && !g_atomic_int_get (&self->taken[MIC]))
    pn_bus_watch_post (source, "nothing");
}

/* ---- loop */

static void try_again (PnRtspSource *self, const char *code, const char *detail);
static void on_timer (uv_timer_t *timer);

static void
let_go (PnRtspSource *self)
{
  if (self->pipeline == NULL)
    return;
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_clear_object (&self->pipeline);
}

static void
fetch (PnRtspSource *self)
{
  g_autoptr (GError) error = NULL;
  for (guint i = 0; i < N_STREAMS; i++)
    g_atomic_int_set (&self->taken[i], 0);
  g_atomic_int_set (&self->packets, 0);
  self->silent = 0;
  self->live = FALSE;
  GstElement *source = gst_element_factory_make ("rtspsrc", "source");
  self->pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  if (source == NULL) {
    try_again (self, "internal", "GStreamer has no rtspsrc");
    return;
  }
  g_object_set (source, "location", self->url, "latency", 200u, "protocols", PROTOCOL_TCP, "tcp-timeout",
                (guint64) CONNECT_US, "drop-on-latency", TRUE, NULL);
  if (*self->user != '\0')
    g_object_set (source, "user-id", self->user, "user-pw", self->password, NULL);
  g_signal_connect (source, "pad-added", G_CALLBACK (on_pad), self);
  g_signal_connect (source, "no-more-pads", G_CALLBACK (on_no_more_pads), self);
  gst_bin_add (GST_BIN (self->pipeline), source);
  pn_bus_watch_add (self->watch, self->pipeline);
  if (!pn_pipeline_play (self->pipeline, &error))
    try_again (self, "io", "it cannot be started");
  else
    uv_timer_start (self->timer, on_timer, LOOK_MS, LOOK_MS);
}

static void
try_again (PnRtspSource *self, const char *code, const char *detail)
{
  let_go (self);
  uv_timer_start (self->timer, on_timer, self->retry_ms, 0);
  self->retry_ms = MIN (self->retry_ms * 2, RETRY_MAX_MS);
  pn_info ("rtsp", "trying again", "code", code);
  self->events.state (self, "retrying", code, detail, self->data);
}

/* Live once packets come, and still alive while they do. */
static void
look (PnRtspSource *self)
{
  gint packets = g_atomic_int_get (&self->packets);
  g_atomic_int_set (&self->packets, 0);
  self->silent = packets > 0 ? 0 : self->silent + 1;
  if (packets > 0 && !self->live) {
    self->live = TRUE;
    self->retry_ms = RETRY_FIRST_MS;
    self->events.state (self, "live", NULL, NULL, self->data);
  } else if (self->silent >= SILENT_LOOKS) {
    try_again (self, "timed_out", "no packets come");
  }
}

static void
on_timer (uv_timer_t *timer)
{
  PnRtspSource *self = timer->data;
  if (self->pipeline != NULL)
    look (self);
  else
    fetch (self);
}

static void
on_error (PnRtspSource *self, GstMessage *message)
{
  g_autoptr (GError) reason = NULL;
  gst_message_parse_error (message, &reason, NULL);
  if (g_error_matches (reason, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_AUTHORIZED)) {
    let_go (self);
    uv_timer_stop (self->timer);
    self->events.state (self, "failed", "bad_credentials", "the camera refuses user and password",
                        self->data);
    return;
  }
  gboolean missing = g_error_matches (reason, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND);
  try_again (self, missing ? "not_found" : "io", reason->message);
}

static void
on_message (GstMessage *message, gpointer data)
{
  PnRtspSource *self = data;
  const GstStructure *s = gst_message_get_structure (message);
  /* The last words of a try that is over. */
  if (self->pipeline == NULL
      || (GST_MESSAGE_SRC (message) != GST_OBJECT (self->pipeline)
          && !gst_object_has_as_ancestor (GST_MESSAGE_SRC (message), GST_OBJECT (self->pipeline))))
    return;
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    on_error (self, message);
    return;
  }
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS) {
    try_again (self, "io", "the camera ended the stream");
    return;
  }
  if (gst_structure_has_name (s, "nothing")) {
    try_again (self, "bad_value", "no stream of it can be used");
    return;
  }
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    if (gst_structure_has_name (s, ways[i].encoding))
      self->events.stream (self, &ways[i].told, self->data);
}

/* ---- life */

static gboolean
url_ok (const char *url)
{
  return (g_str_has_prefix (url, "rtsp://") || g_str_has_prefix (url, "rtsps://"))
         && strpbrk (url, "@ \t\r\n") == NULL && g_uri_is_valid (url, G_URI_FLAGS_NONE, NULL);
}

static void
on_begin (uv_timer_t *timer)
{
  PnRtspSource *self = timer->data;
  self->events.state (self, "connecting", NULL, NULL, self->data);
  fetch (self);
}

PnRtspSource *
pn_rtsp_source_new (uv_loop_t *loop, const char *url, const char *user, const char *password,
                    const PnRtspEvents *events, gpointer data, GError **error)
{
  if (!url_ok (url)) {
    g_set_error (error, PN_ERROR, PN_ERROR_BAD_VALUE, "not the address of an RTSP stream");
    return NULL;
  }
  PnRtspSource *self = g_new0 (PnRtspSource, 1);
  *self = (PnRtspSource){ .loop = loop,
                          .url = g_strdup (url),
                          .user = g_strdup (user != NULL ? user : ""),
                          .password = g_strdup (password != NULL ? password : ""),
                          .events = *events,
                          .data = data,
                          .retry_ms = RETRY_FIRST_MS };
  self->watch = pn_bus_watch_new (loop, on_message, self);
  self->timer = g_new0 (uv_timer_t, 1);
  self->timer->data = self;
  uv_timer_init (loop, self->timer);
  uv_timer_start (self->timer, on_begin, 0, 0); /* the order is answered first */
  return self;
}

static void
timer_closed (uv_handle_t *handle)
{
  g_free (handle);
}

static void
forget (char *secret)
{
  memset (secret, 0, strlen (secret));
  g_free (secret);
}

void
pn_rtsp_source_free (PnRtspSource *self)
{
  if (self == NULL)
    return;
  let_go (self);
  pn_bus_watch_free (self->watch);
  uv_close ((uv_handle_t *) self->timer, timer_closed);
  forget (self->password);
  g_free (self->user);
  g_free (self->url);
  g_free (self);
}

void
pn_rtsp_source_send (PnRtspSource *self, const char *source, const char *host, int port)
{
  g_autoptr (GstElement) sink
      = self->pipeline != NULL ? gst_bin_get_by_name (GST_BIN (self->pipeline), source) : NULL;
  if (sink != NULL && port > 0 && port < 65536)
    g_object_set (sink, "host", host, "port", port, NULL);
}
