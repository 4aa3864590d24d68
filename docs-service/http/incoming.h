/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the requests of the incoming register share (Decree 30/2020 Art. 21-24, R14): numbers, turns and rights are the database's.
 * No SQL; loop's thread only. */
#pragma once
#include "docs-service/http/api.h"
#include "docs-service/http/clocks.h"

/* {comment}, 1 to 1,000 characters, handed to the query with the call's id. */
void pn_incoming_with_comment (PnCall *take, PnStoreQuery query);
/* An entry as the database gives it, its clock and that of each instruction told (R12); transfer full. */
PnJson *pn_incoming_told (const PnJson *entry, PnClocks *clocks);
