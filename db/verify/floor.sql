-- Verify phien:floor on pg
begin;
select id, meeting_id, person_id, state, asked_at, granted_at, granted_by, seconds, ended_at from phien.speak_request where false;
rollback;
