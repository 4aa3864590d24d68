/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last lines of a PDF revision: whatever is accepted must lie inside the bytes. */
#include "docs-service/pdf/pdf-tail.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  PnPdfTail tail;
  gboolean ok = pn_pdf_tail_read (data, size, &tail, &error);

  if (ok != (error == NULL))
    g_error ("neither result nor error, or both");
  if (ok && (tail.eof_end > size || tail.end > size || tail.end < tail.eof_end || tail.header_at + tail.startxref >= size))
    g_error ("a tail outside the file was accepted");
  return 0;
}
