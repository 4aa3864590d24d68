-- Revert phien:remote from pg
begin;
drop function phien.remote_take (bigint, bigint, bigint, text, bigint);
drop function phien.remote_refused (bigint, bigint, text);
drop function phien.remote_signed (bigint, bigint, bytea);
drop function phien.remote_find (bigint, bigint);
drop function phien.remote_open (bigint, bigint, text, bigint, jsonb, text, jsonb);
drop function phien.remote_credentials_of (bigint);
drop table phien.remote_sign;
drop function phien.remote_sign_fixed ();
drop table phien.remote_credential;
drop function phien.remote_credential_fixed ();
commit;
