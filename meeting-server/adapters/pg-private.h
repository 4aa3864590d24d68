/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the pg-*.c files share: the store itself and how an error of the database becomes one of ours.
 * For these files only. Loop's thread. */
#pragma once

#include "meeting-server/adapters/pg-store.h"

struct PnPgStore {
  PnPg *pg;
  PnStore store;
  PnAccounts accounts;
  void (*foreign) (gint64 meeting, gpointer data);
  gpointer foreign_data;
};

/* pg-write.c */
void pn_pg_fill_writing (PnStore *store);
PnPgTx *pn_pg_store_tx (PnStoreTx *tx);
/* The statements of a transaction go out together, so an id made by one reaches the later ones inside the
 * database: it is kept in the setting phien.id, which lives as long as the transaction. */
#define PN_PG_KEEP_ID(query)                                                                                 \
  "with made as (" query ") select set_config ('phien.id', id::text, true) from made"
/* pg-sites.c */
void pn_pg_fill_sites (PnStore *store);
/* pg-store.c: one row with one column of JSON; `missing` is what NOT_FOUND says without one. */
void pn_pg_ask_json (PnPgStore *self, const char *sql, PnPgParams *params, const char *missing,
                     PnJsonFound cb, gpointer data);
/* pg-load.c */
void pn_pg_load_room (void *impl, gint64 meeting, PnRoomLoaded cb, gpointer data);
/* pg-accounts.c */
void pn_pg_fill_accounts (PnAccounts *accounts);

/* The SQLSTATEs of db/README.md as codes a client can act on; transfer full, NULL for NULL. */
GError *pn_pg_own_error (const GError *error);
/* Rows (seq, at, actor_id, kind, body, choice) of table event. Free with pn_pg_stored_clear. */
GArray *pn_pg_stored_rows (const PnPgResult *result);
#define PN_PG_EVENT_COLUMNS                                                                                  \
  "e.seq, e.at, coalesce (e.actor_id, 0), e.kind, e.body, case when e.kind = 'vote.cast' then (select "      \
  "b.choice from "                                                                                           \
  "phien.ballot b where b.vote_id = (e.body->>'vote')::bigint and b.person_id = "                            \
  "(e.body->>'person')::bigint) end"
