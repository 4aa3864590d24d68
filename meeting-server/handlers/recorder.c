/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/recorder.h"

#include "base/log.h"
#include "meeting-server/handlers/call.h"

struct PnRecorder {
  char *file;
  GHashTable *tracks; /* char* id → itself: tapped, or being tapped */
};

gboolean
pn_recorder_is_running (const PnHall *hall)
{
  return hall->recorder != NULL;
}

void
pn_recorder_free (PnRecorder *self)
{
  if (self == NULL)
    return;
  g_free (self->file);
  g_hash_table_unref (self->tracks);
  g_free (self);
}

/* ---- One track on its way to the studio: where do you listen? → send it there → which codec? The studio must know the codec
 * before it makes a port, so the tap is asked twice: first to the discard port (RFC 863) for its parameters, then for real. */
#define PORT_DISCARD 9

typedef struct {
  PnApp *app;
  gint64 meeting;
  char *track;
} Leg;

static void
leg_free (Leg *leg)
{
  g_free (leg->track);
  g_free (leg);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Leg, leg_free)

/* NULL: the recording ended, or the track left, meanwhile. */
static PnHall *
leg_hall (const Leg *leg)
{
  PnHall *hall = pn_hall_find (leg->app, leg->meeting);
  return hall != NULL && hall->recorder != NULL && g_hash_table_contains (hall->recorder->tracks, leg->track) ? hall : NULL;
}

static void
on_tapped (const PnMediaTap *tap, const GError *error, gpointer data)
{
  g_autoptr (Leg) leg = data;
  if (error != NULL)
    pn_log_gerror (PN_LOG_WARNING, "recorder", "the media server sends a track not to the studio", error);
  else if (leg_hall (leg) != NULL)
    leg->app->media->keyframe (leg->app->media->impl, leg->track);
}

static void
on_port (gint port, const GError *error, gpointer data)
{
  g_autoptr (Leg) leg = data;
  const PnMedia *media = leg->app->media;
  if (error != NULL) {
    pn_log_gerror (PN_LOG_WARNING, "recorder", "the studio takes not a track", error);
    return;
  }
  if (leg_hall (leg) == NULL)
    return;
  gint64 meeting = leg->meeting;
  const char *track = leg->track;
  media->tap_add (media->impl, meeting, track, port, on_tapped, g_steal_pointer (&leg));
}

static void
on_parameters (const PnMediaTap *tap, const GError *error, gpointer data)
{
  g_autoptr (Leg) leg = data;
  const PnStudio *studio = leg->app->studio;
  if (error != NULL) {
    pn_log_gerror (PN_LOG_WARNING, "recorder", "the media server tells not what a track is", error);
    return;
  }
  if (leg_hall (leg) == NULL)
    return;
  gint64 meeting = leg->meeting;
  const char *track = leg->track;
  const char *kind = g_str_has_suffix (track, "/mic") ? "audio" : "video";
  studio->track_add (studio->impl, meeting, track, kind, tap->codec, tap->pt, tap->clock, on_port, g_steal_pointer (&leg));
}

void
pn_recorder_track_up (PnHall *hall, const char *track)
{
  PnApp *app = hall->app;
  if (hall->recorder == NULL || app->media == NULL || !g_hash_table_add (hall->recorder->tracks, g_strdup (track)))
    return;
  Leg *leg = g_new0 (Leg, 1);
  leg->app = app;
  leg->meeting = hall->meeting;
  leg->track = g_strdup (track);
  app->media->tap_add (app->media->impl, hall->meeting, track, PORT_DISCARD, on_parameters, leg);
}

void
pn_recorder_track_down (PnHall *hall, const char *track)
{
  PnApp *app = hall->app;
  if (hall->recorder == NULL || !g_hash_table_remove (hall->recorder->tracks, track))
    return;
  app->media->tap_remove (app->media->impl, track);
  app->studio->track_remove (app->studio->impl, hall->meeting, track);
}

void
pn_recorder_peer_gone (PnHall *hall, gint64 peer)
{
  static const char *const sources[] = { "mic", "camera", "screen" };
  for (guint i = 0; hall->recorder != NULL && i < G_N_ELEMENTS (sources); i++) {
    g_autofree char *track = g_strdup_printf ("%" G_GINT64_FORMAT "/%s", peer, sources[i]);
    pn_recorder_track_down (hall, track);
  }
}

