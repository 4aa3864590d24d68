/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report of a check in the words of ETSI TS 119 102-2 (validation report) and EN 319 102-1 (indications), as JSON whose members carry
 * the names of the standard's elements. Pure: time and file are handed in; any thread may call. Not a conformant XML report, and not signed. */
#pragma once

#include "docs-service/pdf/pdf-check.h"

/* What the signatures come to; for tests and for the paper. */
typedef struct {
  const char *main;   /* "TOTAL-PASSED", "TOTAL-FAILED", "INDETERMINATE" */
  const char *reason; /* sub-indication, "HASH_FAILURE"; "" for passed */
} PnEtsiIndication;

PnEtsiIndication pn_etsi_of_signature (const PnPdfSignature *s);
/* The worst of all. Unsigned: INDETERMINATE with NO_SIGNATURE_FOUND, the one word that is not the standard's. */
PnEtsiIndication pn_etsi_of_report (const PnPdfReport *self);
/* at_us: when the check was made. transfer full */
PnJson *pn_etsi_json (const PnPdfReport *self, GBytes *document, gint64 at_us);
