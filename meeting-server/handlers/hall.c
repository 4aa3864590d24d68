/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/hall.h"

#include "base/log.h"
#include "base/metrics.h"
#include "meeting-server/core/policy.h"
#include "meeting-server/handlers/call.h"
#include "meeting-server/handlers/director.h"
#include "meeting-server/handlers/equipment.h"
#include "meeting-server/handlers/recorder.h"
#include "meeting-server/handlers/session.h"
#include "meeting-server/handlers/view.h"

/* One event as bytes: in full, and as those may see it who do not see internal items. */
typedef struct {
  gint64 seq;
  GBytes *full, *outer; /* the same when nothing is hidden */
} Frame;

#define LOAD_RETRY_MS 500
#define CATCH_UP_BATCH 500

static void pump (PnHall *self);
static void load (PnHall *self);

static void
frame_free (gpointer data)
{
  Frame *frame = data;
  g_bytes_unref (frame->full);
  g_bytes_unref (frame->outer);
  g_free (frame);
}

static void
stored_free (gpointer data)
{
  PnStored *stored = data;
  g_free (stored->kind);
  pn_json_unref (stored->body);
  g_free (stored);
}

PnHall *
pn_hall_find (PnApp *app, gint64 meeting)
{
  return g_hash_table_lookup (app->halls, &meeting);
}

PnHall *
pn_hall_get (PnApp *app, gint64 meeting)
{
  PnHall *self = pn_hall_find (app, meeting);
  if (self != NULL)
    return self;
  self = g_new0 (PnHall, 1);
  self->app = app;
  self->meeting = meeting;
  self->sessions = g_ptr_array_new ();
  self->equipment = g_ptr_array_new_with_free_func ((GDestroyNotify) pn_equipment_free);
  self->landing = g_ptr_array_new_with_free_func ((GDestroyNotify) pn_call_unref);
  self->idle_since = pn_app_now (app);
  g_queue_init (&self->recent);
  g_queue_init (&self->early);
  g_queue_init (&self->waiting);
  g_hash_table_insert (app->halls, &self->meeting, self);
  pn_metric_set (pn_metric_gauge ("phien_halls", "Meetings in memory."), g_hash_table_size (app->halls));
  load (self);
  return self;
}

void
pn_hall_free (PnHall *self)
{
  pn_recorder_free (self->recorder);
  g_clear_pointer (&self->called, g_array_unref);
  g_free (self->layout);
  g_strfreev (self->layout_tracks);
  pn_room_free (self->room);
  g_queue_clear_full (&self->recent, frame_free);
  g_queue_clear_full (&self->early, stored_free);
  g_queue_clear_full (&self->waiting, (GDestroyNotify) pn_call_unref);
  g_ptr_array_unref (self->landing);
  g_ptr_array_unref (self->sessions);
  g_ptr_array_unref (self->equipment);
  g_free (self);
}

/* ---- Loading from the tables */

static void
load_again (gpointer data)
{
  PnHall *self = data;
  self->loading = FALSE;
  load (self);
}

/* Commands that wait for a meeting that cannot be had get their answer. */
static void
refuse_waiting (PnHall *self, const GError *error)
{
  for (PnCall *call; (call = g_queue_peek_head (&self->waiting)) != NULL;)
    pn_call_fail (call, error); /* pn_hall_exit takes it out: it never was inside */
}

/* Who was taken off the list hears no more of what is said. */
static void
show_out (PnHall *self)
{
  for (guint i = self->sessions->len; i-- > 0;) {
    PnSession *session = g_ptr_array_index (self->sessions, i);
    guint who = pn_room_who (self->room, session->person, session->system_role);
    if (!pn_policy_allows (who, pn_room_info (self->room)->state, PN_ACT_VIEW))
      pn_hall_leave (self, session);
  }
}

