/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/uploads/{upload}: where it stands; after a break the client goes on at "offset". A draft that is being converted
 * and laid out says in "phase" what is done for it now. */
#include "docs-service/http/draft-file.h"
#include "docs-service/http/routes.h"

static void
on_upload (PnCall *call, const PnJson *json)
{
  static const char *const kept[] = { "state", "offset", "size", "document", "version" };
  PnJson *reply = pn_wire_object ();
  PnErrorCode code;
  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    if (pn_wire_member (json, kept[i]) != NULL)
      pn_wire_set_ref (reply, kept[i], pn_wire_member (json, kept[i]));
  if (pn_error_from_name (pn_wire_str (json, "error_code", ""), &code)) {
    PnJson *error = pn_args_str ("code", pn_error_name (code));
    pn_wire_set_str (error, "vi", pn_error_vi (code));
    pn_wire_set_str (error, "en", pn_error_en (code));
    pn_wire_set_str (error, "detail", pn_wire_str (json, "error_detail", ""));
    pn_wire_set_take (reply, "error", error);
  }
  const char *phase = pn_draft_file_phase (call->docs, pn_wire_str (json, "upload", ""));
  if (phase != NULL)
    pn_wire_set_str (reply, "phase", phase);
  pn_call_reply (call, 200, reply);
}

void
pn_docs_uploads_get (PnCall *call)
{
  const char *upload = pn_http_request_param (call->req, "upload");
  if (pn_id_is_uuid (upload))
    pn_call_ask (call, PN_Q_UPLOAD, 0, pn_args_str ("upload", upload), on_upload);
  else
    pn_call_code (call, PN_ERROR_NOT_FOUND, NULL);
}
