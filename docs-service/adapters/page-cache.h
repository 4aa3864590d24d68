/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ports/pages.h on a directory and a render pool: temp file, then rename; the same wish twice is one work. Loop's thread only. */
#pragma once
#include "docs-service/ports/files.h"
#include "docs-service/ports/pages.h"

PnPages *pn_pages_new (PnRenderPool *pool, PnFiles *files, const char *var, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void pn_pages_free (PnPages *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnPages, pn_pages_free)
