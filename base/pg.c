/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Units of work (one statement, or one transaction) go out in pipeline mode and come back in the same order.
 *
 * What is on the wire for one unit:
 *   statement    Parse*  Sync*   Bind/Execute  Sync
 *   transaction  Parse*  Sync*   BEGIN stmt … stmt  Sync   COMMIT  Sync
 * Parse goes alone in front, so that a failing unit cannot take away a prepared statement others count on. COMMIT comes
 * after a Sync of its own: when a statement fails the server skips to that Sync, and COMMIT then ends the failed
 * transaction (as a rollback) before any other unit runs in it. */
#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/pg-listen.h"
#include "base/pg-private.h"

#define WINDOW 32            /* units on the wire; the gain ends at about 8 (FACTS) */
#define QUEUE_MAX 20000      /* units waiting */
#define QUEUE_WAIT_MS 5000   /* how long a unit may wait for a connection */
#define TICK_MS 250

typedef struct {
  gint refs;
  char name[16];
  GError *error; /* Parse failed: why */
} Prepared;

typedef struct {
  char *sql;
  PnPgParams *params;
  Prepared *prepared; /* set when sent */
} Stmt;

typedef struct {
  GPtrArray *stmts;
  gboolean tx;
  PnPgCallback cb;
  PnPgTxCallback tx_cb;
  gpointer data;
  gint64 queued_us;
  GPtrArray *results;
  GError *error;
} Unit;

/* What the next result on the wire belongs to. */
typedef enum { EXPECT_PREPARE, EXPECT_BEGIN, EXPECT_STMT, EXPECT_COMMIT, EXPECT_SYNC, EXPECT_LAST_SYNC } ExpectKind;
typedef struct {
  ExpectKind kind;
  Unit *unit;         /* borrowed: lives in the queue on_wire */
  Prepared *prepared; /* ref, EXPECT_PREPARE only */
  char *sql;          /* owned, EXPECT_PREPARE only: key in the cache */
} Expect;

struct PnPg {
  uv_loop_t *loop;
  char *conninfo, *name;
  PnPgConn *conn;
  PnPgListener *listener;
  GQueue waiting; /* Unit, never sent */
  GQueue on_wire; /* Unit */
  GQueue failed;  /* Unit with error set, callback due in the next turn of the loop */
  GQueue expects; /* Expect */
  gboolean answered; /* the head of expects has its result, only the NULL is missing */
  GHashTable *cache; /* sql → Prepared */
  guint next_name;
  uv_timer_t tick; /* expires what waits too long */
  uv_timer_t soon; /* delivers `failed` */
  int open_handles;
  gboolean freed;
  PnMetric *seconds, *failures;
};

struct PnPgTx {
  PnPg *pg;
  Unit *unit;
};

/* ---- small parts */

static Prepared *
prepared_ref (Prepared *self)
{
  self->refs++;
  return self;
}

static void
prepared_unref (gpointer data)
{
  Prepared *self = data;
  if (self == NULL || --self->refs > 0)
    return;
  g_clear_error (&self->error);
  g_free (self);
}

static void
stmt_free (gpointer data)
{
  Stmt *stmt = data;
  g_free (stmt->sql);
  pn_pg_params_free (stmt->params);
  prepared_unref (stmt->prepared);
  g_free (stmt);
}

static Unit *
unit_new (gboolean tx)
{
  Unit *unit = g_new0 (Unit, 1);
  unit->tx = tx;
  unit->stmts = g_ptr_array_new_with_free_func (stmt_free);
  unit->results = g_ptr_array_new_with_free_func ((GDestroyNotify) pn_pg_result_unref);
  return unit;
}

static void
unit_free (gpointer data)
{
  Unit *unit = data;
  g_ptr_array_unref (unit->stmts);
  g_ptr_array_unref (unit->results);
  g_clear_error (&unit->error);
  g_free (unit);
}

static void
unit_add (Unit *unit, const char *sql, PnPgParams *params)
{
  Stmt *stmt = g_new0 (Stmt, 1);
  stmt->sql = g_strdup (sql);
  stmt->params = params;
  g_ptr_array_add (unit->stmts, stmt);
}

static void
unit_fail (Unit *unit, GError *take)
{
  if (unit->error == NULL)
    unit->error = take;
  else
    g_error_free (take); /* the first one is the cause */
}