static void
on_room_loaded (PnRoom *take, const GError *error, gpointer data)
{
  PnHall *self = data;
  if (take == NULL) {
    if (pn_error_is (error, PN_ERROR_NOT_FOUND)) {
      self->loading = self->stale = FALSE;
      self->gone
          = TRUE; /* a draft that was deleted: calls under way still look at the room, new ones are refused */
      refuse_waiting (self, error);
      pn_hall_feed (self, NULL, 0);
      return;
    }
    pn_log_gerror (PN_LOG_WARNING, "hall", "cannot load a meeting, trying again", error);
    if (!self->app->draining)
      pn_app_later (self->app, LOAD_RETRY_MS, load_again, self,
                    NULL); /* loading stays TRUE: the hall cannot be freed */
    return;
  }
  self->loading = FALSE;
  self->stale = FALSE;
  gboolean first = self->room == NULL;
  if (self->room != NULL) {
    pn_room_take_roster (take, self->room);
    pn_room_free (self->room);
  } else {
    self->sent = self->since = pn_room_seq (take);
  }
  self->room = take;
  if (first && pn_room_info (take)->recording) /* the studio went on while we were restarted */
    pn_recorder_begin (self, "");
  if (pn_room_seq (take) > self->sent)
    pn_hall_catch_up (self);
  show_out (self);
  pn_equipment_check (self);
  pn_hall_feed (self, NULL, 0);
}

static void
load (PnHall *self)
{
  if (self->loading)
    return;
  self->loading = TRUE;
  self->app->store->load_room (self->app->store->impl, self->meeting, on_room_loaded, self);
}

/* ---- Letting calls in */

static gboolean
ready (const PnHall *self)
{
  return self->room != NULL && !self->loading && !self->stale;
}

static gboolean
may_enter (const PnHall *self, const PnCall *call)
{
  switch (pn_call_mode (call)) {
  case PN_RUN_READ:
    return ready (self);
  case PN_RUN_SHARED:
    return ready (self) && !self->alone;
  default:
    return ready (self) && !self->alone && self->shared == 0;
  }
}

static void
let_in (PnHall *self, PnCall *call)
{
  if (pn_call_mode (call) == PN_RUN_SHARED)
    self->shared++;
  else if (pn_call_mode (call) == PN_RUN_READ)
    self->reading++;
  else
    self->alone = TRUE;
  pn_call_run (call);
}

/* In order of arrival: a reader waits behind a writer, so everybody sees the effect of his own earlier
 * command. */
static void
pump (PnHall *self)
{
  if (self->pumping)
    return;
  self->pumping = TRUE;
  for (;;) {
    PnCall *call = g_queue_peek_head (&self->waiting);
    if (call == NULL || !may_enter (self, call))
      break;
    g_queue_pop_head (&self->waiting);
    let_in (self, call);
    pn_call_unref (call);
  }
  self->pumping = FALSE;
}

void
pn_hall_enter (PnHall *self, PnCall *call)
{
  if (g_queue_get_length (&self->waiting) >= PN_HALL_WAITING_MAX) {
    g_queue_push_tail (&self->waiting, pn_call_ref (call)); /* pn_hall_exit takes it out */
    pn_call_refuse (call, PN_ERROR_OVERLOADED, "too many commands for this meeting");
    return;
  }
  if (self->gone) {
    self->gone = FALSE; /* look again: it may have been made meanwhile */
    load (self);
  }
  g_queue_push_tail (&self->waiting, pn_call_ref (call));
  pump (self);
}

void
pn_hall_exit (PnHall *self, PnCall *call)
{
  GList *link = g_queue_find (&self->waiting, call);
  if (link != NULL) { /* refused before it was let in */
    g_queue_delete_link (&self->waiting, link);
    pn_call_unref (call);
    return;
  }
  if (pn_call_mode (call) == PN_RUN_SHARED)
    self->shared--;
  else if (pn_call_mode (call) == PN_RUN_READ)
    self->reading--;
  else
    self->alone = FALSE;
  self->idle_since = pn_app_now (self->app);
  pump (self);
}

/* ---- Events */

static GBytes *
event_bytes (const PnHall *self, const PnStored *s, const char *kind, const PnJson *body)
{
  g_autofree char *at = pn_time_to_iso (s->at_us);
  g_autoptr (PnJson) o = pn_wire_object ();
  pn_wire_set_str (o, "type", "event");
  pn_wire_set_int (o, "meeting", self->meeting);
  pn_wire_set_int (o, "seq", s->seq);
  pn_wire_set_str (o, "at", at);
  if (s->actor == 0)
    pn_wire_set_null (o, "actor");
  else
    pn_wire_set_int (o, "actor", s->actor);
  pn_wire_set_str (o, "kind", kind);
  pn_wire_set_ref (o, "body", body);
  return pn_wire_dump_bytes (o);
}

