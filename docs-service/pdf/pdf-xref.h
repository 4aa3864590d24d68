/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads one cross-reference section's own words by itself: is it a table or a stream, and where do /Prev and /XRefStm point.
 * Bounded, allocates nothing, trusts no byte (fuzzed); any thread may call. */
#pragma once

#include <glib.h>

typedef struct {
  gboolean stream;    /* a cross-reference stream; else a classic table with its trailer */
  gboolean has_prev, has_hybrid;
  guint64 prev;       /* /Prev as written */
  guint64 hybrid;     /* /XRefStm as written */
} PnPdfSection;

/* `at`: absolute place of the section. Errors: PDF_DAMAGED with the reason. */
gboolean pn_pdf_section_read (const guint8 *bytes, gsize length, gsize at, PnPdfSection *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether the sections from `newest` back lead straight to the one at `signed_at`, and all later ones stand behind
 * `signed_end`: a later revision must go on from the signed one and not from something older.
 * Offsets as written count from header_at. Errors: PDF_DAMAGED with the reason. */
gboolean pn_pdf_history_continues (const guint8 *bytes, gsize length, gsize header_at, guint64 newest, guint64 signed_at, guint64 signed_end,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
