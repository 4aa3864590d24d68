/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folding cross-reference sections and looking at fields by hand: any bytes are folded or left alone, and
 * what was folded can be folded again. */
#include "docs-service/pdf/pdf-chain.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  gsize at = size > 2 ? (data[0] << 8 | data[1]) % size : 0, length;
  g_autoptr (PnPdfChain) chain = pn_pdf_chain_read (data, size, 0, at);

  for (guint i = 0; i < chain->places->len; i++) {
    PnPdfPeek peek;
    if (pn_pdf_chain_peek (chain, g_array_index (chain->places, PnPdfPlace, i).number, &peek))
      g_free (peek.name);
  }
  if (chain->sections == 0)
    return 0;
  g_autofree guint8 *view = pn_pdf_chain_view (chain, &length);
  g_autoptr (PnPdfChain) again = pn_pdf_chain_read (view, length, 0, size + 1);
  if (again->sections == 0 || again->places->len < chain->places->len)
    g_error ("the folded section is not one");
  return 0;
}
