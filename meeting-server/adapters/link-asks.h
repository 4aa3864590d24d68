/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions on a unix link: each carries a number, each gets exactly one answer: the peer's, TIMED_OUT or LINK_AWAY.
 * Knows no message but {"t":"error"}. Loop's thread only. */
#pragma once

#include <uv.h>

#include "base/error.h"
#include "base/unix-link.h"

typedef struct PnLinkAsks PnLinkAsks;
/* Borrowed for the call; one of the two is NULL. */
typedef void (*PnLinkAnswer) (const PnJson *answer, const GError *error, gpointer data);

PnLinkAsks *pn_link_asks_new (uv_loop_t *loop, guint timeout_ms);
/* Answers everything outstanding with CANCELLED. */
void pn_link_asks_free (PnLinkAsks *self);
/* Sends `take` with "req" added. The callback never comes from inside this call. */
void pn_link_asks_send (PnLinkAsks *self, PnLink *link, PnJson *take, PnLinkAnswer cb, gpointer data);
/* TRUE when the message was an answer. */
gboolean pn_link_asks_answer (PnLinkAsks *self, const PnJson *message);
/* The link broke. */
void pn_link_asks_fail_all (PnLinkAsks *self, PnErrorCode code);
