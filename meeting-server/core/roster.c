/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/core/roster.h"

struct PnRoster {
  GPtrArray *persons; /* PnPresence, in order of arrival */
  GPtrArray *tracks;  /* PnTrack */
  GArray *sites;      /* PnSitePeer */
  GArray *lines;      /* PnLine, oldest first */
  GHashTable *forced; /* "<person>/<source>" → itself */
};

static void
presence_free (gpointer data)
{
  PnPresence *self = data;
  g_array_unref (self->peers);
  g_free (self);
}

static void
track_free (gpointer data)
{
  PnTrack *self = data;
  g_free (self->id);
  g_free (self->source);
  g_free (self);
}

PnRoster *
pn_roster_new (void)
{
  PnRoster *self = g_new0 (PnRoster, 1);
  self->persons = g_ptr_array_new_with_free_func (presence_free);
  self->tracks = g_ptr_array_new_with_free_func (track_free);
  self->sites = g_array_new (FALSE, FALSE, sizeof (PnSitePeer));
  self->lines = g_array_new (FALSE, FALSE, sizeof (PnLine));
  self->forced = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
pn_roster_free (PnRoster *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->persons);
  g_ptr_array_unref (self->tracks);
  g_array_unref (self->sites);
  g_array_unref (self->lines);
  g_hash_table_unref (self->forced);
  g_free (self);
}

static PnPresence *
find (const PnRoster *self, gint64 person)
{
  for (guint i = 0; i < self->persons->len; i++) {
    PnPresence *p = g_ptr_array_index (self->persons, i);
    if (p->person == person)
      return p;
  }
  return NULL;
}

static gboolean
has_peer (const PnPresence *p, gint64 peer, guint *index)
{
  for (guint i = 0; i < p->peers->len; i++) {
    if (g_array_index (p->peers, gint64, i) == peer) {
      *index = i;
      return TRUE;
    }
  }
  return FALSE;
}

gboolean
pn_roster_join (PnRoster *self, gint64 person, gint64 peer)
{
  PnPresence *p = find (self, person);
  gboolean first = p == NULL;
  guint at = 0;
  if (first) {
    p = g_new0 (PnPresence, 1);
    p->person = person;
    p->peers = g_array_new (FALSE, FALSE, sizeof (gint64));
    g_ptr_array_add (self->persons, p);
  }
  if (!has_peer (p, peer, &at))
    g_array_append_val (p->peers, peer);
  return first;
}

/* All that hangs on one connection. */
static void
peer_gone (PnRoster *self, gint64 peer)
{
  for (guint i = self->tracks->len; i > 0; i--) {
    const PnTrack *track = g_ptr_array_index (self->tracks, i - 1);
    if (track->peer == peer)
      g_ptr_array_remove_index (self->tracks, i - 1);
  }
  for (guint i = self->lines->len; i > 0; i--) {
    if (g_array_index (self->lines, PnLine, i - 1).peer == peer)
      g_array_remove_index (self->lines, i - 1);
  }
}

gboolean
pn_roster_leave (PnRoster *self, gint64 person, gint64 peer)
{
  PnPresence *p = find (self, person);
  guint at = 0;
  if (p == NULL || !has_peer (p, peer, &at))
    return FALSE;
  g_array_remove_index (p->peers, at);
  peer_gone (self, peer);
  if (p->peers->len > 0)
    return FALSE;
  g_ptr_array_remove (self->persons, p);
  return TRUE;
}

guint
pn_roster_length (const PnRoster *self)
{
  return self->persons->len;
}

const PnPresence *
pn_roster_at (const PnRoster *self, guint index)
{
  return g_ptr_array_index (self->persons, index);
}

const PnPresence *
pn_roster_find (const PnRoster *self, gint64 person)
{
  return find (self, person);
}

gint64
pn_roster_person (const PnRoster *self, gint64 peer)
{
  guint at = 0;
  for (guint i = 0; i < self->persons->len; i++) {
    const PnPresence *p = g_ptr_array_index (self->persons, i);
    if (has_peer (p, peer, &at))
      return p->person;
  }
  return 0;
}

/* ---- Equipment of sites */

void
pn_roster_site_join (PnRoster *self, gint64 site, gint64 peer)
{
  PnSitePeer row = { site, peer };
  if (pn_roster_site (self, peer) == 0)
    g_array_append_val (self->sites, row);
}

