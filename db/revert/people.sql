-- Revert phien:people from pg
begin;
drop view phien.person_now;
drop table phien.tenure;
drop table phien.person;
drop table phien.position_title;
drop table phien.org_merger;
drop table phien.org_unit_past;
drop table phien.org_unit;
drop function phien.org_unit_keep_past ();
drop function phien.org_unit_no_cycle ();
drop table phien.org_kind;
commit;
