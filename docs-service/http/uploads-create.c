/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/uploads {meeting,item?,filename,size,title?} or {document,filename,size}: who may bring papers, and a name for this one. */
#include "docs-service/core/rights.h"
#include "docs-service/core/upload.h"
#include "docs-service/core/versions.h"
#include "docs-service/http/routes.h"

static void
on_created (PnCall *call, const PnJson *json)
{
  PnJson *reply = pn_args_str ("upload", pn_wire_str (json, "upload", ""));
  pn_wire_set_int (reply, "chunk_max", PN_UPLOAD_CHUNK_MAX);
  pn_call_reply (call, 201, reply);
}

static void
on_facts (PnCall *call, const PnJson *facts)
{
  g_autoptr (GError) error = NULL;
  gint64 document = pn_wire_int (facts, "document", 0), item = pn_wire_int (call->body, "item", 0), size = pn_wire_int (call->body, "size", 0);
  g_autofree char *name = pn_upload_clean_name (pn_wire_str (call->body, "filename", ""));
  PnVersionFacts version = { .n = pn_wire_int (facts, "n", 0), .frozen = pn_wire_bool (facts, "frozen", FALSE),
                             .signed_ = pn_wire_bool (facts, "signed", FALSE), .newest = TRUE };
  /* A draft on the signing desk is its drafter's to replace until he submits it (R10); a paper is the meeting's. */
  if ((!pn_wire_bool (facts, "drafting", FALSE)
       && !pn_doc_require (pn_doc_role_from_name (pn_wire_str (facts, "role", "")), pn_doc_meeting_state_from_name (pn_wire_str (facts, "state", "")),
                           PN_DOC_UPLOAD, &error))
      || (document != 0 && !pn_version_may_follow (&version, PN_VERSION_UPLOAD, &error))) {
    pn_call_fail (call, error);
    return;
  }
  PnJson *args = pn_args_str ("filename", name);
  if (pn_wire_member (facts, "meeting") != NULL)
    pn_wire_set_int (args, "meeting", pn_wire_int (facts, "meeting", 0));
  pn_wire_set_int (args, "account", call->account);
  pn_wire_set_int (args, "size", size);
  if (document != 0)
    pn_wire_set_int (args, "document", document);
  if (item != 0)
    pn_wire_set_int (args, "item", item);
  if (pn_wire_str (call->body, "title", NULL) != NULL)
    pn_wire_set_str (args, "title", pn_wire_str (call->body, "title", NULL));
  pn_call_ask (call, PN_Q_UPLOAD_CREATE, 0, args, on_created);
}

static gboolean
check_body (const PnJson *body, gint64 *meeting, gint64 *document, GError **error)
{
  static const char *const keys[] = { "meeting", "item", "document", "filename", "size", "title", NULL };
  const char *filename, *title;
  gint64 size, item;
  if (!pn_wire_only (body, keys, error) || !pn_wire_opt_int (body, "meeting", 1, PN_WIRE_MAX_INT, meeting, error)
      || !pn_wire_opt_int (body, "document", 1, PN_WIRE_MAX_INT, document, error) || !pn_wire_opt_int (body, "item", 1, PN_WIRE_MAX_INT, &item, error)
      || !pn_wire_get_str (body, "filename", 0, 1000, &filename, error) || !pn_wire_opt_str (body, "title", 1, 500, &title, error)
      || !pn_wire_get_int (body, "size", 0, PN_WIRE_MAX_INT, &size, error) || !pn_upload_check_size (size, error))
    return FALSE;
  if ((*meeting != 0) != (*document != 0))
    return TRUE;
  g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, "either meeting or document");
  return FALSE;
}

void
pn_docs_uploads_create (PnCall *call)
{
  g_autoptr (GError) error = NULL;
  gint64 meeting = 0, document = 0;
  call->body = pn_http_request_json (call->req);
  if (call->body == NULL) {
    pn_call_free (call); /* answered */
    return;
  }
  if (!check_body (call->body, &meeting, &document, &error)) {
    pn_call_fail (call, error);
    return;
  }
  if (document != 0)
    pn_call_ask (call, PN_Q_DOCUMENT_FACTS, document, NULL, on_facts);
  else
    pn_call_ask (call, PN_Q_MEETING_FACTS, meeting, NULL, on_facts);
}
