-- SPDX-License-Identifier: GPL-3.0-or-later
-- The record: gapless, append-only; commands once; minutes numbered and frozen; the floor.
begin;
\ir fixture.psql
select plan (37);

select is (append_event (9100, 9001, 'meeting.opened', '{}'), 1::bigint, 'the record begins at 1');
select is (append_event (9100, 9001, 'chat.said', '{"text":"Chào"}'), 2::bigint, 'and counts on');
select is (append_event (9101, null, 'meeting.changed', '{}'), 1::bigint, 'each meeting counts for itself');
select throws_ok ($$ select append_event (424242, null, 'chat.said', '{}') $$, 'PN011', null, 'no record without a meeting');
select throws_ok ($$ select append_event (9100, 424242, 'chat.said', '{}') $$, '23503', null, 'an actor is a person');
select throws_ok ($$ select append_event (9100, null, 'Chat said', '{}') $$, '23514', null, 'kinds are area.verb');
select throws_ok ($$ select append_event (9100, null, 'chat.said', '[]') $$, '23514', null, 'a body is an object');
select is (last_seq, 2::bigint, 'a refused event uses no number') from meeting where id = 9100;
select throws_ok ($$ insert into event (meeting_id, seq, kind) values (9100, 3, 'chat.said') $$, 'PN009', null, 'no event past append_event');
select throws_ok ($$ insert into event (meeting_id, seq, kind) values (9100, 2, 'chat.said') $$, '23505', null, 'no event twice');
select throws_ok ($$ update meeting set last_seq = 7 where id = 9100 $$, 'PN009', null, 'the counter does not jump');
select throws_ok ($$ update meeting set last_seq = 1 where id = 9100 $$, 'PN009', null, 'nor go back');
select throws_ok ($$ update event set body = '{"text":"Khác"}' where meeting_id = 9100 and seq = 2 $$, 'PN002', null, 'no event changes');
select throws_ok ($$ delete from event where meeting_id = 9100 $$, 'PN002', null, 'no event goes');
select throws_ok ($$ truncate event $$, 'PN002', null, 'not even for the owner');
select throws_ok ($$ truncate meeting cascade $$, 'PN002', null, 'nor by way of the meeting');

insert into command (id, account_id, meeting_id, type, reply) values ('11111111-1111-4111-8111-111111111111', 9001, 9100, 'chat.send', '{}');
select throws_ok ($$ insert into command (id, account_id, type, reply) values ('11111111-1111-4111-8111-111111111111', 9002, 'chat.send', '{}') $$, '23505', null, 'a command is done once, whoever repeats it');
select throws_ok ($$ update command set reply = '{"ok":1}' where account_id = 9001 $$, 'PN002', null, 'the reply stays the reply');
select is (command_sweep ('0'), 0, 'the keys of the last day are never forgotten');

select throws_ok ($$ insert into minutes_revision (meeting_id, rev, sections) values (9101, 1, '[]') $$, 'PN006', null, 'no minutes of a draft');
select throws_ok ($$ insert into minutes_revision (meeting_id, rev, sections) values (9100, 2, '[]') $$, 'PN007', null, 'revisions begin at 1');
insert into minutes_revision (meeting_id, rev, sections) values (9100, 1, '[]');
select throws_ok ($$ insert into minutes_revision (meeting_id, rev, sections) values (9100, 1, '[]') $$, 'PN007', null, 'who saved second is told so');
select throws_ok ($$ update minutes_revision set sections = '[1]' where meeting_id = 9100 $$, 'PN002', null, 'a saved revision stays');
select throws_ok ($$ update minutes_revision set state = 'frozen' where meeting_id = 9100 $$, 'PN006', null, 'nothing is frozen before the close');

insert into speak_request (id, meeting_id, person_id) overriding system value values (9100, 9100, 9003);
select throws_ok ($$ insert into speak_request (meeting_id, person_id) values (9100, 9003) $$, '23505', null, 'each waits once');
select throws_ok ($$ insert into speak_request (meeting_id, person_id) values (9100, 9006) $$, '23503', null, 'only participants speak');
select throws_ok ($$ insert into speak_request (meeting_id, person_id) values (9101, 9001) $$, 'PN006', null, 'no floor in a draft');
select throws_ok ($$ delete from speak_request where id = 9100 $$, 'PN002', null, 'no request is removed');
select throws_ok ($$ update speak_request set meeting_id = 9101 where id = 9100 $$, 'PN002', null, 'a request stays in its meeting');
insert into recording (id, meeting_id, file) overriding system value values (9100, 9100, 'r.webm');
select throws_ok ($$ update recording set meeting_id = 9101 where id = 9100 $$, 'PN002', null, 'a recording stays in its meeting');
select is (floor_grant (9100, 9003, 180, 9001), 9100::bigint, 'the one who waits gets the floor');
select throws_ok ($$ insert into speak_request (meeting_id, person_id, state, granted_at) values (9100, 9004, 'granted', now ()) $$, '23505', null, 'one has the floor');
select lives_ok ($$ select floor_grant (9100, 9004, 0, 9001) $$, 'granting to another ends the speech before');

select meeting_close (9100);
insert into minutes_revision (meeting_id, rev, sections) values (9100, 2, '[]');
select throws_ok ($$ update minutes_revision set state = 'frozen' where meeting_id = 9100 and rev = 1 $$, 'PN007', null, 'only the last revision is frozen');
update minutes_revision set state = 'frozen' where meeting_id = 9100 and rev = 2;
select throws_ok ($$ insert into minutes_revision (meeting_id, rev, sections) values (9100, 3, '[]') $$, 'PN004', null, 'nothing follows frozen minutes');
select throws_ok ($$ update minutes_revision set sections = '[1]' where meeting_id = 9100 and rev = 2 $$, 'PN004', null, 'frozen minutes stay');
select throws_ok ($$ delete from minutes_revision where meeting_id = 9100 and rev = 2 $$, 'PN004', null, 'for ever');
select * from finish ();
rollback;
