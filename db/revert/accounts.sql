-- Revert phien:accounts from pg
begin;
drop function phien.login_failed (text, inet);
drop function phien.login_wait (text, inet);
drop function phien.session_person (bytea);
drop table phien.login_throttle;
drop table phien.login_session;
drop table phien.account;
commit;
