/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text to a stored PDF: composed in the cage, hashed, inspected, kept. This process has no drawing code. Loop's thread only. */
#pragma once
#include "docs-service/http/api.h"

/* kept: {sha256, size, page_count, pages}, borrowed; NULL with error. */
typedef void (*PnComposed) (PnCall *call, const PnJson *kept, const GError *error);

/* `which`: NULL for minutes, "official" (render/jobs.c). Uses call->text for the upload's name. `done` runs once, and may run inside this call. */
void pn_compose_run (PnCall *call, const char *which, const PnJson *input, PnComposed done);
