-- Revert phien:drafts from pg
begin;
drop table phien.draft_placing;
drop table phien.draft_file;
drop function phien.draft_save (bigint, bigint, int, jsonb);
alter table phien.sign_request drop column rev;
commit;
