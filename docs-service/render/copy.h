/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies the pages of one untrusted PDF, or bands of them, as they are printed, into a new file, in true size and
 * colour; whole pages keep their text, of a band nothing but its picture comes along (Decree 30/2020 Annex I part
 * II, R6). Runs inside the cage only; one thread. */
#pragma once
#include <glib.h>

#define PN_COPY_PAGES_MAX 500

/* parts_json: {"parts":[{"page","from","to"}]}, bands in per cent of the page's height from its top; absent:
 * every page whole. Successive bands of one page stand on one sheet. transfer full. Errors: BAD_VALUE (no
 * such page, band), PDF_*, TOO_LARGE (more than 500 sheets). */
GByteArray *pn_copy_pages (const guint8 *bytes, gsize length, const char *parts_json, gsize json_length,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
