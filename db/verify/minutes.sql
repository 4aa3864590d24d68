-- Verify phien:minutes on pg
begin;
select meeting_id, rev, state, sections, author_id, created_at, frozen_at from phien.minutes_revision where false;
select id, meeting_id, file, state, started_by, started_at, stopped_at, bytes, duration_ms, error from phien.recording where false;
rollback;
