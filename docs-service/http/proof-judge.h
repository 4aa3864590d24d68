/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a report of the check (pdf/pdf-report.c) for the work on proofs. Pure; any thread. */
#pragma once
#include "base/wire.h"
#include "docs-service/core/proof.h"

/* Number of signatures, whether all hold, the weakest level. `before` is left alone. */
void pn_proof_read_report (const PnJson *report, PnProofFacts *facts);
/* When the certificate of the newest document time-stamp ends, µs since 1970; 0: there is none. */
gint64 pn_proof_until (const PnJson *report);
