-- Verify phien:desk on pg
begin;
select kind, name_vi, name_en, abbr, sort from phien.doc_kind where false;
select id, unit_id, kind, subject, drafter_id, drafting_unit_id, urgency, recipients, body, number_first, meeting_id, item_id, document_id, replaces_id, state, round, due_at
  from phien.sign_request where false;
select id, request_id, round, pos, kind, person_id, capacity, signer_lines, state, comment, sha256, version_id, acted_by, acted_at from phien.sign_step where false;
select request_id, seq, at, actor_id, act, step_id, version_id, comment from phien.desk_log where false;
select unit_id, year, series, number, notation, issued_on, version_id, sealed_at, recalled_at from phien.register_out where false;
select kind from phien.signature where false;
select phien.doc_code (1, 'x'), phien.may_desk (0, 0);
select 'phien.desk_number (bigint, bigint, date)'::regprocedure, 'phien.desk_submit (bigint, bigint, jsonb, text)'::regprocedure,
  'phien.desk_done (bigint, bigint, text[], text, text, bigint)'::regprocedure;
rollback;
