/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One database session of a command: connect as the owner, ask and wait. Prints nothing; main thread only. */
#pragma once

#include "base/pg.h"

typedef struct {
  uv_loop_t loop;
  PnPg *pg;
} PnCliDb;

/* $PHIEN_VAR/run, or PGHOST and friends when PHIEN_CONNINFO is set ("" takes all from the environment). */
PnCliDb *pn_cli_db_open (void);
void pn_cli_db_close (PnCliDb *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnCliDb, pn_cli_db_close)
/* NULL: the error was printed. transfer full */
PnPgResult *pn_cli_db_ask (PnCliDb *self, const char *sql, PnPgParams *params);
/* For pg_dump and friends. transfer full */
char *pn_cli_db_conninfo (void);
/* "phien: …" in English with the wire text, to stderr. */
void pn_cli_complain (const GError *error);
