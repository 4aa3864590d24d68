/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/app.h"

#include "base/log.h"
#include "base/metrics.h"
#include "meeting-server/handlers/call.h"
#include "meeting-server/handlers/equipment.h"
#include "meeting-server/handlers/hall.h"
#include "meeting-server/handlers/relay.h"
#include "meeting-server/handlers/session.h"

#define COMMAND_BURST 200
#define COMMAND_REFILL_US (G_USEC_PER_SEC / 100) /* 100 in a second, for ever */
#define IDLE_US (120 * G_USEC_PER_SEC)           /* an empty hall is forgotten after this */
#define SWEEP_MS 30000

typedef struct {
  uv_timer_t timer;
  PnApp *app;
  void (*call) (gpointer data);
  gpointer data;
  GDestroyNotify destroy;
} Later;

static void
later_free (uv_handle_t *handle)
{
  g_free (handle->data);
}

static void
on_later (uv_timer_t *timer)
{
  Later *later = timer->data;
  g_hash_table_remove (later->app->laters, later);
  later->call (later->data);
  uv_close ((uv_handle_t *) timer, later_free);
}

void
pn_app_later (PnApp *app, guint ms, void (*call) (gpointer data), gpointer data, GDestroyNotify destroy)
{
  Later *later = g_new0 (Later, 1);
  later->app = app;
  later->call = call;
  later->data = data;
  later->destroy = destroy;
  later->timer.data = later;
  g_hash_table_add (app->laters, later);
  uv_timer_init (app->loop, &later->timer);
  uv_timer_start (&later->timer, on_later, ms, 0);
}

static void
laters_end (PnApp *app)
{
  GHashTableIter iter;
  gpointer key = NULL;
  g_hash_table_iter_init (&iter, app->laters);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    Later *later = key;
    g_hash_table_iter_remove (&iter);
    if (later->destroy != NULL)
      later->destroy (later->data);
    uv_close ((uv_handle_t *) &later->timer, later_free);
  }
  g_clear_pointer (&app->laters, g_hash_table_unref);
}

gint64
pn_app_now (const PnApp *self)
{
  return pn_clock_now_us (self->clock);
}

static gboolean
is_idle (const PnHall *hall, gint64 now)
{
  return hall->sessions->len == 0 && hall->equipment->len == 0 && !hall->loading && !hall->catching_up
         && !hall->alone && hall->shared == 0 && hall->reading == 0 && hall->landing->len == 0
         && g_queue_is_empty ((GQueue *) &hall->waiting) && hall->recorder == NULL
         && now - hall->idle_since > IDLE_US;
}

static void
sweep (gpointer data)
{
  PnApp *self = data;
  GHashTableIter iter;
  gpointer value = NULL;
  if (self->draining)
    return;
  pn_equipment_sweep (self);
  g_hash_table_iter_init (&iter, self->halls);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    if (is_idle (value, pn_app_now (self)))
      g_hash_table_iter_remove (&iter);
  }
  pn_metric_set (pn_metric_gauge ("phien_halls", "Meetings in memory."), g_hash_table_size (self->halls));
  pn_metric_set (pn_metric_gauge ("phien_sessions", "Connected clients."),
                 g_hash_table_size (self->sessions));
  pn_app_later (self, SWEEP_MS, sweep, self, NULL);
}

void
pn_app_init (PnApp *self, uv_loop_t *loop, const PnClock *clock)
{
  self->loop = loop;
  self->clock = clock;
  self->halls = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) pn_hall_free);
  self->sessions = g_hash_table_new (NULL, NULL);
  self->laters = g_hash_table_new (NULL, NULL);
  self->commands = pn_limiter_new (COMMAND_BURST, COMMAND_REFILL_US, 50000);
  self->line_tests = pn_limiter_new (6, 20 * G_USEC_PER_SEC, 20000);
  /* Peers stay unique over restarts: the media server may outlive us and still hold the old ones. Below 2^53
   * until 2100. */
  self->next_peer = (pn_clock_now_us (clock) / G_USEC_PER_SEC - G_GINT64_CONSTANT (1700000000)) << 20;
}

