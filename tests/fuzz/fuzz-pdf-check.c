/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole PDF from a stranger: judged without a crash, and without a root never called trusted; what may be signed, can be. */
#include "docs-service/pdf/pdf-check.h"
#include "docs-service/pdf/pdf-sign.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
judge (GBytes *pdf)
{
  g_autoptr (PnPdfReport) report = pn_pdf_check (pdf, NULL);

  if (report->verdict == PN_PDF_VALID)
    g_error ("valid for nobody's roots");
  for (guint i = 0; i < report->signatures->len; i++)
    if (((const PnPdfSignature *) report->signatures->pdata[i])->trust == PN_PDF_TRUSTED)
      g_error ("trusted by nobody's roots");
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) pdf = g_bytes_new (data, size);
  const PnPdfSignSpec spec = { .page = 1, .name = "A", .contents_max = 64 };
  g_autoptr (PnPdfPrepared) prepared = pn_pdf_sign_prepare (pdf, &spec, NULL);

  judge (pdf);
  if (prepared != NULL) {
    g_autoptr (GBytes) both = pn_pdf_concat (pdf, prepared->append);
    judge (both);
  }
  return 0;
}
