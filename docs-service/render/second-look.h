/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A second reader's opinion of a checked PDF: poppler must count the same pages as qpdf, and read the same words on them in the signed
 * revision as in the whole file, for no later revision may change what a page says. Runs in the cage; one thread. */
#pragma once

#include "docs-service/pdf/pdf-check.h"

#define PN_SECOND_LOOK_MAX 4 /* revisions: the oldest, which have most behind them */

/* NULL, or the doubt: pages are what qpdf counts, ends where the signed revisions that something follows end, oldest first. */
const char *pn_second_look_at (const guint8 *bytes, gsize length, int pages, const guint64 *ends, guint n);
/* Puts doubts into the report; does nothing to one without signatures, or invalid already. */
void pn_second_look (const guint8 *bytes, gsize length, PnPdfReport *report);