/* The item an event speaks of, also through its vote; 0: none. */
static gint64
item_of (const PnHall *self, const PnEvent *event)
{
  gint64 id = event->item;
  if (id == 0 && event->vote != 0) {
    const PnMotion *motion = pn_room_motion (self->room, event->vote);
    id = motion == NULL ? 0 : pn_motion_item (motion);
  }
  return id;
}

static Frame *
frame_new (const PnHall *self, const PnStored *stored, const PnEvent *event)
{
  Frame *frame = g_new0 (Frame, 1);
  frame->seq = stored->seq;
  frame->full = event_bytes (self, stored, stored->kind, stored->body);
  if (pn_agenda_is_internal (pn_room_agenda (self->room), item_of (self, event))) {
    g_autoptr (PnJson) empty = pn_wire_object ();
    frame->outer = event_bytes (self, stored, PN_EVENT_MEETING_CHANGED, empty);
  } else {
    frame->outer = g_bytes_ref (frame->full);
  }
  return frame;
}

gboolean
pn_hall_sees_internal (PnHall *self, const PnSession *session)
{
  guint who = pn_room_who (self->room, session->person, session->system_role);
  return pn_policy_allows (who, pn_room_info (self->room)->state, PN_ACT_SEE_INTERNAL);
}

static void
broadcast (PnHall *self, Frame *frame)
{
  for (guint i = 0; i < self->sessions->len; i++) {
    PnSession *session = g_ptr_array_index (self->sessions, i);
    pn_session_send (session, frame->full == frame->outer || pn_hall_sees_internal (self, session)
                                  ? frame->full
                                  : frame->outer);
  }
  g_queue_push_tail (&self->recent, frame);
  while (g_queue_get_length (&self->recent) > PN_HALL_RECENT) {
    Frame *old = g_queue_pop_head (&self->recent);
    self->since = old->seq;
    frame_free (old);
  }
}

static void
take_event (PnHall *self, const PnStored *stored)
{
  g_autoptr (PnEvent) event = pn_event_from_stored (stored);
  PnApplied applied = pn_room_apply (self->room, event);
  self->sent = stored->seq;
  broadcast (self, frame_new (self, stored, event));
  if (applied == PN_APPLIED_RELOAD)
    self->stale = TRUE;
  pn_recorder_on_event (self, event);
  pn_director_on_event (self, event);
}

static gint
by_seq (gconstpointer a, gconstpointer b)
{
  gint64 x = ((const PnStored *) a)->seq, y = ((const PnStored *) b)->seq;
  return x < y ? -1 : x > y;
}

static gint
by_seq_with (gconstpointer a, gconstpointer b, gpointer data)
{
  return by_seq (a, b);
}

static void
put_early (PnHall *self, const PnStored *event)
{
  if (event->seq <= self->sent || g_queue_find_custom (&self->early, event, by_seq) != NULL)
    return;
  PnStored *copy = g_memdup2 (event, sizeof *event);
  copy->kind = g_strdup (event->kind);
  copy->body = pn_json_ref (event->body);
  g_queue_insert_sorted (&self->early, copy, by_seq_with, NULL);
}

static void
land_calls (PnHall *self)
{
  for (guint i = 0; i < self->landing->len;) {
    g_autoptr (PnCall) call = NULL;
    if (pn_call_waits_for (g_ptr_array_index (self->landing, i)) > self->sent) {
      i++;
      continue;
    }
    call = g_ptr_array_steal_index (self->landing, i);
    pn_call_applied (call);
    i = 0; /* the answer may have let others in, and they may have landed */
    if (!ready (self))
      return;
  }
}

void
pn_hall_feed (PnHall *self, const PnStored *events, guint n)
{
  for (guint i = 0; i < n; i++)
    put_early (self, &events[i]);
  if (self->room == NULL)
    return;
  PnStored *head = NULL;
  /* What follows a change of the agenda waits for it: only the new room knows from whom it is hidden. */
  while (!self->stale && (head = g_queue_peek_head (&self->early)) != NULL && head->seq <= self->sent + 1) {
    g_queue_pop_head (&self->early);
    if (head->seq == self->sent + 1)
      take_event (self, head);
    stored_free (head);
  }
  if (!self->stale && head != NULL)
    pn_hall_catch_up (self); /* a number is missing: somebody else appended it */
  if (self->stale)
    load (self);
  if (ready (self)) {
    land_calls (self);
    pump (self);
  }
}

