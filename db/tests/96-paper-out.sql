-- SPDX-License-Identifier: GPL-3.0-or-later
-- Paper and electronic documents share their numbers, secret ones have their own (R13).
begin;
\ir fixture.psql
select plan (15);
insert into position_title (id, name, rank, standing) overriding system value values (9001, 'Chủ tịch thử', 10, 'head');
update tenure set title_id = 9001 where person_id = 9001;
insert into unit_letter values (9000, 'UBND', 'ỦY BAN NHÂN DÂN', 'CHỦ TỊCH', 'PHÓ CHỦ TỊCH', 'Thử');
insert into unit_clerk (unit_id, person_id, valid) values (9000, 9006, '[2021-07-01,)');
insert into document (id, kind, title) overriding system value select n, 'official', 'Dự thảo' from generate_series (9500, 9501) n;
insert into document_version (document_id, sha256, filename, page_count) select n, repeat ('a', 64), 'd.pdf', 1 from generate_series (9500, 9501) n;
insert into sign_request (id, unit_id, kind, subject, drafter_id, document_id, number_first) overriding system value select n, 9000, 'decision', 'Về việc thử', 9005, n, true from generate_series (9500, 9501) n;
select desk_submit (n, 9005, '[{"pos":1,"kind":"sign","person":9001}]', repeat ('a', 64)) from generate_series (9500, 9501) n;
create function pg_temp.number (request bigint) returns int language sql as $$ select (desk_number (s.id, 9006, vn_today ())).number from sign_step s where s.request_id = request and s.kind = 'number' $$;
create function pg_temp.paper (actor bigint, more jsonb default '{}') returns register_out language sql as $$
  select paper_out (9000, actor, '{"kind":"decision","subject":"Bản giấy","drafter":9002,"signer":9001,"capacity":"TM.","recipients":["Sở Thử"],"pages":2}' || more) $$;

select is (pg_temp.number (9500), 1, 'an electronic document');
select is (doc_code (number, notation) || ' ' || (issued_on = vn_today ()), '02/QĐ-UBND true', 'then one on paper, of today') from pg_temp.paper (9006);
select is (pg_temp.number (9501), 3, 'and an electronic one again: one series (R13)');
select is (number, 1, 'secret ones count by themselves') from pg_temp.paper (9006, '{"secrecy":"secret"}');
select is (number, 2, 'whatever their level') from pg_temp.paper (9006, '{"secrecy":"confidential"}');
select is ((select count (*) from sign_request where secrecy <> 'none' and subject like '%Bản giấy%'), 0::bigint, 'of what is secret no subject is kept');
select is (number, 4, 'and the common series goes on') from pg_temp.paper (9006);
select is (doc_code (number, notation), '01/UBND', 'each kind by itself') from pg_temp.paper (9006, '{"kind":"official_letter"}');
select throws_ok ($$ select pg_temp.paper (9002) $$, 'PN018', null, 'only the clerk gives numbers');
select throws_ok ($$ select pg_temp.paper (9006, '{"drafter":9006}') $$, 'PN015', null, 'not to what he drafted');
select throws_ok ($$ select pg_temp.paper (9006, '{"signer":9002}') $$, 'PN015', null, 'nor is the drafter the signer (f9)');
select is (state || ' ' || paper, 'issued true', 'it is issued') from sign_request where paper limit 1;
select is (book_out (9006, 9000, vn_today (), vn_today (), true)->0->>6, '1', 'and stands in the book');
select is ((select count (*) from doc_kind), 29::bigint, 'every numbered kind of Art. 7, a notice of conclusion among the notices (R2)');
select is (doc_symbol (9000, 'telegram', null) || ' ' || doc_series (9000, 'telegram', 'none') || ' ' || doc_series (9000, 'official_letter', 'secret'), 'CĐ-UBND CĐ CV M', 'symbol and series of one');
select * from finish ();
rollback;
