/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The work that raises signed documents to B-T and B-LTA, and renews them: one at a time, each leased from the database (proof.sql), each
 * step of it in the cage or at a service outside; nothing is served before the check has called the raised file good, and nothing recorded
 * without the lease. Killed at any moment it is begun again by whoever comes next. Loop's thread only. */
#pragma once
#include <uv.h>
#include "docs-service/http/api.h"

/* renew_before_days: how long before the newest time-stamp's certificate ends a new one is made. */
PnProofs *pn_proofs_new (PnDocs *docs, uv_loop_t *loop, gint64 renew_before_days);
/* Looks now whether something is due; it looks by itself every two seconds. */
void pn_proofs_kick (PnProofs *self);
/* Before the ports it works with end; what is under way answers into nothing. */
void pn_proofs_stop (PnProofs *self);
void pn_proofs_free (PnProofs *self);
