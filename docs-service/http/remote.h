/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two handlers of remote signing share. Loop's thread only. */
#pragma once
#include "docs-service/http/api.h"

/* What phien-csc said, in the words of the one who waits: a link that is down or silent is a service that is
 * away. NULL for NULL; transfer full */
GError *pn_remote_error (const GError *error);
