/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/relay.h"

#include <string.h>

#include "base/log.h"
#include "meeting-server/handlers/call.h"
#include "meeting-server/handlers/director.h"
#include "meeting-server/handlers/equipment.h"
#include "meeting-server/handlers/recorder.h"
#include "meeting-server/handlers/rtsp.h"
#include "meeting-server/handlers/session.h"
#include "meeting-server/handlers/view.h"

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
    pn_equipment_media_gone (hall);
    pn_roster_tracks_clear (pn_room_roster (hall->room));
    pn_director_begin (hall);
    pn_rtsp_again (hall);
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
    pn_equipment_media_gone (hall);
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
  gint64 peer = peer_of (id);
  if (up && (pn_roster_person (roster, peer) != 0 || pn_roster_site (roster, peer) != 0)) {
    PnTrack *track = pn_roster_track_add (roster, peer, source + 1);
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
  pn_director_look (hall);
}

static void
on_speaker (gint64 room, gint64 peer, gpointer data)
{
  PnHall *hall = pn_hall_find (data, room);
  if (hall == NULL || hall->room == NULL)
    return;
  pn_recorder_speaker (hall, peer);
  if (peer != hall->heard) {
    hall->heard = peer;
    pn_director_look (hall);
  }
  const PnRoster *roster = pn_room_roster (hall->room);
  gint64 person = peer == 0 ? 0 : pn_roster_person (roster, peer);
  gint64 site = peer == 0 || person != 0 ? 0 : pn_roster_site (roster, peer);
  if (person == hall->speaker && site == hall->speaking_site)
    return;
  hall->speaker = person;
  hall->speaking_site = site;
  PnJson *body = pn_wire_object ();
  pn_view_set_id (body, "person", person);
  pn_view_set_id (body, "site", site);
  pn_hall_signal (hall, PN_SIGNAL_MEDIA_SPEAKER, body, "speaker", NULL);
}

static void
on_peer_state (gint64 peer, const char *dir, const char *state, gpointer data)
{
  pn_equipment_peer_state (data, peer, state);
}

static gint
word (const char *const *words, guint n, const char *text)
{
  for (guint i = 0; i < n; i++) {
    if (g_str_equal (words[i], text))
      return (gint) i;
  }
  return -1;
}

/* Everybody sees when a line changes its level; the figures in between go to those who look after lines, and
 * to its owner. */
static void
tell_line (PnHall *hall, const PnLine *line, gboolean changed)
{
  PnJson *body = pn_view_line (line);
  if (changed) {
    pn_hall_signal (hall, PN_SIGNAL_MEDIA_QUALITY, body, NULL, NULL);
    return;
  }
  g_autoptr (GBytes) bytes = pn_hall_signal_bytes (hall, PN_SIGNAL_MEDIA_QUALITY, body);
  for (guint i = 0; i < hall->sessions->len; i++) {
    PnSession *session = g_ptr_array_index (hall->sessions, i);
    guint who = pn_room_who (hall->room, session->person, session->system_role);
    if (session->peer == line->peer
        || pn_policy_allows (who, pn_room_info (hall->room)->state, PN_ACT_SEE_LINES))
      pn_session_send (session, bytes);
  }
}

static void
on_quality (gint64 room, gint64 peer, const PnMediaQuality *quality, gpointer data)
{
  static const char *const dirs[] = { "up", "down" }, *const levels[] = { "good", "fair", "poor" };
  PnHall *hall = pn_hall_find (data, room);
  gint dir = word (dirs, G_N_ELEMENTS (dirs), quality->dir),
       level = word (levels, G_N_ELEMENTS (levels), quality->level);
  if (hall == NULL || hall->room == NULL || dir < 0 || level < 0)
    return;
  PnLine line = {
    .peer = peer,
    .dir = (PnLineDir) dir,
    .level = (PnLineLevel) level,
    .loss_percent = CLAMP (quality->loss_percent, 0, 100),
    .rtt_ms = CLAMP (quality->rtt_ms, 0, 600000),
    .kbps = CLAMP (quality->kbps, 0, 10000000),
    .limited = quality->limited,
  };
  gboolean changed = pn_roster_line (pn_room_roster (hall->room), &line);
  if (line.person != 0 || line.site != 0)
    tell_line (hall, &line, changed);
}

