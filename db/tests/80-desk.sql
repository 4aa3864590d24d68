-- SPDX-License-Identifier: GPL-3.0-or-later
-- The signing desk: a route from draft to seal, whose turn it is, who may not do two things, numbers without gap (R9-R13).
begin;
\ir fixture.psql
select plan (41);

insert into position_title (id, name, rank, standing) overriding system value values (9001, 'Chủ tịch thử', 10, 'head'), (9002, 'Phó Chủ tịch thử', 20, 'deputy');
update tenure set title_id = 9001 where person_id = 9001;
update tenure set title_id = 9002 where person_id = 9003;
insert into unit_letter values (9000, 'UBND', 'ỦY BAN NHÂN DÂN', 'CHỦ TỊCH', 'PHÓ CHỦ TỊCH', 'Thử'), (9010, 'ST', '', 'GIÁM ĐỐC', 'PHÓ GIÁM ĐỐC', 'Thử');
insert into unit_clerk (unit_id, person_id, valid) values (9000, 9006, '[2021-07-01,)');

-- Authority (R11)
select is (signing_facts (9003, 9000, 'decision')->>'standing', 'deputy', 'a deputy is one');
select throws_ok ($$ insert into authority_grant (unit_id, capacity, from_id, to_id, basis, valid) values (9000, 'TUQ.', 9003, 9004, 'x', '[2026-01-01,2099-01-01)') $$, 'PN014', null, 'only the head gives authority on');
select lives_ok ($$ insert into authority_grant (unit_id, capacity, from_id, to_id, basis, valid, kinds) values (9000, 'TUQ.', 9001, 9004, 'GUQ 01', daterange (current_date, current_date + 30), '{notice}') $$, 'the head may');
select throws_ok ($$ insert into authority_grant (unit_id, capacity, from_id, to_id, basis, valid) values (9000, 'TUQ.', 9004, 9003, 'x', daterange (current_date, current_date + 9)) $$, 'PN014', null, 'a proxy is not given on');
select is (jsonb_array_length (signing_facts (9004, 9000, 'notice')->'grants'), 1, 'a proxy counts for its kind');
select is (jsonb_array_length (signing_facts (9004, 9000, 'decision')->'grants'), 0, 'and for no other');
select throws_ok ($$ update authority_grant set basis = 'y' $$, 'PN002', null, 'a grant is not rewritten');
update tenure set title_id = 9000 where person_id = 9001;
select is (jsonb_array_length (signing_facts (9004, 9000, 'notice')->'grants'), 0, 'and ends with the giver''s office');
update tenure set title_id = 9001 where person_id = 9001;
update authority_grant set revoked_at = now ();
select throws_ok ($$ update authority_grant set revoked_at = null $$, 'PN002', null, 'a revoked grant stays revoked');

-- A draft
create function pg_temp.draft (id bigint, kind text, first boolean default false) returns void language sql as $$
  insert into document (id, kind, title) overriding system value values (draft.id, 'official', 'Dự thảo');
  insert into sign_request (id, unit_id, kind, subject, drafter_id, document_id, number_first) overriding system value values (draft.id, 9000, draft.kind, 'Về việc thử', 9002, draft.id, draft.first);
  insert into document_version (document_id, sha256, filename, page_count) values (draft.id, repeat ('a', 64), 'd.pdf', 3);
$$;
create function pg_temp.route () returns jsonb language sql as $$
  select '[{"pos":1,"kind":"content","person":9004},{"pos":1,"kind":"form","person":9005},{"pos":2,"kind":"sign","person":9001,"capacity":"TM."}]'::jsonb $$;
create function pg_temp.step (request bigint, k text) returns bigint language sql as $$
  select s.id from sign_step s join sign_request r on r.id = s.request_id and r.round = s.round where s.request_id = request and s.kind = k $$;
create function pg_temp.now_at (request bigint) returns text language sql as $$
  select string_agg (s.kind, ',' order by s.kind) from sign_step s join sign_request r on r.id = s.request_id and r.round = s.round where s.request_id = request and s.state = 'current' $$;
create function pg_temp.version (request bigint, h text) returns bigint language sql as $$
  insert into document_version (document_id, sha256, filename, page_count) values (request, repeat (h, 64), 'd.pdf', 3) returning id $$;
select pg_temp.draft (9500, 'decision');

