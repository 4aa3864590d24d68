/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/recorder.h"

#include "base/log.h"
#include "meeting-server/core/stage.h"
#include "meeting-server/handlers/call.h"

struct PnRecorder {
  char *file; /* NULL: nothing is recorded */
  gboolean live, kept;
  gint64 watched_us; /* when somebody last said that he watches */
  gboolean ticking;  /* live_tick will look */
  GHashTable *tracks; /* char* id → itself: tapped, or being tapped */
  char *speaker;      /* track on top; NULL: none yet */
  guint page_tries;
};

/* A page that somebody has just turned to is drawn within this time, or nobody looks at it. */
#define PAGE_LOOK_MS 400
#define PAGE_TRIES 25

#define WATCH_US (45 * G_USEC_PER_SEC) /* the live list stays so long after the last word of a watcher */
#define WATCH_LOOK_MS 5000

gboolean
pn_recorder_is_running (const PnHall *hall)
{
  return hall->recorder != NULL && hall->recorder->file != NULL;
}

gboolean
pn_recorder_is_live (const PnHall *hall)
{
  return hall->recorder != NULL && hall->recorder->live;
}

void
pn_recorder_free (PnRecorder *self)
{
  if (self == NULL)
    return;
  g_free (self->file);
  g_free (self->speaker);
  g_hash_table_unref (self->tracks);
  g_free (self);
}

/* ---- One track on its way to the studio: where do you listen? → send it there → which codec? The studio
 * must know the codec before it makes a port, so the tap is asked twice: first to the discard port (RFC 863)
 * for its parameters, then for real. */
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
  return hall != NULL && hall->recorder != NULL && g_hash_table_contains (hall->recorder->tracks, leg->track)
             ? hall
             : NULL;
}

