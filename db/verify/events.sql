-- Verify phien:events on pg
begin;
select meeting_id, seq, at, actor_id, kind, body from phien.event where false;
select id, account_id, meeting_id, type, reply, at from phien.command where false;
select has_function_privilege ('phien.append_event (bigint, bigint, text, jsonb, timestamptz)', 'execute');
rollback;
