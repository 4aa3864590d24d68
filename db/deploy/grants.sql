-- Deploy phien:grants to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Least rights. Neither daemon owns a table, deletes history, or writes an event except through append_event().
begin;

revoke execute on all functions in schema phien from public;
grant usage on schema phien to phien_meeting, phien_docs;

-- What both read.
grant select on phien.org_kind, phien.org_unit, phien.org_unit_past, phien.org_merger, phien.position_title, phien.person, phien.tenure, phien.person_now,
  phien.body_rule, phien.meeting_template, phien.template_item, phien.meeting, phien.site, phien.participant, phien.agenda_item,
  phien.document, phien.document_version, phien.blob, phien.document_read, phien.signature,
  phien.speak_request, phien.vote, phien.vote_voter, phien.ballot, phien.minutes_revision, phien.recording, phien.event
  to phien_meeting, phien_docs;
grant execute on function phien.vn_fold (text), phien.session_person (bytea), phien.append_event (bigint, bigint, text, jsonb, timestamptz),
  phien.may_see_meeting (bigint, bigint), phien.may_prepare_meeting (bigint, bigint), phien.may_read_document (bigint, bigint),
  phien.agenda_of (bigint), phien.rule_of (bigint, text, date), phien.rule_needed (int, int, text, int),
  phien.meeting_members (bigint), phien.meeting_quorum (bigint)
  to phien_meeting, phien_docs;

-- meeting-server
grant select on phien.account, phien.login_session, phien.command, phien.state_move to phien_meeting;
grant update (failed_logins, locked_until, last_login_at, lang, password_phc, password_changed_at) on phien.account to phien_meeting;
grant insert, update (last_seen_at, expires_at, revoked_at) on phien.login_session to phien_meeting;
grant insert (unit_id, title, kind, state, starts_at, ends_at, place, description, secrecy, chair_id, secretary_id, template_id, created_by) on phien.meeting to phien_meeting;
grant update (unit_id, title, kind, state, starts_at, ends_at, place, description, secrecy, chair_id, secretary_id, template_id,
  recording, opened_at, closed_at, override_reason, version, deleted_at) on phien.meeting to phien_meeting;
grant insert, update, delete on phien.site, phien.participant, phien.agenda_item to phien_meeting;
grant insert, update on phien.speak_request, phien.recording to phien_meeting;
grant insert (meeting_id, item_id, question, kind, opened_by, opened_at, rule_basis, rule_num, rule_den, rule_comparison, rule_cite, members) on phien.vote to phien_meeting;
grant update (state, closed_at, present, yes, no, abstain, not_cast, adopted, result) on phien.vote to phien_meeting;
grant insert on phien.vote_voter to phien_meeting;
grant insert, update (choice, receipt, cast_at) on phien.ballot to phien_meeting;
grant insert, update (state, frozen_at) on phien.minutes_revision to phien_meeting;
grant insert on phien.command to phien_meeting;
grant execute on function phien.login_wait (text, inet), phien.login_failed (text, inet), phien.session_sweep (), phien.command_sweep (interval),
  phien.meeting_apply_template (bigint, bigint), phien.vote_open (bigint, bigint, text, bigint), phien.vote_close (bigint),
  phien.floor_grant (bigint, bigint, int, bigint), phien.agenda_start (bigint), phien.meeting_close (bigint)
  to phien_meeting;

-- docs-service: no account, no password, no session but through session_person()
grant insert on phien.blob to phien_docs;
grant insert, update (item_id, title, retracted_at) on phien.document to phien_docs;
grant insert, update (frozen, outline) on phien.document_version to phien_docs;
grant select, insert, update on phien.upload to phien_docs;
grant delete on phien.upload to phien_docs;
grant select, insert, update, delete on phien.page_text, phien.annotation to phien_docs;
grant insert, update (last_page, last_at) on phien.document_read to phien_docs;
grant insert on phien.signature to phien_docs;

commit;
