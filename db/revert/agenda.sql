-- Revert phien:agenda from pg
begin;
drop function phien.meeting_apply_template (bigint, bigint);
drop function phien.agenda_of (bigint);
drop table phien.agenda_item;
drop function phien.agenda_keep ();
drop function phien.agenda_moved ();
drop function phien.agenda_no_cycle ();
commit;
