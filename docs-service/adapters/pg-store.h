/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ports/store.h on PostgreSQL. All SQL of phien-docs is in adapters/store-queries.c; loop's thread only. */
#pragma once
#include "base/pg.h"
#include "docs-service/ports/store.h"

#define PN_STORE_STATEMENTS_MAX 8
/* Statements of each question, run in one transaction; the last one's single column is the answer. */
extern const char *const pn_store_sql[PN_N_QUERIES][PN_STORE_STATEMENTS_MAX];

PnStore *pn_store_new (PnPg *pg /* borrowed */);
void pn_store_free (PnStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnStore, pn_store_free)
