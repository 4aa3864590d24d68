-- Revert phien:amends from pg
begin;
drop trigger recalled_file on phien.document_version;
drop function phien.recalled_file ();
drop function phien.desk_amend (bigint, bigint, text);
drop function phien.amends_of (bigint);
drop function phien.amend_line (bigint);
drop trigger request_amended on phien.sign_request;
drop function phien.request_amended ();
drop trigger request_amends on phien.sign_request;
drop function phien.request_amends ();
drop index phien.sign_request_corrects;
drop index phien.sign_request_replaces;
alter table phien.sign_request drop constraint sign_request_amends;
alter table phien.sign_request drop column corrects_id;
commit;
