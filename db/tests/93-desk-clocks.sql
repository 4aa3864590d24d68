-- SPDX-License-Identifier: GPL-3.0-or-later
-- Since when a step waits, and each reminder once.
begin;
\ir fixture.psql
select plan (11);
insert into unit_letter values (9000, 'UBND', 'ỦY BAN NHÂN DÂN', 'CHỦ TỊCH', 'PHÓ CHỦ TỊCH', 'Thử');
insert into document (id, kind, title) overriding system value values (9500, 'official', 'Dự thảo');
insert into sign_request (id, unit_id, kind, subject, drafter_id, document_id) overriding system value values (9500, 9000, 'decision', 'Về việc thử', 9002, 9500);
insert into document_version (document_id, sha256, filename, page_count) values (9500, repeat ('a', 64), 'd.pdf', 3);
select desk_submit (9500, 9002, '[{"pos":1,"kind":"content","person":9004},{"pos":2,"kind":"sign","person":9001}]', repeat ('a', 64));
select id as step from sign_step where request_id = 9500 and kind = 'content' \gset
select is (step_since (s), (select submitted_at from sign_request where id = 9500), 'the first waits since it was submitted') from sign_step s where s.id = :step;
select is (remind (jsonb_build_array (jsonb_build_object ('person', 9004, 'step', :step, 'kind', 'late', 'due_at', now ()))), 1, 'a reminder');
select is (remind (jsonb_build_array (jsonb_build_object ('person', 9004, 'step', :step, 'kind', 'late', 'due_at', now ()))), 0, 'comes once');
select is (reminders_seen (9004), 1, 'is seen');
select is (reminders_seen (9004), 0, 'and then the bell is quiet');

-- The calendar is kept by administrators; a day without an announcement is to be confirmed.
update account set system_role = 'admin' where person_id = 9002;
create function pg_temp.mark (actor bigint, source text) returns date language sql as $$ select calendar_set (actor, jsonb_build_object ('day', '2027-02-12', 'work', false, 'name', 'Tết Nguyên đán', 'source', source)) $$;
select throws_ok ($$ select pg_temp.mark (9001, '') $$, 'PN018', null, 'others keep no calendar');
select is (pg_temp.mark (9002, ''), '2027-02-12'::date, 'an administrator marks a day');
select is (pg_temp.mark (9002, 'Thông báo số 1/TB'), '2027-02-12'::date, 'and names the announcement later');
select is ((select source || ' ' || set_by from calendar_day where day = '2027-02-12'), 'Thông báo số 1/TB 9002', 'who said so stands with it');
select is (calendar_remove (9002, '2027-02-12'), '2027-02-12'::date, 'or takes it back');
select throws_ok ($$ select calendar_remove (9002, '2027-02-12') $$, 'PN011', null, 'once');
select * from finish ();
rollback;
