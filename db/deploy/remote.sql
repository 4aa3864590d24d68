-- Deploy phien:remote to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Signing with a key at a remote signing service (CSC API v2): what was prepared waits here for the leader's PIN, and the signature that came for
-- what remains to be done with it. Another process, minutes later, goes on from this row alone.
begin;

create table phien.remote_credential (
  id bigint generated always as identity primary key,
  person_id bigint not null references phien.person,
  credential text not null check (length (credential) between 1 and 200),
  cert_sha256 phien.hash_sha256 not null,
  subject text not null check (length (subject) between 1 and 500),
  key_kind text not null check (length (key_kind) between 1 and 20),
  valid tstzrange not null check (not isempty (valid)),
  added_at timestamptz not null default now (),
  revoked_at timestamptz
);
comment on table phien.remote_credential is
  'A person''s own keys at the remote signing service, each looked at and bound by the operator; cert_sha256 pins the certificate, so that the service cannot put another person''s in its place.';
create unique index remote_credential_bound on phien.remote_credential (credential) where revoked_at is null;
create index remote_credential_person on phien.remote_credential (person_id);
create function phien.remote_credential_fixed () returns trigger
  language plpgsql as $$
begin
  if old.revoked_at is not null or to_jsonb (new) - 'revoked_at' <> to_jsonb (old) - 'revoked_at' then
    raise exception 'a bound credential is only released, never rewritten' using errcode = 'PN002';
  end if;
  return new;
end $$;
create trigger remote_credential_fixed before update on phien.remote_credential for each row execute function phien.remote_credential_fixed ();
create trigger remote_credential_no_delete before delete on phien.remote_credential for each row execute function phien.refuse_change ();

create table phien.remote_sign (
  id bigint generated always as identity primary key,
  step_id bigint not null references phien.sign_step,
  person_id bigint not null references phien.person,
  credential_id bigint not null references phien.remote_credential,
  sha256 phien.hash_sha256 not null references phien.blob,
  spec jsonb not null check (length (spec::text) <= 8192),
  digest phien.hash_sha256 not null,
  auth jsonb not null check (length (auth::text) <= 500),
  created_at timestamptz not null default now (),
  expires_at timestamptz not null,
  refused_code text check (length (refused_code) between 1 and 60),
  refused_at timestamptz,
  cms bytea check (length (cms) between 1 and 65536),
  signed_at timestamptz,
  used_at timestamptz,
  version_id bigint references phien.document_version,
  voided_at timestamptz,
  check (expires_at > created_at),
  check ((refused_code is null) = (refused_at is null)),
  check ((cms is null) = (signed_at is null)),
  check ((used_at is null) = (version_id is null)),
  check (used_at is null or signed_at is not null),
  check (used_at is null or voided_at is null)
);
comment on table phien.remote_sign is
  'One prepared signature: spec makes the same revision of the file sha256 again, digest is what is signed; cms is the signature once the service has given it. No PIN, no code, no token is ever here.';
create unique index remote_sign_open on phien.remote_sign (step_id) where used_at is null and voided_at is null;
create function phien.remote_sign_fixed () returns trigger
  language plpgsql as $$
begin
  if old.used_at is not null or old.voided_at is not null or (old.cms is not null and new.cms is distinct from old.cms)
     or to_jsonb (new) - '{refused_code,refused_at,cms,signed_at,used_at,version_id,voided_at}'::text[]
     <> to_jsonb (old) - '{refused_code,refused_at,cms,signed_at,used_at,version_id,voided_at}'::text[] then
    raise exception 'remote signature %: written once', old.id using errcode = 'PN002';
  end if;
  return new;
end $$;
create trigger remote_sign_fixed before update on phien.remote_sign for each row execute function phien.remote_sign_fixed ();
create trigger remote_sign_no_delete before delete on phien.remote_sign for each row execute function phien.refuse_change ();

-- Credentials of a person that count now.
create function phien.remote_credentials_of (person bigint) returns setof phien.remote_credential
  language sql stable set search_path = phien, pg_temp
begin atomic
  select c from phien.remote_credential c where c.person_id = person and c.revoked_at is null and c.valid @> now ();
end;

create function phien.remote_open (step bigint, actor bigint, seen text, which bigint, made_spec jsonb, made_digest text, how jsonb) returns phien.remote_sign
  language plpgsql set search_path = phien, pg_temp as $$
declare
  s sign_step := desk_step_lock (step, actor, array['sign']);
  v document_version;
  i remote_sign;
