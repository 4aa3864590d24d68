/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The CMS of a signature: any bytes get a verdict, and never a good one, for they sign something else. */
#include "docs-service/pdf/cms-check.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
judge (GBytes *der, PnCmsKind kind)
{
  g_autoptr (GBytes) content = g_bytes_new_static ("not what was signed", 19);
  const PnCmsContext context = { 0 };
  PnPdfSignature s = { 0 };

  pn_cms_check (der, content, kind, &context, &s);
  if (s.integrity == PN_PDF_INTEGRITY_OK || s.trust == PN_PDF_TRUSTED)
    g_error ("a signature of other bytes was accepted");
  g_free (s.integrity_detail);
  g_free (s.trust_detail);
  g_free (s.level);
  g_free (s.signer);
  g_free (s.issuer);
  g_free (s.serial);
  g_free (s.cert_sha256);
  g_free (s.not_after);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) der = g_bytes_new (data, size);

  judge (der, PN_CMS_CADES);
  judge (der, PN_CMS_DETACHED);
  judge (der, PN_CMS_TIMESTAMP);
  judge (der, PN_CMS_SHA1);
  return 0;
}
