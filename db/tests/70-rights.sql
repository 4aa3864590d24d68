-- SPDX-License-Identifier: GPL-3.0-or-later
-- The daemons' roles: what they may not do, and that the whole story still runs with what they may.
begin;
\ir fixture.psql
select plan (27);
grant usage on schema tap to phien_meeting, phien_docs;
grant execute on all functions in schema tap to phien_meeting, phien_docs;
grant all on all tables in schema pg_temp to phien_meeting, phien_docs;
grant usage on all sequences in schema pg_temp to phien_meeting, phien_docs;
insert into login_session (token_sha256, account_id) values (sha256 ('x'), 9001);

select is (count (*), 0::bigint, 'the daemons own nothing') from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname in ('phien_meeting', 'phien_docs');
select is (count (*), 0::bigint, 'nobody else has any right') from information_schema.role_table_grants where table_schema = 'phien' and grantee = 'PUBLIC';

set role phien_meeting;
select throws_ok ($$ insert into event (meeting_id, seq, kind) values (9100, 1, 'chat.said') $$, '42501', null, 'meeting: no event but by append_event');
select throws_ok ($$ update event set body = '{}' $$, '42501', null, 'meeting: no change of events');
select throws_ok ($$ delete from ballot $$, '42501', null, 'meeting: no removal of ballots');
select throws_ok ($$ update meeting set last_seq = 1 where id = 9100 $$, '42501', null, 'meeting: no hand on the counter');
select throws_ok ($$ update command set reply = '{}' $$, '42501', null, 'meeting: replies stay');
select throws_ok ($$ update account set system_role = 'admin' $$, '42501', null, 'meeting: makes nobody admin');
select throws_ok ($$ insert into account (person_id, username) values (9003, 'x') $$, '42501', null, 'meeting: makes no accounts');
select throws_ok ($$ select * from page_text $$, '42501', null, 'meeting: does not read papers');
select throws_ok ($$ select * from annotation $$, '42501', null, 'meeting: does not read notes');
select throws_ok ($$ insert into document_version (document_id, sha256, filename, page_count) values (9100, repeat ('a', 64), 'x', 1) $$, '42501', null, 'meeting: writes no papers');
select throws_ok ($$ insert into vote (meeting_id, question, opened_xid) values (9100, 'q', '3') $$, '42501', null, 'meeting: forges no opening');
select throws_ok ($$ create table phien.x () $$, '42501', null, 'meeting: makes no tables');

select lives_ok ($$
  insert into phien.meeting (unit_id, title, kind, starts_at, ends_at, chair_id, secretary_id) values (9000, 'x', 'regular', now (), now () + interval '1 hour', 9001, 9002);
  select agenda_start (9101);
  select floor_grant (9100, 9003, 60, 9001);
  update participant set attendance = 'left' where meeting_id = 9100 and person_id = 9005;
  insert into minutes_revision (meeting_id, rev, sections, author_id) values (9100, 1, '[]', 9002);
  insert into recording (meeting_id, file) values (9100, 'r1.webm');
  select append_event (9100, 9001, 'chat.said', '{"text":"x"}');
  insert into command (id, account_id, meeting_id, type, reply) values (gen_random_uuid (), 9001, 9100, 'chat.send', '{}');
$$, 'meeting: the story, part one');
select vote_open (9100, 9101, 'q', 9001) as v \gset
select lives_ok (format ($$ insert into ballot (vote_id, meeting_id, person_id, choice) values (%s, 9100, 9003, 'yes'); select vote_close (%1$s); update vote set result = '{}' where id = %1$s; select meeting_close (9100);
  update minutes_revision set state = 'frozen' where meeting_id = 9100 and rev = 1 $$, :'v'), 'meeting: the story, part two');
select lives_ok ($$ select * from session_person (sha256 ('x')); select login_failed ('thu-thuky', '::1'); select * from meeting_quorum (9100); select * from agenda_of (9100); select session_sweep (), command_sweep () $$, 'meeting: helpers');
reset role;

set role phien_docs;
select throws_ok ($$ select * from account $$, '42501', null, 'docs: sees no account');
select throws_ok ($$ select * from login_session $$, '42501', null, 'docs: sees no session');
select throws_ok ($$ select * from command $$, '42501', null, 'docs: sees no commands');
select throws_ok ($$ update meeting set state = 'archived' where id = 9100 $$, '42501', null, 'docs: moves no meeting');
select throws_ok ($$ insert into ballot (vote_id, meeting_id, person_id, choice) values (1, 9100, 9003, 'yes') $$, '42501', null, 'docs: casts no ballot');
select throws_ok ($$ update document_version set sha256 = repeat ('a', 64) $$, '42501', null, 'docs: changes no bytes');
select throws_ok ($$ delete from document_version $$, '42501', null, 'docs: removes no version');
select throws_ok ($$ delete from signature $$, '42501', null, 'docs: removes no signature');
select is (person_id, 9001::bigint, 'docs: knows the person of a cookie') from session_person (sha256 ('x'));
select lives_ok ($$
  insert into blob (sha256, size) values (repeat ('9', 64), 5);
  insert into upload (account_id, person_id, meeting_id, filename, size) values (9002, 9002, 9100, 'x.pdf', 5);
  update upload set received = 5, state = 'checking';
  insert into document (meeting_id, kind, title, created_by) values (9100, 'minutes', 'Biên bản', 9002);
  insert into document_version (document_id, sha256, filename, page_count, minutes_rev, frozen)
    select id, repeat ('9', 64), 'bien-ban.pdf', 2, 1, true from document where kind = 'minutes' and meeting_id = 9100;
  update upload set state = 'ready', version_id = (select max (id) from document_version);
  insert into page_text (sha256, page, text) values (repeat ('9', 64), 1, 'Biên bản');
  insert into annotation (version_id, person_id, page, kind, layer, data) select max (id), 9003, 1, 'note', 'shared', '{}' from document_version;
  insert into document_read (person_id, version_id) select 9003, max (id) from document_version;
  insert into document_read (person_id, version_id) select 9003, max (id) from document_version on conflict (person_id, version_id) do update set last_page = 2, last_at = now ();
  insert into signature (version_id, person_id, cert_subject, cert_sha256, digest_sha256) select max (id), 9001, 'CN=x', repeat ('e', 64), repeat ('f', 64) from document_version;
  select append_event (9100, 9001, 'minutes.signed', '{}');
  select may_read_document (9003, 9100);
$$, 'docs: its part of the story');
reset role;
select * from finish ();
rollback;