void
pn_roster_site_leave (PnRoster *self, gint64 peer)
{
  for (guint i = self->sites->len; i > 0; i--) {
    if (g_array_index (self->sites, PnSitePeer, i - 1).peer == peer)
      g_array_remove_index (self->sites, i - 1);
  }
  peer_gone (self, peer);
}

gint64
pn_roster_site (const PnRoster *self, gint64 peer)
{
  for (guint i = 0; i < self->sites->len; i++) {
    const PnSitePeer *row = &g_array_index (self->sites, PnSitePeer, i);
    if (row->peer == peer)
      return row->site;
  }
  return 0;
}

guint
pn_roster_site_peers (const PnRoster *self)
{
  return self->sites->len;
}

const PnSitePeer *
pn_roster_site_peer_at (const PnRoster *self, guint index)
{
  return &g_array_index (self->sites, PnSitePeer, index);
}

/* ---- Muted by the chair's side */

void
pn_roster_force (PnRoster *self, gint64 person, const char *source, gboolean muted)
{
  g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT "/%s", person, source);
  if (muted)
    g_hash_table_add (self->forced, g_steal_pointer (&key));
  else
    g_hash_table_remove (self->forced, key);
}

gboolean
pn_roster_is_forced (const PnRoster *self, gint64 person, const char *source)
{
  g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT "/%s", person, source);
  return g_hash_table_contains (self->forced, key);
}

/* ---- Lines */

gboolean
pn_roster_line (PnRoster *self, PnLine *line)
{
  gboolean changed = TRUE;
  line->person = pn_roster_person (self, line->peer);
  line->site = pn_roster_site (self, line->peer);
  if (line->person == 0 && line->site == 0)
    return FALSE;
  for (guint i = 0; i < self->lines->len; i++) {
    const PnLine *old = &g_array_index (self->lines, PnLine, i);
    if (old->peer != line->peer || old->dir != line->dir)
      continue;
    changed = old->level != line->level;
    g_array_remove_index (self->lines, i);
    break;
  }
  g_array_append_vals (self->lines, line, 1);
  return changed;
}

guint
pn_roster_lines (const PnRoster *self)
{
  return self->lines->len;
}

const PnLine *
pn_roster_line_at (const PnRoster *self, guint index)
{
  return &g_array_index (self->lines, PnLine, index);
}

/* ---- Tracks */

PnTrack *
pn_roster_track_add (PnRoster *self, gint64 peer, const char *source)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT "/%s", peer, source);
  PnTrack *track = pn_roster_track (self, id);
  if (track != NULL)
    return track;
  track = g_new0 (PnTrack, 1);
  track->id = g_steal_pointer (&id);
  track->peer = peer;
  track->person = pn_roster_person (self, peer);
  track->site = track->person != 0 ? 0 : pn_roster_site (self, peer);
  track->source = g_strdup (source);
  track->muted = track->forced = track->person != 0 && pn_roster_is_forced (self, track->person, source);
  g_ptr_array_add (self->tracks, track);
  return track;
}

PnTrack *
pn_roster_track (const PnRoster *self, const char *id)
{
  for (guint i = 0; i < self->tracks->len; i++) {
    PnTrack *track = g_ptr_array_index (self->tracks, i);
    if (g_str_equal (track->id, id))
      return track;
  }
  return NULL;
}

gboolean
pn_roster_track_remove (PnRoster *self, const char *id)
{
  PnTrack *track = pn_roster_track (self, id);
  if (track == NULL)
    return FALSE;
  track->up = FALSE;
  if (!track->muted)
    g_ptr_array_remove (self->tracks, track);
  return TRUE;
}

guint
pn_roster_tracks (const PnRoster *self)
{
  return self->tracks->len;
}

PnTrack *
pn_roster_track_at (const PnRoster *self, guint index)
{
  return g_ptr_array_index (self->tracks, index);
}

void
pn_roster_tracks_clear (PnRoster *self)
{
  for (guint i = self->tracks->len; i > 0; i--) {
    const PnTrack *track = g_ptr_array_index (self->tracks, i - 1);
    pn_roster_track_remove (self, track->id);
  }
}
