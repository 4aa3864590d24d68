/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts a read draft on paper in the form of Decree 30/2020 Annex I (R1): headings, articles, khoản and điểm, tables over pages.
 * Draws on a PnPaper only, no file, no network; one thread. */
#pragma once

#include "docs-service/compose/paper.h"
#include "docs-service/compose/rich-text.h"

/* FALSE once the paper has more than pages_max pages. */
gboolean pn_rich_draw (PnPaper *paper, const PnRich *rich, int pages_max);
