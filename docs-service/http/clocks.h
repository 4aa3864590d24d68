/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clocks of core/workdays as JSON: what the database says of a waiting thing in, {state,at_once,days,due_at} out. No SQL, no clock of its own; any thread. */
#pragma once
#include "base/wire.h"

typedef struct PnClocks PnClocks;

/* calendar: [{day,work}] sorted, as the database keeps it. */
PnClocks *pn_clocks_new (const PnJson *calendar, gint64 now_us);
void pn_clocks_free (PnClocks *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnClocks, pn_clocks_free)
/* since, due_at: ISO times, due_at may be NULL. NULL when no clock runs. transfer full */
PnJson *pn_clocks_json (PnClocks *self, gboolean same_day, const char *urgency, const char *since, const char *due_at);