static void
on_events_found (const PnStored *events, guint n, const GError *error, gpointer data)
{
  PnHall *self = data;
  gboolean again = self->catch_up_again || (error == NULL && n == CATCH_UP_BATCH);
  self->catching_up = self->catch_up_again = FALSE;
  if (error != NULL) /* the notification after reconnecting, or the next event, brings us back here */
    pn_log_gerror (PN_LOG_WARNING, "hall", "cannot read events", error);
  pn_hall_feed (self, events, n);
  if (again)
    pn_hall_catch_up (self);
}

void
pn_hall_catch_up (PnHall *self)
{
  if (self->room == NULL)
    return;
  if (self->catching_up) {
    self->catch_up_again = TRUE;
    return;
  }
  self->catching_up = TRUE;
  self->app->store->events_after (self->app->store->impl, self->meeting, self->sent, CATCH_UP_BATCH,
                                  on_events_found, self);
}

void
pn_hall_land (PnHall *self, PnCall *call, const PnStored *events, guint n)
{
  g_ptr_array_add (self->landing, pn_call_ref (call));
  pn_hall_feed (self, events, n);
}

gboolean
pn_hall_since (PnHall *self, PnSession *session, gint64 seq, PnJson *array)
{
  if (seq <= self->since || seq > self->sent)
    return FALSE;
  gboolean internal = pn_hall_sees_internal (self, session);
  for (GList *l = self->recent.head; l != NULL; l = l->next) {
    const Frame *frame = l->data;
    if (frame->seq <= seq)
      continue;
    gsize length = 0;
    const char *bytes = g_bytes_get_data (internal ? frame->full : frame->outer, &length);
    g_autoptr (GError) error = NULL;
    PnJson *json = pn_wire_parse (bytes, length, PN_WIRE_LINK_MAX, &error);
    if (json == NULL)
      return FALSE;
    pn_wire_add_take (array, json);
  }
  return TRUE;
}

/* ---- People */

void
pn_hall_sit (PnHall *self, PnSession *session, gint64 peer)
{
  session->hall = self;
  session->peer = peer;
  g_ptr_array_add (self->sessions, session);
  pn_roster_join (pn_room_roster (self->room), session->person, peer);
  pn_director_seat (self, session->person, peer);
}

typedef struct {
  PnApp *app;
  gint64 meeting, person, peer;
} Gone;

static gboolean
is_away (const PnHall *self, gint64 person)
{
  PnMeetingState state = pn_room_info (self->room)->state;
  const PnParticipant *p = pn_room_participant (self->room, person);
  return p != NULL && p->attendance == PN_ATTENDANCE_PRESENT
         && pn_roster_find (pn_room_roster (self->room), person) == NULL
         && (state == PN_MEETING_OPEN || state == PN_MEETING_PAUSED || state == PN_MEETING_PUBLISHED);
}

/* Who does not come back counts no more for the quorum (R35). */
static void
record_absence (PnCall *call, gpointer data)
{
  const Gone *gone = data;
  const PnStore *store = pn_call_app (call)->store;
  if (!is_away (pn_call_hall (call), gone->person)) {
    pn_call_reply (call, NULL);
    return;
  }
  PnJson *body = pn_wire_object ();
  pn_wire_set_int (body, "person", gone->person);
  pn_wire_set_str (body, "attendance", pn_attendance_name (PN_ATTENDANCE_LEFT));
  store->attend (pn_call_begin (call), gone->meeting, gone->person, PN_ATTENDANCE_LEFT);
  pn_call_event (call, PN_EVENT_ATTENDANCE_CHANGED, body, NULL);
  pn_call_commit (call, NULL, NULL);
}

static void
grace_over (gpointer data)
{
  Gone *gone = data;
  PnHall *hall = gone->app->draining ? NULL : pn_hall_find (gone->app, gone->meeting);
  if (hall != NULL && hall->room != NULL && is_away (hall, gone->person))
    pn_call_start_internal (hall, "attendance.left", record_absence, gone, g_free);
  else
    g_free (gone);
}