static void
expect_free (gpointer data)
{
  Expect *expect = data;
  prepared_unref (expect->prepared);
  g_free (expect->sql);
  g_free (expect);
}

static void
expect (PnPg *self, ExpectKind kind, Unit *unit)
{
  Expect *e = g_new0 (Expect, 1);
  e->kind = kind;
  e->unit = unit;
  g_queue_push_tail (&self->expects, e);
}

/* ---- answers */

/* A statement whose Parse failed is reported as "no such prepared statement"; the Parse error is what helps. */
static void
prefer_parse_error (Unit *unit)
{
  for (guint i = 0; i < unit->stmts->len; i++) {
    Stmt *stmt = unit->stmts->pdata[i];
    if (stmt->prepared != NULL && stmt->prepared->error != NULL) {
      g_clear_error (&unit->error);
      unit->error = g_error_copy (stmt->prepared->error);
      return;
    }
  }
}

static void
unit_call (PnPg *self, Unit *unit)
{
  const GError *error = unit->error;
  pn_metric_observe (self->seconds, (double) (g_get_monotonic_time () - unit->queued_us) / 1e6);
  if (error != NULL)
    pn_metric_add (self->failures, 1);
  if (unit->cb != NULL)
    unit->cb (error == NULL ? unit->results->pdata[0] : NULL, error, unit->data);
  else if (unit->tx_cb != NULL)
    unit->tx_cb (error == NULL ? (const PnPgResult *const *) unit->results->pdata : NULL,
                 error == NULL ? unit->results->len : 0, error, unit->data);
  else if (error != NULL)
    pn_log_gerror (PN_LOG_WARNING, "pg", "work nobody waits for failed", error);
  unit_free (unit);
}

static void
on_soon (uv_timer_t *timer)
{
  PnPg *self = timer->data;
  Unit *unit;
  while ((unit = g_queue_pop_head (&self->failed)) != NULL)
    unit_call (self, unit);
}

static void
fail_later (PnPg *self, Unit *unit, PnErrorCode code, const char *why)
{
  unit_fail (unit, g_error_new_literal (PN_ERROR, (int) code, why));
  g_queue_push_tail (&self->failed, unit);
  if (!self->freed)
    uv_timer_start (&self->soon, on_soon, 0, 0);
}

static void
on_tick (uv_timer_t *timer)
{
  PnPg *self = timer->data;
  gint64 oldest = g_get_monotonic_time () - QUEUE_WAIT_MS * 1000;
  if (!pn_pg_is_connected (self))
    for (Unit *unit; (unit = g_queue_peek_head (&self->waiting)) != NULL && unit->queued_us < oldest;)
      fail_later (self, g_queue_pop_head (&self->waiting), PN_ERROR_DATABASE_AWAY, "no connection to the database");
  if (g_queue_is_empty (&self->waiting))
    uv_timer_stop (timer);
}

/* ---- sending */

static Prepared *
prepare (PnPg *self, PGconn *pq, const char *sql)
{
  Prepared *known = g_hash_table_lookup (self->cache, sql);
  if (known != NULL)
    return known;
  Prepared *fresh = g_new0 (Prepared, 1);
  fresh->refs = 1;
  g_snprintf (fresh->name, sizeof fresh->name, "pn%u", self->next_name++);
  if (!PQsendPrepare (pq, fresh->name, sql, 0, NULL) || !PQpipelineSync (pq)) {
    prepared_unref (fresh);
    return NULL;
  }
  g_hash_table_insert (self->cache, g_strdup (sql), fresh);
  expect (self, EXPECT_PREPARE, NULL);
  Expect *e = g_queue_peek_tail (&self->expects);
  e->prepared = prepared_ref (fresh);
  e->sql = g_strdup (sql);
  expect (self, EXPECT_SYNC, NULL);
  return fresh;
}

static gboolean
send_stmt (PnPg *self, PGconn *pq, Unit *unit, Stmt *stmt)
{
  PnPgParams *p = stmt->params;
  int n = p != NULL ? (int) p->values->len : 0;
  if (!PQsendQueryPrepared (pq, stmt->prepared->name, n, n > 0 ? (const char *const *) p->values->pdata : NULL,
                            n > 0 ? (const int *) (void *) p->lengths->data : NULL,
                            n > 0 ? (const int *) (void *) p->formats->data : NULL, 0))
    return FALSE;
  expect (self, EXPECT_STMT, unit);
  return TRUE;
}

