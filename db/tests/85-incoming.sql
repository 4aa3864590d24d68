-- SPDX-License-Identifier: GPL-3.0-or-later
-- Arrivals: the clerk registers, the leader instructs, who leads reports; who may see it (R14).
begin;
\ir fixture.psql
select plan (20);
insert into position_title (id, name, rank, standing) overriding system value values (9001, 'Chủ tịch thử', 10, 'head');
update tenure set title_id = 9001 where person_id = 9001;
insert into unit_letter values (9000, 'UBND', 'ỦY BAN NHÂN DÂN', 'CHỦ TỊCH', 'PHÓ CHỦ TỊCH', 'Thử');
insert into unit_clerk (unit_id, person_id, valid) values (9000, 9006, '[2021-07-01,)');
create function pg_temp.entry () returns bigint language sql as $$ select max (id) from register_in $$;

select throws_ok ($$ select incoming_register (9000, 9003, '{"from_org":"Sở Thử","subject":"x"}') $$, 'PN018', null, 'only a clerk registers');
select is (number, 1, 'arrivals count from one') from incoming_register (9000, 9006, '{"from_org":"Sở Thử","code":"12/STC","subject":"Về việc thử","urgency":"urgent"}');
select is (trace->0->>'OrganId' || ' ' || (trace->0->>'Timestamp' ~ '^\d{4}-\d\d-\d\dT.*\+07:00$'), 'T9000 true', 'the trace of its way ends with us') from register_in where id = pg_temp.entry ();
select is (number, 2, 'and on, whatever they are') from incoming_register (9000, 9006, '{"from_org":"Sở Thử","subject":"Việc khác"}');
select is (may_incoming (9003, pg_temp.entry ()), false, 'a member does not see it by itself');
select is (may_incoming (9001, pg_temp.entry ()), true, 'the leader does');
select throws_ok ($$ select incoming_instruct (pg_temp.entry (), 9006, '{"lead":9003,"opinion":"x"}') $$, 'PN018', null, 'a clerk gives no instructions');
select is (incoming_instruct (pg_temp.entry (), 9001, '{"lead":9003,"helpers":[9004,9003,9004],"opinion":"Giao tham mưu","due_on":"2026-12-01"}'), pg_temp.entry (), 'the leader instructs');
select is (may_incoming (9003, pg_temp.entry ()), true, 'who leads sees it now');
select is (may_incoming (9004, pg_temp.entry ()), true, 'and who helps');
select is (may_read_document (9004, (select document_id from register_in where id = pg_temp.entry ())), true, 'with its file');
select is ((select count (*) from instruction_helper h join instruction n on n.id = h.instruction_id where n.in_id = pg_temp.entry ()), 1::bigint, 'who leads is no helper too, and each helps once');
select throws_ok ($$ select incoming_report ((select id from instruction where in_id = pg_temp.entry ()), 9004, 'xong') $$, 'PN018', null, 'who helps does not report');
select is (incoming_report ((select id from instruction where in_id = pg_temp.entry ()), 9003, 'Đã trình dự thảo'), pg_temp.entry (), 'who leads reports');
select is (state, 'done', 'and it is done') from register_in where id = pg_temp.entry ();
select throws_ok ($$ select incoming_report ((select id from instruction where in_id = pg_temp.entry ()), 9003, 'lần nữa') $$, 'PN016', null, 'once');
select throws_ok ($$ select incoming_refuse (pg_temp.entry (), 9006, 'x') $$, 'PN003', null, 'what is done is not refused');
select is (incoming_refuse (pg_temp.entry () - 1, 9006, 'Chữ ký không hợp lệ'), pg_temp.entry () - 1, 'what fails the check goes back with the reason');
select throws_ok ($$ update register_in set subject = 'y' $$, 'PN002', null, 'the register is not rewritten');
select throws_ok ($$ delete from register_in $$, 'PN002', null, 'nor shortened');
select * from finish ();
rollback;
