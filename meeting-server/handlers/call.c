/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"

#include "base/log.h"
#include "base/metrics.h"
#include "meeting-server/handlers/hall.h"

struct PnCall {
  guint refs;
  PnApp *app;
  PnSession *session; /* ref; NULL: internal */
  PnHall *hall;       /* NULL: belongs to no meeting; its `calls` keep it */
  const PnDispatch *dispatch;
  const PnSpec *spec;
  gpointer message;
  char *id;
  const char *type;
  gint64 began_us;
  gboolean answered, entered;
  PnStoreTx *tx;
  PnJson *reply; /* stored, to be sent when the events are applied */
  char *id_key;
  void (*then) (PnCall *call);
  gint64 last_seq;
  guint attempts;
  gpointer user;
  GDestroyNotify user_destroy;
  /* internal */
  void (*run) (PnCall *call, gpointer data);
  gpointer data;
  GDestroyNotify destroy;
};

#define MAX_CALLS_OF_ONE 64
#define RETRY_MS 250
#define MAX_ATTEMPTS 40 /* ten seconds without a database, then the client is told */

static void look_for_reply (PnCall *self);

PnCall *
pn_call_ref (PnCall *self)
{
  self->refs++;
  return self;
}

void
pn_call_unref (PnCall *self)
{
  if (self == NULL || --self->refs > 0)
    return;
  if (self->tx != NULL)
    self->app->store->cancel (self->tx);
  if (self->message != NULL)
    self->dispatch->free (self->message);
  if (self->user != NULL && self->user_destroy != NULL)
    self->user_destroy (self->user);
  if (self->destroy != NULL)
    self->destroy (self->data);
  pn_json_unref (self->reply);
  pn_session_unref (self->session);
  g_free (self->id_key);
  g_free (self->id);
  g_free (self);
}

/* ---- Answering */

static void
finish (PnCall *self)
{
  g_autoptr (PnCall) keep = pn_call_ref (self);
  self->answered = TRUE;
  if (self->session != NULL) {
    self->session->calls--;
    pn_metric_observe (pn_metric_histogram_with ("phien_command_seconds", "From command to answer.", "type", self->type),
                       (double) (pn_clock_mono_us (self->app->clock) - self->began_us) / G_USEC_PER_SEC);
  }
  if (self->entered)
    pn_hall_exit (self->hall, self);
  pn_call_unref (self); /* the reference of being under way */
}

void
pn_call_reply (PnCall *self, PnJson *take_body)
{
  g_autoptr (PnJson) body = take_body != NULL ? take_body : pn_wire_object ();
  g_return_if_fail (!self->answered);
  if (self->session != NULL) {
    PnJson *reply = pn_wire_object ();
    pn_wire_set_str (reply, "type", "reply");
    pn_wire_set_str (reply, "id", self->id);
    pn_wire_set_bool (reply, "ok", TRUE);
    pn_wire_set_ref (reply, "body", body);
    pn_session_send_json (self->session, reply);
  }
  finish (self);
}

void
pn_call_fail (PnCall *self, const GError *error)
{
  g_return_if_fail (!self->answered);
  if (pn_error_http (pn_error_code (error)) >= 500)
    pn_log_gerror (PN_LOG_WARNING, "call", self->type, error);
  if (self->session != NULL) {
    g_autoptr (PnJson) wrapped = pn_wire_error (error);
    PnJson *reply = pn_wire_object ();
    pn_wire_set_str (reply, "type", "reply");
    pn_wire_set_str (reply, "id", self->id);
    pn_wire_set_bool (reply, "ok", FALSE);
    pn_wire_set_ref (reply, "error", pn_wire_member (wrapped, "error"));
    pn_session_send_json (self->session, reply);
  }
  finish (self);
}

void
pn_call_refuse (PnCall *self, PnErrorCode code, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autoptr (GError) error = g_error_new_valist (PN_ERROR, (gint) code, format, args);
  va_end (args);
  pn_call_fail (self, error);
}

/* ---- Looking */

PnApp *
pn_call_app (const PnCall *self)
{
  return self->app;
}

PnSession *
pn_call_session (const PnCall *self)
{
  return self->session;
}

PnHall *
pn_call_hall (const PnCall *self)
{
  return self->hall;
}

PnRoom *
pn_call_room (const PnCall *self)
{
  return self->hall->room;
}

gconstpointer
pn_call_message (const PnCall *self)
{
  return self->message;
}

