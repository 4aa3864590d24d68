/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ports/files.h on a local directory. Loop's thread only (it hands the slow parts to libuv's pool itself). */
#pragma once
#include <uv.h>
#include "docs-service/ports/files.h"

/* Makes blobs/, uploads/ and recordings/ below var when they are not there. */
PnFiles *pn_files_new (uv_loop_t *loop, const char *var, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void pn_files_free (PnFiles *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnFiles, pn_files_free)
