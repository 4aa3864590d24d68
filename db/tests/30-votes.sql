-- SPDX-License-Identifier: GPL-3.0-or-later
-- Votes and ballots: one each, only the entitled, only while open, counted as cast.
begin;
\ir fixture.psql
select plan (35);

select throws_ok ($$ insert into vote (meeting_id, question) values (9101, 'q') $$, 'PN006', null, 'no vote in a draft');
update meeting set state = 'paused' where id = 9100;
select throws_ok ($$ insert into vote (meeting_id, question) values (9100, 'q') $$, 'PN006', null, 'no vote in a pause');
update meeting set state = 'open' where id = 9100;
select throws_ok ($$ insert into vote (meeting_id, item_id, question) values (9100, 9200, 'q') $$, '23503', null, 'the item belongs to the meeting');
select vote_open (9100, 9101, 'Thông qua?', 9001) as v \gset
select results_eq (format ('select person_id from vote_voter where vote_id = %s order by 1', :'v'), $$ values (9001::bigint), (9003), (9004) $$, 'the entitled are those with a vote');
select is (members, 3, 'all members of the body (R35)') from vote where id = :v;
select results_eq (format ('select rule_basis, rule_num, rule_den, rule_comparison from vote where id = %s', :'v'), $$ values ('total_members', 1, 2, 'more_than') $$, 'the committee''s majority is snapped at the opening (R35)');
select throws_ok ($$ insert into vote (meeting_id, question) values (9100, 'q2') $$, '23505', null, 'one open vote per meeting');
select throws_ok (format ('insert into vote_voter values (%s, 9100, 9002)', :'v'), 'PN010', null, 'no voter without a vote in the meeting');
select throws_ok (format ('update vote_voter set person_id = 9002 where vote_id = %s and person_id = 9001', :'v'), 'PN002', null, 'the list of voters is not edited');
select throws_ok (format ('delete from vote_voter where vote_id = %s', :'v'), 'PN002', null, 'nor emptied');

select lives_ok (format ($$ insert into ballot (vote_id, meeting_id, person_id, choice) values (%s, 9100, 9001, 'yes') $$, :'v'), 'an entitled voter votes');
select throws_ok (format ($$ insert into ballot (vote_id, meeting_id, person_id, choice) values (%s, 9100, 9001, 'no') $$, :'v'), '23505', null, 'one ballot per voter');
select throws_ok (format ($$ insert into ballot (vote_id, meeting_id, person_id, choice) values (%s, 9100, 9005, 'no') $$, :'v'), '23503', null, 'a guest has no ballot');
select throws_ok (format ($$ insert into ballot (vote_id, meeting_id, person_id, choice) values (%s, 9100, 9006, 'no') $$, :'v'), '23503', null, 'an outsider has no ballot');
select throws_ok (format ($$ insert into ballot (vote_id, meeting_id, person_id, choice) values (%s, 9101, 9003, 'no') $$, :'v'), '23503', null, 'a voter of another meeting has no ballot');
select throws_ok (format ($$ insert into ballot (vote_id, meeting_id, person_id, choice) values (%s, 9100, 9003, 'maybe') $$, :'v'), '23514', null, 'three choices');
select throws_ok ($$ insert into ballot (vote_id, meeting_id, person_id, choice) values (1, 9100, 9003, 'yes') $$, 'PN001', null, 'no ballot without a vote');
select lives_ok (format ($$ update ballot set choice = 'no' where vote_id = %s and person_id = 9001 $$, :'v'), 'a voter may change his mind while it is open');
select throws_ok (format ($$ update ballot set person_id = 9003 where vote_id = %s and person_id = 9001 $$, :'v'), 'PN002', null, 'a ballot stays with its voter');
select throws_ok (format ($$ delete from ballot where vote_id = %s $$, :'v'), 'PN002', null, 'no ballot is removed');
select throws_ok (format ($$ delete from vote where id = %s $$, :'v'), 'PN002', null, 'no vote is removed');
select throws_ok ($$ truncate ballot $$, 'PN002', null, 'nor all of them');
insert into ballot (vote_id, meeting_id, person_id, choice) values (:v, 9100, 9003, 'yes');
update ballot set choice = 'yes' where vote_id = :v and person_id = 9001;

select throws_ok (format ($$ update vote set state = 'closed', closed_at = now (), yes = 3, no = 0, abstain = 0, not_cast = 0, present = 3, adopted = true where id = %s $$, :'v'), 'PN013', null, 'no closing with numbers the ballots do not show');
select throws_ok (format ($$ update vote set state = 'closed' where id = %s $$, :'v'), 'PN013', null, 'no closing without counting');
select throws_ok (format ($$ update vote set yes = 2 where id = %s $$, :'v'), '23514', null, 'no numbers while it is open');
select throws_ok (format ($$ update vote set question = 'other' where id = %s $$, :'v'), 'PN002', null, 'the question stays');
select throws_ok (format ($$ update vote set members = 2 where id = %s $$, :'v'), 'PN002', null, 'the base of the majority stays');
select throws_ok ($$ select meeting_close (9100) $$, 'PN006', null, 'the meeting does not close over an open vote');
select results_eq (format ('select * from vote_close (%s)', :'v'), $$ values (2, 0, 0, 1, 3, 3, 3, 2, true) $$, '2 of 3 members: adopted');
select throws_ok (format ('select * from vote_close (%s)', :'v'), 'PN001', null, 'a vote closes once');
select throws_ok (format ($$ insert into ballot (vote_id, meeting_id, person_id, choice) values (%s, 9100, 9004, 'no') $$, :'v'), 'PN001', null, 'a closed vote takes no ballots');
select throws_ok (format ($$ update ballot set choice = 'no' where vote_id = %s and person_id = 9003 $$, :'v'), 'PN001', null, 'nor changes of mind');
update vote set result = '{"text_vi":"2/3"}' where id = :v;
select throws_ok (format ($$ update vote set result = '{}' where id = %s $$, :'v'), 'PN001', null, 'the words of the result are written once');
insert into vote (meeting_id, question, opened_xid) values (9100, 'q3', '3') returning id as w \gset
select throws_ok (format ('insert into vote_voter values (%s, 9100, 9001)', :'w'), 'PN010', null, 'no voter joins after the transaction that opened the vote');
select throws_ok ($$ truncate vote cascade $$, 'PN002', null, 'no vote is forgotten');
select * from finish ();
rollback;
