/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who gets which layer when a line does not carry everything: the smallest picture for everybody first, the more important before the
 * others, then better ones in the same order; never flapping. Pure: no sender, no socket, time handed in. Any thread may call. */
#pragma once
#include <glib.h>

#define PN_ALLOCATE_TILES 64 /* at most, of one subscriber */
#define PN_ALLOCATE_LAYERS 3
#define PN_TILE_PAUSED (-1)
#define PN_TILE_ALL_TIDS 7

typedef struct {
  guint64 bitrate;       /* bit/s as measured; 0: not sent at the moment */
  guint16 width, height; /* pixels, 0 unknown */
} PnTileLayer;

/* Kept from one allocation to the next; all zero in the beginning. */
typedef struct {
  gint64 held_until, raised_at, hold; /* us */
} PnTileMemory;

typedef struct {
  PnTileLayer layers[PN_ALLOCATE_LAYERS]; /* smallest picture first */
  guint n_layers, n_tids;                 /* temporal layers in the stream, 0 or 1: none to drop */
  guint16 width, height;                  /* asked for; G_MAXUINT16: as large as there is; 0: not shown */
  guint priority;                         /* 3 the speaker, 2 a screen, 1 others, 0 thumbnails */
  PnTileMemory *memory;
  gint layer;     /* in: what it gets now; out: what it shall get, or PN_TILE_PAUSED */
  guint tid;      /* likewise: temporal layers up to this one */
  gboolean full;      /* out: it gets all it asked for */
  gboolean held_back; /* out: it is shown, but paused because the line is too thin */
} PnTile;

/* Shares `budget` bit/s. `sure`: the line has shown signs; until then nothing is paused. Returns what is used; `*wanted` is the
 * budget with which the next tile would improve, 0 when all have what they asked for. */
guint64 pn_allocate (PnTile *tiles, guint n, guint64 budget, gboolean sure, gint64 now, guint64 *wanted);
