/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ports/trust.h on two unix links: phien-signer (own authority) and phien-trust (the only one of us that fetches from the network).
 * Loop's thread only. */
#pragma once
#include <uv.h>
#include "docs-service/ports/signer.h"
#include "docs-service/ports/trust.h"

/* signer: borrowed. own_stamps: time-stamps come from our own authority, else from phien-trust. */
PnTrust *pn_trust_new (uv_loop_t *loop, PnSigner *signer, const char *socket_path, gboolean own_stamps);
/* Answers what is outstanding; the loop must run once more. */
void pn_trust_free (PnTrust *self);
