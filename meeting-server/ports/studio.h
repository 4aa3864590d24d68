/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recorder as meetings see it: start a file, add tracks (it says on which UDP port it listens), follow the speaker, stop.
 * A contract of function pointers; it knows no persons and no rights. Loop's thread only. */
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
  void *impl;
  gboolean (*is_open) (void *impl);
  /* The link broke: every recording it ran is lost or cut. */
  void (*listen) (void *impl, void (*away) (gpointer data), gpointer data);
  void (*start) (void *impl, gint64 room, const char *file, const char *title, PnStudioReady cb, gpointer data);
  void (*track_add) (void *impl, gint64 room, const char *track, const char *kind, const char *codec, gint pt, gint clock,
                     PnStudioReady cb, gpointer data);
  void (*track_remove) (void *impl, gint64 room, const char *track);
  void (*speaker) (void *impl, gint64 room, const char *track);
  void (*stop) (void *impl, gint64 room, PnStudioDone cb, gpointer data);
} PnStudio;
