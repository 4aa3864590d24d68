/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cross-reference sections and trailers: any bytes at any place are read or refused, and a chain of them always comes to an end. */
#include "docs-service/pdf/pdf-xref.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  PnPdfSection section;
  gsize at = size > 2 ? (data[0] << 8 | data[1]) % size : 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) why = NULL;

  if (!pn_pdf_section_read (data, size, 0, &section, &error) && error == NULL)
    g_error ("refused without a reason");
  if (pn_pdf_history_continues (data, size, 0, at, at, 0, NULL) != TRUE)
    g_error ("a section does not continue itself");
  if (!pn_pdf_history_continues (data, size, 0, at, size + 1, 0, &why) && why == NULL)
    g_error ("refused without a reason");
  return 0;
}
