-- SPDX-License-Identifier: GPL-3.0-or-later
-- After issue: replaced by the same form, corrected by a letter, both know; what was taken back is frozen, its recall kept (R16).
begin;
\ir fixture.psql
select plan (21);
insert into position_title (id, name, rank, standing) overriding system value values (9001, 'Chủ tịch thử', 10, 'head');
update tenure set title_id = 9001 where person_id = 9001;
insert into unit_letter values (9000, 'UBND', 'ỦY BAN NHÂN DÂN', 'CHỦ TỊCH', 'PHÓ CHỦ TỊCH', 'Thử');
insert into unit_clerk (unit_id, person_id, valid) values (9000, 9006, '[2021-07-01,)');
insert into document (id, kind, title) overriding system value values (9500, 'official', 'Dự thảo');
insert into sign_request (id, unit_id, kind, subject, drafter_id, document_id, body, recipients) overriding system value
  values (9500, 9000, 'decision', 'Về việc thử', 9002, 9500, '{"paragraphs":["Điều 1."],"signer":9001,"capacity":"TM."}', '{"Như Điều 1","Sở Thử","Lưu: VT"}');
insert into document_version (document_id, sha256, filename, page_count) values (9500, repeat ('a', 64), 'd.pdf', 3);
create function pg_temp.issue (request bigint) returns text language plpgsql as $$
declare s bigint;
begin
  perform desk_submit (request, 9002, '[{"pos":1,"kind":"sign","person":9001,"capacity":"TM."}]', repeat ('a', 64));
  for s in select id from sign_step where request_id = request and state <> 'done' order by pos loop
    if (select kind from sign_step where id = s) = 'number' then perform desk_number (s, 9006, '2026-11-26'); end if;
    if (select kind from sign_step where id = s) = 'seal' then perform desk_sealed (s, 9006, repeat ('a', 64), (select v.id from document_version v join sign_request r on r.document_id = v.document_id where r.id = request limit 1));
    else perform desk_done (s, case (select kind from sign_step where id = s) when 'sign' then 9001 else 9006 end, array[(select kind from sign_step where id = s)], null, repeat ('a', 64), null); end if;
  end loop;
  return (select state from sign_request where id = request);
end $$;
create function pg_temp.file (request bigint) returns bigint language sql as $$
  insert into document_version (document_id, sha256, filename, page_count) select document_id, repeat ('a', 64), 'd.pdf', 3 from sign_request where id = request returning id $$;
create function pg_temp.newest () returns bigint language sql as $$ select max (id) from sign_request where id < 9500 $$;

select throws_ok ($$ select desk_amend (9500, 9002, 'replace') $$, 'PN016', null, 'a draft is changed, not replaced');
select is (pg_temp.issue (9500), 'issued', 'issued');
select throws_ok ($$ select desk_amend (9500, 9003, 'replace') $$, 'PN011', null, 'by those who may see it');
select isnt (desk_amend (9500, 9002, 'replace'), null, 'its drafter begins a replacement');
select is (r.kind::text || ' ' || r.subject || ' ' || (r.body->>'capacity'), 'decision Về việc thử TM.', 'filled from the old one') from sign_request r where id = pg_temp.newest ();
select throws_ok ($$ update sign_request set kind = 'notice' where id = pg_temp.newest () $$, 'PN019', 'amend_kind', 'of an equal form only');
select is (amends_of (9500)->'replaced_by', 'null', 'until it is issued the old one counts');
select isnt (pg_temp.file (pg_temp.newest ()), null, 'a file');
select is (pg_temp.issue (pg_temp.newest ()), 'issued', 'the replacement is issued');
select is (amends_of (9500)->'replaced_by'->>'code', '02/QĐ-UBND', 'the old one says what took its place');
select is (amends_of (pg_temp.newest ())->'replaces'->>'code', '01/QĐ-UBND', 'and the new one of which');
select is ((select act || ' ' || comment from desk_log where request_id = 9500 order by seq desc limit 1), 'replaced 02/QĐ-UBND', 'the history too');
select throws_ok ($$ with x as (select desk_amend (9500, 9002, 'replace') as id) select pg_temp.file (id) from x $$, 'PN016', null, 'nothing is replaced twice');
select isnt (desk_amend (pg_temp.newest (), 9002, 'correct'), null, 'wrong form is corrected');
select is (r.kind || ': ' || r.subject, 'official_letter: đính chính Quyết định số 02/QĐ-UBND ngày 26/11/2026', 'by a letter that names it') from sign_request r where id = pg_temp.newest ();
select is (r.body->'addressees', '["Sở Thử"]', 'addressed to who received the old one') from sign_request r where id = pg_temp.newest ();
select lives_ok ($$ select desk_recall (9500, 9006, 'Sai nội dung') $$, 'a document is taken back');
select throws_ok ($$ insert into document_version (document_id, sha256, filename, page_count, created_by) values (9500, repeat ('b', 64), 'd.pdf', 3, 9006) $$, 'PN016', null, 'its file is frozen');
select throws_ok ($$ update sign_request set subject = 'khác' where id = 9500 $$, 'PN016', null, 'its words too');
select throws_ok ($$ update register_out set recall_reason = 'khác' where request_id = 9500 $$, 'PN002', null, 'and what is known of the recall');
select is ((select recall_reason from register_out where request_id = 9500), 'Sai nội dung', 'which stays');
select * from finish ();
rollback;
