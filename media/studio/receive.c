/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/studio/receive.h"

#include <gio/gio.h>
#include <gst/app/gstappsink.h>

#include "base/error.h"

#define PORT_TRIES 50
#define SR_BYTES 28 /* header, SSRC, sender info: RFC 3550 section 6.4.1 */

struct PnReceive {
  char *id, *name, *codec;
  gboolean video;
  int port;
  GstElement *pipeline, *jitter;
  GMutex lock; /* guards listeners, also while they are called */
  GArray *listeners;
  PnReport report;
  gpointer data;
};

typedef struct {
  PnUnit unit;
  gpointer data;
} Listener;

typedef struct {
  const char *codec;
  const char *media;
  const char *encoding; /* RTP payload name, RFC 3551 4.1.4 */
  const char *depay;
} Codec;

static const Codec codecs[] = {
  { "vp8", "video", "VP8", "rtpvp8depay request-keyframe=true" },
  { "vp9", "video", "VP9", "rtpvp9depay request-keyframe=true" },
  { "h264", "video", "H264",
    "rtph264depay request-keyframe=true ! h264parse ! video/x-h264,stream-format=avc,alignment=au" },
  { "opus", "audio", "OPUS", "rtpopusdepay" },
};

static const Codec *
find_codec (const PnStudioTrack *track)
{
  for (guint i = 0; i < G_N_ELEMENTS (codecs); i++)
    if (g_ascii_strcasecmp (codecs[i].codec, track->codec) == 0
        && (codecs[i].media[0] == 'v') == track->video)
      return &codecs[i];
  return NULL;
}

/* ---- ports: an even one for RTP and the next for RTCP (RFC 3550 section 11); ours need not be even, only
 * neighbours */

static GSocket *
bind_port (guint16 port)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, port);
  g_autoptr (GSocket) s
      = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  return s != NULL && g_socket_bind (s, address, FALSE, NULL) ? g_steal_pointer (&s) : NULL;
}

static int
port_of (GSocket *s)
{
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (s, NULL);
  return address != NULL ? g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)) : 0;
}

static int
bind_pair (GSocket **rtp, GSocket **rtcp)
{
  for (guint i = 0; i < PORT_TRIES; i++) {
    g_autoptr (GSocket) first = bind_port (0);
    int port = first != NULL ? port_of (first) : 0;
    g_autoptr (GSocket) second = port > 0 && port < 65535 ? bind_port ((guint16) (port + 1)) : NULL;
    if (second == NULL)
      continue;
    *rtp = g_steal_pointer (&first);
    *rtcp = g_steal_pointer (&second);
    return port;
  }
  return 0;
}

/* ---- streaming thread */

static GstFlowReturn
on_sample (GstAppSink *sink, gpointer data)
{
  PnReceive *self = data;
  g_autoptr (GstSample) sample = gst_app_sink_pull_sample (sink);
  if (sample == NULL)
    return GST_FLOW_EOS;
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->listeners->len; i++) {
    const Listener *l = &g_array_index (self->listeners, Listener, i);
    l->unit (sample, l->data);
  }
  g_mutex_unlock (&self->lock);
  return GST_FLOW_OK;
}

/* The NTP time of the report a jitter buffer has just matched with its own arrival times. */
static gboolean
read_ntp (GstBuffer *buffer, guint64 *out)
{
  guint8 sr[SR_BYTES];
  if (buffer == NULL || gst_buffer_extract (buffer, 0, sr, sizeof sr) < sizeof sr || sr[1] != 200)
    return FALSE;
  *out = GST_READ_UINT64_BE (sr + 8);
  return TRUE;
}

static void
on_sync (GstElement *jitter, GstStructure *s, gpointer data)
{
  PnReceive *self = data;
  guint64 base_rtp = 0, base_time = 0, sr_rtp = 0, ntp = 0;
  guint clock = 0;
  const GValue *value = gst_structure_get_value (s, "sr-buffer");
  if (!gst_structure_get_uint64 (s, "base-rtptime", &base_rtp)
      || !gst_structure_get_uint64 (s, "base-time", &base_time)
      || !gst_structure_get_uint64 (s, "sr-ext-rtptime", &sr_rtp)
      || !gst_structure_get_uint (s, "clock-rate", &clock) || clock == 0 || value == NULL
      || !GST_CLOCK_TIME_IS_VALID (base_time) || !read_ntp (gst_value_get_buffer (value), &ntp))
    return;
  gint64 since = (gint64) (sr_rtp - base_rtp);
  gint64 running = (gint64) base_time + (gint64) ((gdouble) since * GST_SECOND / clock);
  self->report (self, ntp, running, self->data);
}

/* The depayloader asks upstream; nobody is there but us. */
static GstPadProbeReturn
on_upstream (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  if (gst_event_has_name (GST_PAD_PROBE_INFO_EVENT (info), "GstForceKeyUnit"))
    pn_bus_watch_post (((PnReceive *) data)->pipeline, "keyframe");
  return GST_PAD_PROBE_OK;
}

/* ---- life */