gint64
pn_call_meeting (const PnCall *self)
{
  return self->hall == NULL ? 0 : self->hall->meeting;
}

gint64
pn_call_person (const PnCall *self)
{
  return self->session == NULL ? 0 : self->session->person;
}

guint
pn_call_who (const PnCall *self)
{
  return self->session == NULL ? 0 : pn_room_who (self->hall->room, self->session->person, self->session->system_role);
}

PnRunMode
pn_call_mode (const PnCall *self)
{
  return self->spec == NULL ? PN_RUN_WRITE : self->spec->mode;
}

gint64
pn_call_waits_for (const PnCall *self)
{
  return self->last_seq;
}

gboolean
pn_call_may (PnCall *self, PnAction action)
{
  g_autoptr (GError) error = NULL;
  if (pn_policy_check (pn_call_who (self), pn_room_info (self->hall->room)->state, action, &error))
    return TRUE;
  pn_call_fail (self, error);
  return FALSE;
}

gboolean
pn_call_in_room (PnCall *self)
{
  if (self->session != NULL && self->session->hall == self->hall)
    return TRUE;
  pn_call_refuse (self, PN_ERROR_NOT_IN_ROOM, "join the room first");
  return FALSE;
}

void
pn_call_set_user (PnCall *self, gpointer user, GDestroyNotify destroy)
{
  if (self->user != NULL && self->user_destroy != NULL)
    self->user_destroy (self->user);
  self->user = user;
  self->user_destroy = destroy;
}

gpointer
pn_call_take_user (PnCall *self)
{
  return g_steal_pointer (&self->user);
}

/* ---- The transaction */

PnStoreTx *
pn_call_begin (PnCall *self)
{
  if (self->tx == NULL)
    self->tx = self->app->store->begin (self->app->store->impl);
  return self->tx;
}

void
pn_call_event (PnCall *self, const char *kind, PnJson *take_body, const char *id_key)
{
  g_autoptr (PnJson) body = take_body;
  self->app->store->event (pn_call_begin (self), self->hall->meeting, pn_call_person (self), kind, body, id_key);
}

static void
try_again (gpointer data)
{
  g_autoptr (PnCall) self = data;
  if (!self->answered)
    look_for_reply (self);
}

/* The answer to COMMIT was lost: whether it happened is asked, never guessed. Running it again is safe as well: the row of
 * the first attempt, should it still be on its way, makes the second wait and then fail on the command's key. */
static void
commit_failed (PnCall *self, const GError *error)
{
  gboolean keyed = self->spec != NULL && self->spec->idempotent;
  gboolean away = pn_error_is (error, PN_ERROR_DATABASE_AWAY);
  gboolean doubled = pn_error_is (error, PN_ERROR_ALREADY_EXISTS)
                     && g_str_equal (pn_error_constraint (error), "command_pkey");
  gboolean again = (away && (keyed || self->session == NULL)) || doubled;
  if (!again || ++self->attempts > MAX_ATTEMPTS || self->app->draining) {
    pn_call_fail (self, error);
    return;
  }
  pn_app_later (self->app, doubled ? 1 : RETRY_MS, try_again, pn_call_ref (self), (GDestroyNotify) pn_call_unref);
}

static void
on_committed (const PnStored *events, guint n, const PnJson *reply, const GError *error, gpointer data)
{
  g_autoptr (PnCall) self = data;
  if (error != NULL) {
    commit_failed (self, error);
    return;
  }
  self->reply = reply == NULL ? NULL : pn_json_ref (reply);
  self->last_seq = n == 0 ? 0 : events[n - 1].seq;
  if (self->hall == NULL)
    pn_call_applied (self);
  else
    pn_hall_land (self->hall, self, events, n);
}

void
pn_call_applied (PnCall *self)
{
  if (self->then != NULL)
    self->then (self);
  else
    pn_call_reply (self, g_steal_pointer (&self->reply));
}

void
pn_call_commit (PnCall *self, PnJson *take_reply, const char *id_key)
{
  g_autoptr (PnJson) reply = take_reply;
  PnCommandKey key = { .type = self->type, .meeting = pn_call_meeting (self) };
  if (self->spec != NULL && self->spec->idempotent) {
    key.id = self->id;
    key.account = self->session->account;
  }
  PnStoreTx *tx = pn_call_begin (self);
  self->tx = NULL;
  self->app->store->commit (tx, &key, reply, id_key, on_committed, pn_call_ref (self));
}

