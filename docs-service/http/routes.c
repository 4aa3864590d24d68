/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/http/routes.h"

#include "docs-service/core/ca.h"
#include "docs-service/core/upload.h"

#define JSON_MAX (64 * 1024)
#define CHECK_MAX (32 * 1024 * 1024)
#define DRAFT_MAX (1024 * 1024) /* the text of a document */

static const struct {
  const char *method, *pattern;
  gsize body_max;
  PnCallHandler handler;
} routes[] = {
  { "POST", "/docs/uploads", JSON_MAX, pn_docs_uploads_create },
  { "PUT", "/docs/uploads/{upload}", PN_UPLOAD_CHUNK_MAX, pn_docs_uploads_put },
  { "GET", "/docs/uploads/{upload}", 0, pn_docs_uploads_get },
  { "POST", "/docs/uploads/{upload}/finish", JSON_MAX, pn_docs_uploads_finish },
  { "GET", "/docs/documents/{id}", 0, pn_docs_document_get },
  { "GET", "/docs/documents/{id}/reads", 0, pn_docs_document_reads },
  { "GET", "/docs/documents/{id}/copies", 0, pn_docs_copies_list },
  { "POST", "/docs/documents/{id}/copies", JSON_MAX, pn_docs_copies_create },
  { "GET", "/docs/documents/{id}/proof", 0, pn_docs_proof_get },
  { "POST", "/docs/documents/{id}/proof", JSON_MAX, pn_docs_proof_retry },
  { "GET", "/docs/proofs", 0, pn_docs_proofs_get },
  { "POST", "/docs/proofs/retry", JSON_MAX, pn_docs_proofs_retry },
  { "GET", "/docs/versions/{id}", 0, pn_docs_version_get },
  { "GET", "/docs/versions/{id}/pages/{n}", 0, pn_docs_version_page },
  { "GET", "/docs/versions/{id}/text/{n}", 0, pn_docs_version_text },
  { "GET", "/docs/versions/{id}/search", 0, pn_docs_version_search },
  { "GET", "/docs/versions/{id}/outline", 0, pn_docs_version_outline },
  { "GET", "/docs/versions/{id}/file", 0, pn_docs_version_file },
  { "GET", "/docs/versions/{id}/annotations", 0, pn_docs_annotations_list },
  { "POST", "/docs/versions/{id}/annotations", JSON_MAX, pn_docs_annotations_create },
  { "PUT", "/docs/annotations/{id}", JSON_MAX, pn_docs_annotations_update },
  { "DELETE", "/docs/annotations/{id}", JSON_MAX, pn_docs_annotations_delete },
  { "POST", "/docs/versions/{id}/read", JSON_MAX, pn_docs_version_read },
  { "POST", "/docs/meetings/{id}/minutes", JSON_MAX, pn_docs_minutes_create },
  { "POST", "/docs/versions/{id}/sign", JSON_MAX, pn_docs_version_sign },
  { "GET", "/docs/versions/{id}/check", 0, pn_docs_version_check },
  { "GET", "/docs/versions/{id}/layout", 0, pn_docs_version_layout },
  { "GET", "/docs/desk", 0, pn_docs_desk_list },
  { "GET", "/docs/desk/count", 0, pn_docs_desk_count },
  { "GET", "/docs/desk/options", 0, pn_docs_desk_options },
  { "GET", "/docs/desk/units/{id}/signers", 0, pn_docs_desk_signers },
  { "POST", "/docs/desk", DRAFT_MAX, pn_docs_desk_create },
  { "GET", "/docs/desk/requests/{id}", 0, pn_docs_desk_get },
  { "PUT", "/docs/desk/requests/{id}", DRAFT_MAX, pn_docs_desk_update },
  { "POST", "/docs/desk/requests/{id}/compose", JSON_MAX, pn_docs_desk_compose },
  { "GET", "/docs/desk/requests/{id}/preview", 0, pn_docs_desk_preview },
  { "POST", "/docs/desk/requests/{id}/zones", JSON_MAX, pn_docs_draft_place },
  { "GET", "/docs/desk/requests/{id}/original", 0, pn_docs_draft_original },
  { "POST", "/docs/desk/requests/{id}/submit", JSON_MAX, pn_docs_desk_submit },
  { "GET", "/docs/desk/requests/{id}/fields", 0, pn_docs_desk_fields_get },
  { "PUT", "/docs/desk/requests/{id}/fields", JSON_MAX, pn_docs_desk_fields_put },
  { "GET", "/docs/registers/{id}/same", 0, pn_docs_incoming_same },
  { "POST", "/docs/incoming/{id}/opinion", JSON_MAX, pn_docs_incoming_opinion },
  { "POST", "/docs/incoming/{id}/answer", JSON_MAX, pn_docs_incoming_answer },
  { "GET", "/docs/desk/requests/{id}/answer", 0, pn_docs_desk_answer_get },
  { "PUT", "/docs/desk/requests/{id}/answer", JSON_MAX, pn_docs_desk_answer_put },
  { "GET", "/docs/incoming/{id}/form", 0, pn_docs_handling_get },
  { "GET", "/docs/incoming/{id}/form/pdf", 0, pn_docs_handling_pdf },
  { "GET", "/docs/units/{id}/files", 0, pn_docs_work_files_list },
  { "POST", "/docs/units/{id}/files", JSON_MAX, pn_docs_work_files_create },
  { "GET", "/docs/files/{id}", 0, pn_docs_work_files_get },
  { "POST", "/docs/files/{id}/documents", JSON_MAX, pn_docs_work_files_put },
  { "POST", "/docs/files/{id}/close", JSON_MAX, pn_docs_work_files_close },
  { "GET", "/docs/books/{book}/{id}", 0, pn_docs_books_get },
  { "GET", "/docs/books/{book}/{id}/pdf", 0, pn_docs_books_pdf },
  { "GET", "/docs/desk/requests/{id}/attachments", 0, pn_docs_attachments_list },
  { "POST", "/docs/desk/requests/{id}/attachments", JSON_MAX, pn_docs_attachments_create },
  { "DELETE", "/docs/desk/attachments/{id}", JSON_MAX, pn_docs_attachments_delete },
  { "POST", "/docs/desk/requests/{id}/amend", JSON_MAX, pn_docs_desk_amend },
  { "POST", "/docs/desk/requests/{id}/recall", JSON_MAX, pn_docs_desk_recall },
  { "POST", "/docs/desk/requests/{id}/cancel", JSON_MAX, pn_docs_desk_cancel },
  { "POST", "/docs/desk/steps/{id}/done", JSON_MAX, pn_docs_desk_done },
  { "POST", "/docs/desk/steps/{id}/return", JSON_MAX, pn_docs_desk_return },
  { "POST", "/docs/desk/steps/{id}/forward", JSON_MAX, pn_docs_desk_forward },
  { "POST", "/docs/desk/steps/{id}/sign", JSON_MAX, pn_docs_desk_sign },
  { "POST", "/docs/desk/steps/{id}/intake", JSON_MAX, pn_docs_desk_intake_open },
  { "GET", "/docs/desk/steps/{id}/intake", 0, pn_docs_desk_intake_state },
  { "GET", "/docs/desk/steps/{id}/shown", 0, pn_docs_desk_shown },
  { "POST", "/docs/desk/steps/{id}/remote", JSON_MAX, pn_docs_desk_remote_open },
  { "GET", "/docs/desk/steps/{id}/remote", 0, pn_docs_desk_remote_state },
  { "POST", "/docs/desk/steps/{id}/remote/challenge", JSON_MAX, pn_docs_desk_remote_challenge },
  { "POST", "/docs/desk/steps/{id}/remote/page", JSON_MAX, pn_docs_desk_remote_page },
  { "POST", "/docs/desk/steps/{id}/remote/sign", JSON_MAX, pn_docs_desk_remote_sign },
  { "POST", "/docs/desk/steps/{id}/number", JSON_MAX, pn_docs_desk_number },
  { "POST", "/docs/desk/steps/{id}/seal", JSON_MAX, pn_docs_desk_seal },
  { "POST", "/docs/desk/steps/{id}/pass", JSON_MAX, pn_docs_desk_pass },
  { "GET", "/docs/desk/away", 0, pn_docs_away_list },
  { "POST", "/docs/desk/away", JSON_MAX, pn_docs_away_set },
  { "POST", "/docs/desk/away/{id}/end", JSON_MAX, pn_docs_away_end },
  { "GET", "/docs/calendar", 0, pn_docs_calendar_list },
  { "PUT", "/docs/calendar", JSON_MAX, pn_docs_calendar_set },
  { "POST", "/docs/calendar/remove", JSON_MAX, pn_docs_calendar_remove },
  { "GET", "/docs/access", 0, pn_docs_access_list },
  { "GET", "/docs/reminders", 0, pn_docs_reminders_list },
  { "POST", "/docs/reminders/seen", JSON_MAX, pn_docs_reminders_seen },
  { "POST", "/docs/access", JSON_MAX, pn_docs_access_propose },
  { "POST", "/docs/access/{id}/confirm", JSON_MAX, pn_docs_access_confirm },
  { "POST", "/docs/access/{id}/refuse", JSON_MAX, pn_docs_access_refuse },
  { "POST", "/docs/desk/sign/look", JSON_MAX, pn_docs_desk_look },
  { "POST", "/docs/desk/sign", JSON_MAX, pn_docs_desk_sign_many },
  { "GET", "/docs/pin", 0, pn_docs_pin_get },
  { "POST", "/docs/pin", JSON_MAX, pn_docs_pin_set },
  { "GET", "/docs/registers/{id}/out", 0, pn_docs_register_out },
  { "POST", "/docs/registers/{id}/out", JSON_MAX, pn_docs_register_paper },
  { "GET", "/docs/registers/{id}/in", 0, pn_docs_incoming_list },
  { "POST", "/docs/registers/{id}/in", JSON_MAX, pn_docs_incoming_register },
  { "GET", "/docs/incoming/{id}", 0, pn_docs_incoming_get },
  { "POST", "/docs/incoming/{id}/check", JSON_MAX, pn_docs_incoming_check },
  { "POST", "/docs/incoming/{id}/instruct", JSON_MAX, pn_docs_incoming_instruct },
  { "POST", "/docs/incoming/{id}/refuse", JSON_MAX, pn_docs_incoming_refuse },
  { "POST", "/docs/instructions/{id}/report", JSON_MAX, pn_docs_instruction_report },
  { "GET", "/docs/meetings/{id}/recordings", 0, pn_docs_recordings_list },
  { "GET", "/docs/recordings/{id}", 0, pn_docs_recording_get },
  { "GET", "/docs/recordings/{id}/file", 0, pn_docs_recording_file },
  { "GET", "/docs/recordings/{id}/tracks/{file}", 0, pn_docs_recording_track },
  { "GET", "/docs/meetings/{id}/watch/{file}", 0, pn_docs_watch_file },
};

