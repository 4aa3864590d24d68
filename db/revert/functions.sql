-- Revert phien:functions from pg
begin;
drop function phien.command_sweep (interval);
drop function phien.session_sweep ();
drop trigger meeting_state_settled on phien.meeting;
drop function phien.meeting_close_settled ();
drop function phien.meeting_close (bigint);
drop function phien.agenda_start (bigint);
drop function phien.floor_grant (bigint, bigint, int, bigint);
drop function phien.vote_close (bigint);
drop function phien.vote_open (bigint, bigint, text, bigint);
commit;
