/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The media port over run/media.sock (docs/media-links.md). A broken link is found again by itself; orders given meanwhile
 * fail with LINK_AWAY. Knows no rights. Loop's thread only. */
#pragma once

#include <uv.h>

#include "meeting-server/ports/media.h"

typedef struct PnMediaLink PnMediaLink;

PnMediaLink *pn_media_link_new (uv_loop_t *loop, const char *path);
void pn_media_link_free (PnMediaLink *self);
const PnMedia *pn_media_link_port (PnMediaLink *self);
