-- Verify phien:proof_attachments on pg
begin;
select 1 / (position ('proof p' in pg_get_functiondef ('phien.attachment_version ()'::regprocedure)) > 0)::int;
rollback;
