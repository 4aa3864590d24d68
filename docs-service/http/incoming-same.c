/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/registers/{id}/same?code=&from=: arrivals with the same number, symbol and body, so that the clerk is warned before he registers (R19). */
#include <string.h>
#include "docs-service/http/routes.h"

#define QUERY_MAX 1000

void
pn_docs_incoming_same (PnCall *call)
{
  const char *code = pn_http_request_query (call->req, "code"), *from = pn_http_request_query (call->req, "from");
  if (code == NULL || from == NULL || strlen (code) > QUERY_MAX || strlen (from) > QUERY_MAX) {
    pn_call_code (call, PN_ERROR_BAD_VALUE, "code and from");
    return;
  }
  PnJson *args = pn_args_str ("code", code);
  pn_wire_set_str (args, "from", from);
  pn_call_ask (call, PN_Q_IN_SAME, call->id, args, pn_call_reply_with);
}