static void
on_tapped (const PnMediaTap *tap, const GError *error, gpointer data)
{
  g_autoptr (Leg) leg = data;
  if (error != NULL)
    pn_log_gerror (PN_LOG_WARNING, "recorder", "the media server sends a track not to the studio", error);
  else if (leg_hall (leg) != NULL) {
    leg->app->media->keyframe (leg->app->media->impl, leg->track);
    pn_recorder_speaker (leg_hall (leg), leg_hall (leg)->heard);
  }
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

/* What stands below the picture. */
static const char *
name_of (const PnHall *hall, const char *id)
{
  const PnTrack *track = pn_roster_track (pn_room_roster (hall->room), id);
  const PnParticipant *p
      = track == NULL || track->person == 0 ? NULL : pn_room_participant (hall->room, track->person);
  const PnSite *site = track == NULL || track->site == 0 ? NULL : pn_room_site (hall->room, track->site);
  return p != NULL ? p->name : site != NULL ? site->name : "";
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
  const PnHall *hall = leg_hall (leg);
  gint64 meeting = leg->meeting;
  PnStudioTrack track = {
    .track = leg->track,
    .name = name_of (hall, leg->track),
    .kind = g_str_has_suffix (leg->track, "/mic") ? "audio" : "video",
    .codec = tap->codec,
    .pt = tap->pt,
    .clock = tap->clock,
  };
  studio->track_add (studio->impl, meeting, &track, on_port, g_steal_pointer (&leg));
}

void
pn_recorder_track_up (PnHall *hall, const char *track)
{
  PnApp *app = hall->app;
  if (hall->recorder == NULL || app->media == NULL
      || !g_hash_table_add (hall->recorder->tracks, g_strdup (track)))
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
  if (g_strcmp0 (track, hall->recorder->speaker) == 0)
    g_clear_pointer (&hall->recorder->speaker, g_free);
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

/* ---- What the programme shows */

static gboolean
is_fed (const PnHall *hall, const char *track)
{
  return g_hash_table_contains (hall->recorder->tracks, track);
}

/* Camera of the peer, when the studio has it. transfer full */
static char *
camera_of (const PnHall *hall, gint64 peer)
{
  g_autofree char *track = g_strdup_printf ("%" G_GINT64_FORMAT "/camera", peer);
  return peer != 0 && is_fed (hall, track) ? g_steal_pointer (&track) : NULL;
}

static char *
camera_of_floor (const PnHall *hall)
{
  g_autoptr (GArray) speakers = pn_stage_speakers (hall->room, 0);
  for (guint i = 0; i < speakers->len; i++) {
    char *track = camera_of (hall, g_array_index (speakers, gint64, i));
    if (track != NULL)
      return track;
  }
  return NULL;
}

/* Who is heard, else who has the floor; a shared screen is the document and needs no word. */
void
pn_recorder_speaker (PnHall *hall, gint64 peer)
{
  PnRecorder *self = hall->recorder;
  if (self == NULL)
    return;
  g_autofree char *track = camera_of (hall, peer);
  if (track == NULL)
    track = camera_of_floor (hall);
  if (track == NULL || g_strcmp0 (track, self->speaker) == 0)
    return;
  hall->app->studio->speaker (hall->app->studio->impl, hall->meeting, track);
  hall->app->media->keyframe (hall->app->media->impl, track);
  g_free (self->speaker);
  self->speaker = g_steal_pointer (&track);
}

static void
tell_layout (PnHall *hall)
{
  static const char *const nobody[] = { NULL };
  if (hall->recorder != NULL && hall->layout != NULL)
    hall->app->studio->layout (hall->app->studio->impl, hall->meeting, hall->layout,
                               hall->layout_tracks != NULL ? (const char *const *) hall->layout_tracks
                                                           : nobody);
}

void
pn_recorder_layout (PnHall *hall, const char *layout, const char *const *tracks)
{
  g_free (hall->layout);
  g_strfreev (hall->layout_tracks);
  hall->layout = g_strdup (layout);
  hall->layout_tracks = g_strdupv ((char **) tracks);
  tell_layout (hall);
}

static void tell_page (PnHall *hall);

typedef struct {
  PnApp *app;
  gint64 meeting;
} Look;

static void
look_again (gpointer data)
{
  g_autofree Look *look = data;
  PnHall *hall = pn_hall_find (look->app, look->meeting);
  if (hall != NULL && hall->recorder != NULL && hall->recorder->page_tries > 0)
    tell_page (hall);
}

/* The page in front of everybody, as phien-docs has drawn it for them; a moment later when nobody has opened
 * it yet. */
static void
tell_page (PnHall *hall)
{
  PnApp *app = hall->app;
  const PnPresent *present = pn_room_present (hall->room);
  g_autofree char *file = NULL;
  if (present != NULL && app->pages != NULL) {
    file = app->pages->find (app->pages->impl, present->sha256, present->page);
    if (file == NULL && hall->recorder->page_tries < PAGE_TRIES) {
      Look *look = g_new0 (Look, 1);
      look->app = app;
      look->meeting = hall->meeting;
      hall->recorder->page_tries++;
      pn_app_later (app, PAGE_LOOK_MS, look_again, look, g_free);
      return;
    }
  }
  hall->recorder->page_tries = 0;
  app->studio->page (app->studio->impl, hall->meeting, file);
}

/* "1." has its full stop already, "1.1" has not. */
static const char *
number_end (const PnItem *item)
{
  return g_str_has_suffix (item->number, ".") ? "" : ".";
}

/* "2.1. Phân bổ vốn — Nguyễn Văn An" */
static void
tell_caption (PnHall *hall)
{
  const PnItem *item = pn_agenda_current (pn_room_agenda (hall->room));
  const PnSpeak *speaker = pn_floor_speaker (pn_room_floor (hall->room));
  const PnParticipant *p = speaker == NULL ? NULL : pn_room_participant (hall->room, speaker->person);
  g_autoptr (GString) text = g_string_new ("");
  if (item != NULL)
    g_string_append_printf (text, "%s%s %s", item->number, number_end (item), item->title);
  if (p != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " — " : "", p->name);
  hall->app->studio->caption (hall->app->studio->impl, hall->meeting, text->str);
}

static void
tell_chapter (PnHall *hall)
{
  const PnItem *item = pn_agenda_current (pn_room_agenda (hall->room));
  if (item == NULL)
    return;
  g_autofree char *title = g_strdup_printf ("%s%s %s", item->number, number_end (item), item->title);
  hall->app->studio->chapter (hall->app->studio->impl, hall->meeting, title);
}

/* ---- Beginning and ending */

static PnRecorder *
feed (PnHall *hall)
{
  PnRoster *roster = pn_room_roster (hall->room);
  if (hall->recorder != NULL)
    return hall->recorder;
  hall->recorder = g_new0 (PnRecorder, 1);
  hall->recorder->tracks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < pn_roster_tracks (roster); i++) {
    const PnTrack *track = pn_roster_track_at (roster, i);
    if (track->up)
      pn_recorder_track_up (hall, track->id);
  }
  return hall->recorder;
}

/* Everything the programme should show from its first second. */
static void
tell_all (PnHall *hall)
{
  tell_layout (hall);
  tell_caption (hall);
  tell_page (hall);
  pn_recorder_speaker (hall, hall->heard);
}

void
pn_recorder_begin (PnHall *hall, const char *file)
{
  PnRecorder *self = feed (hall);
  if (self->file != NULL)
    return;
  self->file = g_strdup (file);
  tell_all (hall);
  tell_chapter (hall);
}

void
pn_recorder_live_begin (PnHall *hall)
{
  feed (hall)->live = TRUE;
  tell_all (hall);
}

/* Takes the taps away when neither a recording nor a list needs them. */
static void
unfeed (PnHall *hall)
{
  GHashTableIter iter;
  gpointer track = NULL;
  if (hall->recorder == NULL || hall->recorder->file != NULL || hall->recorder->live)
    return;
  g_hash_table_iter_init (&iter, hall->recorder->tracks);
  while (g_hash_table_iter_next (&iter, &track, NULL))
    hall->app->media->tap_remove (hall->app->media->impl, track);
  g_clear_pointer (&hall->recorder, pn_recorder_free);
}

static void
end_file (PnHall *hall)
{
  g_clear_pointer (&hall->recorder->file, g_free);
  unfeed (hall);
}

void
pn_recorder_live_end (PnHall *hall)
{
  if (!pn_recorder_is_live (hall))
    return;
  hall->app->studio->live_stop (hall->app->studio->impl, hall->meeting);
  pn_recorder_live_lost (hall);
}

void
pn_recorder_live_lost (PnHall *hall)
{
  if (!pn_recorder_is_live (hall))
    return;
  hall->recorder->live = hall->recorder->kept = FALSE;
  unfeed (hall);
  pn_hall_signal_programme (hall);
}

static void live_tick (gpointer data);

static void
tick (PnHall *hall)
{
  if (hall->recorder->ticking)
    return;
  Look *look = g_new0 (Look, 1);
  look->app = hall->app;
  look->meeting = hall->meeting;
  hall->recorder->ticking = TRUE;
  pn_app_later (hall->app, WATCH_LOOK_MS, live_tick, look, g_free);
}

static void
live_tick (gpointer data)
{
  g_autofree Look *look = data;
  PnHall *hall = pn_hall_find (look->app, look->meeting);
  if (hall == NULL || hall->recorder == NULL)
    return;
  hall->recorder->ticking = FALSE;
  if (!hall->recorder->live || hall->recorder->kept)
    return;
  if (pn_app_now (hall->app) - hall->recorder->watched_us > WATCH_US)
    pn_recorder_live_end (hall);
  else
    tick (hall);
}

void
pn_recorder_live_keep (PnHall *hall)
{
  if (pn_recorder_is_live (hall))
    hall->recorder->kept = TRUE;
}

void
pn_recorder_live_watched (PnHall *hall)
{
  if (!pn_recorder_is_live (hall))
    return;
  hall->recorder->watched_us = pn_app_now (hall->app);
  hall->idle_since = hall->recorder->watched_us; /* a hall that is watched is not forgotten */
  tick (hall);
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
  if (!pn_room_info (pn_call_room (call))->recording
      && pn_room_info (pn_call_room (call))->state != PN_MEETING_CLOSED) {
    pn_call_reply (call, NULL); /* it ended another way */
    return;
  }
  const PnStore *store = pn_call_app (call)->store;
  store->record_stop (pn_call_begin (call), pn_call_meeting (call), ending->bytes, ending->duration_ms,
                      ending->error);
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
  if (!pn_recorder_is_running (hall))
    return;
  Stop *stop = g_new0 (Stop, 1);
  stop->app = hall->app;
  stop->meeting = hall->meeting;
  hall->app->studio->stop (hall->app->studio->impl, hall->meeting, on_stopped, stop);
  end_file (hall);
}

void
pn_recorder_ended (PnHall *hall, gint64 bytes, gint64 duration_ms, const char *error)
{
  if (!pn_recorder_is_running (hall))
    return;
  end_file (hall);
  write_ending (hall, bytes, duration_ms, error);
}

void
pn_recorders_lost (PnApp *app)
{
  GHashTableIter iter;
  gpointer value = NULL;
  g_hash_table_iter_init (&iter, app->halls);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    PnHall *hall = value;
    pn_recorder_ended (hall, -1, -1, "the studio went away");
    pn_recorder_live_lost (hall);
  }
}

void
pn_recorder_on_event (PnHall *hall, const PnEvent *event)
{
  if (hall->recorder == NULL)
    return;
  switch (event->kind) {
  case PN_KIND_MEETING_CLOSED:
    pn_recorder_stop (hall);
    pn_recorder_live_end (hall);
    break;
  case PN_KIND_AGENDA_STARTED:
    tell_chapter (hall);
    tell_caption (hall);
    break;
  case PN_KIND_AGENDA_CONCLUDED:
    tell_caption (hall);
    break;
  case PN_KIND_FLOOR_GRANTED:
  case PN_KIND_FLOOR_ENDED:
    tell_caption (hall);
    pn_recorder_speaker (hall, hall->heard);
    break;
  case PN_KIND_PRESENT_STARTED:
  case PN_KIND_PRESENT_PAGED:
  case PN_KIND_PRESENT_STOPPED:
    hall->recorder->page_tries = 0;
    tell_page (hall);
    break;
  default:
    break;
  }
}
