/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is in the room by which connections (peers), and which tracks they send. One person may sit at several devices; a peer
 * may also be the equipment of a site, with nobody's name on it. What the chair has muted stays muted on every device of that
 * person. Pure bookkeeping of the moment, rebuilt from nothing after a restart. All calls from one thread. */
#pragma once

#include <glib.h>

typedef struct {
  gint64 person;
  GArray *peers; /* gint64 */
} PnPresence;

typedef struct {
  char *id; /* "<peer>/<source>" */
  gint64 peer, person, site; /* one of person and site is 0 */
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

/* ---- Equipment of sites. One site may send by several (an encoder and a camera). */
typedef struct {
  gint64 site, peer;
} PnSitePeer;
void pn_roster_site_join (PnRoster *self, gint64 site, gint64 peer);
void pn_roster_site_leave (PnRoster *self, gint64 peer); /* its tracks go too */
gint64 pn_roster_site (const PnRoster *self, gint64 peer); /* 0: not equipment of a site */
guint pn_roster_site_peers (const PnRoster *self);
const PnSitePeer *pn_roster_site_peer_at (const PnRoster *self, guint index);

/* ---- What the chair's side has muted: by person, so that a new device or a reload does not lift it. */
void pn_roster_force (PnRoster *self, gint64 person, const char *source, gboolean muted);
gboolean pn_roster_is_forced (const PnRoster *self, gint64 person, const char *source);

/* ---- The last word about each line */
typedef enum { PN_LINE_UP, PN_LINE_DOWN, PN_N_LINE_DIRS } PnLineDir;
typedef enum { PN_LINE_GOOD, PN_LINE_FAIR, PN_LINE_POOR, PN_N_LINE_LEVELS } PnLineLevel;
typedef struct {
  gint64 peer, person, site; /* the last two are filled in by pn_roster_line */
  PnLineDir dir;
  PnLineLevel level;
  double loss_percent;
  gint rtt_ms, kbps;
  gboolean limited; /* pictures are smaller or held back */
} PnLine;
/* TRUE when the level is another than before, or the first. A peer that is not here is not kept: person and site are 0. */
gboolean pn_roster_line (PnRoster *self, PnLine *line);
guint pn_roster_lines (const PnRoster *self);
const PnLine *pn_roster_line_at (const PnRoster *self, guint index); /* oldest first */

/* ---- Tracks */
/* Adds or keeps; the pointer is valid until the track goes. */
PnTrack *pn_roster_track_add (PnRoster *self, gint64 peer, const char *source);
PnTrack *pn_roster_track (const PnRoster *self, const char *id);
/* The same for one track. */
gboolean pn_roster_track_remove (PnRoster *self, const char *id);
guint pn_roster_tracks (const PnRoster *self);
PnTrack *pn_roster_track_at (const PnRoster *self, guint index);
/* The media server went or started anew: nobody sends. What is muted stays known, so that it is muted when it comes back. */
void pn_roster_tracks_clear (PnRoster *self);