void
pn_call_commit_then (PnCall *self, void (*then) (PnCall *call))
{
  self->then = then;
  pn_call_commit (self, NULL, NULL);
}

/* ---- Running */

static void
handle (PnCall *self)
{
  g_autoptr (PnCall) keep = pn_call_ref (self);
  if (self->tx != NULL)
    self->app->store->cancel (g_steal_pointer (&self->tx));
  if (self->run != NULL)
    self->run (self, self->data);
  else
    self->dispatch->handle (self->session, self, self->message);
}

static void
on_reply_found (const PnJson *reply, const GError *error, gpointer data)
{
  g_autoptr (PnCall) self = data;
  if (error != NULL) {
    if (pn_error_is (error, PN_ERROR_DATABASE_AWAY))
      commit_failed (self, error);
    else
      pn_call_fail (self, error);
    return;
  }
  if (reply == NULL) {
    handle (self);
    return;
  }
  if (self->hall != NULL) /* its events may be news to us, when the answer to COMMIT was lost */
    pn_hall_catch_up (self->hall);
  pn_call_reply (self, pn_json_ref (reply));
}

static void
look_for_reply (PnCall *self)
{
  if (self->spec == NULL || !self->spec->idempotent) {
    handle (self);
    return;
  }
  PnCommandKey key = { .id = self->id, .account = self->session->account, .type = self->type };
  self->app->store->find_reply (self->app->store->impl, &key, on_reply_found, pn_call_ref (self));
}

void
pn_call_run (PnCall *self)
{
  look_for_reply (self);
}

static void
enter (PnCall *self, gint64 meeting)
{
  self->hall = pn_hall_get (self->app, meeting);
  self->entered = TRUE;
  pn_hall_enter (self->hall, self);
}

static void
on_meeting_found (gint64 meeting, const GError *error, gpointer data)
{
  g_autoptr (PnCall) self = data;
  if (error != NULL)
    pn_call_fail (self, error);
  else
    enter (self, meeting);
}

static void
find_meeting (PnCall *self, const PnJson *body)
{
  const PnStore *store = self->app->store;
  switch (self->spec->key) {
  case PN_KEY_MEETING:
    enter (self, pn_wire_int (body, "meeting", 0));
    break;
  case PN_KEY_ITEM:
    store->meeting_of_item (store->impl, pn_wire_int (body, "item", 0), on_meeting_found, pn_call_ref (self));
    break;
  case PN_KEY_VOTE:
    store->meeting_of_vote (store->impl, pn_wire_int (body, "vote", 0), on_meeting_found, pn_call_ref (self));
    break;
  default:
    look_for_reply (self);
  }
}

void
pn_call_start (PnSession *session, const PnDispatch *dispatch, const char *id, gpointer take_message, const PnJson *body)
{
  PnCall *self = g_new0 (PnCall, 1);
  self->refs = 1;
  self->app = session->app;
  self->session = pn_session_ref (session);
  self->dispatch = dispatch;
  self->spec = pn_spec_find (dispatch->type);
  self->type = dispatch->type;
  self->message = take_message;
  self->id = g_strdup (id);
  self->began_us = pn_clock_mono_us (self->app->clock);
  g_autofree char *bucket = g_strdup_printf ("%" G_GUINT64_FORMAT, session->number);
  session->calls++;
  if (!session->greeted && self->spec->mode != PN_RUN_FREE)
    pn_call_refuse (self, PN_ERROR_WRONG_STATE, "say hello first");
  else if (session->calls > MAX_CALLS_OF_ONE)
    pn_call_refuse (self, PN_ERROR_OVERLOADED, "more than %d commands under way", MAX_CALLS_OF_ONE);
  else if (!pn_limiter_take (self->app->commands, bucket, self->began_us, NULL))
    pn_call_refuse (self, PN_ERROR_RATE_LIMITED, "too many commands");
  else
    find_meeting (self, body);
}

void
pn_call_start_internal (PnHall *hall, const char *what, void (*run) (PnCall *call, gpointer data), gpointer data,
                        GDestroyNotify destroy)
{
  PnCall *self = g_new0 (PnCall, 1);
  self->refs = 1;
  self->app = hall->app;
  self->hall = hall;
  self->type = what;
  self->run = run;
  self->data = data;
  self->destroy = destroy;
  self->entered = TRUE;
  self->began_us = pn_clock_mono_us (self->app->clock);
  pn_hall_enter (hall, self);
}
