/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Before a signed or filled file is kept: its pages must look as they did to the person who read them, outside of the fields that were
 * signed or filled (DESIGN 2.7). Compared in the cage, pixel by pixel; loop's thread only. */
#pragma once
#include "docs-service/http/api.h"

/* NULL when it looks the same; LOOK_CHANGED, or what kept it from being looked at. */
typedef void (*PnLookDone) (const GError *error, gpointer data);

/* finished: the whole file; its first base_size bytes are what was read. fields: NULL-ended. Descriptor borrowed; `done` runs once. */
void pn_look_check (PnDocs *docs, int finished, const char *const *fields, gint64 base_size, PnLookDone done, gpointer data);
