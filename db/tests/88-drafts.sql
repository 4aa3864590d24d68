-- SPDX-License-Identifier: GPL-3.0-or-later
-- Drafts: saved against a revision, by their drafter alone, while he has them; files and placings are written once.
begin;
\ir fixture.psql
select plan (9);
insert into unit_letter values (9000, 'UBND', 'ỦY BAN NHÂN DÂN', 'CHỦ TỊCH', 'PHÓ CHỦ TỊCH', 'Thử');
insert into document (id, kind, title) overriding system value values (9600, 'official', 'Dự thảo');
insert into sign_request (id, unit_id, kind, subject, drafter_id, document_id) overriding system value values (9600, 9000, 'decision', 'Về việc thử', 9002, 9600);
insert into document_version (id, document_id, sha256, filename, page_count) overriding system value values (9600, 9600, repeat ('a', 64), 'd.pdf', 3);

select is ((draft_save (9600, 9002, 1, '{"kind":"plan","subject":"Mới","urgency":"normal","number_first":false,"recipients":["A","B"],"body":{}}')).rev, 2, 'a saving counts');
select is (recipients, '{A,B}'::text[], 'and is there') from sign_request where id = 9600;
select throws_ok ($$ select draft_save (9600, 9002, 1, '{"kind":"plan","subject":"Cũ","urgency":"normal","number_first":false}') $$, 'PN007', null, 'a window that began earlier overwrites nothing');
select is ((draft_save (9600, 9002, 2, '{"kind":"plan","subject":"Mới hơn","urgency":"normal","number_first":false,"body":{}}')).subject, 'Mới hơn', 'the next goes on');
select throws_ok ($$ select draft_save (9600, 9003, 3, '{"kind":"plan","subject":"Khác","urgency":"normal","number_first":false}') $$, 'PN011', null, 'a draft is its drafter''s alone');
insert into draft_file (id, request_id, uploaded_by, name, kind, original_sha256, pdf_sha256, page_count, pages) overriding system value
  values (9600, 9600, 9002, 'd.docx', 'docx', repeat ('a', 64), repeat ('a', 64), 3, '[]');
insert into draft_placing (version_id, file_id, zones) values (9600, 9600, '[]');
select throws_ok ($$ update draft_file set name = 'x' $$, 'PN002', null, 'an uploaded draft stays as it came (R21)');
select throws_ok ($$ delete from draft_placing $$, 'PN002', null, 'so does where its fields were put');
select throws_ok ($$ insert into draft_file (request_id, uploaded_by, name, kind, original_sha256, pdf_sha256, page_count, pages) values (9600, 9002, 'x', 'doc', repeat ('a', 64), repeat ('a', 64), 1, '[]') $$, '23514', null, 'PDF and DOCX only');
set local session_replication_role = replica;
update sign_request set state = 'routing' where id = 9600;
set local session_replication_role = origin;
select throws_ok ($$ select draft_save (9600, 9002, 3, '{"kind":"plan","subject":"Sau","urgency":"normal","number_first":false}') $$, 'PN016', null, 'on its way it stays as it is (R10)');
select * from finish ();
rollback;
