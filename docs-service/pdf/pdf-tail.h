/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the last lines of a PDF revision by itself: startxref, %%EOF and what kind of cross-reference stands there.
 * Bounded, allocates nothing, trusts no byte (fuzzed); any thread may call. */
#pragma once

#include <glib.h>

typedef struct {
  gsize header_at;     /* where "%PDF-" begins: offsets in the file count from here */
  guint64 startxref;   /* as written */
  gboolean xref_stream; /* FALSE: classic table (also for hybrid files, whose newest section is a table) */
  gsize eof_end;       /* just after "%%EOF", without its line end */
  gsize end;           /* just after the line end that follows it (CR, LF or CRLF), when there is one */
} PnPdfTail;

/* Looks at the last 2 KiB before `length`. Errors: PDF_DAMAGED with the reason. */
gboolean pn_pdf_tail_read (const guint8 *bytes, gsize length, PnPdfTail *tail, GError **error) G_GNUC_WARN_UNUSED_RESULT;
