/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two revisions of one file beside each other, as pixels: what the signer saw and what there is now. One job of a caged child;
 * never judges a signature. One thread. */
#pragma once
#include <glib.h>

/* Parameter {"ends":[A,B], …}: the revisions are the first A and the first B bytes of the input.
 *   "page": N       → {"pages":[of A,of B],"regions":[[x,y,w,h]…]}, thousandths of the page from its top left
 *   "fields": [name…] → {"same":bool,"pages":n,"compared":n,"page":the first that differs, 0: none}: all pages outside of these fields, which
 *                     count where A has them, or, new in B, when they take at most a seventh of the page. What cannot be compared in
 *                     40 s of processor time is not compared, pages with such a field before all others.
 * Errors: BAD_VALUE, PDF_DAMAGED (poppler cannot open a revision). */
gboolean pn_compare_work (const guint8 *input, gsize length, const char *param, gsize param_length, GByteArray **out, GError **error);
