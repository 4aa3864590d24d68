-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is sent answers what was received; its issue ends the work of those who wrote it and asks the others (R12, R14, R15).
begin;
\ir fixture.psql
select plan (27);
insert into position_title (id, name, rank, standing) overriding system value values (9001, 'Chủ tịch thử', 10, 'head');
update tenure set title_id = 9001 where person_id = 9001;
insert into unit_letter values (9000, 'UBND', 'ỦY BAN NHÂN DÂN', 'CHỦ TỊCH', 'PHÓ CHỦ TỊCH', 'Thử');
insert into unit_clerk (unit_id, person_id, valid) values (9000, 9006, '[2021-07-01,)');
create function pg_temp.entry () returns bigint language sql as $$ select max (id) from register_in $$;
create function pg_temp.instruct (lead bigint) returns bigint language sql as $$ select incoming_instruct (pg_temp.entry (), 9001, jsonb_build_object ('lead', lead, 'opinion', 'Tham mưu trả lời', 'due_on', '2026-12-04')) $$;
create function pg_temp.issue (request bigint) returns void language plpgsql as $$
declare s record; d bigint := (select document_id from sign_request where id = request);
begin
  insert into document_version (document_id, sha256, filename, page_count) values (d, repeat ('a', 64), 'd.pdf', 1);
  perform desk_submit (request, (select drafter_id from sign_request where id = request), '[{"pos":1,"kind":"content","person":9003},{"pos":2,"kind":"sign","person":9001}]', repeat ('a', 64));
  for s in select id, kind from sign_step where request_id = request order by pos loop
    if s.kind = 'number' then perform desk_number (s.id, 9006, '2026-12-02'); end if;
    perform desk_done (s.id, case s.kind when 'content' then 9003 when 'sign' then 9001 else 9006 end, array[s.kind], null, repeat ('a', 64), null);
  end loop;
end $$;

select incoming_register (9000, 9006, '{"from_org":"Sở Thử","code":"12/STC","kind":"Công văn","issued_on":"2026-11-20","subject":"Về việc thử","urgency":"urgent"}');
select pg_temp.instruct (9003), pg_temp.instruct (9005);
select throws_ok ($$ select answer_draft (pg_temp.entry (), 9004) $$, 'PN011', null, 'who does not see the arrival answers nothing');
select answer_draft (pg_temp.entry (), 9005) as answer \gset
select is (kind || '|' || subject || '|' || urgency || '|' || (body->'addressees'->>0) || '|' || (due_at at time zone 'Asia/Ho_Chi_Minh')::text,
  'official_letter|trả lời Công văn số 12/STC ngày 20/11/2026 của Sở Thử|urgent|Sở Thử|2026-12-05 00:00:00', 'an answer begins with what it cites, as urgent, until the same day')
  from sign_request where id = :answer;
select is (answers_of (pg_temp.entry (), 9005)->0->>'state', 'draft', 'its drafter sees it with the arrival');
select is (answers_of (pg_temp.entry (), 9001), '[]', 'nobody else does while it is a draft');
select throws_ok (format ($$ select answer_set (%s, 9003, pg_temp.entry (), true) $$, :answer), 'PN011', null, 'nor says what it answers');
select is (answer_set (:answer, 9005, null, true), :answer::bigint, 'it may answer nothing');
select is (answer_set (:answer, 9005, pg_temp.entry (), true), :answer::bigint, 'and again this one');
select is ((select count (*) from answer where request_id = :answer), 1::bigint, 'one arrival at most');
select is (answer_codes (pg_temp.entry (), true), '', 'until it is issued nothing was answered');
select pg_temp.issue (:answer);
select is ((select string_agg (lead_id || ':' || (done_at is not null), ' ' order by id) from instruction where in_id = pg_temp.entry ()), '9003:true 9005:true', 'drafter and who initialled it have done their part');
select is (report, 'Trả lời bằng Công văn số 01/UBND ngày 02/12/2026', 'the report says by what') from instruction where in_id = pg_temp.entry () limit 1;
select is (state, 'done', 'and the arrival is done') from register_in where id = pg_temp.entry ();
select is (book_in_handling (9006, 9000, '2000-01-01', '2999-01-01', true)->0->>5, '01/UBND, 02/12/2026', 'the report on handling says number and date (R15)');
select is (book_in (9006, 9000, '2000-01-01', '2999-01-01', true)->0->>9, 'trả lời: 01/UBND, 02/12/2026', 'the register too');
select throws_ok (format ($$ select answer_set (%s, 9006, null, true) $$, :answer), 'PN016', null, 'what was issued as an answer stays one');
select is (array[answers_of (pg_temp.entry (), 9001)->0->>'code', answers_of (pg_temp.entry (), 9001)->0->>'request'], array['01/UBND', :'answer'], 'the leader finds it there');

-- Led by somebody who did not write it, or written to say only part of it: he is asked.
select incoming_register (9000, 9006, '{"from_org":"Sở Thử","subject":"Việc hai","due_on":"2026-12-10"}');
select pg_temp.instruct (9004);
select answer_draft (pg_temp.entry (), 9001) as answer2 \gset
select is (subject, 'trả lời Văn bản của Sở Thử', 'without number and date it cites what there is') from sign_request where id = :answer2;
select answer_set (:answer2, 9001, null, true);
insert into document (id, kind, title) overriding system value values (9510, 'official', 'Dự thảo');
insert into sign_request (id, unit_id, kind, subject, drafter_id, document_id) overriding system value values (9510, 9000, 'notice', 'Về việc thử', 9002, 9510);
select throws_ok ($$ select answer_set (9510, 9002, pg_temp.entry (), true) $$, 'PN011', null, 'nobody answers what he does not see');
select pg_temp.issue (9510);
select throws_ok ($$ select answer_set (9510, 9002, pg_temp.entry (), true) $$, 'PN016', null, 'a drafter says it in his draft');
select is (answer_set (9510, 9006, pg_temp.entry (), true), 9510::bigint, 'the clerk also when it was forgotten');
select is ((select kind from reminder where person_id = 9004), 'answered', 'who leads it is asked whether his work is done');
select is (state, 'assigned', 'it is not done by itself') from register_in where id = pg_temp.entry ();
select is (answer_codes (pg_temp.entry (), false), '01/TB-UBND, 02/12/2026', 'answered all the same');
select desk_recall (9510, 9006, 'Sai nội dung');
select is (answer_codes (pg_temp.entry (), true), '01/TB-UBND, 02/12/2026 (đã thu hồi)', 'a recall is said');
select incoming_refuse ((incoming_register (9000, 9006, '{"from_org":"Sở Thử","subject":"Việc ba"}')).id, 9006, 'Sai nơi nhận');
select throws_ok ($$ select answer_draft (pg_temp.entry (), 9006) $$, 'PN016', null, 'what was sent back is not answered');
select is ((select comment from desk_log where request_id = 9510 and act = 'answers'), 'Văn bản của Sở Thử', 'the history says what it answers');
select is (has_table_privilege ('phien_docs', 'phien.answer', 'insert'), false, 'the daemon writes it by these functions only');
select * from finish ();
rollback;
