/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /ca/ocsp and GET /ca/ocsp?der=: does a certificate of the house's own authority still count (RFC 6960 A.1; nginx makes the query of
 * GET /ca/ocsp/{base64}, whose slashes are no path)? Anybody may ask. */
#include "docs-service/http/ca.h"
#include "docs-service/http/routes.h"

void
pn_docs_ca_ocsp (PnCall *call)
{
  if (pn_ca_check_type (call, PN_CA_OCSP))
    pn_ca_answer (call, PN_CA_OCSP, pn_http_request_body (call->req));
}

void
pn_docs_ca_ocsp_get (PnCall *call)
{
  const char *text = pn_http_request_query (call->req, "der");
  g_autoptr (GBytes) request = text != NULL ? pn_ca_request_from_path (text) : NULL;
  pn_ca_answer (call, PN_CA_OCSP, request);
}