void
pn_docs_add_routes (PnDocs *docs, PnWsServer *server)
{
  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    pn_docs_route (docs, server, routes[i].method, routes[i].pattern, routes[i].body_max, routes[i].handler);
  pn_docs_route_key (docs, server, "GET", "/docs/intake/{token}/file", 0, pn_docs_intake_file);
  pn_docs_route_key (docs, server, "PUT", "/docs/intake/{token}/signed", CHECK_MAX, pn_docs_intake_signed);
  pn_docs_route_key (docs, server, "POST", "/docs/intake/{token}/signed", CHECK_MAX, pn_docs_intake_signed);
  pn_docs_route_key (docs, server, "POST", "/ca/tsa", PN_CA_REQUEST_MAX, pn_docs_ca_tsa);
  pn_docs_route_key (docs, server, "POST", "/ca/ocsp", PN_CA_REQUEST_MAX, pn_docs_ca_ocsp);
  pn_docs_route_key (docs, server, "GET", "/ca/ocsp", 0, pn_docs_ca_ocsp_get);
  pn_docs_route_key (docs, server, "GET", "/ca/crl", 0, pn_docs_ca_crl);
  pn_docs_route_open (docs, server, "POST", "/docs/check", CHECK_MAX, pn_docs_check_post);
  pn_docs_route_open (docs, server, "POST", "/docs/check/layout", CHECK_MAX, pn_docs_layout_post);
  pn_docs_route_open (docs, server, "GET", "/docs/check/{token}/pages/{n}", 0, pn_docs_check_page);
  pn_docs_route_open (docs, server, "GET", "/docs/check/{token}/compare/{n}", 0, pn_docs_check_compare);
  pn_docs_route_open (docs, server, "GET", "/docs/check/{token}/report", 0, pn_docs_check_report);
  pn_docs_route_open (docs, server, "DELETE", "/docs/check/{token}", JSON_MAX, pn_docs_check_drop);
}
