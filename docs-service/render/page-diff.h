/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where two pictures of one page differ, as a few rectangles. Pure: pixels in, numbers out; never touches poppler, a path or a clock; any thread. */
#pragma once
#include "docs-service/render/page-image.h"

/* Fractions of the page, from its top left as it is shown. */
typedef struct {
  double x, y, w, h;
} PnRegion;

/* Appends to `regions` (of PnRegion; NULL: only the answer is wanted) what differs outside of the ignored ones, each of which is taken two
 * pixels wider. Every bit counts: one renderer draws the same page the same way twice. TRUE when anything differs; pictures of
 * different size differ as a whole. */
gboolean pn_pages_differ (const PnImage *a, const PnImage *b, const PnRegion *ignored, guint n_ignored, GArray *regions);
