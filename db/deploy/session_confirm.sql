-- Deploy phien:session_confirm to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who is signed in proves once more that it is he: what a stolen or borrowed session must not do asks for the password again.
begin;

alter table phien.login_session add column confirmed_at timestamptz;
comment on column phien.login_session.confirmed_at is 'The password was said again at this time, for one act not yet made.';

create function phien.session_confirm (token bytea) returns bigint
  language plpgsql security definer set search_path = phien, pg_temp as $$
declare
  n bigint;
begin
  update login_session s set confirmed_at = now () where s.token_sha256 = token and s.revoked_at is null and s.expires_at > now () returning s.account_id into n;
  update account a set failed_logins = 0, locked_until = null where a.id = n;
  return coalesce (n, 0);
end $$;
comment on function phien.session_confirm (bytea) is 'The right password was said again in this session; 0: there is none such.';

create function phien.session_spend_confirm (token bytea, person bigint) returns boolean
  language plpgsql security definer set search_path = phien, pg_temp as $$
declare
  at timestamptz;
begin
  select s.confirmed_at into at from login_session s join account a on a.id = s.account_id
   where s.token_sha256 = token and a.person_id = person and s.revoked_at is null and s.expires_at > now () for update of s;
  update login_session s set confirmed_at = null where s.token_sha256 = token and at is not null;
  return coalesce (at > now () - interval '2 minutes', false);
end $$;
comment on function phien.session_spend_confirm (bytea, bigint) is 'Whether this person confirmed himself within two minutes; true once for each time.';

revoke execute on function phien.session_confirm (bytea), phien.session_spend_confirm (bytea, bigint) from public;
grant execute on function phien.session_confirm (bytea) to phien_meeting;
grant execute on function phien.session_spend_confirm (bytea, bigint) to phien_docs;

commit;
