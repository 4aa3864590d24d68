-- Revert phien:floor from pg
begin;
drop table phien.speak_request;
drop function phien.floor_moved ();
commit;
