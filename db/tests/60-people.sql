-- SPDX-License-Identifier: GPL-3.0-or-later
-- Bodies with history, tenures, rules, accounts and logins.
begin;
\ir fixture.psql
select plan (39);

select throws_ok ($$ update org_unit set parent_id = 9011 where id = 9000 $$, 'PN005', null, 'the tree of bodies has no ring');
select throws_ok ($$ update org_unit set parent_id = 9000 where id = 9000 $$, 'PN005', null, 'nor a unit below itself');
select throws_ok ($$ insert into org_unit (kind, name, code) values ('department', 'x', 'T9010') $$, '23505', null, 'body codes are unique (R29)');
select throws_ok ($$ insert into org_unit (kind, name, code) values ('empire', 'x', 'T1') $$, '23503', null, 'kinds of bodies are a closed list');
update org_unit set name = 'Sở Thử nghiệm' where id = 9010;
select results_eq ($$ select name, valid from org_unit_past where unit_id = 9010 order by valid $$,
  $$ values ('Sở Thử'::text, daterange ('2021-07-01', current_date)), ('Sở Thử nghiệm', daterange (current_date, null)) $$, 'a new name closes the old one (R37)');
select throws_ok ($$ insert into org_unit_past values (9010, 'Tên khác', 'T9010', 9000, '[2022-01-01,2023-01-01)') $$, '23P01', null, 'a unit has one name at a time');
select throws_ok ($$ insert into org_merger values (9010, 9010, current_date) $$, '23514', null, 'no unit merges into itself');
update org_unit set valid = daterange (lower (valid), current_date) where id = 9011;
select is (count (*), 0::bigint, 'an ended unit has no name of today') from org_unit_past where unit_id = 9011 and valid @> current_date;

select throws_ok ($$ insert into tenure (person_id, unit_id, title_id, main, valid) values (9001, 9000, 9000, false, '[2024-01-01,)') $$, '23P01', null, 'nobody holds the same post twice at a time');
select throws_ok ($$ insert into tenure (person_id, unit_id, title_id, valid) values (9001, 9010, 9000, '[2024-01-01,)') $$, '23P01', null, 'one main post at a time');
select lives_ok ($$ insert into tenure (person_id, unit_id, title_id, main, valid) values (9001, 9010, 9000, false, '[2024-01-01,)') $$, 'another post beside is fine');
select results_eq ($$ select title, rank, unit_id from person_now where id = 9001 $$, $$ values ('Ủy viên thử'::text, 50, 9000::bigint) $$, 'person_now shows the main post');

select throws_ok ($$ insert into body_rule (unit_id, kind, basis, num, den, comparison, cite) values (9000, 'quorum', 'present', 1, 2, 'at_least', 'x') $$, '23514', null, 'a quorum counts all members');
select throws_ok ($$ insert into body_rule (unit_id, kind, basis, num, den, comparison, cite) values (9000, 'majority', 'present', 3, 2, 'at_least', 'x') $$, '23514', null, 'no more than everybody');
select throws_ok ($$ insert into body_rule (unit_id, kind, basis, num, den, comparison, cite) values (9000, 'majority', 'present', 1, 1, 'more_than', 'x') $$, '23514', null, 'nor more than all of them');
select throws_ok ($$ insert into body_rule (unit_id, kind, basis, num, den, comparison, cite) values (9000, 'majority', 'present', 1, 2, 'at_least', '') $$, '23514', null, 'a rule names its source');
select throws_ok ($$ insert into body_rule (org_kind, kind, basis, num, den, comparison, cite) values ('committee', 'majority', 'present', 1, 2, 'at_least', 'x') $$, '23P01', null, 'one rule at a time');
select is ((rule_of (9000, 'majority')).basis, 'total_members', 'a committee has the rule of committees (R35)');
insert into body_rule (unit_id, kind, basis, num, den, comparison, cite) values (9000, 'majority', 'valid_ballots', 2, 3, 'at_least', 'Quy chế riêng');
select is ((rule_of (9000, 'majority')).basis, 'valid_ballots', 'a rule of its own goes first');
select is ((rule_of (9010, 'quorum')).cite, 'Thông lệ; quy chế của cơ quan có thể quy định khác', 'everybody else has the general one');
select results_eq ($$ select rule_needed (2, 3, 'at_least', n), rule_needed (1, 2, 'more_than', n) from unnest (array[0, 1, 20, 21, 22]) n $$,
  $$ values (0, 1), (1, 1), (14, 11), (14, 11), (15, 12) $$, '2/3 of 21 is 14, more than half of 21 is 11, of 20 is 11');
select results_eq ($$ select present, members, quorum_needed, reached from meeting_quorum (9100) $$, $$ values (3, 3, 2, true) $$, 'the quorum counts members with a vote');
update participant set votes = false where meeting_id = 9100 and person_id = 9004;
select is (meeting_members (9100), 3, 'leaving a member off the list lowers no quorum');

select throws_ok ($$ insert into account (person_id, username) values (9003, 'Thu') $$, '23514', null, 'user names are lower case');
select throws_ok ($$ insert into account (person_id, username, password_phc) values (9003, 'u', 'Phien-2026') $$, '23514', null, 'no clear password is ever stored');
select throws_ok ($$ insert into account (person_id, username) values (9001, 'hai') $$, '23505', null, 'one account per person');
select throws_ok ($$ insert into login_session (token_sha256, account_id) values ('\x00', 9001) $$, '23514', null, 'a session holds a SHA-256');
insert into login_session (token_sha256, account_id) values (sha256 ('x'), 9001);
select is (person_id, 9001::bigint, 'the cookie''s hash names the person') from session_person (sha256 ('x'));
select is (session_spend_confirm (sha256 ('x'), 9001), false, 'a session alone confirms nothing');
select session_confirm (sha256 ('x'));
select is (session_spend_confirm (sha256 ('x'), 9002), false, 'nor is it another''s');
select session_confirm (sha256 ('x'));
select results_eq ($$ select session_spend_confirm (sha256 ('x'), 9001) from generate_series (1, 2) $$, $$ values (true), (false) $$, 'the password said again counts once');
select session_confirm (sha256 ('x'));
update login_session set confirmed_at = now () - interval '3 minutes';
select is (session_spend_confirm (sha256 ('x'), 9001), false, 'and not for long');
update login_session set revoked_at = now ();
select is (session_confirm (sha256 ('x')), 0::bigint, 'a session that is over confirms nothing');
select is_empty ($$ select * from session_person (sha256 ('x')) $$, 'not after logout');
update login_session set revoked_at = null;
update account set enabled = false where id = 9001;
select is_empty ($$ select * from session_person (sha256 ('x')) $$, 'not when the account is off');
select is (max (login_failed ('thu-thuky', '10.0.0.1')), 0, 'four wrong passwords are free') from generate_series (1, 4);
select cmp_ok (login_failed ('thu-thuky', '10.0.0.1'), '>', 50, 'the fifth costs a minute');
select is (max (login_failed ('nobody', '10.0.0.2')), 0, 'unknown names are counted by address') from generate_series (1, 29);
select cmp_ok (login_failed ('nobody', '10.0.0.2'), '>', 500, 'and shut out after thirty');
select * from finish ();
rollback;
