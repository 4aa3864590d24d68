/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One handler for each route of phien-docs, each in the file of its name. Each owns its call; loop's thread only. */
#pragma once
#include "docs-service/http/api.h"

void pn_docs_uploads_create (PnCall *call);
void pn_docs_uploads_put (PnCall *call);
void pn_docs_uploads_get (PnCall *call);
void pn_docs_uploads_finish (PnCall *call);
void pn_docs_document_get (PnCall *call);
void pn_docs_copies_list (PnCall *call);
void pn_docs_copies_create (PnCall *call);
void pn_docs_version_get (PnCall *call);
void pn_docs_version_page (PnCall *call);
void pn_docs_version_text (PnCall *call);
void pn_docs_version_search (PnCall *call);
void pn_docs_version_outline (PnCall *call);
void pn_docs_version_file (PnCall *call);
void pn_docs_version_read (PnCall *call);
void pn_docs_version_check (PnCall *call);
void pn_docs_check_post (PnCall *call);
void pn_docs_version_layout (PnCall *call);
void pn_docs_layout_post (PnCall *call);
void pn_docs_version_sign (PnCall *call);
void pn_docs_annotations_list (PnCall *call);
void pn_docs_annotations_create (PnCall *call);
void pn_docs_annotations_update (PnCall *call);
void pn_docs_annotations_delete (PnCall *call);
void pn_docs_minutes_create (PnCall *call);
void pn_docs_desk_list (PnCall *call);
void pn_docs_desk_count (PnCall *call);
void pn_docs_desk_options (PnCall *call);
void pn_docs_desk_signers (PnCall *call);
void pn_docs_desk_create (PnCall *call);
void pn_docs_desk_update (PnCall *call);
void pn_docs_desk_get (PnCall *call);
void pn_docs_desk_compose (PnCall *call);
void pn_docs_desk_preview (PnCall *call);
void pn_docs_desk_submit (PnCall *call);
void pn_docs_desk_done (PnCall *call);
void pn_docs_desk_return (PnCall *call);
void pn_docs_desk_forward (PnCall *call);
void pn_docs_desk_sign (PnCall *call);
void pn_docs_desk_number (PnCall *call);
void pn_docs_desk_seal (PnCall *call);
void pn_docs_desk_intake_open (PnCall *call);
void pn_docs_desk_intake_state (PnCall *call);
void pn_docs_intake_file (PnCall *call);
void pn_docs_intake_signed (PnCall *call);
void pn_docs_desk_recall (PnCall *call);
void pn_docs_desk_cancel (PnCall *call);
void pn_docs_register_out (PnCall *call);
void pn_docs_incoming_register (PnCall *call);
void pn_docs_incoming_list (PnCall *call);
void pn_docs_incoming_get (PnCall *call);
void pn_docs_incoming_check (PnCall *call);
void pn_docs_incoming_instruct (PnCall *call);
void pn_docs_incoming_refuse (PnCall *call);
void pn_docs_instruction_report (PnCall *call);
void pn_docs_recordings_list (PnCall *call);
void pn_docs_recording_file (PnCall *call);
void pn_docs_recording_get (PnCall *call);
void pn_docs_recording_track (PnCall *call);
void pn_docs_watch_file (PnCall *call);
/* Whether the asker may see a recording of this meeting: json is the answer of PN_Q_RECORDING or PN_Q_RECORDINGS. */
gboolean pn_docs_may_see_recording (const PnJson *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;
