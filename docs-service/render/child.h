/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of one document's process: enter the cage, then answer asks on its socket until the asker hangs up.
 * Touches nothing but the two descriptors it was given; single-threaded (pango adds one of its own). */
#pragma once
#include "docs-service/render/render-wire.h"

/* Takes both descriptors; never returns. */
void pn_render_child_run (PnRenderJob job, int input, int sock) G_GNUC_NORETURN;
