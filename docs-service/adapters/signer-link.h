/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ports/signer.h on a unix link, 10 s for each answer. Loop's thread only. */
#pragma once
#include <uv.h>
#include "docs-service/ports/signer.h"

PnSigner *pn_signer_new (uv_loop_t *loop, const char *socket_path);
/* Answers what is outstanding with CANCELLED; the loop must run once more. */
void pn_signer_free (PnSigner *self);
