/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is in the room by which connections (peers), and which tracks they send. One person may sit at several devices.
 * Pure bookkeeping of the moment, rebuilt from nothing after a restart. All calls from one thread. */
#pragma once

#include <glib.h>

typedef struct {
  gint64 person;
  GArray *peers; /* gint64 */
} PnPresence;

typedef struct {
  char *id; /* "<peer>/<source>" */
  gint64 peer, person;
  char *source; /* mic, camera, screen */
  gboolean muted;
  gboolean forced; /* muted by the chair: only the chair's side lifts it */
  gboolean up;     /* the media server receives it */
} PnTrack;

typedef struct PnRoster PnRoster;

PnRoster *pn_roster_new (void);
void pn_roster_free (PnRoster *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnRoster, pn_roster_free)

/* TRUE when it is the first connection of this person. */
gboolean pn_roster_join (PnRoster *self, gint64 person, gint64 peer);
/* TRUE when it was the last. The peer's tracks go too. */
gboolean pn_roster_leave (PnRoster *self, gint64 person, gint64 peer);
guint pn_roster_length (const PnRoster *self); /* persons */
const PnPresence *pn_roster_at (const PnRoster *self, guint index);
const PnPresence *pn_roster_find (const PnRoster *self, gint64 person);
gint64 pn_roster_person (const PnRoster *self, gint64 peer); /* 0: nobody */

/* Adds or keeps; the pointer is valid until the track goes. */
PnTrack *pn_roster_track_add (PnRoster *self, gint64 peer, const char *source);
PnTrack *pn_roster_track (const PnRoster *self, const char *id);
/* The same for one track. */
gboolean pn_roster_track_remove (PnRoster *self, const char *id);
guint pn_roster_tracks (const PnRoster *self);
PnTrack *pn_roster_track_at (const PnRoster *self, guint index);
/* The media server went or started anew: nobody sends. What is muted stays known, so that it is muted when it comes back. */
void pn_roster_tracks_clear (PnRoster *self);
