/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/core/stage.h"

#define LARGE_ROOM 8 /* microphones; up to here everybody may be heard at once */
#define LOUDEST 3

static void
tile_clear (gpointer data)
{
  g_free (((PnTile *) data)->track);
}

GArray *
pn_tiles_new (void)
{
  GArray *tiles = g_array_new (FALSE, TRUE, sizeof (PnTile));
  g_array_set_clear_func (tiles, tile_clear);
  return tiles;
}

void
pn_tiles_add (GArray *tiles, const char *track, gint width, gint height)
{
  PnTile tile = { g_strdup (track), width, height, PN_PRIORITY_OTHER };
  g_array_append_val (tiles, tile);
}

/* ---- Peers of a person */

static gboolean
has (const GArray *peers, gint64 peer)
{
  for (guint i = 0; i < peers->len; i++) {
    if (g_array_index (peers, gint64, i) == peer)
      return TRUE;
  }
  return FALSE;
}

static void
add (GArray *peers, gint64 peer)
{
  if (peers->len < PN_STAGE_PEERS_MAX && !has (peers, peer))
    g_array_append_val (peers, peer);
}

/* Own devices, and the equipment of the site the person sits at. */
static void
add_person (GArray *peers, const PnRoom *room, gint64 person)
{
  const PnRoster *roster = pn_room_roster_const (room);
  const PnPresence *presence = person == 0 ? NULL : pn_roster_find (roster, person);
  const PnParticipant *p = person == 0 ? NULL : pn_room_participant (room, person);
  for (guint i = 0; presence != NULL && i < presence->peers->len; i++)
    add (peers, g_array_index (presence->peers, gint64, i));
  for (guint i = 0; p != NULL && p->site != 0 && i < pn_roster_site_peers (roster); i++) {
    const PnSitePeer *equipment = pn_roster_site_peer_at (roster, i);
    if (equipment->site == p->site)
      add (peers, equipment->peer);
  }
}

static gint
by_number (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;
  return x < y ? -1 : x > y;
}

/* ---- Pictures */

GArray *
pn_stage_speakers (const PnRoom *room, gint64 heard)
{
  const PnSpeak *speaker = pn_floor_speaker (pn_room_floor (room));
  GArray *peers = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (speaker != NULL)
    add_person (peers, room, speaker->person);
  if (heard != 0)
    add (peers, heard);
  g_array_sort (peers, by_number);
  return peers;
}

PnPriority
pn_stage_priority (const GArray *speakers, const char *track, gint width)
{
  gboolean thumb = width <= PN_STAGE_THUMB_WIDTH;
  if (g_str_has_suffix (track, "/screen"))
    return thumb ? PN_PRIORITY_THUMB : PN_PRIORITY_SCREEN;
  if (has (speakers, g_ascii_strtoll (track, NULL, 10)))
    return PN_PRIORITY_SPEAKER;
  return thumb ? PN_PRIORITY_THUMB : PN_PRIORITY_OTHER;
}

gboolean
pn_stage_rank (const GArray *speakers, GArray *tiles)
{
  gboolean changed = FALSE;
  for (guint i = 0; i < tiles->len; i++) {
    PnTile *tile = &g_array_index (tiles, PnTile, i);
    PnPriority now = pn_stage_priority (speakers, tile->track, tile->width);
    changed |= now != tile->priority;
    tile->priority = now;
  }
  return changed;
}

/* ---- Voices */

guint
pn_stage_voices (const PnRoom *room)
{
  const PnRoster *roster = pn_room_roster_const (room);
  guint microphones = 0;
  for (guint i = 0; i < pn_roster_tracks (roster); i++) {
    const PnTrack *track = pn_roster_track_at (roster, i);
    microphones += track->up && g_str_equal (track->source, "mic");
  }
  return microphones > LARGE_ROOM ? LOUDEST : 0;
}

GArray *
pn_stage_called (const PnRoom *room)
{
  const PnSpeak *speaker = pn_floor_speaker (pn_room_floor (room));
  const PnPresent *present = pn_room_present (room);
  GArray *peers = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (speaker != NULL)
    add_person (peers, room, speaker->person);
  add_person (peers, room, pn_room_info (room)->chair);
  if (present != NULL)
    add_person (peers, room, present->by);
  g_array_sort (peers, by_number);
  return peers;
}
