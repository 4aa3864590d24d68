-- SPDX-License-Identifier: GPL-3.0-or-later
-- Remote keys: credentials are bound once and only released; a prepared signature is one step's, one person's, one file's, for a quarter of an hour, once.
begin;
\ir fixture.psql
select plan (22);

update position_title set standing = 'head' where id = 9000;
insert into unit_letter values (9000, 'UBND', 'ỦY BAN NHÂN DÂN', 'CHỦ TỊCH', 'PHÓ CHỦ TỊCH', 'Thử');
insert into document (id, kind, title) overriding system value values (9500, 'official', 'Dự thảo');
insert into sign_request (id, unit_id, kind, subject, drafter_id, document_id) overriding system value values (9500, 9000, 'decision', 'Về việc thử', 9002, 9500);
insert into document_version (document_id, sha256, filename, page_count) values (9500, repeat ('a', 64), 'd.pdf', 3);
select desk_submit (9500, 9002, '[{"pos":1,"kind":"sign","person":9001}]', repeat ('a', 64));
create function pg_temp.step () returns bigint language sql as $$ select id from sign_step where request_id = 9500 and kind = 'sign' $$;
create function pg_temp.version () returns bigint language sql as $$
  insert into document_version (document_id, sha256, filename, page_count) values (9500, repeat ('b', 64), 'd.pdf', 3) returning id $$;
create function pg_temp.cred (name text) returns bigint language sql as $$ select id from remote_credential where credential = name and revoked_at is null $$;
create function pg_temp.open (name text, person bigint default 9001, seen text default repeat ('a', 64)) returns remote_sign language sql as $$
  select remote_open (pg_temp.step (), person, seen, pg_temp.cred (name), '{"field":"ChuKy"}', repeat ('f', 64), '{"pin":true}') $$;
create function pg_temp.take (person bigint default 9001, seen text default repeat ('a', 64)) returns bigint language sql as $$
  select remote_take (pg_temp.step (), person, (select max (id) from remote_sign), seen, pg_temp.version ()) $$;

select throws_ok ($$ select pg_temp.open ('none') $$, 'PN019', 'no_remote', 'nothing is prepared without a bound credential');
insert into remote_credential (person_id, credential, cert_sha256, subject, key_kind, valid) values
  (9001, 'own', repeat ('c', 64), 'CN=chủ tọa', 'P-256', '[2026-01-01,2099-01-01)'), (9003, 'others', repeat ('d', 64), 'CN=ủy viên', 'P-256', '[2026-01-01,2099-01-01)'),
  (9001, 'old', repeat ('e', 64), 'CN=hết hạn', 'P-256', '[2020-01-01,2021-01-01)');
select throws_ok ($$ update remote_credential set cert_sha256 = repeat ('0', 64) where credential = 'own' $$, 'PN002', null, 'a bound credential stays');
select throws_ok ($$ delete from remote_credential where credential = 'own' $$, 'PN002', null, 'and is not deleted');
select throws_ok ($$ insert into remote_credential (person_id, credential, cert_sha256, subject, key_kind, valid) values (9003, 'own', repeat ('c', 64), 'x', 'P-256', '[2026-01-01,2099-01-01)') $$,
  '23505', null, 'one credential is one person''s');
select throws_ok ($$ select pg_temp.open ('others') $$, 'PN019', 'no_remote', 'not with another person''s');
select throws_ok ($$ select pg_temp.open ('old') $$, 'PN019', 'no_remote', 'not with an expired one');
select throws_ok ($$ select pg_temp.open ('others', 9003) $$, 'PN018', null, 'not by another head');
select throws_ok ($$ select pg_temp.open ('own', 9001, repeat ('b', 64)) $$, 'PN007', null, 'not over another version');
select throws_ok ($$ select remote_find (pg_temp.step (), 9001) $$, 'PN019', 'no_remote', 'nothing to find before');

select is (expires_at, now () + interval '15 minutes', 'it lives a quarter of an hour') from pg_temp.open ('own');
select throws_ok ($$ select pg_temp.take () $$, 'PN018', null, 'nothing is taken before the service has signed');
select remote_signed ((select max (id) from remote_sign), 9001, '\x3000');
select is ((remote_find (pg_temp.step (), 9001)).cms, '\x3000'::bytea, 'the signature is kept');
select is (remote_signed ((select max (id) from remote_sign), 9001, '\x3001'), null, 'and not replaced');
select is (digest::text, repeat ('f', 64), 'a new one for the same step') from pg_temp.open ('own');
select is ((select count (*)::int from remote_sign where voided_at is not null), 1, 'ends the first');
select remote_refused ((select max (id) from remote_sign), 9001, 'remote_bad_pin');
select remote_signed ((select max (id) from remote_sign), 9001, '\x3002');
select throws_ok ($$ select pg_temp.take (9003) $$, null, null, 'another person takes nothing');
select throws_ok ($$ select pg_temp.take (9001, repeat ('b', 64)) $$, 'PN018', null, 'nor over another file');
select is (pg_temp.take (), 9500::bigint, 'the finished file is taken');
select is (state, 'done', 'the step is done with it') from sign_step where id = pg_temp.step ();
select throws_ok ($$ select pg_temp.take () $$, 'PN019', 'remote_used', 'once');
select throws_ok ($$ delete from remote_sign $$, 'PN002', null, 'the record of it stays');
select throws_ok ($$ update remote_sign set version_id = null, used_at = null where used_at is not null $$, 'PN002', null, 'unchanged');
select * from finish ();
rollback;
