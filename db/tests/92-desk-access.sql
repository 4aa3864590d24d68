-- SPDX-License-Identifier: GPL-3.0-or-later
-- Access in two hands: proposed by an administrator, confirmed by whose right it is, never for oneself (f9, R20).
begin;
\ir fixture.psql
select plan (17);
insert into position_title (id, name, rank, standing) overriding system value values (9001, 'Chủ tịch thử', 10, 'head');
update tenure set title_id = 9001 where person_id = 9001;
insert into unit_letter values (9000, 'UBND', 'ỦY BAN NHÂN DÂN', 'CHỦ TỊCH', 'PHÓ CHỦ TỊCH', 'Thử');
update account set system_role = 'admin' where id = 9002;
create function pg_temp.propose (actor bigint, what text, person bigint, more jsonb default '{}') returns bigint language sql as $$
  select access_propose (actor, jsonb_build_object ('unit', 9000, 'what', what, 'act', 'give', 'person', person, 'basis', 'QĐ 01', 'from', current_date, 'until', null) || more) $$;

select throws_ok ($$ select pg_temp.propose (9001, 'clerk', 9004) $$, 'PN018', null, 'who is no administrator proposes nothing');
select throws_ok ($$ select pg_temp.propose (9002, 'grant', 9002, '{"capacity":"TL.","giver":9001}') $$, 'PN015', null, 'an administrator gives himself nothing');
select throws_ok ($$ select pg_temp.propose (9002, 'grant', 9004, '{"capacity":"TL.","giver":9003}') $$, 'PN014', null, 'who is no head gives no order');
select pg_temp.propose (9002, 'grant', 9004, '{"capacity":"TL.","giver":9001,"kinds":["notice"]}') as c \gset
select is (jsonb_array_length (signing_facts (9004, 9000, 'notice')->'grants'), 0, 'proposed it does not count');
select is ((before, jsonb_array_length (after)), ('[]'::jsonb, 1), 'it says what is before and after') from access_change where id = :c;
select throws_ok (format ('select access_decide (%s, 9002, true, null)', :c), 'PN015', null, 'who proposed does not confirm');
select throws_ok (format ('select access_decide (%s, 9004, true, null)', :c), 'PN015', null, 'nor who gets it');
select throws_ok (format ('select access_decide (%s, 9003, true, null)', :c), 'PN018', null, 'nor anybody');
select lives_ok (format ('select access_decide (%s, 9001, true, null)', :c), 'the giver does');
select is (jsonb_array_length (signing_facts (9004, 9000, 'notice')->'grants'), 1, 'and now it counts');
select throws_ok (format ('select access_decide (%s, 9001, false, null)', :c), 'PN016', null, 'once');
select access_propose (9002, jsonb_build_object ('unit', 9000, 'what', 'grant', 'act', 'end', 'person', 9004, 'grant', (select max (id) from authority_grant), 'basis', 'thôi việc')) as e \gset
select is (after, '[]'::jsonb, 'its end leaves nothing') from access_change where id = :e;
select access_decide (:e, 9001, true, null);
select is (jsonb_array_length (signing_facts (9004, 9000, 'notice')->'grants'), 0, 'and takes it away');
select access_decide (pg_temp.propose (9002, 'clerk', 9005), 9001, true, null), access_decide (pg_temp.propose (9002, 'checker', 9006), 9001, true, null);
select is (is_clerk (9005, 9000), true, 'a clerk is named');
select is ((select count (*) from unit_checker where person_id = 9006), 1::bigint, 'and a checker of the form');
select access_decide (access_propose (9002, '{"unit":9000,"what":"clerk","act":"end","person":9005,"basis":"QĐ 02"}'), 9001, true, null);
select is (is_clerk (9005, 9000), false, 'a clerk''s time ends');
select throws_ok ($$ delete from access_change $$, 'PN002', null, 'no change leaves the record');
select * from finish ();
rollback;
