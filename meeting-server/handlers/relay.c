/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/relay.h"

#include <string.h>

#include "base/log.h"
#include "meeting-server/handlers/call.h"
#include "meeting-server/handlers/recorder.h"

/* ---- What the media server tells */

static void
on_restarted (gint64 epoch, gpointer data)
{
  PnApp *app = data;
  GHashTableIter iter;
  gpointer value = NULL;
  pn_info ("relay", "media server is there", "epoch", PN_I64 (epoch));
  g_hash_table_iter_init (&iter, app->halls);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    PnHall *hall = value;
    if (hall->room == NULL)
      continue;
    pn_roster_tracks_clear (pn_room_roster (hall->room));
    PnJson *body = pn_wire_object ();
    pn_wire_set_int (body, "epoch", epoch);
    pn_hall_signal (hall, PN_SIGNAL_MEDIA_RESTART, body, NULL, NULL);
    pn_hall_signal_tracks (hall);
  }
}

static void
on_media_away (gpointer data)
{
  PnApp *app = data;
  GHashTableIter iter;
  gpointer value = NULL;
  pn_warning ("relay", "media server is away");
  g_hash_table_iter_init (&iter, app->halls);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    PnHall *hall = value;
    if (hall->room == NULL)
      continue;
    pn_roster_tracks_clear (pn_room_roster (hall->room));
    pn_hall_signal_tracks (hall);
  }
}

static gint64
peer_of (const char *track)
{
  return g_ascii_strtoll (track, NULL, 10);
}

static void
on_track (gint64 room, const char *id, const char *kind, gboolean up, gpointer data)
{
  PnHall *hall = pn_hall_find (data, room);
  const char *source = strchr (id, '/');
  if (hall == NULL || hall->room == NULL || source == NULL)
    return;
  PnRoster *roster = pn_room_roster (hall->room);
  if (up && pn_roster_person (roster, peer_of (id)) != 0) {
    PnTrack *track = pn_roster_track_add (roster, peer_of (id), source + 1);
    track->up = TRUE;
    /* What was muted before the track came stays muted. */
    if (track->muted)
      hall->app->media->mute (hall->app->media->impl, room, track->peer, track->source, TRUE);
    pn_recorder_track_up (hall, id);
  } else if (!up) {
    pn_roster_track_remove (roster, id);
    pn_recorder_track_down (hall, id);
  } else {
    return;
  }
  pn_hall_signal_tracks (hall);
}

static void
on_speaker (gint64 room, gint64 peer, gpointer data)
{
  PnHall *hall = pn_hall_find (data, room);
  if (hall == NULL || hall->room == NULL)
    return;
  pn_recorder_speaker (hall, peer);
  gint64 person = peer == 0 ? 0 : pn_roster_person (pn_room_roster (hall->room), peer);
  if (person == hall->speaker)
    return;
  hall->speaker = person;
  PnJson *body = pn_wire_object ();
  if (person == 0)
    pn_wire_set_null (body, "person");
  else
    pn_wire_set_int (body, "person", person);
  pn_hall_signal (hall, PN_SIGNAL_MEDIA_SPEAKER, body, "speaker", NULL);
}

static void
on_studio_away (gpointer data)
{
  pn_warning ("relay", "studio is away");
  pn_recorders_lost (data);
}

void
pn_relay_start (PnApp *app)
{
  static const PnMediaEvents events = {
    .restarted = on_restarted,
    .away = on_media_away,
    .track = on_track,
    .speaker = on_speaker,
  };
  if (app->media != NULL)
    app->media->listen (app->media->impl, &events, app);
  if (app->studio != NULL)
    app->studio->listen (app->studio->impl, on_studio_away, app);
}

/* ---- What clients ask */

static void
on_answer (const char *sdp, const GError *error, gpointer data)
{
  g_autoptr (PnCall) call = data;
  if (error != NULL) {
    pn_call_fail (call, error);
    return;
  }
  const PnMedia *media = pn_call_app (call)->media;
  PnJson *reply = pn_wire_object ();
  pn_wire_set_str (reply, "sdp", sdp);
  pn_wire_set_int (reply, "epoch", media->epoch (media->impl));
  pn_call_reply (call, reply);
}

void
pn_relay_offer (PnCall *call, const char *dir, const char *sdp, PnJson *take_list)
{
  const PnMedia *media = pn_call_app (call)->media;
  if (media == NULL || !media->is_open (media->impl)) {
    pn_json_unref (take_list);
    pn_call_refuse (call, PN_ERROR_LINK_AWAY, "the media server is away");
    return;
  }
  media->offer (media->impl, pn_call_meeting (call), pn_call_session (call)->peer, dir, sdp, take_list, on_answer,
                pn_call_ref (call));
}

void
pn_relay_mute (PnHall *hall, PnTrack *track, gboolean muted, gboolean forced)
{
  const PnMedia *media = hall->app->media;
  track->muted = muted;
  track->forced = forced;
  if (media != NULL)
    media->mute (media->impl, hall->meeting, track->peer, track->source, muted);
  pn_hall_signal_tracks (hall);
}
