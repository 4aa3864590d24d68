/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs of text put together to lines, as a reader sees them: columns apart, words of one line together. What stands in a signature is kept out.
 * Private to docs-service/layout; pure; one thread. */
#pragma once

#include "docs-service/layout/layout-page.h"

typedef struct {
  char *text, *folded; /* folded: core/fold */
  PnMmRect box;
  int page; /* from 1 */
  /* of most of its letters */
  double size;
  const char *font; /* borrowed of the description */
  gboolean bold, italic;
  guint32 rgb;
  guint letters;
  gboolean caps;  /* no small letter, and a letter at all */
  gboolean is_cell; /* another line stands beside it: a table, or columns */
} PnLine;

/* Array of PnLine, which it owns. */
GPtrArray *pn_layout_lines_new (void);
/* The lines of that page (from 1), from top to bottom, left to right. */
void pn_layout_lines_add (GPtrArray *lines, const PnLayoutDoc *doc, int page);

double pn_line_middle (const PnLine *self); /* x */
double pn_line_right (const PnLine *self);
double pn_line_bottom (const PnLine *self);
#define PN_MM_OF_POINT (25.4 / 72)