static void
record_leave (PnCall *call, gpointer data)
{
  const Gone *gone = data;
  PnJson *body = pn_wire_object ();
  pn_wire_set_int (body, "person", gone->person);
  pn_wire_set_int (body, "peer", gone->peer);
  pn_call_event (call, PN_EVENT_ROSTER_LEFT, body, NULL);
  pn_app_later (gone->app, gone->app->grace_ms, grace_over, g_memdup2 (gone, sizeof *gone), g_free);
  pn_call_commit (call, NULL, NULL);
}

void
pn_hall_stand (PnHall *self, PnSession *session)
{
  gint64 peer = session->peer;
  g_ptr_array_remove (self->sessions, session);
  session->hall = NULL;
  session->peer = 0;
  g_clear_pointer (&session->tiles, g_array_unref);
  self->idle_since = pn_app_now (self->app);
  if (self->app->media != NULL)
    self->app->media->drop (self->app->media->impl, peer);
  pn_recorder_peer_gone (self, peer);
  guint before = pn_roster_tracks (pn_room_roster (self->room));
  pn_roster_leave (pn_room_roster (self->room), session->person, peer);
  if (before != pn_roster_tracks (pn_room_roster (self->room)))
    pn_hall_signal_tracks (self);
  pn_director_look (self);
}

void
pn_hall_leave (PnHall *self, PnSession *session)
{
  Gone gone = { self->app, self->meeting, session->person, session->peer };
  pn_hall_stand (self, session);
  if (!self->app->draining) /* else all leave at once and come back in a moment: nothing to record */
    pn_call_start_internal (self, "roster.left", record_leave, g_memdup2 (&gone, sizeof gone), g_free);
}

/* ---- Signals */

GBytes *
pn_hall_signal_bytes (const PnHall *self, const char *kind, PnJson *take_body)
{
  g_autoptr (PnJson) o = pn_wire_object ();
  pn_wire_set_str (o, "type", "signal");
  pn_wire_set_int (o, "meeting", self->meeting);
  pn_wire_set_str (o, "kind", kind);
  pn_wire_set_take (o, "body", take_body);
  return pn_wire_dump_bytes (o);
}

void
pn_hall_signal (PnHall *self, const char *kind, PnJson *take_body, const char *coalesce, PnSession *except)
{
  g_autoptr (GBytes) bytes = pn_hall_signal_bytes (self, kind, take_body);
  for (guint i = 0; i < self->sessions->len; i++) {
    PnSession *session = g_ptr_array_index (self->sessions, i);
    if (session == except || session->conn == NULL)
      continue;
    if (coalesce == NULL)
      pn_ws_send (session->conn, bytes);
    else
      pn_ws_send_coalesced (session->conn, coalesce, bytes);
  }
}

void
pn_hall_signal_tracks (PnHall *self)
{
  const PnMedia *media = self->app->media;
  if (self->room == NULL)
    return;
  PnJson *body = pn_wire_object ();
  pn_wire_set_int (body, "epoch", media == NULL ? 0 : media->epoch (media->impl));
  pn_wire_set_take (body, "tracks", pn_view_tracks (self->room));
  pn_hall_signal (self, PN_SIGNAL_MEDIA_TRACKS, body, "tracks", NULL);
}

PnJson *
pn_hall_programme_json (const PnHall *self)
{
  PnJson *o = pn_wire_object (), *tracks = pn_wire_array ();
  for (guint i = 0; self->layout_tracks != NULL && self->layout_tracks[i] != NULL; i++)
    pn_wire_add_str (tracks, self->layout_tracks[i]);
  pn_wire_set_str (o, "layout", self->layout != NULL ? self->layout : "speaker");
  pn_wire_set_take (o, "tracks", tracks);
  pn_wire_set_bool (o, "live", pn_recorder_is_live (self));
  return o;
}

void
pn_hall_signal_programme (PnHall *self)
{
  PnJson *body = pn_wire_object ();
  pn_wire_set_take (body, "programme", pn_hall_programme_json (self));
  pn_hall_signal (self, PN_SIGNAL_PROGRAMME_CHANGED, body, "programme", NULL);
}
