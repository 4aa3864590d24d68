/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws a register or report as a book of landscape A4 sheets (Decree 30/2020 Annex IV, R15), its head repeated on each, every sheet marked as
 * printed from the system (R23); and the handling form of a received document with its three blocks. No network, no file but fonts; bounded input;
 * for the sandboxed render child. */
#pragma once

#include <glib.h>

#define PN_BOOK_MAX_JSON (8 * 1024 * 1024)
#define PN_BOOK_ROWS_MAX 5000
#define PN_BOOK_COLUMNS_MAX 12

/* {"body" *, "parent_body", "title" *, "period", "columns": [{"head" *, "share" *}] *, "rows": [["…"]] *, "empty", "mark" *}; share: width among its
 * neighbours'. A cell longer than 1,500 characters ends in "…". transfer full: PDF. Errors: BAD_MESSAGE, BAD_VALUE, TOO_LARGE, INTERNAL. */
GBytes *pn_compose_book (const void *json, gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* {"body" *, "parent_body", "title" *, "facts": [["label", "value"]], "blocks": [{"title", "entries": [{"text", "by"}]}], "mark" *}: the same errors. */
GBytes *pn_compose_handling (const void *json, gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;
