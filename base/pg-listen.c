/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The listening connection: LISTEN for each channel after every connect, notifications out. */
#include "base/pg-listen.h"

#include <string.h>

#include "base/log.h"
#include "base/pg-private.h"

typedef struct {
  char *channel;
  PnPgNotify notify;
  gpointer data;
} Ear;

struct PnPgListener {
  PnPgConn *conn;
  GPtrArray *ears;
  guint asked;   /* how many of the ears this connection listens for */
  guint asking;  /* … will listen for, once it is no longer busy */
  gboolean busy; /* a LISTEN is under way */
  gboolean freed;
};

static void
ear_free (gpointer data)
{
  Ear *ear = data;
  g_free (ear->channel);
  g_free (ear);
}

static void
ask (PnPgListener *self)
{
  PGconn *pq = pn_pg_conn_pq (self->conn);
  if (pq == NULL || self->busy || self->asked == self->ears->len)
    return;
  g_autoptr (GString) sql = g_string_new (NULL);
  for (guint i = self->asked; i < self->ears->len; i++)
    g_string_append_printf (sql, "LISTEN %s;", ((Ear *) self->ears->pdata[i])->channel);
  if (!PQsendQuery (pq, sql->str)) {
    pn_pg_conn_broken (self->conn, PQerrorMessage (pq));
    return;
  }
  self->busy = TRUE;
  self->asking = self->ears->len;
  pn_pg_conn_want_write (self->conn, PQflush (pq) == 1);
}

/* From here on nothing is missed; what happened before this moment must be read again. */
static void
listening (PnPgListener *self)
{
  guint from = self->asked;
  self->asked = self->asking;
  self->busy = FALSE;
  for (guint i = from; i < self->asked && !self->freed; i++) {
    Ear *ear = self->ears->pdata[i];
    ear->notify (ear->channel, NULL, ear->data);
  }
}

static void
tell (PnPgListener *self, const char *channel, const char *payload)
{
  for (guint i = 0; i < self->ears->len && !self->freed; i++) {
    Ear *ear = self->ears->pdata[i];
    if (strcmp (ear->channel, channel) == 0)
      ear->notify (channel, payload, ear->data);
  }
}

static gboolean
drain_results (PnPgListener *self, PGconn *pq)
{
  while (self->busy && !PQisBusy (pq)) {
    PGresult *result = PQgetResult (pq);
    if (result == NULL) {
      listening (self);
      return TRUE;
    }
    gboolean ok = PQresultStatus (result) == PGRES_COMMAND_OK;
    PQclear (result);
    if (!ok)
      return FALSE;
  }
  return TRUE;
}

static void
on_ready (PnPgConn *conn, int events, gpointer data)
{
  PnPgListener *self = data;
  PGconn *pq = pn_pg_conn_pq (conn);
  if (!PQconsumeInput (pq) || !drain_results (self, pq)) {
    pn_pg_conn_broken (conn, PQerrorMessage (pq));
    return;
  }
  PGnotify *note;
  while (!self->freed && (note = PQnotifies (pq)) != NULL) {
    tell (self, note->relname, note->extra);
    PQfreemem (note);
  }
  if (self->freed)
    return;
  pn_pg_conn_want_write (conn, PQflush (pq) == 1);
  ask (self);
}

static void
on_up (PnPgConn *conn, gpointer data)
{
  PnPgListener *self = data;
  self->asked = 0;
  self->busy = FALSE;
  ask (self);
}

static void
on_down (PnPgConn *conn, const char *why, gpointer data)
{
}

static const PnPgConnHandler handler = { on_up, on_ready, on_down };

PnPgListener *
pn_pg_listener_new (uv_loop_t *loop, const char *conninfo, const char *name)
{
  PnPgListener *self = g_new0 (PnPgListener, 1);
  self->ears = g_ptr_array_new_with_free_func (ear_free);
  self->conn = pn_pg_conn_new (loop, conninfo, name, &handler, self);
  return self;
}

void
pn_pg_listener_add (PnPgListener *self, const char *channel, PnPgNotify notify, gpointer data)
{
  for (const char *p = channel; *p != '\0'; p++)
    g_assert (g_ascii_islower (*p) || *p == '_'); /* goes into SQL as it is */
  Ear *ear = g_new0 (Ear, 1);
  ear->channel = g_strdup (channel);
  ear->notify = notify;
  ear->data = data;
  g_ptr_array_add (self->ears, ear);
  ask (self);
}

static void
on_closed (uv_handle_t *handle)
{
  PnPgListener *self = handle->data;
  g_ptr_array_unref (self->ears);
  g_free (self);
  g_free (handle);
}

void
pn_pg_listener_free (PnPgListener *self, uv_loop_t *loop)
{
  if (self == NULL || self->freed)
    return;
  self->freed = TRUE;
  pn_pg_conn_free (self->conn);
  /* May be called from one of our own notify callbacks: the memory goes in the next turn of the loop. */
  uv_idle_t *idle = g_new0 (uv_idle_t, 1);
  uv_idle_init (loop, idle);
  idle->data = self;
  uv_close ((uv_handle_t *) idle, on_closed);
}
