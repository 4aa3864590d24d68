/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/director.h"

#include "meeting-server/core/stage.h"
#include "meeting-server/handlers/equipment.h"
#include "meeting-server/handlers/relay.h"
#include "meeting-server/handlers/session.h"

static gboolean
is_reachable (const PnHall *hall)
{
  const PnMedia *media = hall->app->media;
  return hall->room != NULL && media != NULL && media->is_open (media->impl);
}

/* ---- Pictures */

static PnJson *
tiles_json (const GArray *tiles)
{
  PnJson *list = pn_wire_array ();
  for (guint i = 0; i < tiles->len; i++) {
    const PnTile *tile = &g_array_index (tiles, PnTile, i);
    PnJson *o = pn_wire_object ();
    pn_wire_set_str (o, "track", tile->track);
    pn_wire_set_int (o, "width", tile->width);
    pn_wire_set_int (o, "height", tile->height);
    pn_wire_set_int (o, "priority", tile->priority);
    pn_wire_add_take (list, o);
  }
  return list;
}

static void
tell_tiles (PnHall *hall, const PnSession *session)
{
  const PnMedia *media = hall->app->media;
  if (session->tiles != NULL && is_reachable (hall))
    media->prefer (media->impl, hall->meeting, session->peer, tiles_json (session->tiles));
}

void
pn_director_prefer (PnHall *hall, PnSession *session, GArray *take_tiles)
{
  g_autoptr (GArray) speakers = pn_stage_speakers (hall->room, hall->heard);
  g_clear_pointer (&session->tiles, g_array_unref);
  session->tiles = take_tiles;
  pn_stage_rank (speakers, session->tiles);
  tell_tiles (hall, session);
}

void
pn_director_repeat (PnHall *hall, PnSession *session)
{
  tell_tiles (hall, session);
}

static void
rank_all (PnHall *hall)
{
  g_autoptr (GArray) speakers = pn_stage_speakers (hall->room, hall->heard);
  for (guint i = 0; i < hall->sessions->len; i++) {
    PnSession *session = g_ptr_array_index (hall->sessions, i);
    if (session->tiles != NULL && pn_stage_rank (speakers, session->tiles))
      tell_tiles (hall, session);
  }
}

/* ---- Voices */

static gboolean
is_same (const GArray *a, const GArray *b)
{
  for (guint i = 0; a->len == b->len && i < a->len; i++) {
    if (g_array_index (a, gint64, i) != g_array_index (b, gint64, i))
      return FALSE;
  }
  return a->len == b->len;
}

/* Told only when it differs; in a small room who is called makes no difference. */
static void
tell_voices (PnHall *hall)
{
  const PnMedia *media = hall->app->media;
  guint limit = pn_stage_voices (hall->room);
  g_autoptr (GArray) called
      = limit == 0 ? g_array_new (FALSE, FALSE, sizeof (gint64)) : pn_stage_called (hall->room);
  if (hall->voices == limit && (hall->called == NULL ? called->len == 0 : is_same (hall->called, called)))
    return;
  PnJson *list = pn_wire_array ();
  for (guint i = 0; i < called->len; i++)
    pn_wire_add_int (list, g_array_index (called, gint64, i));
  media->voices (media->impl, hall->meeting, limit, list);
  hall->voices = limit;
  g_clear_pointer (&hall->called, g_array_unref);
  hall->called = g_steal_pointer (&called);
}

void
pn_director_look (PnHall *hall)
{
  if (!is_reachable (hall))
    return;
  rank_all (hall);
  tell_voices (hall);
  pn_equipment_look (hall);
}

/* ---- The chair's word */

/* Who is given the floor may open the microphone, whatever was said before; on every device. */
static void
open_microphone (PnHall *hall, gint64 person)
{
  PnRoster *roster = pn_room_roster (hall->room);
  const PnPresence *presence = pn_roster_find (roster, person);
  pn_roster_force (roster, person, "mic", FALSE);
  for (guint i = 0; presence != NULL && i < presence->peers->len; i++) {
    PnTrack *track = pn_roster_track_add (roster, g_array_index (presence->peers, gint64, i), "mic");
    if (track->forced)
      pn_relay_mute (hall, track, FALSE, FALSE);
  }
}

/* After the close nobody sends and nobody receives; the papers and the minutes stay open. */
static void
silence (PnHall *hall)
{
  const PnMedia *media = hall->app->media;
  pn_equipment_check (hall);
  for (guint i = 0; media != NULL && i < hall->sessions->len; i++) {
    const PnSession *session = g_ptr_array_index (hall->sessions, i);
    media->drop (media->impl, session->peer);
  }
}

void
pn_director_on_event (PnHall *hall, const PnEvent *event)
{
  switch (event->kind) {
  case PN_KIND_FLOOR_GRANTED:
    open_microphone (hall, event->person);
    break;
  case PN_KIND_MEETING_CLOSED:
    silence (hall);
    break;
  case PN_KIND_FLOOR_ENDED:
  case PN_KIND_PRESENT_STARTED:
  case PN_KIND_PRESENT_STOPPED:
  case PN_KIND_ROSTER_JOINED:
  case PN_KIND_ROSTER_LEFT:
    break;
  default:
    return;
  }
  pn_director_look (hall);
}

void
pn_director_begin (PnHall *hall)
{
  const PnMedia *media = hall->app->media;
  PnRoster *roster = pn_room_roster (hall->room);
  hall->voices = 0;
  g_clear_pointer (&hall->called, g_array_unref);
  for (guint i = 0; i < pn_roster_tracks (roster); i++) {
    const PnTrack *track = pn_roster_track_at (roster, i);
    if (track->muted)
      media->mute (media->impl, hall->meeting, track->peer, track->source, TRUE);
  }
}

void
pn_director_seat (PnHall *hall, gint64 person, gint64 peer)
{
  static const char *const sources[] = { "mic", "camera", "screen" };
  const PnMedia *media = hall->app->media;
  PnRoster *roster = pn_room_roster (hall->room);
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++) {
    if (!pn_roster_is_forced (roster, person, sources[i]))
      continue;
    pn_roster_track_add (roster, peer, sources[i]);
    if (media != NULL)
      media->mute (media->impl, hall->meeting, peer, sources[i], TRUE);
  }
}
