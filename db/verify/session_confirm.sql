-- Verify phien:session_confirm on pg
begin;
select confirmed_at from phien.login_session where false;
select phien.session_confirm ('\x00'), phien.session_spend_confirm ('\x00', 0);
rollback;
