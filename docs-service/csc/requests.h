/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The messages of phien-csc's link, each answered by a conversation with the service (README.md). Knows no
 * link and no loop; blocks, several threads may call. */
#pragma once

#include "base/wire.h"
#include "docs-service/csc/csc-client.h"

/* Always a reply. client NULL: no service is configured, NO_REMOTE. transfer full */
PnJson *pn_csc_answer (PnCscClient *client, const PnJson *message);
