/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the evidence that lies in a document's security store (/DSS).
 * Private to docs-service/pdf; what cannot be read is left out. */
#pragma once

#include "docs-service/pdf/pdf-doc.h"
#include "docs-service/pdf/revocation.h"

/* Never NULL. transfer full */
PnEvidence *pn_pdf_evidence_read (PnPdfDoc *doc);
