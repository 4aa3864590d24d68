-- Revert phien:session_confirm from pg
begin;
drop function phien.session_spend_confirm (bytea, bigint);
drop function phien.session_confirm (bytea);
alter table phien.login_session drop column confirmed_at;
commit;
