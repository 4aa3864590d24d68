/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /ca/crl: the revoked certificates of the house's own authority (RFC 5280), in DER. Anybody may ask. */
#include "docs-service/http/ca.h"
#include "docs-service/http/routes.h"

void
pn_docs_ca_crl (PnCall *call)
{
  pn_ca_answer (call, PN_CA_CRL, NULL);
}
