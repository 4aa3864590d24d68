/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What PN_RENDER_WORK means for each kind of child: a table of pure functions, bytes and parameter in, bytes out.
 * Never touches descriptors, network or database; runs inside the cage, one thread. */
#pragma once
#include "docs-service/render/render-wire.h"

/* `param` is NUL-terminated. *out: transfer full. Errors become PN_RENDER_REFUSED with the message as reason. */
typedef gboolean (*PnRenderWork) (const guint8 *input, gsize length, const char *param, gsize param_length, GByteArray **out, GError **error);

/* NULL: this job has no work of its own. */
PnRenderWork pn_render_work_of (PnRenderJob job);
