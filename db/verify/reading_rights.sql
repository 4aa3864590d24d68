-- Verify phien:reading_rights on pg
begin;
select 1 / (position ('minutes' in obj_description ('phien.may_read_document (bigint, bigint)'::regprocedure)) > 0)::int;
rollback;
