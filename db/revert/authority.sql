-- Revert phien:authority from pg
begin;
drop function phien.signing_facts (bigint, bigint, text);
drop function phien.is_clerk (bigint, bigint);
drop function phien.is_head (bigint, bigint, date);
drop table phien.authority_grant;
drop function phien.grant_born ();
drop table phien.unit_clerk;
drop table phien.unit_letter;
alter table phien.position_title drop column standing;
commit;
