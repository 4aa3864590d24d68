-- Verify phien:accounts on pg
begin;
select id, person_id, username, password_phc, system_role, enabled, failed_logins, locked_until from phien.account where false;
select token_sha256, account_id, expires_at, revoked_at from phien.login_session where false;
select ip, window_start, failures from phien.login_throttle where false;
select account_id, person_id, username, system_role, name, expires_at from phien.session_person ('\x00');
select phien.login_wait ('nobody', '127.0.0.1');
rollback;
