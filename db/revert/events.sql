-- Revert phien:events from pg
begin;
drop table phien.command;
drop function phien.append_event (bigint, bigint, text, jsonb, timestamptz);
drop trigger meeting_seq_step on phien.meeting;
drop function phien.meeting_seq_step ();
drop table phien.event;
drop function phien.event_next ();
commit;
