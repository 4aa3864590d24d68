/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of a draft on paper: heading rows again on each page, a row taller than a page cut between its lines.
 * Private to the drawing of rich text; draws on a PnPaper only, one thread. */
#pragma once

#include "docs-service/compose/paper.h"
#include "docs-service/compose/rich-text.h"

/* Of rich-draw.c: a paragraph with its label and marks, not drawn yet (transfer full), and its alignment. */
PangoLayout *pn_rich_layout (PnPaper *paper, const PnRichBlock *block, const PnStyle *style, double width, guint label_marks);
void pn_rich_align (PnStyle *style, PnRichAlign align);

/* Ends on the page after pages_max, whatever is left. */
void pn_rich_table_draw (PnPaper *paper, const PnRichBlock *table, int pages_max);