static void
on_layer (gint64 room, gint64 peer, const char *track, gboolean paused, gpointer data)
{
  PnHall *hall = pn_hall_find (data, room);
  if (hall == NULL || hall->room == NULL)
    return;
  for (guint i = 0; i < hall->sessions->len; i++) {
    PnSession *session = g_ptr_array_index (hall->sessions, i);
    if (session->peer != peer)
      continue;
    PnJson *body = pn_wire_object ();
    pn_wire_set_str (body, "track", track);
    pn_wire_set_bool (body, "paused", paused);
    g_autoptr (GBytes) bytes = pn_hall_signal_bytes (hall, PN_SIGNAL_MEDIA_PAUSED, body);
    pn_session_send (session, bytes);
  }
}

static void
each_hall (PnApp *app, void (*call) (PnHall *hall))
{
  GHashTableIter iter;
  gpointer value = NULL;
  g_hash_table_iter_init (&iter, app->halls);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    call (value);
}

static void
on_studio_away (gpointer data)
{
  pn_warning ("relay", "studio is away");
  pn_recorders_lost (data);
  each_hall (data, pn_rtsp_studio_away);
}

static void
on_studio_back (gpointer data)
{
  each_hall (data, pn_rtsp_again);
}

static void
on_rtsp_stream (gint64 room, gint64 peer, const PnStudioTrack *stream, gpointer data)
{
  pn_rtsp_stream (data, room, peer, stream);
}

static void
on_rtsp_state (gint64 room, gint64 peer, const char *state, const char *code, const char *detail, gpointer data)
{
  pn_rtsp_state (data, room, peer, state, code, detail);
}

/* The studio wants a whole picture: packets of it were lost on the way, or it begins to look. */
static void
on_studio_keyframe (gint64 room, const char *track, gpointer data)
{
  const PnMedia *media = ((PnApp *) data)->media;
  if (media != NULL)
    media->keyframe (media->impl, track);
}

static void
on_recording_ended (gint64 room, const PnRecorded *recorded, gpointer data)
{
  PnHall *hall = pn_hall_find (data, room);
  if (hall != NULL && hall->room != NULL)
    pn_recorder_ended (hall, recorded->bytes, recorded->duration_ms, recorded->error);
}

static void
on_live_lost (gint64 room, gpointer data)
{
  PnHall *hall = pn_hall_find (data, room);
  if (hall != NULL && hall->room != NULL)
    pn_recorder_live_lost (hall);
}

void
pn_relay_start (PnApp *app)
{
  static const PnMediaEvents events = {
    .restarted = on_restarted,
    .away = on_media_away,
    .track = on_track,
    .speaker = on_speaker,
    .peer_state = on_peer_state,
    .quality = on_quality,
    .layer = on_layer,
  };
  static const PnStudioEvents studio_events = {
    .away = on_studio_away,
    .keyframe = on_studio_keyframe,
    .ended = on_recording_ended,
    .live_lost = on_live_lost,
    .back = on_studio_back,
    .rtsp_stream = on_rtsp_stream,
    .rtsp_state = on_rtsp_state,
  };
  if (app->media != NULL)
    app->media->listen (app->media->impl, &events, app);
  if (app->studio != NULL)
    app->studio->listen (app->studio->impl, &studio_events, app);
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
  if (pn_call_session (call)->hall == pn_call_hall (call))
    pn_director_repeat (pn_call_hall (call), pn_call_session (call));
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
  media->offer (media->impl, pn_call_meeting (call), pn_call_session (call)->peer, dir, sdp, take_list,
                on_answer, pn_call_ref (call));
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
