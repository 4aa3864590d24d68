-- Verify phien:amends on pg
begin;
select corrects_id from phien.sign_request where false;
select phien.amends_of (0);
rollback;
