-- SPDX-License-Identifier: GPL-3.0-or-later
-- Days are days of Viet Nam (UTC+7), also between midnight and seven in the morning, and a year's series begins there (R13, R14).
begin;
\ir fixture.psql
select plan (22);
set time zone 'UTC';
select is_empty ($$ select p.proname from pg_proc p where p.pronamespace = 'phien'::regnamespace and p.prokind = 'f' and pg_get_functiondef (p.oid) ~* '\m(current_date|current_timestamp|localtimestamp)\M|now\(\)\)?::date' $$, 'no function asks for the server''s day');
select is_empty ($$ select a.adrelid::regclass from pg_attrdef a join pg_class c on c.oid = a.adrelid where c.relnamespace = 'phien'::regnamespace and pg_get_expr (a.adbin, a.adrelid) ~* 'current_date|now\(\).*::date' $$, 'no default does');
select is_empty ($$ select c.relname from pg_class c where c.relnamespace = 'phien'::regnamespace and c.relkind in ('v', 'm') and pg_get_viewdef (c.oid) ~* 'current_date|now\(\)' $$, 'no view does');

insert into position_title (id, name, rank, standing) overriding system value values (9001, 'Chủ tịch thử', 10, 'head'), (9002, 'Phó Chủ tịch thử', 20, 'deputy');
insert into unit_letter values (9000, 'UBND', 'ỦY BAN NHÂN DÂN', 'CHỦ TỊCH', 'PHÓ CHỦ TỊCH', 'Thử');
insert into unit_clerk (unit_id, person_id, valid) values (9000, 9006, '[2021-07-01,)'), (9000, 9002, '[2027-01-01,)');
update tenure set title_id = 9001, valid = '[2021-07-01,2027-01-01)' where person_id = 9001;
update tenure set valid = '[2021-07-01,2027-01-01)' where person_id = 9003;
insert into tenure (person_id, unit_id, title_id, valid) values (9003, 9000, 9001, '[2027-01-01,)');
insert into authority_grant (unit_id, capacity, from_id, to_id, basis, valid, kinds) values (9000, 'TL.', 9001, 9004, 'QĐ 01', '[2026-01-01,)', null);
create function pg_temp.at (t text) returns void language plpgsql as $$
begin
  execute format ('create or replace function phien.vn_now () returns timestamptz language sql stable return %L::timestamptz', t);
end $$;
create function pg_temp.arrive () returns text language sql as $$ select year || '/' || number from incoming_register (9000, 9006, '{"from_org":"Sở Thử","subject":"Về việc thử"}') $$;

-- 16:59:59 UTC is 23:59:59 on 31 December in Viet Nam.
select pg_temp.at ('2026-12-31 16:59:59+00');
select is (vn_today (), '2026-12-31'::date, 'the last second of the year');
select is (pg_temp.arrive (), '2026/1', 'an arrival is of the old year');
select is (pg_temp.arrive (), '2026/2', 'and the next');
select is (array[is_head (9001, 9000, vn_today ()), is_clerk (9002, 9000), is_leader (9003, 9000)], '{t,f,f}'::boolean[], 'offices are those of the old year');
select is (signing_facts (9001, 9000, 'decision')->>'standing', 'head', 'who heads the unit signs');
select is (jsonb_array_length (signing_facts (9004, 9000, 'decision')->'grants'), 1, 'and what he gave counts');
select is ((select title from person_now where id = 9003), 'Ủy viên thử', 'a person has the title of the old year');
insert into org_unit (id, kind, name, code) overriding system value values (9020, 'division', 'Phòng năm cũ', 'T9020');
select is (valid, '[2026-12-31,)'::daterange, 'what is founded is founded today') from org_unit where id = 9020;

-- One second later it is 2027 in Viet Nam and still 2026 in UTC.
select pg_temp.at ('2026-12-31 17:00:00+00');
select is (vn_today (), '2027-01-01'::date, 'the year turns at midnight in Viet Nam');
select is (pg_temp.arrive (), '2027/1', 'arrivals count from one again (R14)');
select is (array[is_head (9001, 9000, vn_today ()), is_clerk (9002, 9000), is_leader (9003, 9000)], '{f,t,t}'::boolean[], 'who takes office on 1 January has it at midnight, not at seven');
select is (jsonb_array_length (signing_facts (9004, 9000, 'decision')->'grants'), 0, 'an authority ends with its giver''s office');
select is ((select title from person_now where id = 9003), 'Chủ tịch thử', 'the new title');
select is ((work_file_open (9000, 9006, '{"catalog":2027,"notation":"01","title":"Hồ sơ","maintenance":"10 năm"}')).started_on, '2027-01-01'::date, 'a file begins today');

-- A proxy written at one in the morning counts from then, and a document numbered then is the first of the year.
select pg_temp.at ('2026-12-31 18:00:00+00');
select away_set (9003, '{"to":9004,"from":"2027-01-01","until":"2027-01-03","scope":"all","reason":"đi công tác","unit":9000,"basis":"GUQ 01"}') \gset
select is (valid, '[2027-01-01,2027-01-04)'::daterange, 'a proxy has just the days it says') from authority_grant where capacity = 'TUQ.' and to_id = 9004;
select is (jsonb_array_length (signing_facts (9004, 9000, 'decision')->'grants'), 1, 'and counts at once');
insert into document (id, kind, title) overriding system value select n, 'official', 'Dự thảo' from generate_series (9500, 9501) n;
insert into document_version (document_id, sha256, filename, page_count) select n, repeat ('a', 64), 'd.pdf', 1 from generate_series (9500, 9501) n;
insert into sign_request (id, unit_id, kind, subject, drafter_id, document_id, number_first) overriding system value select n, 9000, 'decision', 'Về việc thử', 9005, n, true from generate_series (9500, 9501) n;
select desk_submit (n, 9005, '[{"pos":1,"kind":"sign","person":9003}]', repeat ('a', 64)) from generate_series (9500, 9501) n;
create function pg_temp.number (request bigint) returns text language sql as $$
  select o.year || '/' || o.number from sign_step s, lateral desk_number (s.id, 9006, vn_today ()) o where s.request_id = request and s.kind = 'number' $$;
select pg_temp.at ('2026-12-31 16:59:59+00');
select is (pg_temp.number (9500), '2026/1', 'numbered a second before midnight');
select pg_temp.at ('2026-12-31 17:00:00+00');
select is (pg_temp.number (9501), '2027/1', 'and at midnight (R13)');
select is (pg_temp.number (9500), '2026/1', 'asked again the old one keeps its year');
select * from finish ();
rollback;
