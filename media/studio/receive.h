/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One track in: plain RTP from a loopback port, put in order and made into coded pictures or sound packets;
 * nothing is decoded here, and composing or writing that fails does not stop it. Made and freed on the loop's
 * thread. */
#pragma once

#include <gst/gst.h>

#include "media/studio/bus-watch.h"
#include "media/studio/moment.h"

#define PN_RECEIVE_LATENCY_MS                                                                                \
  150 /* packets that come later than this after their neighbours are given up                               \
       */

typedef struct {
  const char *id;    /* "<peer>/<source>" */
  const char *name;  /* of the person or site, shown below the picture; may be "" */
  gboolean video;    /* else audio */
  const char *codec; /* "VP8", "VP9", "H264", "opus"; any case */
  int pt;            /* RTP payload type, 0..127 */
  int clock;         /* Hz */
} PnStudioTrack;

typedef struct PnReceive PnReceive;

/* In GStreamer's streaming thread: a unit with its running time as PTS. Borrowed. */
typedef void (*PnUnit) (GstSample *sample, gpointer data);
/* In GStreamer's streaming thread: a sender report of this track (RFC 3550 section 6.4.1); running is ours
 * for that instant, ns. */
typedef void (*PnReport) (PnReceive *self, guint64 ntp, gint64 running, gpointer data);

/* Errors go to `watch` with the receiver's pipeline as their ancestor; an APPLICATION message "keyframe" asks
 * for one. BAD_VALUE for a codec we do not know, IO. RTP on the port, RTCP on the next one. */
PnReceive *pn_receive_new (const PnStudioTrack *track, const PnMoment *moment, PnBusWatch *watch,
                           PnReport report, gpointer data, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void pn_receive_free (PnReceive *self);
const char *pn_receive_id (const PnReceive *self);
const char *pn_receive_name (const PnReceive *self);
const char *pn_receive_codec (const PnReceive *self); /* lower case */
gboolean pn_receive_is_video (const PnReceive *self);
int pn_receive_port (const PnReceive *self);
gboolean pn_receive_owns (const PnReceive *self, GstObject *source);
/* Everything is this much later than it came, ns. Any thread. */
void pn_receive_delay (PnReceive *self, gint64 offset);
/* From now on, and until unlisten returns. */
void pn_receive_listen (PnReceive *self, PnUnit unit, gpointer data);
void pn_receive_unlisten (PnReceive *self, gpointer data);
