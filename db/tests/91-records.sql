-- SPDX-License-Identifier: GPL-3.0-or-later
-- Fields of Annex VI, files, the handling form and the outputs (R15, R18, R19, R21, R24).
begin;
\ir fixture.psql
select plan (38);
insert into position_title (id, name, rank, standing) overriding system value values (9001, 'Chủ tịch thử', 10, 'head'), (9002, 'Trưởng phòng thử', 40, 'head');
update tenure set title_id = 9001 where person_id = 9001;
update tenure set title_id = 9002, unit_id = 9011 where person_id = 9003;
insert into unit_letter values (9000, 'UBND', 'ỦY BAN NHÂN DÂN', 'CHỦ TỊCH', 'PHÓ CHỦ TỊCH', 'Thử');
insert into unit_clerk (unit_id, person_id, valid) values (9000, 9006, '[2021-07-01,)');
insert into document (id, kind, title) overriding system value values (9500, 'official', 'Dự thảo');
insert into sign_request (id, unit_id, kind, subject, drafter_id, document_id, recipients) overriding system value values (9500, 9000, 'decision', 'Về việc thử', 9002, 9500, '{"Sở Thử","Như Điều 2"}');
insert into document_version (document_id, sha256, filename, page_count) values (9500, repeat ('a', 64), 'd.pdf', 3);

-- Outgoing fields
create function pg_temp.fields (actor bigint, receivers text default '[{"organ_id":"H99.01","organ_name":"Sở Thử"}]') returns bigint language sql as $$
  select outgoing_fields_save (9500, actor, jsonb_build_object ('language', 'Tiếng Việt', 'description', '', 'issued_amount', 5, 'receivers', receivers::jsonb)) $$;
select throws_ok ($$ select pg_temp.fields (9003) $$, 'PN011', null, 'the fields of a draft are its drafter''s');
select is (pg_temp.fields (9002), 9500::bigint, 'who saves them');
select throws_ok ($$ select pg_temp.fields (9002, '[{"organ_id":"12345678901234","organ_name":"x"}]') $$, '23514', null, 'a body''s code has at most 13 characters');
select throws_ok ($$ select pg_temp.fields (9002, '[{"organ_id":"1","organ_name":""}]') $$, '23514', null, 'a receiver has a name');
select desk_submit (9500, 9002, '[{"pos":1,"kind":"sign","person":9001,"capacity":"TM."}]', repeat ('a', 64));
select throws_ok ($$ select pg_temp.fields (9002) $$, 'PN016', null, 'on its way the drafter changes nothing');
select is (pg_temp.fields (9006), 9500::bigint, 'the clerk may until the seal');
select desk_done (s.id, 9001, '{sign}', null, repeat ('a', 64), null) from sign_step s where request_id = 9500 and kind = 'sign';
select desk_number (s.id, 9006, '2026-11-26') from sign_step s where request_id = 9500 and kind = 'number';
select desk_done (s.id, 9006, '{number}', null, repeat ('a', 64), null) from sign_step s where request_id = 9500 and kind = 'number';
select desk_sealed (s.id, 9006, repeat ('a', 64), (select v.id from document_version v where v.document_id = 9500)) from sign_step s where request_id = 9500 and kind = 'seal';
select throws_ok ($$ select pg_temp.fields (9006) $$, 'PN016', null, 'then they are frozen');

-- Incoming fields, and the warning
select lives_ok ($$ select incoming_register (9000, 9006, '{"from_org":"Sở Thử","code":"12/STC","subject":"Về việc thử","signer_title":"Giám đốc","signer_name":"Trần A","language":"","page_amount":4}') $$, 'an arrival');
create function pg_temp.entry () returns bigint language sql as $$ select max (id) from register_in where unit_id = 9000 $$;
select is (language || page_amount, 'Tiếng Việt4', 'its language fills itself') from register_in where id = pg_temp.entry ();
select is (jsonb_array_length (incoming_same (9000, '12/STC', 'so thu')), 1, 'the same number from the same body is found without diacritics (R19)');
select is (jsonb_array_length (incoming_same (9000, '', 'Sở Thử')), 0, 'no number is no match');
select throws_ok ($$ select incoming_register (9000, 9006, '{"from_org":"Sở Thử","code":"123456789012/STC","subject":"x"}') $$, '23514', null, 'CodeNumber has at most 11 characters');