static gboolean
send_word (PnPg *self, PGconn *pq, Unit *unit, const char *word, ExpectKind kind)
{
  if (!PQsendQueryParams (pq, word, 0, NULL, NULL, NULL, NULL, 0))
    return FALSE;
  expect (self, kind, unit);
  return TRUE;
}

static gboolean
send_sync (PnPg *self, PGconn *pq, Unit *unit, ExpectKind kind)
{
  if (!PQpipelineSync (pq))
    return FALSE;
  expect (self, kind, unit);
  return TRUE;
}

static gboolean
send_unit (PnPg *self, PGconn *pq, Unit *unit)
{
  for (guint i = 0; i < unit->stmts->len; i++) {
    Stmt *stmt = unit->stmts->pdata[i];
    Prepared *prepared = prepare (self, pq, stmt->sql);
    if (prepared == NULL)
      return FALSE;
    stmt->prepared = prepared_ref (prepared);
  }
  if (unit->tx && !send_word (self, pq, unit, "BEGIN", EXPECT_BEGIN))
    return FALSE;
  for (guint i = 0; i < unit->stmts->len; i++)
    if (!send_stmt (self, pq, unit, unit->stmts->pdata[i]))
      return FALSE;
  if (!unit->tx)
    return send_sync (self, pq, unit, EXPECT_LAST_SYNC);
  return send_sync (self, pq, unit, EXPECT_SYNC) && send_word (self, pq, unit, "COMMIT", EXPECT_COMMIT) &&
         send_sync (self, pq, unit, EXPECT_LAST_SYNC);
}

static void
pump (PnPg *self)
{
  PGconn *pq = self->freed ? NULL : pn_pg_conn_pq (self->conn);
  if (pq == NULL)
    return;
  while (!g_queue_is_empty (&self->waiting) && self->on_wire.length < WINDOW) {
    Unit *unit = g_queue_pop_head (&self->waiting);
    g_queue_push_tail (&self->on_wire, unit);
    if (!send_unit (self, pq, unit)) {
      pn_pg_conn_broken (self->conn, PQerrorMessage (pq));
      return;
    }
  }
  int left = PQflush (pq);
  if (left < 0)
    pn_pg_conn_broken (self->conn, PQerrorMessage (pq));
  else
    pn_pg_conn_want_write (self->conn, left == 1);
}

/* ---- receiving */

static void
take_result (PnPg *self, Expect *e, PGresult *result)
{
  ExecStatusType status = PQresultStatus (result);
  gboolean ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
  if (e->kind == EXPECT_PREPARE) {
    if (!ok) {
      e->prepared->error = pn_pg_error_from_result (result);
      if (g_hash_table_lookup (self->cache, e->sql) == e->prepared)
        g_hash_table_remove (self->cache, e->sql); /* the next use tries again: a migration may have come */
    }
  } else if (status == PGRES_PIPELINE_ABORTED) {
    /* its cause came before */
  } else if (!ok) {
    unit_fail (e->unit, pn_pg_error_from_result (result));
  } else if (e->kind == EXPECT_STMT) {
    g_ptr_array_add (e->unit->results, pn_pg_result_new (result));
    return;
  } else if (e->kind == EXPECT_COMMIT && strcmp (PQcmdStatus (result), "COMMIT") != 0) {
    unit_fail (e->unit, g_error_new (PN_ERROR, PN_ERROR_DATABASE, "rolled back"));
  }
  PQclear (result);
}

/* A plan whose result type a migration changed must be made anew ("cached plan must not change result type"). */
static void
forget_stale_plans (PnPg *self, const Unit *unit)
{
  const char *state = pn_error_sqlstate (unit->error);
  if (strcmp (state, "0A000") != 0 && strcmp (state, "26000") != 0)
    return;
  for (guint i = 0; i < unit->stmts->len; i++)
    g_hash_table_remove (self->cache, ((Stmt *) unit->stmts->pdata[i])->sql);
}

static void
finish_head (PnPg *self)
{
  Unit *unit = g_queue_pop_head (&self->on_wire);
  if (unit->error != NULL) {
    prefer_parse_error (unit);
    forget_stale_plans (self, unit);
  } else if (unit->results->len != unit->stmts->len) {
    unit_fail (unit, g_error_new (PN_ERROR, PN_ERROR_DATABASE, "%u results for %u statements", unit->results->len,
                                  unit->stmts->len));
  }
  unit_call (self, unit);
}

