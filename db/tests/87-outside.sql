-- SPDX-License-Identifier: GPL-3.0-or-later
-- Keys outside: certificates are registered once and only revoked; a link is one step's, one person's, one file's, for a quarter of an hour, once.
begin;
\ir fixture.psql
select plan (25);

update position_title set standing = 'head' where id = 9000;
insert into unit_letter values (9000, 'UBND', 'ỦY BAN NHÂN DÂN', 'CHỦ TỊCH', 'PHÓ CHỦ TỊCH', 'Thử');
insert into document (id, kind, title) overriding system value values (9500, 'official', 'Dự thảo');
insert into sign_request (id, unit_id, kind, subject, drafter_id, document_id) overriding system value values (9500, 9000, 'decision', 'Về việc thử', 9002, 9500);
insert into document_version (document_id, sha256, filename, page_count) values (9500, repeat ('a', 64), 'd.pdf', 3);
select desk_submit (9500, 9002, '[{"pos":1,"kind":"sign","person":9001}]', repeat ('a', 64));
create function pg_temp.step () returns bigint language sql as $$ select id from sign_step where request_id = 9500 and kind = 'sign' $$;
create function pg_temp.version () returns bigint language sql as $$
  insert into document_version (document_id, sha256, filename, page_count) values (9500, repeat ('b', 64), 'd.pdf', 3) returning id $$;
create function pg_temp.take (token text, cert text, person bigint default 9001, seen text default repeat ('a', 64)) returns bigint language sql as $$
  select intake_take (pg_temp.step (), person, repeat (token, 64), seen, repeat (cert, 64), pg_temp.version ()) $$;

select throws_ok ($$ select intake_open (pg_temp.step (), 9001, repeat ('a', 64), repeat ('1', 64)) $$, 'PN019', 'no_certificate', 'no link without a registered certificate');
insert into person_cert (person_id, cert_sha256, subject, valid) values
  (9001, repeat ('c', 64), 'CN=chủ tọa', '[2026-01-01,2099-01-01)'), (9003, repeat ('d', 64), 'CN=ủy viên', '[2026-01-01,2099-01-01)'), (9001, repeat ('e', 64), 'CN=hết hạn', '[2020-01-01,2021-01-01)');
select throws_ok ($$ update person_cert set subject = 'CN=khác' where person_id = 9003 $$, 'PN002', null, 'a registered certificate stays');
select throws_ok ($$ delete from person_cert where person_id = 9003 $$, 'PN002', null, 'and is not deleted');
select throws_ok ($$ insert into person_cert (person_id, cert_sha256, subject, valid) values (9003, repeat ('c', 64), 'CN=chủ tọa', '[2026-01-01,2099-01-01)') $$, '23505', null, 'one certificate is one person''s');
select results_eq ($$ select cert_sha256::text from certs_of (9001) $$, array[repeat ('c', 64)], 'an expired one does not count');

select throws_ok ($$ select intake_open (pg_temp.step (), 9003, repeat ('a', 64), repeat ('1', 64)) $$, 'PN018', null, 'a link is not for another head');
select throws_ok ($$ select intake_open (pg_temp.step (), 9002, repeat ('a', 64), repeat ('1', 64)) $$, 'PN018', null, 'nor for another who is');
select throws_ok ($$ select intake_open (pg_temp.step (), 9001, repeat ('b', 64), repeat ('1', 64)) $$, 'PN007', null, 'nor for another version');
select is (expires_at, now () + interval '15 minutes', 'it lives a quarter of an hour') from intake_open (pg_temp.step (), 9001, repeat ('a', 64), repeat ('1', 64));
select is (fetched_at, null, 'not fetched yet') from intake_fetched (repeat ('1', 64));
select isnt (fetched_at, null, 'fetched is noted') from intake_find (repeat ('1', 64));
select is (step_id, pg_temp.step (), 'a second one for the same step') from intake_open (pg_temp.step (), 9001, repeat ('a', 64), repeat ('2', 64));
select throws_ok ($$ select intake_find (repeat ('1', 64)) $$, 'PN019', 'intake_expired', 'ends the first');
select throws_ok ($$ select intake_find (repeat ('9', 64)) $$, 'PN011', null, 'a guessed one is none');
select throws_ok ($$ update sign_intake set expires_at = expires_at + interval '1 day' where token_sha256 = repeat ('2', 64) $$, 'PN002', null, 'no link lives longer than it was given');

select throws_ok ($$ select pg_temp.take ('1', 'c') $$, 'PN019', 'intake_expired', 'an ended link takes nothing');
select throws_ok ($$ select pg_temp.take ('2', 'd') $$, 'PN019', 'intake_wrong_cert', 'nor another person''s certificate');
select throws_ok ($$ select pg_temp.take ('2', 'e') $$, 'PN019', 'intake_wrong_cert', 'nor an expired one');
select throws_ok ($$ select pg_temp.take ('2', 'c', 9003) $$, 'PN018', null, 'nor for another person');
select throws_ok ($$ select pg_temp.take ('2', 'c', 9001, repeat ('b', 64)) $$, 'PN018', null, 'nor over another file');
select intake_refused ((select id from intake_find (repeat ('2', 64))), 'intake_unsigned');
select is (pg_temp.take ('2', 'c'), 9500::bigint, 'the signed file is taken');
select is (state, 'done', 'the step is done with it') from sign_step where id = pg_temp.step ();
select throws_ok ($$ select pg_temp.take ('2', 'c') $$, 'PN019', 'intake_used', 'once');
select throws_ok ($$ delete from sign_intake $$, 'PN002', null, 'the record of it stays');
select throws_ok ($$ update sign_intake set version_id = null, used_at = null where used_at is not null $$, 'PN002', null, 'unchanged');
select * from finish ();
rollback;
