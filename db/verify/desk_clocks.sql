-- Verify phien:desk_clocks on pg
begin;
select day, work, name from phien.calendar_day where false;
select id, person_id, step_id, instruction_id, in_id, kind, due_at, created_at, seen_at from phien.reminder where false;
select phien.step_since (s) from phien.sign_step s where false;
select 'phien.remind (jsonb)'::regprocedure, 'phien.reminders_seen (bigint)'::regprocedure;
rollback;