/* One result, or the NULL that ends a command. FALSE when nothing more can be read now or things are out of step. */
static gboolean
take_one (PnPg *self, PGconn *pq, guint *nulls)
{
  PGresult *result = PQgetResult (pq);
  Expect *head = g_queue_peek_head (&self->expects);
  if (result == NULL) {
    if (head != NULL && self->answered) {
      expect_free (g_queue_pop_head (&self->expects));
      self->answered = FALSE;
      *nulls = 0;
      return TRUE;
    }
    return ++*nulls < 2;
  }
  *nulls = 0;
  if (head == NULL) { /* an error of the connection, between commands: the caller looks at its status */
    PQclear (result);
    return TRUE;
  }
  if (PQresultStatus (result) == PGRES_PIPELINE_SYNC) {
    gboolean last = head->kind == EXPECT_LAST_SYNC;
    g_assert (head->kind == EXPECT_SYNC || last);
    PQclear (result);
    expect_free (g_queue_pop_head (&self->expects));
    if (last)
      finish_head (self);
    return TRUE;
  }
  if (head->kind == EXPECT_SYNC || head->kind == EXPECT_LAST_SYNC) { /* error at Sync: e.g. the server is going down */
    if (head->unit != NULL)
      unit_fail (head->unit, pn_pg_error_from_result (result));
    PQclear (result);
    return TRUE;
  }
  take_result (self, head, result);
  self->answered = TRUE;
  return TRUE;
}

static void
on_ready (PnPgConn *conn, int events, gpointer data)
{
  PnPg *self = data;
  PGconn *pq = pn_pg_conn_pq (conn);
  /* Read also while a flush is pending: the server may wait for us to read before it reads on (libpq manual 34.5). */
  gboolean alive = PQconsumeInput (pq) != 0;
  guint nulls = 0;
  while (!self->freed && !PQisBusy (pq) && take_one (self, pq, &nulls))
    if (pn_pg_conn_pq (conn) != pq) /* a callback sent more and found the connection broken */
      return;
  if (self->freed)
    return;
  if (!alive || PQstatus (pq) == CONNECTION_BAD) {
    pn_pg_conn_broken (conn, PQerrorMessage (pq));
    return;
  }
  pump (self);
}

static void
on_up (PnPgConn *conn, gpointer data)
{
  PnPg *self = data;
  PQenterPipelineMode (pn_pg_conn_pq (conn));
  pump (self);
}

/* What was sent may have happened or not: its owner must be told, and only the owner can know whether to repeat. */
static void
on_down (PnPgConn *conn, const char *why, gpointer data)
{
  PnPg *self = data;
  g_queue_clear_full (&self->expects, expect_free);
  self->answered = FALSE;
  g_hash_table_remove_all (self->cache);
  for (Unit *unit; (unit = g_queue_pop_head (&self->on_wire)) != NULL;)
    fail_later (self, unit, PN_ERROR_DATABASE_AWAY, "connection to the database lost before the answer");
  if (!self->freed && !g_queue_is_empty (&self->waiting))
    uv_timer_start (&self->tick, on_tick, TICK_MS, TICK_MS);
}

static const PnPgConnHandler handler = { on_up, on_ready, on_down };

/* ---- life */

PnPg *
pn_pg_new (uv_loop_t *loop, const char *conninfo, const char *name)
{
  PnPg *self = g_new0 (PnPg, 1);
  self->loop = loop;
  self->conninfo = g_strdup (conninfo);
  self->name = g_strdup (name);
  self->cache = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, prepared_unref);
  self->seconds = pn_metric_histogram_with ("phien_pg_seconds", "Queue and run time of database work.", "pool", name);
  self->failures = pn_metric_counter_with ("phien_pg_failures_total", "Database work that failed.", "pool", name);
  g_queue_init (&self->waiting);
  g_queue_init (&self->on_wire);
  g_queue_init (&self->failed);
  g_queue_init (&self->expects);
  uv_timer_init (loop, &self->tick);
  uv_timer_init (loop, &self->soon);
  self->tick.data = self->soon.data = self;
  self->open_handles = 2;
  self->conn = pn_pg_conn_new (loop, conninfo, name, &handler, self);
  return self;
}

static void
on_handle_closed (uv_handle_t *handle)
{
  PnPg *self = handle->data;
  if (--self->open_handles > 0)
    return;
  g_hash_table_unref (self->cache);
  g_free (self->conninfo);
  g_free (self->name);
  g_free (self);
}

