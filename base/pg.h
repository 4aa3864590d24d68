/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PostgreSQL without waiting: one pipelined connection on the loop, prepared statements, reconnect, notifications.
 * Never blocks, never retries what may already have run; everything is called, and calls back, on the loop's thread. */
#pragma once

#include <glib.h>
#include <uv.h>
#include "base/wire.h"

typedef struct PnPg PnPg;
typedef struct PnPgParams PnPgParams;
typedef struct PnPgResult PnPgResult;
typedef struct PnPgTx PnPgTx;

/* Exactly one call for each unit of work, never from inside the submitting call. On failure `result` is NULL.
 * The result is borrowed for the call (pn_pg_result_ref to keep it).
 * Errors (domain PN_ERROR, see pn_error_sqlstate and pn_error_constraint):
 *   DATABASE_AWAY  no connection within the queueing time, or lost before the answer: a write may have happened
 *                  (hence idempotency keys); OVERLOADED: queue full; CANCELLED: pn_pg_free
 *   ALREADY_EXISTS unique violation; CONFLICT serialization, deadlock, exclusion; BAD_VALUE other constraints, data errors
 *   any code       raised by our SQL: RAISE EXCEPTION USING ERRCODE = 'PN001', MESSAGE = 'wrong_state', DETAIL = '…',
 *                  or any text with an ERRCODE of the table in db/README.md
 *   DATABASE       the rest */
typedef void (*PnPgCallback) (const PnPgResult *result, const GError *error, gpointer data);
/* One result for each statement of the transaction, in order; results is NULL on failure (everything rolled back). */
typedef void (*PnPgTxCallback) (const PnPgResult *const *results, guint n, const GError *error, gpointer data);
/* payload NULL: the listening connection was (re)made, anything may have been missed: read again. */
typedef void (*PnPgNotify) (const char *channel, const char *payload, gpointer data);

/* Starts connecting at once and goes on trying (back-off 50 ms … 2 s). conninfo as in libpq; `name` is for log and metrics. */
PnPg *pn_pg_new (uv_loop_t *loop, const char *conninfo, const char *name);
/* Calls back everything outstanding with CANCELLED, then closes. The loop must run once more for the handles to go. */
void pn_pg_free (PnPg *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnPg, pn_pg_free)
gboolean pn_pg_is_connected (const PnPg *self);
/* Units waiting or in flight. */
guint pn_pg_pending (const PnPg *self);

/* ---- Parameters $1, $2 … in order; each call copies. pn_pg_exec and pn_pg_tx_add take the object over. */
PnPgParams *pn_pg_params_new (void);
void pn_pg_params_free (PnPgParams *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnPgParams, pn_pg_params_free)
void pn_pg_params_int (PnPgParams *self, gint64 value);
void pn_pg_params_double (PnPgParams *self, double value);
void pn_pg_params_text (PnPgParams *self, const char *value); /* NULL is SQL null; must be UTF-8 */
void pn_pg_params_bool (PnPgParams *self, gboolean value);
void pn_pg_params_bytea (PnPgParams *self, const void *bytes, gsize length);
void pn_pg_params_json (PnPgParams *self, const PnJson *value); /* NULL is SQL null */
void pn_pg_params_null (PnPgParams *self);
void pn_pg_params_time (PnPgParams *self, gint64 us);                                   /* timestamptz */
void pn_pg_params_int_array (PnPgParams *self, const gint64 *values, gsize n);          /* bigint[] */
void pn_pg_params_text_array (PnPgParams *self, const char *const *values, gsize n);    /* text[] */
/* All at once: i gint64, d double, t const char* (NULL ok), b gboolean, j const PnJson* (NULL ok), y GBytes* (NULL ok),
 * T gint64 microseconds, n (no argument) null. pn_pg_args ("itb", (gint64) 7, "text", TRUE). Mind the casts to gint64. */
PnPgParams *pn_pg_args (const char *format, ...);

/* ---- Work. `sql` is one statement; its text is the key of the prepared-statement cache, so keep texts constant.
 * params may be NULL. cb may be NULL (errors are then logged). Each pn_pg_exec commits by itself. */
void pn_pg_exec (PnPg *self, const char *sql, PnPgParams *params, PnPgCallback cb, gpointer data);

/* BEGIN, the statements, COMMIT go out together; the callback comes after COMMIT is answered. Parameters that depend on
 * earlier results are written in SQL (CTE, functions, set_config/current_setting). */
PnPgTx *pn_pg_tx_new (PnPg *self);
void pn_pg_tx_add (PnPgTx *tx, const char *sql, PnPgParams *params);
guint pn_pg_tx_length (const PnPgTx *tx);
/* Takes tx over. */
void pn_pg_tx_commit (PnPgTx *tx, PnPgTxCallback cb, gpointer data);
/* For a transaction that is not wanted any more, before commit. */
void pn_pg_tx_free (PnPgTx *tx);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnPgTx, pn_pg_tx_free)

/* On a second connection, made at the first call. channel: lower-case identifier. */
void pn_pg_listen (PnPg *self, const char *channel, PnPgNotify notify, gpointer data);

/* ---- Results. Row and column count from 0; out of range or SQL null gives 0, FALSE or NULL. */
PnPgResult *pn_pg_result_ref (const PnPgResult *self);
void pn_pg_result_unref (PnPgResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnPgResult, pn_pg_result_unref)
int pn_pg_result_rows (const PnPgResult *self);
int pn_pg_result_columns (const PnPgResult *self);
int pn_pg_result_column (const PnPgResult *self, const char *name); /* -1: no such column */
gint64 pn_pg_result_affected (const PnPgResult *self);              /* rows touched by INSERT, UPDATE, DELETE */
gboolean pn_pg_result_is_null (const PnPgResult *self, int row, int column);
gint64 pn_pg_result_int (const PnPgResult *self, int row, int column);
double pn_pg_result_double (const PnPgResult *self, int row, int column);
gboolean pn_pg_result_bool (const PnPgResult *self, int row, int column);
const char *pn_pg_result_text (const PnPgResult *self, int row, int column); /* borrowed from the result */
GBytes *pn_pg_result_bytea (const PnPgResult *self, int row, int column);    /* transfer full */
PnJson *pn_pg_result_json (const PnPgResult *self, int row, int column);     /* transfer full; scalars too */
gint64 pn_pg_result_time (const PnPgResult *self, int row, int column);      /* timestamptz → microseconds since 1970 */

/* ---- For programs without a loop of their own (CLI, tools): runs `loop` until the answer is there. */
PnPgResult *pn_pg_exec_wait (PnPg *self, const char *sql, PnPgParams *params, GError **error) G_GNUC_WARN_UNUSED_RESULT;
