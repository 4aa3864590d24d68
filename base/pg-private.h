/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of base/pg: parameters, results and the connection that keeps coming back. Only base/pg*.c include it.
 * Never blocks; loop's thread only. */
#pragma once

#include <libpq-fe.h>

#include "base/pg.h"

/* ---- parameters */
struct PnPgParams {
  GPtrArray *values; /* owned text or bytes, NULL for SQL null */
  GArray *lengths;   /* int, only looked at for binary ones */
  GArray *formats;   /* int, 0 text, 1 binary */
};

/* ---- results */
PnPgResult *pn_pg_result_new (PGresult *take);
/* What a failed result means to our callers (see PnPgCallback). */
GError *pn_pg_error_from_result (const PGresult *result);

/* ---- a connection: made again with back-off whenever it breaks */
typedef struct PnPgConn PnPgConn;
typedef struct {
  void (*up) (PnPgConn *conn, gpointer data);                  /* connected; PQ calls may start */
  void (*ready) (PnPgConn *conn, int uv_events, gpointer data); /* readable and/or writable */
  void (*down) (PnPgConn *conn, const char *why, gpointer data); /* was up before; the PGconn is gone already */
} PnPgConnHandler;

/* Both must outlive the connection's last callback; none comes after pn_pg_conn_free. */
PnPgConn *pn_pg_conn_new (uv_loop_t *loop, const char *conninfo, const char *name, const PnPgConnHandler *handler,
                          gpointer data);
void pn_pg_conn_free (PnPgConn *self);
PGconn *pn_pg_conn_pq (PnPgConn *self); /* NULL unless up */
void pn_pg_conn_want_write (PnPgConn *self, gboolean want);
/* The caller found it unusable: closes, tells `down`, tries again. */
void pn_pg_conn_broken (PnPgConn *self, const char *why);