begin
  select (newest_version (r.document_id)).* into v from sign_request r where r.id = s.request_id;
  if v.sha256 is distinct from seen then
    raise exception 'step %: not the newest version', step using errcode = 'PN007';
  end if;
  if not exists (select from remote_credentials_of (actor) c where c.id = which) then
    raise exception 'no_remote' using errcode = 'PN019', detail = format ('person %s has no remote credential %s that counts now', actor, which);
  end if;
  update remote_sign x set voided_at = now () where x.step_id = step and x.used_at is null and x.voided_at is null;
  insert into remote_sign (step_id, person_id, credential_id, sha256, spec, digest, auth, expires_at)
    values (step, actor, which, seen, made_spec, made_digest, how, now () + interval '15 minutes') returning * into i;
  return i;
end $$;
comment on function phien.remote_open (bigint, bigint, text, bigint, jsonb, text, jsonb) is 'A prepared signature for the one whose turn it is; an earlier unused one of this step is void.';

-- The step's newest one as it is: PN019 when it counts no more. One the service has signed waits for its end without a clock.
create function phien.remote_find (step bigint, actor bigint) returns phien.remote_sign
  language plpgsql set search_path = phien, pg_temp as $$
declare
  i remote_sign;
begin
  select * into i from remote_sign x where x.step_id = step and x.person_id = actor order by x.id desc limit 1;
  if not found then
    raise exception 'no_remote' using errcode = 'PN019', detail = 'nothing was prepared';
  elsif i.used_at is not null then
    raise exception 'remote_used' using errcode = 'PN019', detail = format ('remote signature %s made version %s', i.id, i.version_id);
  elsif i.voided_at is not null or (i.signed_at is null and i.expires_at <= now ()) then
    raise exception 'remote_expired' using errcode = 'PN019', detail = format ('remote signature %s ended at %s', i.id, coalesce (i.voided_at, i.expires_at));
  elsif not exists (select from remote_credentials_of (actor) c where c.id = i.credential_id) then
    raise exception 'remote_wrong_cert' using errcode = 'PN019', detail = 'the credential is bound to the signer no more';
  end if;
  return i;
end $$;

create function phien.remote_signed (remote bigint, actor bigint, made bytea) returns bigint
  language sql set search_path = phien, pg_temp
begin atomic
  update phien.remote_sign set cms = made, signed_at = now () where id = remote and person_id = actor and cms is null and used_at is null and voided_at is null returning id;
end;
comment on function phien.remote_signed (bigint, bigint, bytea) is 'The signature is here; kept before anything is done with it.';

create function phien.remote_refused (remote bigint, actor bigint, code text) returns bigint
  language sql set search_path = phien, pg_temp
begin atomic
  update phien.remote_sign set refused_code = code, refused_at = now () where id = remote and person_id = actor and used_at is null and voided_at is null returning id;
end;
comment on function phien.remote_refused (bigint, bigint, text) is 'Why the last attempt gave no signature, for the page of the one who tries; what was prepared stays good until it ends.';

-- Under the lock of the request first, as everything on the desk; then the prepared signature, once.
create function phien.remote_take (step bigint, actor bigint, remote bigint, seen text, made bigint) returns bigint
  language plpgsql set search_path = phien, pg_temp as $$
declare
  r bigint;
  i remote_sign;
begin
  perform desk_lock (s.request_id, actor) from sign_step s where s.id = step;
  i := remote_find (step, actor);
  if i.id <> remote or i.sha256 <> seen or i.signed_at is null then
    raise exception 'remote signature % is another', remote using errcode = 'PN018';
  end if;
  r := desk_done (step, actor, array['sign'], null, seen, made);
  update remote_sign set used_at = now (), version_id = made where id = i.id;
  return r;
end $$;
comment on function phien.remote_take (bigint, bigint, bigint, text, bigint) is 'The finished file is the step''s signature: both in one transaction, once.';

revoke execute on function phien.remote_credential_fixed (), phien.remote_sign_fixed (), phien.remote_credentials_of (bigint), phien.remote_open (bigint, bigint, text, bigint, jsonb, text, jsonb),
  phien.remote_find (bigint, bigint), phien.remote_signed (bigint, bigint, bytea), phien.remote_refused (bigint, bigint, text), phien.remote_take (bigint, bigint, bigint, text, bigint) from public;
alter function phien.remote_open (bigint, bigint, text, bigint, jsonb, text, jsonb) security definer;
alter function phien.remote_find (bigint, bigint) security definer;
alter function phien.remote_signed (bigint, bigint, bytea) security definer;
alter function phien.remote_refused (bigint, bigint, text) security definer;
alter function phien.remote_take (bigint, bigint, bigint, text, bigint) security definer;
grant execute on function phien.remote_credentials_of (bigint), phien.remote_open (bigint, bigint, text, bigint, jsonb, text, jsonb), phien.remote_find (bigint, bigint),
  phien.remote_signed (bigint, bigint, bytea), phien.remote_refused (bigint, bigint, text), phien.remote_take (bigint, bigint, bigint, text, bigint) to phien_docs;
grant select on phien.remote_credential, phien.remote_sign to phien_docs;

commit;
