-- SPDX-License-Identifier: GPL-3.0-or-later
-- Equipment of sites: keys that end, passwords only one daemon reads, checks that stay.
begin;
\ir fixture.psql
select plan (15);
grant usage on schema tap to phien_meeting, phien_docs;
grant execute on all functions in schema tap to phien_meeting, phien_docs;
grant all on all tables in schema pg_temp to phien_meeting, phien_docs;
grant usage on all sequences in schema pg_temp to phien_meeting, phien_docs;

set role phien_meeting;
select lives_ok ($$ insert into site_token (meeting_id, site_id, purpose, token_sha256, created_by, expires_at) values (9100, 9100, 'publish', sha256 ('k'), 9002, now () + interval '1 day') $$, 'a key for an encoder');
select lives_ok ($$ insert into site_token (meeting_id, site_id, purpose, follows_site_id, token_sha256, created_by, expires_at) values (9100, 9100, 'watch', 9100, sha256 ('w'), 9002, now () + interval '1 day') $$, 'a key for a decoder');
select throws_ok ($$ insert into site_token (meeting_id, site_id, purpose, token_sha256, created_by, expires_at) values (9100, 9100, 'publish', sha256 ('k'), 9002, now () + interval '1 day') $$, '23505', null, 'a key is there once');
select throws_ok ($$ insert into site_token (meeting_id, site_id, purpose, token_sha256, created_by, expires_at) values (9100, 9101, 'publish', sha256 ('m'), 9002, now () + interval '1 day') $$, '23503', null, 'not for a site of another meeting');
select throws_ok ($$ insert into site_token (meeting_id, site_id, purpose, follows_site_id, token_sha256, created_by, expires_at) values (9100, 9100, 'publish', 9100, sha256 ('n'), 9002, now () + interval '1 day') $$, '23514', null, 'who sends watches nothing');
select throws_ok ($$ insert into site_token (meeting_id, site_id, purpose, token_sha256, created_by, expires_at) values (9100, 9100, 'publish', sha256 ('o'), 9002, now () + interval '40 days') $$, '23514', null, 'no key for ever');
select throws_ok ($$ update site_token set token_sha256 = sha256 ('z') $$, '42501', null, 'a key is not exchanged');
select throws_ok ($$ delete from site_token $$, '42501', null, 'who had a key stays known');
select lives_ok ($$ update site_token set revoked_at = now (), live_peer = null where token_sha256 = sha256 ('k') $$, 'a key is taken back');
select throws_ok ($$ insert into site_source (site_id, meeting_id, url, updated_by) values (9100, 9100, 'rtsp://user:secret@10.0.0.9/1', 9002) $$, '23514', null, 'no password inside the address');
select throws_ok ($$ insert into site_source (site_id, meeting_id, url, updated_by) values (9100, 9100, 'file:///etc/passwd', 9002) $$, '23514', null, 'no file as a camera');
select lives_ok ($$ insert into site_source (site_id, meeting_id, url, username, password, updated_by) values (9100, 9100, 'rtsp://10.0.0.9:554/live', 'admin', 'x', 9002);
  insert into site_check (meeting_id, site_id, person_id, passed, result) values (9100, 9100, 9005, true, '{"rtt_ms": 20}') $$, 'a camera and a check');
select throws_ok ($$ update site_check set passed = false $$, '42501', null, 'what was measured stays');
reset role;
set role phien_docs;
select throws_ok ($$ select password from site_source $$, '42501', null, 'docs: reads no camera''s password');
reset role;
delete from participant where site_id = 9100;
delete from site where id = 9100;
select is ((select count (*) from site_token where site_id = 9100) + (select count (*) from site_source) + (select count (*) from site_check where site_id is not null), 0::bigint, 'a site that goes takes its keys and its camera with it');
select * from finish ();
rollback;
