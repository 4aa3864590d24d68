/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The studio port over run/studio.sock (docs/media-links.md). A broken link is found again by itself; orders given meanwhile
 * fail with LINK_AWAY. Knows no rights. Loop's thread only. */
#pragma once

#include <uv.h>

#include "meeting-server/ports/studio.h"

typedef struct PnStudioLink PnStudioLink;

PnStudioLink *pn_studio_link_new (uv_loop_t *loop, const char *path);
void pn_studio_link_free (PnStudioLink *self);
const PnStudio *pn_studio_link_port (PnStudioLink *self);
