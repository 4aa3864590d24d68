-- SPDX-License-Identifier: GPL-3.0-or-later
-- Meetings, participants, sites, agenda: what must never be.
begin;
\ir fixture.psql
select plan (47);

select throws_ok ($$ insert into meeting (unit_id, title, kind, starts_at, ends_at, chair_id, secretary_id, state) values (9000, 'x', 'regular', now (), now () + interval '1 hour', 9001, 9002, 'open') $$, 'PN003', null, 'no meeting is born open');
select throws_ok ($$ insert into meeting (unit_id, title, kind, starts_at, ends_at, chair_id, secretary_id) values (9000, 'x', 'regular', now (), now (), 9001, 9002) $$, '23514', null, 'a meeting ends after it starts');
select throws_ok ($$ insert into meeting (unit_id, title, kind, starts_at, ends_at, chair_id, secretary_id) values (9000, '', 'regular', now (), now () + interval '1 hour', 9001, 9002) $$, '23514', null, 'a meeting has a title');
select throws_ok ($$ insert into meeting (unit_id, title, kind, starts_at, ends_at, chair_id, secretary_id, secrecy) values (9000, 'x', 'regular', now (), now () + interval '1 hour', 9001, 9002, 'secret') $$, '23514', null, 'secret matter has no value here (R26, R36)');
select throws_ok ($$ update meeting set deleted_at = now () where id = 9100 $$, '23514', null, 'only a draft is deleted');
select lives_ok ($$ update meeting set deleted_at = now () where id = 9101 $$, 'a draft is deleted by a mark');
select is (may_see_meeting (9001, 9101), false, 'a deleted draft is seen by nobody');
select throws_ok ($$ delete from meeting where id = 9101 $$, 'PN002', null, 'no meeting row is ever removed');
update meeting set deleted_at = null where id = 9101;
delete from participant where meeting_id = 9101 and role = 'chair';
select throws_ok ($$ update meeting set state = 'published' where id = 9101 $$, 'PN006', null, 'no publishing without the chair among the participants');
select isnt (opened_at, null, 'opening notes the time') from meeting where id = 9100;

select throws_ok ($$ insert into participant (meeting_id, person_id, role) values (9100, 9003, 'guest') $$, '23505', null, 'each person is invited once');
select throws_ok ($$ insert into participant (meeting_id, person_id, role) values (9100, 9006, 'chair') $$, '23505', null, 'one chair');
select throws_ok ($$ insert into participant (meeting_id, person_id, role) values (9100, 9006, 'king') $$, '23514', null, 'roles are a closed list');
select throws_ok ($$ insert into participant (meeting_id, person_id, role, votes) values (9100, 9006, 'guest', true) $$, '23514', null, 'a guest has no vote');
select throws_ok ($$ update participant set votes = true where meeting_id = 9100 and role = 'guest' $$, '23514', null, 'a guest gets no vote later either');
select throws_ok ($$ update participant set site_id = 9101 where meeting_id = 9100 and person_id = 9003 $$, '23503', null, 'a site of another meeting is no site');
select throws_ok ($$ update participant set response = 'proxy' where meeting_id = 9100 and person_id = 9003 $$, '23514', null, 'a deputy has a name');
select throws_ok ($$ update participant set response = 'yes', proxy_id = 9006 where meeting_id = 9100 and person_id = 9003 $$, '23514', null, 'who comes himself sends no deputy');
select throws_ok ($$ update participant set response = 'proxy', proxy_id = 9003 where meeting_id = 9100 and person_id = 9003 $$, '23514', null, 'nobody deputises for himself');
select throws_ok ($$ update participant set meeting_id = 9101 where meeting_id = 9100 and person_id = 9004 $$, 'PN002', null, 'a participant stays in his meeting');
select throws_ok ($$ insert into site (meeting_id, name, central) values (9100, 'Hai', true) $$, '23505', null, 'one central site');
select throws_ok ($$ update site set meeting_id = 9101 where id = 9100 $$, 'PN002', null, 'a site stays in its meeting');
select throws_ok ($$ insert into site (meeting_id, name) values (9100, 'Trung tâm') $$, '23505', null, 'site names differ');
delete from site where id = 9100;
select is (count (*), 0::bigint, 'a removed site leaves its people in the meeting') from participant where meeting_id = 9100 and site_id is not null;
select is (count (*), 5::bigint, 'all of them') from participant where meeting_id = 9100;

select throws_ok ($$ update agenda_item set parent_id = 9103 where id = 9101 $$, 'PN005', null, 'the agenda has no ring');
select throws_ok ($$ update agenda_item set parent_id = 9101 where id = 9101 $$, 'PN005', null, 'an item is not its own parent');
select throws_ok ($$ update agenda_item set parent_id = 9200 where id = 9102 $$, '23503', null, 'a parent stands in the same meeting');
select throws_ok ($$ update agenda_item set meeting_id = 9101 where id = 9100 $$, 'PN002', null, 'an item stays in its meeting');
set constraints all immediate;
select throws_ok ($$ update agenda_item set position = 2 where id = 9100 $$, '23505', null, 'positions differ among roots');
set constraints all deferred;
update agenda_item set position = case id when 9100 then 2 else 1 end where id in (9100, 9101);
select lives_ok ($$ set constraints all immediate $$, 'two items swap places in one transaction');
set constraints all deferred;
select results_eq ($$ select id, number from agenda_of (9100) $$, $$ values (9101::bigint, '1'), (9102, '1.1'), (9103, '1.1.1'), (9100, '2') $$, 'numbers follow the positions');
select lives_ok ($$ update agenda_item set state = 'current' where id = 9100 $$, 'an item is started');
select throws_ok ($$ update agenda_item set state = 'current' where id = 9101 $$, '23505', null, 'one item at a time');
select throws_ok ($$ delete from agenda_item where id = 9100 $$, 'PN006', null, 'an item that was treated stays');
select throws_ok ($$ update agenda_item set conclusion = 'x' where id = 9102 $$, '23514', null, 'no conclusion before the item is treated');
insert into speak_request (meeting_id, person_id) values (9100, 9003);
select is (agenda_start (9101), 9100::bigint, 'agenda_start tells the meeting');
select results_eq ($$ select id, state from agenda_item where id in (9100, 9101) order by id $$, $$ values (9100::bigint, 'pending'), (9101, 'current') $$, 'the item before, without conclusion, waits again');
select throws_ok ($$ select agenda_start (9200) $$, 'PN006', null, 'no item starts in a draft');

select throws_ok ($$ update meeting set state = 'closed' where id = 9100 $$, 'PN006', null, 'no plain close while an item is open');
select lives_ok ($$ select meeting_close (9100) $$, 'meeting_close settles and closes');
select throws_ok ($$ update agenda_item set title = 'anders' where id = 9100 $$, 'PN006', null, 'the agenda of a closed meeting is history');
select throws_ok ($$ update participant set attendance = 'absent' where meeting_id = 9100 and person_id = 9003 $$, 'PN006', null, 'so is attendance');
select throws_ok ($$ insert into site (meeting_id, name) values (9100, 'Muộn') $$, 'PN006', null, 'no site joins after the close');
select throws_ok ($$ delete from speak_request where meeting_id = 9100 $$, 'PN006', null, 'the list of speakers is history');
select throws_ok ($$ insert into participant (meeting_id, person_id, role) values (9100, 9006, 'guest') $$, 'PN006', null, 'nobody is invited afterwards');
select throws_ok ($$ update meeting set chair_id = 9003 where id = 9100 $$, 'PN006', null, 'so is the chair');
select * from finish ();
rollback;
