-- Verify phien:functions on pg
begin;
select has_function_privilege (f, 'execute') from unnest (array[
  'phien.vote_open (bigint, bigint, text, bigint)', 'phien.vote_close (bigint)', 'phien.floor_grant (bigint, bigint, int, bigint)',
  'phien.agenda_start (bigint)', 'phien.meeting_close (bigint)', 'phien.session_sweep ()', 'phien.command_sweep (interval)']) f;
rollback;
