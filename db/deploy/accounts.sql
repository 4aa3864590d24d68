-- Deploy phien:accounts to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
begin;

create table phien.account (
  id bigint generated always as identity primary key,
  person_id bigint not null unique references phien.person,
  username text not null unique check (username ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
  password_phc text check (password_phc ~ '^\$argon2id\$v=19\$m=[0-9]+,t=[0-9]+,p=[0-9]+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$'),
  system_role text not null default 'user' check (system_role in ('admin', 'secretary', 'user')),
  enabled boolean not null default true,
  lang text not null default 'vi' check (lang in ('vi', 'en')),
  failed_logins int not null default 0 check (failed_logins >= 0),
  locked_until timestamptz,
  last_login_at timestamptz,
  password_changed_at timestamptz not null default now (),
  created_at timestamptz not null default now ()
);
comment on table phien.account is 'One login per person. No password: PHC string of Argon2id, or null for no password login.';
comment on column phien.account.system_role is 'Beyond a meeting: admin keeps bodies and accounts, secretary may create meetings, user is invited.';
comment on column phien.account.failed_logins is 'Wrong passwords since the last right one; login_failed() sets locked_until from it.';

create table phien.login_session (
  token_sha256 bytea primary key check (octet_length (token_sha256) = 32),
  account_id bigint not null references phien.account on delete cascade,
  created_at timestamptz not null default now (),
  last_seen_at timestamptz not null default now (),
  expires_at timestamptz not null default now () + interval '12 hours',
  revoked_at timestamptz,
  ip inet,
  user_agent text not null default '' check (length (user_agent) <= 300),
  check (expires_at > created_at)
);
comment on table phien.login_session is 'Who is signed in. Holds the hash of the cookie only: a stolen backup opens no session.';
create index login_session_account on phien.login_session (account_id);

create table phien.login_throttle (
  ip inet primary key,
  window_start timestamptz not null default now (),
  failures int not null default 1 check (failures >= 0)
);
comment on table phien.login_throttle is 'Wrong passwords per address in the running window of ten minutes.';

create function phien.session_person (token bytea)
  returns table (account_id bigint, person_id bigint, username text, system_role text, name text, expires_at timestamptz)
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select a.id, a.person_id, a.username, a.system_role, p.name, s.expires_at
    from phien.login_session s
    join phien.account a on a.id = s.account_id and a.enabled
    join phien.person p on p.id = a.person_id
   where s.token_sha256 = token and s.revoked_at is null and s.expires_at > now ();
end;
comment on function phien.session_person (bytea) is 'Whose cookie this is (SHA-256 of the raw cookie text), or no row.';

-- Five free tries, then 1, 2, 4 … minutes, 15 at most, for the account; 30 wrong ones in ten minutes shut the address out for the rest of the window.
create function phien.login_wait (name text, address inet) returns int
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select greatest (0,
    coalesce ((select ceil (extract (epoch from a.locked_until - now ()))::int from phien.account a where a.username = login_wait.name), 0),
    coalesce ((select ceil (extract (epoch from t.window_start + interval '10 minutes' - now ()))::int
                 from phien.login_throttle t where t.ip = address and t.failures >= 30), 0));
end;
comment on function phien.login_wait (text, inet) is 'Seconds until this account and address may try again; 0 = now.';

create function phien.login_failed (name text, address inet) returns int
  language plpgsql security definer set search_path = phien, pg_temp as $$
begin
  update account a
     set failed_logins = a.failed_logins + 1,
         locked_until = case when a.failed_logins + 1 >= 5
                        then now () + least (interval '15 minutes', interval '1 minute' * power (2, least (a.failed_logins + 1 - 5, 10))) end
   where a.username = login_failed.name;
  insert into login_throttle (ip) values (address)
    on conflict (ip) do update
      set failures = case when login_throttle.window_start < now () - interval '10 minutes' then 1 else login_throttle.failures + 1 end,
          window_start = case when login_throttle.window_start < now () - interval '10 minutes' then now () else login_throttle.window_start end;
  return login_wait (login_failed.name, address);
end $$;
comment on function phien.login_failed (text, inet) is 'Counts one wrong password; returns the seconds to wait.';

commit;
