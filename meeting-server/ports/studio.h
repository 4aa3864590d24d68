/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The studio as meetings see it: record to a file, make a live list, take tracks (it says on which UDP port
 * it listens), show pages and captions, and bring in room systems. A contract of function pointers; it knows
 * no persons and no rights. Loop's thread only. */
#pragma once

#include "base/wire.h"

typedef struct {
  const char *file;
  gint64 bytes, duration_ms;
  const char *error; /* NULL: whole */
} PnRecorded;
typedef void (*PnStudioReady) (gint port, const GError *error, gpointer data); /* port 0 for start */
typedef void (*PnStudioDone) (const PnRecorded *recorded, const GError *error, gpointer data);

typedef struct {
  const char *track, *name; /* name stands below the picture */
  const char *kind, *codec;
  gint pt, clock;
} PnStudioTrack;

/* What it tells us; any may be NULL. */
typedef struct {
  void (*away) (gpointer data); /* the link broke: every recording it ran is lost or cut */
  void (*keyframe) (gint64 room, const char *track, gpointer data);
  void (*ended) (gint64 room, const PnRecorded *recorded,
                 gpointer data); /* a recording ended by itself (disk full) */
  void (*live_lost) (gint64 room, gpointer data);
  void (*back) (gpointer data); /* it greets, new or again */
  /* A room system has this stream, named as a track of its peer; and how it goes: connecting, live, retrying, failed. */
  void (*rtsp_stream) (gint64 room, gint64 peer, const PnStudioTrack *stream, gpointer data);
  void (*rtsp_state) (gint64 room, gint64 peer, const char *state, const char *code, const char *detail, gpointer data);
} PnStudioEvents;

typedef struct {
  void *impl;
  gboolean (*is_open) (void *impl);
  void (*listen) (void *impl, const PnStudioEvents *events, gpointer data);
  void (*start) (void *impl, gint64 room, const char *file, const char *title, PnStudioReady cb,
                 gpointer data);
  void (*stop) (void *impl, gint64 room, PnStudioDone cb, gpointer data);
  void (*live_start) (void *impl, gint64 room, const char *title, PnStudioReady cb, gpointer data);
  void (*live_stop) (void *impl, gint64 room);
  void (*track_add) (void *impl, gint64 room, const PnStudioTrack *track, PnStudioReady cb, gpointer data);
  void (*track_remove) (void *impl, gint64 room, const char *track);
  void (*speaker) (void *impl, gint64 room, const char *track);
  /* "speaker", "page", "grid4", "page_strip"; the called tracks in order, ended by NULL. */
  void (*layout) (void *impl, gint64 room, const char *layout, const char *const *tracks);
  void (*page) (void *impl, gint64 room, const char *file); /* below the pages directory; NULL: none */
  void (*caption) (void *impl, gint64 room, const char *text);
  void (*chapter) (void *impl, gint64 room, const char *title);
  /* Fetches an RTSP stream and brings it back by itself until it is removed; user and password may be "". */
  void (*rtsp_add) (void *impl, gint64 room, gint64 peer, const char *url, const char *user, const char *password,
                    PnStudioReady cb, gpointer data);
  void (*rtsp_send) (void *impl, gint64 room, const char *track, gint port); /* plain RTP to this loopback port */
  void (*rtsp_remove) (void *impl, gint64 room, gint64 peer);
} PnStudio;
