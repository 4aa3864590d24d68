/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One raise of one signed document: what it has → answers of the revocation services → evidence → archive time-stamp → judged by our own check
 * → kept. Knows no lease, no table and no clock of the next try (proof-work.h); bytes of others are read in the cage only. Loop's thread only. */
#pragma once
#include "docs-service/core/proof.h"
#include "docs-service/http/api.h"

typedef struct PnRaise PnRaise;

typedef struct {
  void (*progress) (const char *word, gpointer data); /* "evidence", "timestamp", "check" */
  /* Once, perhaps inside pn_raise_start. made: {base,level,sha256,size,page_count,pages} and, with an archive time-stamp, {proven_until,renew_at};
   * borrowed; NULL with error. */
  void (*done) (const PnJson *made, const GError *error, gpointer data);
} PnRaiseEvents;

/* claimed: what phien.proof_claim gave. events: static. renew_before_us: as pn_proof_renew_at. */
PnRaise *pn_raise_new (PnDocs *docs, const PnJson *claimed, gint64 renew_before_us, const PnRaiseEvents *events, gpointer data);
void pn_raise_start (PnRaise *self);
/* What is under way answers into nothing from now on; free it when the ports have ended. */
void pn_raise_stop (PnRaise *self);
void pn_raise_free (PnRaise *self);