select is (may_desk (9001, 9500), false, 'a draft is its drafter''s alone');
select throws_ok ($$ select desk_submit (9500, 9004, pg_temp.route (), repeat ('a', 64)) $$, 'PN011', null, 'nobody else submits it');
select throws_ok ($$ select desk_submit (9500, 9002, pg_temp.route (), repeat ('b', 64)) $$, 'PN007', null, 'nor in a version that is not the newest');
select throws_ok ($$ select desk_submit (9500, 9002, '[{"pos":1,"kind":"content","person":9004}]', repeat ('a', 64)) $$, 'PN017', null, 'nor without a signature');
select throws_ok ($$ select desk_submit (9500, 9002, '[{"pos":1,"kind":"sign","person":9001},{"pos":2,"kind":"content","person":9004}]', repeat ('a', 64)) $$, 'PN017', null, 'an opinion after the signature is none');
select throws_ok ($$ select desk_submit (9500, 9002, '[{"pos":1,"kind":"content","person":9002},{"pos":2,"kind":"sign","person":9001}]', repeat ('a', 64)) $$, 'PN015', null, 'the drafter does not initial his own draft (f9)');
select throws_ok ($$ select desk_submit (9500, 9002, '[{"pos":1,"kind":"content","person":9001},{"pos":2,"kind":"sign","person":9001}]', repeat ('a', 64)) $$, 'PN015', null, 'nor does the signer initial');
select is (desk_submit (9500, 9002, pg_temp.route (), repeat ('a', 64)), 1, 'it goes');
select is (pg_temp.now_at (9500), 'content,form', 'parallel steps wait together');
select is (may_desk (9004, 9500), true, 'those on the route see it now');
select is (may_desk (9003, 9500), false, 'others do not');
select throws_ok ($$ update sign_request set subject = 'khác' where id = 9500 $$, 'PN016', null, 'on its way it stays as it is');
select throws_ok ($$ select desk_done (pg_temp.step (9500, 'sign'), 9001, '{sign}', null, repeat ('a', 64), null) $$, 'PN016', null, 'the signature waits for the initials (e5)');
select throws_ok ($$ select desk_done (pg_temp.step (9500, 'content'), 9005, '{content}', null, repeat ('a', 64), null) $$, 'PN018', null, 'a step is one person''s');
select is (desk_done (pg_temp.step (9500, 'content'), 9004, '{content}', 'được', repeat ('a', 64), null), 9500::bigint, 'content is initialled');
select throws_ok ($$ select desk_done (pg_temp.step (9500, 'content'), 9004, '{content}', null, repeat ('a', 64), null) $$, 'PN016', null, 'once');
select is (desk_return (pg_temp.step (9500, 'form'), 9005, 'sai thể thức', repeat ('a', 64)), 9500::bigint, 'form is returned');
select results_eq ($$ select state, count (*) from sign_step where request_id = 9500 group by 1 order by 1 $$, $$ values ('done', 1::bigint), ('returned', 1), ('void', 3) $$, 'and the round is over');
select throws_ok ($$ select desk_submit (9500, 9002, pg_temp.route (), repeat ('a', 64)) $$, 'PN016', null, 'the same draft does not come again (R10)');
select pg_temp.version (9500, 'b');
select is (desk_submit (9500, 9002, pg_temp.route (), repeat ('b', 64)), 2, 'a new one does');
select is (pg_temp.now_at (9500), 'content,form', 'and everybody is asked anew');
select desk_forward (pg_temp.step (9500, 'content'), 9004, 9003, 'đi công tác');
select desk_done (pg_temp.step (9500, 'content'), 9003, '{content}', null, repeat ('b', 64), null), desk_done (pg_temp.step (9500, 'form'), 9005, '{form}', null, repeat ('b', 64), null);
select desk_done (pg_temp.step (9500, 'sign'), 9001, '{sign}', null, repeat ('b', 64), pg_temp.version (9500, 'b'));
select throws_ok ($$ select desk_number (pg_temp.step (9500, 'number'), 9005, '2026-02-05') $$, 'PN018', null, 'a number is the clerk''s');
select is (doc_code (number, notation), '01/QĐ-UBND', 'the first of the year is padded (R13)') from desk_number (pg_temp.step (9500, 'number'), 9006, '2026-02-05');
select is (number, 1, 'asked again after a crash it is the same') from desk_number (pg_temp.step (9500, 'number'), 9006, '2026-02-05');
select desk_done (pg_temp.step (9500, 'number'), 9006, '{number}', null, repeat ('b', 64), pg_temp.version (9500, 'b'));
select throws_ok ($$ select desk_return (pg_temp.step (9500, 'seal'), 9006, 'x', repeat ('b', 64)) $$, 'PN018', null, 'a signed document is not returned');
select desk_sealed (pg_temp.step (9500, 'seal'), 9006, repeat ('b', 64), pg_temp.version (9500, 'b'));
select is (state, 'issued', 'sealed is issued') from sign_request where id = 9500;
select is (pages, 3, 'and stands in the register') from register_out where request_id = 9500 and sealed_at is not null;

select pg_temp.draft (9501, 'official_letter', true);
select desk_submit (9501, 9002, '[{"pos":1,"kind":"sign","person":9001}]', repeat ('a', 64));
select is (pg_temp.now_at (9501), 'number', 'the other order: the number comes first (R9)');
select is (doc_code (number, notation), '01/UBND', 'a letter has a series and a symbol of its own') from desk_number (pg_temp.step (9501, 'number'), 9006, '2026-02-05');

select throws_ok ($$ select desk_recall (9500, 9004, 'x') $$, 'PN018', null, 'not everybody recalls');
select desk_recall (9500, 9001, 'sai nội dung');
select is (recall_reason, 'sai nội dung', 'a recall keeps row and number (R16)') from register_out where request_id = 9500;
select throws_ok ($$ delete from register_out $$, 'PN002', null, 'no number leaves the register');
select * from finish ();
rollback;
