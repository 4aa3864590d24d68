/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page cache of phien-docs, looked at from outside: names only, docs-service/core/page-key.h makes them.
 * Reads no page. Loop's thread only. */
#pragma once

#include "meeting-server/ports/pages.h"

typedef struct PnPageFiles PnPageFiles;

PnPageFiles *pn_page_files_new (const char *folder);
void pn_page_files_free (PnPageFiles *self);
const PnPages *pn_page_files_port (PnPageFiles *self);
