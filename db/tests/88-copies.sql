-- SPDX-License-Identifier: GPL-3.0-or-later
-- Copies: of what was issued or received only, by the clerk only, one series for the three kinds, read by whoever reads the original (R6).
begin;
\ir fixture.psql
select plan (19);
insert into position_title (id, name, rank, standing) overriding system value values (9001, 'Chủ tịch thử', 10, 'head');
update tenure set title_id = 9001 where person_id = 9001;
insert into unit_letter values (9000, 'UBND', 'ỦY BAN NHÂN DÂN', 'CHỦ TỊCH', 'PHÓ CHỦ TỊCH', 'Thử');
insert into unit_clerk (unit_id, person_id, valid) values (9000, 9006, '[2021-07-01,)');
insert into document (id, kind, title) overriding system value values (9180, 'official', 'Quyết định');
insert into document_version (id, document_id, sha256, filename, page_count) overriding system value values (9180, 9180, repeat ('a', 64), 'qd.pdf', 3);
set local session_replication_role = replica;
insert into sign_request (id, unit_id, kind, subject, drafter_id, document_id, state, round) overriding system value values (9180, 9000, 'decision', 'Về việc thử', 9002, 9180, 'routing', 1);
set local session_replication_role = origin;
create function pg_temp.made (kind text, more jsonb default '{}') returns doc_copy language sql as $$
  select copy_record (9180, 9006, jsonb_build_object ('kind', kind, 'source', copy_source (9180, 9006, kind)->'version', 'number', copy_next (9000), 'sha256', repeat ('b', 64), 'size', 20, 'filename', 'sao.pdf',
    'page_count', 3, 'pages', '[[595,842],[595,842],[595,842]]'::jsonb, 'field', 'ChuKyBanSao', 'cert_subject', 'CN=x', 'cert_sha256', repeat ('e', 64), 'digest', repeat ('f', 64)) || more) $$;

select throws_ok ($$ select copy_source (9180, 9006, 'sao_y') $$, 'PN016', null, 'what is on its way is not copied');
update sign_request set state = 'issued' where id = 9180;
select throws_ok ($$ select copy_source (9180, 9002, 'sao_y') $$, 'PN018', null, 'its drafter makes no copies');
select throws_ok ($$ select copy_source (9180, 9003, 'sao_y') $$, 'PN011', null, 'for others it is not there');
select throws_ok ($$ select copy_source (9180, 9006, 'sao_luc') $$, 'PN016', null, 'a sao lục copies a sao y, and there is none');
select is (copy_source (9180, 9006, 'sao_y')->>'notation', 'SY-UBND', 'its symbol');
select is (doc_code (number, notation), '01/SY-UBND', 'copies are numbered from one') from pg_temp.made ('sao_y');
select is (doc_code (number, notation), '02/TrS-UBND', 'in one series for all kinds') from pg_temp.made ('trich_sao', '{"parts":[{"page":1,"from":0,"to":50}]}');
select is (source_version_id, (select id from document_version where document_id = (select document_id from doc_copy where number = 1 and unit_id = 9000)), 'now a sao lục is made, from the sao y')
  from pg_temp.made ('sao_luc');
select is (copy_source (9180, 9006, 'sao_y')->>'code', '04/SY-UBND', 'the number on the sheet is the one that comes next');
select throws_ok ($$ select pg_temp.made ('sao_y', '{"number":3}') $$, 'PN007', null, 'a sheet with a number that was given meanwhile is no copy');
select throws_ok ($$ select pg_temp.made ('sao_y', '{"source":9100}') $$, 'PN007', null, 'of the version that was looked at');
select is (number, 4, 'a refused copy burns no number') from pg_temp.made ('sao_y');
select is (may_read_document (9002, (select document_id from doc_copy where number = 1 and unit_id = 9000)), true, 'who reads the original reads the copy');
select is (may_read_document (9003, (select document_id from doc_copy where number = 1 and unit_id = 9000)), false, 'and nobody else');
select is ((select s.kind from signature s join document_version v on v.id = s.version_id join doc_copy c on c.document_id = v.document_id where c.number = 1 and c.unit_id = 9000), 'seal', 'with the body''s signature');
select throws_ok ($$ update doc_copy set kind = 'sao_luc' where unit_id = 9000 $$, 'PN002', null, 'the register of copies is not rewritten');
insert into document_version (document_id, sha256, filename, page_count) select document_id, repeat ('a', 64), 'sao.pdf', 3 from doc_copy where number = 1 and unit_id = 9000;
select is (jsonb_array_length (book_copies (9006, 9000, vn_today (), vn_today (), true)), 4, 'a copy that is made provable for longer stays one line');
select is (book_copies (9006, 9000, vn_today (), vn_today (), false)->0->>2, 'True copy', 'in English too');
update sign_request set state = 'recalled' where id = 9180;
select throws_ok ($$ select copy_source (9180, 9006, 'sao_y') $$, 'PN016', null, 'what was taken back is not copied');
select * from finish ();
rollback;