-- The handling form: leader, head of unit, official
select throws_ok ($$ select incoming_opinion (pg_temp.entry (), 9006, '{"opinion":"x"}') $$, 'PN018', null, 'who is not named is not asked');
select lives_ok ($$ select incoming_instruct (pg_temp.entry (), 9001, '{"lead":9003,"opinion":"Giao phòng"}') $$, 'the leader instructs');
select is (opinion_block (9003, pg_temp.entry ()), 'head', 'a head of unit has the second block');
select is (may_incoming (9004, pg_temp.entry ()), false, 'his official does not see it yet');
select lives_ok ($$ select incoming_opinion (pg_temp.entry (), 9003, '{"opinion":"Chuyển đồng chí xử lý","assignee":9004,"due_on":"2026-12-01"}') $$, 'he passes it on');
select is (may_incoming (9004, pg_temp.entry ()), true, 'now he does');
select is (opinion_block (9004, pg_temp.entry ()), 'officer', 'and has the third block');
select lives_ok ($$ select incoming_opinion (pg_temp.entry (), 9004, '{"opinion":"Đề xuất trả lời","assignee":9005}') $$, 'he proposes');
select is ((select string_agg (block || coalesce (':' || assignee_id, ''), ' ' order by id) from handling_opinion where in_id = pg_temp.entry ()), 'head:9004 officer', 'an official passes nothing on');
select throws_ok ($$ delete from handling_opinion $$, 'PN002', null, 'opinions stay');

-- Files
create function pg_temp.open (actor bigint) returns work_file language sql as $$
  select work_file_open (9000, actor, '{"catalog":2026,"notation":"01/TH","title":"Hồ sơ thử","maintenance":"10 năm"}') $$;
create function pg_temp.file () returns bigint language sql as $$ select max (id) from work_file $$;
update tenure set unit_id = 9010 where person_id = 9005;
select throws_ok ($$ select pg_temp.open (9005) $$, 'PN018', null, 'people of a body below, which has a list of its own, open none (R17)');
select is (may_file (9003, 9000), false, 'nor does its apparatus');
select is (may_file (9003, 9010), true, 'which sees its own body''s');
update org_unit set kind = 'office' where id = 9010;
select is (may_file (9003, 9000), true, 'the office of a body and its divisions are the body itself');
update org_unit set kind = 'department' where id = 9010;
select is (creator, 'Lê Thư Ký', 'an official opens one, its creator fills itself') from pg_temp.open (9002);
select throws_ok ($$ select work_file_close (pg_temp.file (), 9002) $$, 'PN016', null, 'an empty one is not closed');
select is (work_file_put (pg_temp.file (), 9002, 9500), 1, 'an issued document lies in it');
select is (work_file_put (pg_temp.file (), 9002, 9500), 1, 'once');
select is (work_file_put (pg_temp.file (), 9006, (select document_id from register_in where id = pg_temp.entry ())), 2, 'and a received one');
select is (work_file_close (pg_temp.file (), 9002), pg_temp.file (), 'it is closed');
select throws_ok ($$ select work_file_put (pg_temp.file (), 9002, 9500) $$, 'PN016', null, 'and takes no more');

-- The outputs
select is (book_out (9006, 9000, '2026-11-26', '2026-11-26', true)->0->>0, '01/QĐ-UBND', 'the outgoing register');
select is (jsonb_array_length (book_out (9006, 9000, '2026-11-26', '2026-11-26', true)->0), 10, 'has ten columns (R15)');
select is (array[jsonb_array_length (book_in (9006, 9000, '2000-01-01', '2999-01-01', true)->0), jsonb_array_length (book_in_handling (9006, 9000, '2000-01-01', '2999-01-01', true)->0),
  jsonb_array_length (book_out_handling (9006, 9000, '2000-01-01', '2999-01-01', true)->0)], array[10, 7, 10], 'the incoming one ten, the follow-up seven');
select is (jsonb_array_length (book_in (9005, 9000, '2000-01-01', '2999-01-01', true)), 0, 'nobody reads in a book what he may not see');
select is (array[book_files (9002, 9000, '2000-01-01', '2999-01-01', true)->0->>6, book_file_docs (9006, pg_temp.file (), true)->0->>1, book_file_docs (9002, pg_temp.file (), true)->1->>3],
  array['2', '01/QĐ-UBND', '(không có quyền xem)'], 'files, and what lies in them by each one''s rights');
select * from finish ();
rollback;