/* The picture follows the one who speaks: shared screen before camera. */
void
pn_recorder_speaker (PnHall *hall, gint64 peer)
{
  if (hall->recorder == NULL || peer == 0)
    return;
  g_autofree char *screen = g_strdup_printf ("%" G_GINT64_FORMAT "/screen", peer);
  g_autofree char *camera = g_strdup_printf ("%" G_GINT64_FORMAT "/camera", peer);
  const char *track = g_hash_table_contains (hall->recorder->tracks, screen)   ? screen
                      : g_hash_table_contains (hall->recorder->tracks, camera) ? camera
                                                                               : NULL;
  if (track == NULL)
    return;
  hall->app->studio->speaker (hall->app->studio->impl, hall->meeting, track);
  hall->app->media->keyframe (hall->app->media->impl, track);
}

void
pn_recorder_begin (PnHall *hall, const char *file)
{
  PnRoster *roster = pn_room_roster (hall->room);
  if (hall->recorder != NULL)
    return;
  hall->recorder = g_new0 (PnRecorder, 1);
  hall->recorder->file = g_strdup (file);
  hall->recorder->tracks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < pn_roster_tracks (roster); i++) {
    const PnTrack *track = pn_roster_track_at (roster, i);
    if (track->up)
      pn_recorder_track_up (hall, track->id);
  }
}

void
pn_recorder_end (PnHall *hall)
{
  GHashTableIter iter;
  gpointer track = NULL;
  if (hall->recorder == NULL)
    return;
  g_hash_table_iter_init (&iter, hall->recorder->tracks);
  while (g_hash_table_iter_next (&iter, &track, NULL))
    hall->app->media->tap_remove (hall->app->media->impl, track);
  g_clear_pointer (&hall->recorder, pn_recorder_free);
}

/* ---- The end, recorded */

typedef struct {
  gint64 bytes, duration_ms;
  char *error;
} Ending;

static void
ending_free (gpointer data)
{
  Ending *ending = data;
  g_free (ending->error);
  g_free (ending);
}

static void
record_ending (PnCall *call, gpointer data)
{
  const Ending *ending = data;
  if (!pn_room_info (pn_call_room (call))->recording && pn_room_info (pn_call_room (call))->state != PN_MEETING_CLOSED) {
    pn_call_reply (call, NULL); /* it ended another way */
    return;
  }
  const PnStore *store = pn_call_app (call)->store;
  store->record_stop (pn_call_begin (call), pn_call_meeting (call), ending->bytes, ending->duration_ms, ending->error);
  pn_call_event (call, PN_EVENT_RECORD_STOPPED, NULL, NULL);
  pn_call_commit (call, NULL, NULL);
}

static void
write_ending (PnHall *hall, gint64 bytes, gint64 duration_ms, const char *error)
{
  Ending *ending = g_new0 (Ending, 1);
  ending->bytes = bytes;
  ending->duration_ms = duration_ms;
  ending->error = g_strdup (error);
  pn_call_start_internal (hall, "record.stopped", record_ending, ending, ending_free);
}

typedef struct {
  PnApp *app;
  gint64 meeting;
} Stop;

static void
on_stopped (const PnRecorded *recorded, const GError *error, gpointer data)
{
  g_autofree Stop *stop = data;
  PnHall *hall = pn_hall_get (stop->app, stop->meeting);
  if (error != NULL)
    write_ending (hall, -1, -1, error->message);
  else
    write_ending (hall, recorded->bytes, recorded->duration_ms, recorded->error);
}

void
pn_recorder_stop (PnHall *hall)
{
  if (hall->recorder == NULL)
    return;
  Stop *stop = g_new0 (Stop, 1);
  stop->app = hall->app;
  stop->meeting = hall->meeting;
  pn_recorder_end (hall);
  hall->app->studio->stop (hall->app->studio->impl, hall->meeting, on_stopped, stop);
}

void
pn_recorders_lost (PnApp *app)
{
  GHashTableIter iter;
  gpointer value = NULL;
  g_hash_table_iter_init (&iter, app->halls);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    PnHall *hall = value;
    if (hall->recorder == NULL)
      continue;
    pn_recorder_end (hall);
    write_ending (hall, -1, -1, "the studio went away");
  }
}

void
pn_recorder_on_event (PnHall *hall, const PnEvent *event)
{
  if (event->kind == PN_KIND_MEETING_CLOSED)
    pn_recorder_stop (hall);
}
