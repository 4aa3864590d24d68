/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /ca/tsa: a time-stamp of the house's own authority (RFC 3161 3.4). Anybody may ask; nginx bounds how often. */
#include "docs-service/http/ca.h"
#include "docs-service/http/routes.h"

void
pn_docs_ca_tsa (PnCall *call)
{
  if (pn_ca_check_type (call, PN_CA_TIMESTAMP))
    pn_ca_answer (call, PN_CA_TIMESTAMP, pn_http_request_body (call->req));
}