static char *
describe (const Codec *codec, const PnStudioTrack *track)
{
  return g_strdup_printf ("udpsrc name=rtp buffer-size=1048576 "
                          "caps=\"application/x-rtp,media=%s,encoding-name=%s,payload=%d,clock-rate=%d\" ! "
                          "rtpjitterbuffer name=jitter latency=%d do-lost=true ! %s ! "
                          "appsink name=out sync=false max-buffers=0 "
                          "udpsrc name=rtcp caps=application/x-rtcp ! jitter.sink_rtcp",
                          codec->media, codec->encoding, track->pt, track->clock, PN_RECEIVE_LATENCY_MS,
                          codec->depay);
}

static void
connect_parts (PnReceive *self, GSocket *rtp, GSocket *rtcp)
{
  static GstAppSinkCallbacks callbacks = { .new_sample = on_sample };
  g_autoptr (GstElement) in = gst_bin_get_by_name (GST_BIN (self->pipeline), "rtp");
  g_autoptr (GstElement) reports = gst_bin_get_by_name (GST_BIN (self->pipeline), "rtcp");
  g_autoptr (GstElement) out = gst_bin_get_by_name (GST_BIN (self->pipeline), "out");
  g_autoptr (GstPad) pad = gst_element_get_static_pad (in, "src");
  self->jitter = gst_bin_get_by_name (GST_BIN (self->pipeline), "jitter");
  g_object_set (in, "socket", rtp, NULL);
  g_object_set (reports, "socket", rtcp, NULL);
  gst_app_sink_set_callbacks (GST_APP_SINK (out), &callbacks, self, NULL);
  g_signal_connect (self->jitter, "handle-sync", G_CALLBACK (on_sync), self);
  if (self->video)
    gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, on_upstream, self, NULL);
}

PnReceive *
pn_receive_new (const PnStudioTrack *track, const PnMoment *moment, PnBusWatch *watch, PnReport report,
                gpointer data, GError **error)
{
  const Codec *codec = find_codec (track);
  g_autoptr (GSocket) rtp = NULL;
  g_autoptr (GSocket) rtcp = NULL;
  int port = codec != NULL ? bind_pair (&rtp, &rtcp) : 0;
  if (port == 0) {
    g_set_error (error, PN_ERROR, codec == NULL ? PN_ERROR_BAD_VALUE : PN_ERROR_IO,
                 "track %s, codec %s cannot be received", track->id, track->codec);
    return NULL;
  }
  g_autofree char *text = describe (codec, track);
  GstElement *pipeline = pn_pipeline_new (text, error);
  if (pipeline == NULL)
    return NULL;
  PnReceive *self = g_new0 (PnReceive, 1);
  *self = (PnReceive){ .id = g_strdup (track->id),
                       .name = g_strdup (track->name != NULL ? track->name : ""),
                       .codec = g_strdup (codec->codec),
                       .video = track->video,
                       .port = port,
                       .pipeline = pipeline,
                       .report = report,
                       .data = data };
  g_mutex_init (&self->lock);
  self->listeners = g_array_new (FALSE, FALSE, sizeof (Listener));
  connect_parts (self, rtp, rtcp);
  pn_bus_watch_add (watch, pipeline);
  pn_moment_apply (moment, pipeline);
  if (pn_pipeline_play (pipeline, error))
    return self;
  pn_receive_free (self);
  return NULL;
}

void
pn_receive_free (PnReceive *self)
{
  if (self == NULL)
    return;
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_clear_object (&self->jitter);
  gst_object_unref (self->pipeline);
  g_array_unref (self->listeners);
  g_mutex_clear (&self->lock);
  g_free (self->id);
  g_free (self->name);
  g_free (self->codec);
  g_free (self);
}

const char *
pn_receive_id (const PnReceive *self)
{
  return self->id;
}

const char *
pn_receive_name (const PnReceive *self)
{
  return self->name;
}

const char *
pn_receive_codec (const PnReceive *self)
{
  return self->codec;
}

gboolean
pn_receive_is_video (const PnReceive *self)
{
  return self->video;
}

int
pn_receive_port (const PnReceive *self)
{
  return self->port;
}

gboolean
pn_receive_owns (const PnReceive *self, GstObject *source)
{
  return source == GST_OBJECT (self->pipeline)
         || gst_object_has_as_ancestor (source, GST_OBJECT (self->pipeline));
}

void
pn_receive_delay (PnReceive *self, gint64 offset)
{
  g_object_set (self->jitter, "ts-offset", offset, NULL);
}

void
pn_receive_listen (PnReceive *self, PnUnit unit, gpointer data)
{
  Listener l = { unit, data };
  g_mutex_lock (&self->lock);
  g_array_append_val (self->listeners, l);
  g_mutex_unlock (&self->lock);
}

void
pn_receive_unlisten (PnReceive *self, gpointer data)
{
  g_mutex_lock (&self->lock);
  for (guint i = self->listeners->len; i-- > 0;)
    if (g_array_index (self->listeners, Listener, i).data == data)
      g_array_remove_index (self->listeners, i);
  g_mutex_unlock (&self->lock);
}
