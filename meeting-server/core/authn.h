/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often somebody may try: token buckets by key (account name, address, connection), bounded in number.
 * Pure arithmetic on times handed in (monotonic microseconds): no clock of its own. All calls from one thread. */
#pragma once

#include <glib.h>

typedef struct PnLimiter PnLimiter;

/* `burst` at once, then one every `refill_us`. At most max_keys are remembered; beyond it full buckets are forgotten first. */
PnLimiter *pn_limiter_new (guint burst, gint64 refill_us, guint max_keys);
void pn_limiter_free (PnLimiter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnLimiter, pn_limiter_free)
/* Takes one. FALSE: none left; *wait_us (may be NULL) says when the next comes. */
gboolean pn_limiter_take (PnLimiter *self, const char *key, gint64 now_us, gint64 *wait_us);
/* A right password clears the account's name. */
void pn_limiter_forget (PnLimiter *self, const char *key);
guint pn_limiter_length (const PnLimiter *self);