static void
on_foreign (gint64 meeting, gpointer data)
{
  PnApp *self = data;
  GHashTableIter iter;
  gpointer value = NULL;
  if (meeting != 0) {
    PnHall *hall = pn_hall_find (self, meeting);
    if (hall != NULL)
      pn_hall_catch_up (hall);
    return;
  }
  g_hash_table_iter_init (&iter, self->halls);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    pn_hall_catch_up (value);
}

void
pn_app_start (PnApp *self)
{
  self->store->watch (self->store->impl, on_foreign, self);
  pn_relay_start (self);
  pn_equipment_start (self);
  pn_app_later (self, SWEEP_MS, sweep, self, NULL);
}

gboolean
pn_app_is_quiet (const PnApp *self)
{
  GHashTableIter iter;
  gpointer value = NULL;
  g_hash_table_iter_init (&iter, self->halls);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const PnHall *hall = value;
    if (hall->alone || hall->shared > 0 || hall->landing->len > 0)
      return FALSE;
  }
  return TRUE;
}

void
pn_app_drain (PnApp *self)
{
  GHashTableIter iter;
  gpointer value = NULL;
  self->draining = TRUE;
  g_hash_table_iter_init (&iter, self->halls);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    pn_hall_signal (value, PN_SIGNAL_SERVER_DRAIN, pn_wire_object (), NULL, NULL);
}

void
pn_app_clear (PnApp *self)
{
  self->draining = TRUE;
  if (self->laters != NULL)
    laters_end (self);
  g_clear_pointer (&self->halls, g_hash_table_unref);
  g_clear_pointer (&self->sessions, g_hash_table_unref);
  g_clear_pointer (&self->commands, pn_limiter_free);
  g_clear_pointer (&self->line_tests, pn_limiter_free);
}

/* ---- Messages */

static void
refuse (PnSession *session, const char *id, const GError *error)
{
  g_autoptr (PnJson) wrapped = pn_wire_error (error);
  PnJson *reply = pn_wire_object ();
  pn_wire_set_str (reply, "type", "reply");
  pn_wire_set_str (reply, "id", id);
  pn_wire_set_bool (reply, "ok", FALSE);
  pn_wire_set_ref (reply, "error", pn_wire_member (wrapped, "error"));
  pn_session_send_json (session, reply);
}

static void
bad_data (PnSession *session, const GError *error)
{
  pn_metric_add (pn_metric_counter ("phien_bad_messages_total", "Messages that were no commands."), 1);
  pn_log_gerror (PN_LOG_INFO, "ws", "message refused", error);
  if (session->conn != NULL)
    pn_ws_close (session->conn, PN_WS_CLOSE_BAD_DATA, "not a command");
}

void
pn_app_receive (PnSession *session, const char *bytes, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PnJson) json = pn_wire_parse (bytes, length, PN_WIRE_FRAME_MAX, &error);
  if (json == NULL) {
    bad_data (session, error);
    return;
  }
  const char *id = pn_wire_str (json, "id", NULL);
  g_autoptr (PnMsgCommand) command = NULL;
  if (!pn_msg_command_read (json, &command, &error)) {
    if (id != NULL && pn_id_is_uuid (id))
      refuse (session, id, error);
    else
      bad_data (session, error);
    return;
  }
  const PnDispatch *dispatch = pn_dispatch_find (command->type);
  if (dispatch == NULL) {
    g_set_error (&error, PN_ERROR, PN_ERROR_UNKNOWN_TYPE, "no command %s", command->type);
    refuse (session, command->id, error);
    return;
  }
  gpointer message = dispatch->read (command->body, &error);
  if (message == NULL)
    refuse (session, command->id, error);
  else
    pn_call_start (session, dispatch, command->id, message, command->body);
}
