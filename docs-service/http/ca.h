/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The house's own authority on the web: time-stamps, OCSP and the list of the revoked, for anybody and without an account. Carries questions to
 * phien-signer and its answers back; holds no key, reads no question. Loop's thread only. */
#pragma once
#include "docs-service/core/ca.h"
#include "docs-service/http/api.h"

/* request: DER, borrowed; NULL for a list, or when the question is none. Answers in the service's own words: a refusal too. */
void pn_ca_answer (PnCall *take, PnCaService service, GBytes *request);
/* FALSE, and the call has been answered (415), when the body is not of the service's type. */
gboolean pn_ca_check_type (PnCall *call, PnCaService service);
