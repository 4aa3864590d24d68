/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The media server as meetings see it: offers go in, answers come out, and it tells what happens to tracks.
 * A contract of function pointers; it knows peers and tracks, no persons and no rights. Loop's thread only.
 */
#pragma once

#include "base/wire.h"

typedef void (*PnMediaAnswer) (const char *sdp, const GError *error, gpointer data);
typedef struct {
  gint pt, clock, channels;
  gint64 ssrc;
  const char *codec;
} PnMediaTap;
typedef void (*PnMediaTapped) (const PnMediaTap *tap, const GError *error, gpointer data);

/* A stream that comes as plain RTP from the studio (a room system). */
typedef struct {
  const char *source, *codec; /* source: mic, camera */
  gint pt, clock;
} PnMediaFeed;
typedef void (*PnMediaPort) (gint port, const GError *error, gpointer data);

/* How good one direction of a peer's connection is. */
typedef struct {
  const char *dir, *level; /* "up", "down"; "good", "fair", "poor" */
  double loss_percent;
  gint rtt_ms, kbps;
  gboolean limited;
} PnMediaQuality;

/* What it tells us; any may be NULL. */
typedef struct {
  void (*restarted) (gint64 epoch, gpointer data); /* connected (again): clients must offer anew */
  void (*away) (gpointer data);
  void (*peer_state) (gint64 peer, const char *dir, const char *state, gpointer data);
  void (*track) (gint64 room, const char *track, const char *kind, gboolean up, gpointer data);
  void (*speaker) (gint64 room, gint64 peer, gpointer data); /* 0: silence */
  void (*quality) (gint64 room, gint64 peer, const PnMediaQuality *quality, gpointer data);
  /* A picture towards this peer is held back because its line is too thin, or comes again. */
  void (*layer) (gint64 room, gint64 peer, const char *track, gboolean paused, gpointer data);
} PnMediaEvents;

typedef struct {
  void *impl;
  void (*listen) (void *impl, const PnMediaEvents *events, gpointer data);
  gboolean (*is_open) (void *impl);
  gint64 (*epoch) (void *impl);
  /* `list` (taken): tracks [{mid, source}] for dir "pub", want [{mid, track}] for dir "sub". LINK_AWAY,
   * TIMED_OUT, BAD_VALUE. */
  void (*offer) (void *impl, gint64 room, gint64 peer, const char *dir, const char *sdp, PnJson *list,
                 PnMediaAnswer cb, gpointer data);
  /* The same for equipment whose SDP nobody here has seen: the first audio is the microphone, the first video
   * the camera; for "sub" `want` [{kind, track}] goes to the m-lines of that kind in order. want: taken, NULL
   * for "pub". */
  void (*offer_auto) (void *impl, gint64 room, gint64 peer, const char *dir, const char *sdp, PnJson *want,
                      PnMediaAnswer cb, gpointer data);
  void (*drop) (void *impl, gint64 peer);
  void (*mute) (void *impl, gint64 room, gint64 peer, const char *source, gboolean muted);
  /* What this subscriber shows, whose picture goes first: [{track, width, height, priority}] (taken). */
  void (*prefer) (void *impl, gint64 room, gint64 peer, PnJson *tiles);
  /* Only the `limit` loudest voices and those of `called` (peers, taken) are carried; 0: all. */
  void (*voices) (void *impl, gint64 room, guint limit, PnJson *called);
  void (*tap_add) (void *impl, gint64 room, const char *track, gint port, PnMediaTapped cb, gpointer data);
  void (*tap_remove) (void *impl, const char *track);
  void (*keyframe) (void *impl, const char *track);
  /* A track of `peer` that comes to a loopback port, which the answer names. */
  void (*feed_add) (void *impl, gint64 room, gint64 peer, const PnMediaFeed *feed, PnMediaPort cb, gpointer data);
  void (*feed_remove) (void *impl, gint64 room, const char *track);
} PnMedia;
