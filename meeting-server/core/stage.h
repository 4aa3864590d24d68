/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the order of a meeting asks of the media plane: whose picture goes first on a thin line, and whose voice is always
 * carried in a large room. Pure logic over a room: no socket, no clock. All calls from one thread. */
#pragma once

#include "meeting-server/core/room.h"

/* Larger goes first when a line cannot carry all (docs/media-links.md, peer.prefer). */
typedef enum {
  PN_PRIORITY_THUMB,   /* so small that nobody misses it */
  PN_PRIORITY_OTHER,
  PN_PRIORITY_SCREEN,  /* what is shown to all */
  PN_PRIORITY_SPEAKER, /* who has the floor, or is heard */
} PnPriority;

/* One picture as one subscriber shows it now. */
typedef struct {
  char *track;        /* "<peer>/<source>" */
  gint width, height; /* pixels; 0: not shown */
  PnPriority priority;
} PnTile;

#define PN_STAGE_TILES_MAX 64
#define PN_STAGE_THUMB_WIDTH 200 /* pixels; a tile of the strip at 1024 is 176 wide */
#define PN_STAGE_PEERS_MAX 64

GArray *pn_tiles_new (void); /* of PnTile, freed with it */
void pn_tiles_add (GArray *tiles, const char *track, gint width, gint height);

/* Peers of who has the floor, with the equipment of that site, and the peer that is heard (0: silence).
 * gint64, ascending, at most PN_STAGE_PEERS_MAX. */
GArray *pn_stage_speakers (const PnRoom *room, gint64 heard);
PnPriority pn_stage_priority (const GArray *speakers, const char *track, gint width);
/* TRUE when any tile has another priority than before. */
gboolean pn_stage_rank (const GArray *speakers, GArray *tiles);

/* Only so many of the loudest voices are carried, besides the called; 0: all. Large is more than 8 microphones. */
guint pn_stage_voices (const PnRoom *room);
/* Peers whose voice is always carried: who has the floor, the chair and who presents, with the equipment of their sites.
 * As pn_stage_speakers. */
GArray *pn_stage_called (const PnRoom *room);
