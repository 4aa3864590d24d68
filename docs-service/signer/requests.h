/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers the messages of the signer's link (README.md): message in, reply out.
 * Knows the key store only: no socket, no loop. One thread. */
#pragma once

#include "base/wire.h"
#include "docs-service/signer/keystore.h"

/* transfer full; never NULL: what is refused is an "error" message. */
PnJson *pn_signer_answer (PnKeystore *store, const PnJson *message);
