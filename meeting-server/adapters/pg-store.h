/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store and the accounts on PostgreSQL: all SQL of phien-meeting is in adapters/pg-*.c.
 * Decides no rule and talks to no client. Loop's thread only. */
#pragma once

#include "base/pg.h"
#include "meeting-server/ports/accounts.h"
#include "meeting-server/ports/store.h"

typedef struct PnPgStore PnPgStore;

/* pg stays the caller's and outlives the store. */
PnPgStore *pn_pg_store_new (PnPg *pg);
void pn_pg_store_free (PnPgStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnPgStore, pn_pg_store_free)
const PnStore *pn_pg_store_port (PnPgStore *self);
const PnAccounts *pn_pg_accounts_port (PnPgStore *self);
