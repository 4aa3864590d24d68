-- Revert phien:desk_access from pg
begin;
drop function phien.access_decide (bigint, bigint, boolean, text);
drop function phien.access_propose (bigint, jsonb);
drop function phien.may_decide_access (bigint, phien.access_change);
drop function phien.access_of (bigint, bigint);
drop function phien.is_admin (bigint);
drop table phien.access_change;
drop function phien.access_change_fixed ();
drop table phien.unit_checker;
commit;
