-- Revert phien:desk_clocks from pg
begin;
drop function phien.reminders_seen (bigint);
drop function phien.remind (jsonb);
drop function phien.step_since (phien.sign_step);
drop table phien.reminder;
drop table phien.calendar_day;
commit;