static void
cancel_all (PnPg *self, GQueue *queue)
{
  for (Unit *unit; (unit = g_queue_pop_head (queue)) != NULL;) {
    unit_fail (unit, g_error_new_literal (PN_ERROR, PN_ERROR_CANCELLED, "the database connection is being closed"));
    unit_call (self, unit);
  }
}

void
pn_pg_free (PnPg *self)
{
  if (self == NULL || self->freed)
    return;
  self->freed = TRUE;
  pn_pg_conn_free (self->conn);
  pn_pg_listener_free (self->listener, self->loop);
  g_queue_clear_full (&self->expects, expect_free);
  cancel_all (self, &self->on_wire);
  cancel_all (self, &self->failed);
  cancel_all (self, &self->waiting);
  uv_close ((uv_handle_t *) &self->tick, on_handle_closed);
  uv_close ((uv_handle_t *) &self->soon, on_handle_closed);
}

gboolean
pn_pg_is_connected (const PnPg *self)
{
  return !self->freed && pn_pg_conn_pq (self->conn) != NULL;
}

guint
pn_pg_pending (const PnPg *self)
{
  return self->waiting.length + self->on_wire.length + self->failed.length;
}

/* ---- work */

static void
submit (PnPg *self, Unit *unit)
{
  unit->queued_us = g_get_monotonic_time ();
  if (self->freed) {
    unit_free (unit); /* a callback of pn_pg_free asked for more: nobody is left to call */
    return;
  }
  if (self->waiting.length >= QUEUE_MAX) {
    fail_later (self, unit, PN_ERROR_OVERLOADED, "too much database work is waiting");
    return;
  }
  g_queue_push_tail (&self->waiting, unit);
  if (!pn_pg_is_connected (self) && !uv_is_active ((uv_handle_t *) &self->tick))
    uv_timer_start (&self->tick, on_tick, TICK_MS, TICK_MS);
  pump (self);
}

void
pn_pg_exec (PnPg *self, const char *sql, PnPgParams *params, PnPgCallback cb, gpointer data)
{
  Unit *unit = unit_new (FALSE);
  unit_add (unit, sql, params);
  unit->cb = cb;
  unit->data = data;
  submit (self, unit);
}

PnPgTx *
pn_pg_tx_new (PnPg *self)
{
  PnPgTx *tx = g_new0 (PnPgTx, 1);
  tx->pg = self;
  tx->unit = unit_new (TRUE);
  return tx;
}

void
pn_pg_tx_add (PnPgTx *tx, const char *sql, PnPgParams *params)
{
  unit_add (tx->unit, sql, params);
}

guint
pn_pg_tx_length (const PnPgTx *tx)
{
  return tx->unit->stmts->len;
}

void
pn_pg_tx_free (PnPgTx *tx)
{
  if (tx == NULL)
    return;
  unit_free (tx->unit);
  g_free (tx);
}

void
pn_pg_tx_commit (PnPgTx *tx, PnPgTxCallback cb, gpointer data)
{
  Unit *unit = tx->unit;
  unit->tx_cb = cb;
  unit->data = data;
  submit (tx->pg, unit);
  g_free (tx);
}

void
pn_pg_listen (PnPg *self, const char *channel, PnPgNotify notify, gpointer data)
{
  if (self->listener == NULL)
    self->listener = pn_pg_listener_new (self->loop, self->conninfo, self->name);
  pn_pg_listener_add (self->listener, channel, notify, data);
}

/* ---- for programs that may wait */

typedef struct {
  PnPgResult *result;
  GError *error;
  gboolean done;
} Wait;

static void
on_waited (const PnPgResult *result, const GError *error, gpointer data)
{
  Wait *wait = data;
  wait->done = TRUE;
  if (error != NULL)
    wait->error = g_error_copy (error);
  else
    wait->result = pn_pg_result_ref (result);
}

PnPgResult *
pn_pg_exec_wait (PnPg *self, const char *sql, PnPgParams *params, GError **error)
{
  Wait wait = { 0 };
  pn_pg_exec (self, sql, params, on_waited, &wait);
  while (!wait.done)
    uv_run (self->loop, UV_RUN_ONCE);
  if (wait.error != NULL)
    g_propagate_error (error, wait.error);
  return wait.result;
}
