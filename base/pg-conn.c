/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/log.h"
#include "base/pg-private.h"

#define BACKOFF_FIRST_MS 50
#define BACKOFF_MAX_MS 2000
#define CONNECT_TIMEOUT_MS 5000

typedef enum { WAITING, CONNECTING, UP, DEAD } State;

struct PnPgConn {
  uv_loop_t *loop;
  char *conninfo, *name;
  const PnPgConnHandler *handler;
  gpointer data;
  State state;
  PGconn *pq;
  uv_poll_t *poll;  /* heap: closes by itself while the next one is in use already */
  uv_timer_t timer; /* WAITING: next try. CONNECTING: give up */
  guint backoff_ms;
  gboolean want_write;
  gboolean told; /* this outage is in the log already */
};

static void try_connect (PnPgConn *self);
static void on_poll (uv_poll_t *poll, int status, int events);

static void
free_handle (uv_handle_t *handle)
{
  g_free (handle);
}

/* libpq may change its descriptor from step to step, even to a new one of the same number: always begin anew. */
static void
drop_poll (PnPgConn *self)
{
  if (self->poll == NULL)
    return;
  uv_poll_stop (self->poll);
  self->poll->data = NULL;
  uv_close ((uv_handle_t *) self->poll, free_handle);
  self->poll = NULL;
}

static void
watch (PnPgConn *self, int events)
{
  if (self->poll == NULL) {
    self->poll = g_new0 (uv_poll_t, 1);
    uv_poll_init (self->loop, self->poll, PQsocket (self->pq));
    self->poll->data = self;
  }
  uv_poll_start (self->poll, events, on_poll);
}

static void
on_retry (uv_timer_t *timer)
{
  try_connect (timer->data);
}

static void
wait_and_retry (PnPgConn *self)
{
  self->state = WAITING;
  guint jitter = (guint) g_random_int_range (0, (gint32) self->backoff_ms / 2 + 1);
  uv_timer_start (&self->timer, on_retry, self->backoff_ms + jitter, 0);
  self->backoff_ms = MIN (self->backoff_ms * 2, BACKOFF_MAX_MS);
}

static void
close_pq (PnPgConn *self)
{
  drop_poll (self);
  uv_timer_stop (&self->timer);
  g_clear_pointer (&self->pq, PQfinish);
}

static void
connect_failed (PnPgConn *self, const char *why)
{
  if (!self->told)
    pn_warning ("pg", "no connection, trying again", "pool", self->name, "why", why);
  self->told = TRUE;
  close_pq (self);
  wait_and_retry (self);
}

static void
on_connect_timeout (uv_timer_t *timer)
{
  connect_failed (timer->data, "timed out");
}

static void
connected (PnPgConn *self)
{
  uv_timer_stop (&self->timer);
  if (self->told)
    pn_info ("pg", "connected", "pool", self->name);
  self->told = FALSE;
  self->backoff_ms = BACKOFF_FIRST_MS;
  self->state = UP;
  self->want_write = FALSE;
  PQsetnonblocking (self->pq, 1);
  drop_poll (self);
  watch (self, UV_READABLE);
  self->handler->up (self, self->data);
}

static void
step (PnPgConn *self)
{
  switch (PQconnectPoll (self->pq)) {
  case PGRES_POLLING_OK:
    connected (self);
    break;
  case PGRES_POLLING_READING:
    drop_poll (self);
    watch (self, UV_READABLE);
    break;
  case PGRES_POLLING_WRITING:
    drop_poll (self);
    watch (self, UV_WRITABLE);
    break;
  default:
    connect_failed (self, PQerrorMessage (self->pq));
    break;
  }
}

static void
on_poll (uv_poll_t *poll, int status, int events)
{
  PnPgConn *self = poll->data;
  if (self == NULL)
    return;
  if (self->state == CONNECTING)
    step (self);
  else if (status < 0)
    pn_pg_conn_broken (self, uv_strerror (status));
  else
    self->handler->ready (self, events, self->data);
}

/* The server's notices (raised by functions, "relation exists") are for its own log. */
static void
ignore_notice (void *arg, const PGresult *result)
{
}

static void
try_connect (PnPgConn *self)
{
  /* Later keywords win over those inside conninfo (expand_dbname). Text results must not depend on the server's settings;
   * a statement that never ends would stop all that wait behind it in the pipeline. */
  const char *keywords[] = { "dbname", "client_encoding", "application_name", "options", NULL };
  const char *values[] = { self->conninfo, "UTF8", self->name,
                           "-c timezone=UTC -c datestyle=ISO -c bytea_output=hex -c statement_timeout=30s", NULL };
  self->state = CONNECTING;
  self->pq = PQconnectStartParams (keywords, values, TRUE);
  if (self->pq == NULL || PQstatus (self->pq) == CONNECTION_BAD) {
    connect_failed (self, self->pq != NULL ? PQerrorMessage (self->pq) : "out of memory");
    return;
  }
  PQsetNoticeReceiver (self->pq, ignore_notice, NULL);
  uv_timer_start (&self->timer, on_connect_timeout, CONNECT_TIMEOUT_MS, 0);
  /* As if PQconnectPoll had returned PGRES_POLLING_WRITING (libpq manual, 34.1). */
  watch (self, UV_WRITABLE);
}

PnPgConn *
pn_pg_conn_new (uv_loop_t *loop, const char *conninfo, const char *name, const PnPgConnHandler *handler, gpointer data)
{
  PnPgConn *self = g_new0 (PnPgConn, 1);
  self->loop = loop;
  self->conninfo = g_strdup (conninfo);
  self->name = g_strdup (name);
  self->handler = handler;
  self->data = data;
  self->backoff_ms = BACKOFF_FIRST_MS;
  uv_timer_init (loop, &self->timer);
  self->timer.data = self;
  try_connect (self);
  return self;
}

static void
on_timer_closed (uv_handle_t *handle)
{
  PnPgConn *self = handle->data;
  g_free (self->conninfo);
  g_free (self->name);
  g_free (self);
}

void
pn_pg_conn_free (PnPgConn *self)
{
  if (self == NULL || self->state == DEAD)
    return;
  close_pq (self);
  self->state = DEAD;
  uv_close ((uv_handle_t *) &self->timer, on_timer_closed);
}

PGconn *
pn_pg_conn_pq (PnPgConn *self)
{
  return self->state == UP ? self->pq : NULL;
}

void
pn_pg_conn_want_write (PnPgConn *self, gboolean want)
{
  if (self->state != UP || self->want_write == want)
    return;
  self->want_write = want;
  watch (self, want ? UV_READABLE | UV_WRITABLE : UV_READABLE);
}

void
pn_pg_conn_broken (PnPgConn *self, const char *why)
{
  if (self->state != UP)
    return;
  g_autofree char *reason = g_strdup (why); /* often PQerrorMessage of the connection closed here */
  pn_warning ("pg", "connection lost", "pool", self->name, "why", reason);
  self->told = TRUE;
  close_pq (self);
  wait_and_retry (self);
  self->handler->down (self, reason, self->data);
}
