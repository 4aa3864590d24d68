-- SPDX-License-Identifier: GPL-3.0-or-later
-- Attachments: the drafter's until it goes, bound into each round by hash, another one is a change, signed before the seal (R5, R10).
begin;
\ir fixture.psql
select plan (21);
insert into position_title (id, name, rank, standing) overriding system value values (9001, 'Chủ tịch thử', 10, 'head');
update tenure set title_id = 9001 where person_id = 9001;
insert into unit_letter values (9000, 'UBND', 'ỦY BAN NHÂN DÂN', 'CHỦ TỊCH', 'PHÓ CHỦ TỊCH', 'Thử');
insert into unit_clerk (unit_id, person_id, valid) values (9000, 9006, '[2021-07-01,)');
insert into document (id, kind, title) overriding system value values (9500, 'official', 'Dự thảo');
insert into sign_request (id, unit_id, kind, subject, drafter_id, document_id) overriding system value values (9500, 9000, 'decision', 'Về việc thử', 9002, 9500);
insert into document_version (document_id, sha256, filename, page_count) values (9500, repeat ('a', 64), 'd.pdf', 3);
insert into blob values (repeat ('c', 64), 30);
create function pg_temp.doc () returns bigint language sql as $$ select document_id from attachment where request_id = 9500 and removed_at is null order by id limit 1 $$;
create function pg_temp.submit () returns int language sql as $$
  select desk_submit (9500, 9002, '[{"pos":1,"kind":"content","person":9004},{"pos":2,"kind":"sign","person":9001,"capacity":"TM."}]', repeat ('a', 64)) $$;
create function pg_temp.step (k text) returns bigint language sql as $$
  select s.id from sign_step s join sign_request r on r.id = s.request_id and r.round = s.round where s.request_id = 9500 and s.kind = k $$;
create function pg_temp.sealed (seen text) returns bigint language sql as $$
  select attachment_sealed ((select id from attachment where document_id = pg_temp.doc ()), 9006, jsonb_build_object ('seen', seen, 'sha256', repeat ('d', 64), 'size', 40, 'page_count', 1,
    'pages', '[[595,842]]'::jsonb, 'field', 'ChuKyPhuLuc', 'cert_subject', 'CN=x', 'cert_sha256', repeat ('e', 64), 'digest', repeat ('f', 64))) $$;

select throws_ok ($$ select attachment_add (9500, 9004, 'Phụ lục') $$, 'PN011', null, 'nobody else adds to a draft');
select isnt (attachment_add (9500, 9002, 'Phụ lục I'), null, 'its drafter does');
select throws_ok ($$ select pg_temp.submit () $$, 'PN016', null, 'it does not go without the file');
insert into document_version (document_id, sha256, filename, page_count) values (pg_temp.doc (), repeat ('b', 64), 'pl.pdf', 1);
select is (may_read_document (9004, pg_temp.doc ()), false, 'a draft''s attachment is its drafter''s alone');
select is (pg_temp.submit (), 1, 'it goes');
select is ((select sha256::text from round_attachment where request_id = 9500 and round = 1), repeat ('b', 64), 'with the attachment bound by its hash');
select is (may_read_document (9004, pg_temp.doc ()), true, 'those on the route read the attachment too');
select throws_ok ($$ insert into document_version (document_id, sha256, filename, page_count) values (pg_temp.doc (), repeat ('c', 64), 'pl.pdf', 1) $$, 'PN016', null, 'on its way no file is exchanged');
select throws_ok ($$ select attachment_add (9500, 9002, 'Phụ lục II') $$, 'PN016', null, 'and none is added');
select throws_ok ($$ select attachment_remove ((select id from attachment where document_id = pg_temp.doc ()), 9002) $$, 'PN016', null, 'nor taken away');
select lives_ok ($$ select desk_return (pg_temp.step ('content'), 9004, 'Sửa phụ lục', repeat ('a', 64)) $$, 'it is returned');
select throws_ok ($$ select pg_temp.submit () $$, 'PN016', null, 'nothing has changed');
insert into document_version (document_id, sha256, filename, page_count) values (pg_temp.doc (), repeat ('c', 64), 'pl.pdf', 1);
select is (pg_temp.submit (), 2, 'another attachment is a change (R10)');
select is ((select state from sign_step where id = pg_temp.step ('content')), 'current', 'and everybody is asked anew');
select lives_ok ($$ select desk_done (pg_temp.step ('content'), 9004, '{content}', null, repeat ('a', 64), null) $$, 'content');
select lives_ok ($$ select desk_done (pg_temp.step ('sign'), 9001, '{sign}', null, repeat ('a', 64), null); select desk_number (pg_temp.step ('number'), 9006, current_date);
  select desk_done (pg_temp.step ('number'), 9006, '{number}', null, repeat ('a', 64), null) $$, 'signature and number');
select throws_ok ($$ select desk_sealed (pg_temp.step ('seal'), 9006, repeat ('a', 64), (select id from document_version where document_id = 9500)) $$, 'PN016', null, 'the seal waits for the attachments');
select throws_ok ($$ select pg_temp.sealed (repeat ('b', 64)) $$, 'PN007', null, 'the clerk signs the file that went along, no other');
select isnt (pg_temp.sealed (repeat ('c', 64)), null, 'it is signed');
select is (pg_temp.sealed (repeat ('c', 64)), (select id from document_version where sha256 = repeat ('d', 64)), 'once');
select lives_ok ($$ select desk_sealed (pg_temp.step ('seal'), 9006, repeat ('a', 64), (select id from document_version where document_id = 9500)) $$, 'then the document');
select * from finish ();
rollback;
