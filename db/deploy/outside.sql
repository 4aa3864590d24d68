-- Deploy phien:outside to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Signing with a key that is not ours: the file goes out to a person's USB token and comes back signed, minutes later, to another process.
-- All that lies between is here; a link is good once, for one step, one person, one file.
begin;

create table phien.person_cert (
  id bigint generated always as identity primary key,
  person_id bigint not null references phien.person,
  cert_sha256 phien.hash_sha256 not null unique,
  subject text not null check (length (subject) between 1 and 500),
  valid tstzrange not null check (not isempty (valid)),
  added_at timestamptz not null default now (),
  revoked_at timestamptz
);
comment on table phien.person_cert is
  'A person''s own certificates (USB tokens of the special-use CA of the Government, Decree 30/2020 Art. 13), each looked at and registered by the operator: the pin that a signature from outside must match.';
create index person_cert_person on phien.person_cert (person_id);
create function phien.person_cert_fixed () returns trigger
  language plpgsql as $$
begin
  if old.revoked_at is not null or to_jsonb (new) - 'revoked_at' <> to_jsonb (old) - 'revoked_at' then
    raise exception 'a registered certificate is only revoked, never rewritten' using errcode = 'PN002';
  end if;
  return new;
end $$;
create trigger person_cert_fixed before update on phien.person_cert for each row execute function phien.person_cert_fixed ();
create trigger person_cert_no_delete before delete on phien.person_cert for each row execute function phien.refuse_change ();

create table phien.sign_intake (
  id bigint generated always as identity primary key,
  step_id bigint not null references phien.sign_step,
  person_id bigint not null references phien.person,
  token_sha256 phien.hash_sha256 not null unique,
  sha256 phien.hash_sha256 not null references phien.blob,
  created_at timestamptz not null default now (),
  expires_at timestamptz not null,
  fetched_at timestamptz,
  refused_code text check (length (refused_code) between 1 and 60),
  refused_at timestamptz,
  used_at timestamptz,
  version_id bigint references phien.document_version,
  voided_at timestamptz,
  check (expires_at > created_at),
  check ((refused_code is null) = (refused_at is null)),
  check ((used_at is null) = (version_id is null)),
  check (used_at is null or voided_at is null)
);
comment on table phien.sign_intake is 'One-time links for one step, one person, one file (sha256): where the token''s program fetches the bytes and brings them back signed. The token itself is nowhere but in the links.';
create unique index sign_intake_open on phien.sign_intake (step_id) where used_at is null and voided_at is null;
create function phien.sign_intake_fixed () returns trigger
  language plpgsql as $$
begin
  if old.used_at is not null or old.voided_at is not null
     or to_jsonb (new) - '{fetched_at,refused_code,refused_at,used_at,version_id,voided_at}'::text[]
     <> to_jsonb (old) - '{fetched_at,refused_code,refused_at,used_at,version_id,voided_at}'::text[] then
    raise exception 'intake %: written once', old.id using errcode = 'PN002';
  end if;
  return new;
end $$;
create trigger sign_intake_fixed before update on phien.sign_intake for each row execute function phien.sign_intake_fixed ();
create trigger sign_intake_no_delete before delete on phien.sign_intake for each row execute function phien.refuse_change ();

-- Certificates of a person that count now.
create function phien.certs_of (person bigint) returns setof phien.person_cert
  language sql stable set search_path = phien, pg_temp
begin atomic
  select c from phien.person_cert c where c.person_id = person and c.revoked_at is null and c.valid @> now ();
end;

create function phien.intake_open (step bigint, actor bigint, seen text, token text) returns phien.sign_intake
  language plpgsql set search_path = phien, pg_temp as $$
declare
  s sign_step := desk_step_lock (step, actor, array['sign']);
  v document_version;
  i sign_intake;
begin
  select (newest_version (r.document_id)).* into v from sign_request r where r.id = s.request_id;
  if v.sha256 is distinct from seen then
    raise exception 'step %: not the newest version', step using errcode = 'PN007';
  end if;
  if not exists (select from certs_of (actor)) then
    raise exception 'no_certificate' using errcode = 'PN019', detail = format ('person %s has no certificate registered that counts now', actor);
  end if;
  update sign_intake x set voided_at = now () where x.step_id = step and x.used_at is null and x.voided_at is null;
  insert into sign_intake (step_id, person_id, token_sha256, sha256, expires_at) values (step, actor, token, seen, now () + interval '15 minutes') returning * into i;
  return i;
end $$;
comment on function phien.intake_open (bigint, bigint, text, text) is 'A new pair of links for the one whose turn it is; an earlier unused one of this step is void. token: SHA-256 of the secret, hex.';

-- A link as it is: PN011 when there never was one, PN019 when it counts no more.
create function phien.intake_find (token text) returns phien.sign_intake
  language plpgsql set search_path = phien, pg_temp as $$
declare
  i sign_intake;
begin
  select * into i from sign_intake x where x.token_sha256 = token;
  if not found then
    raise exception 'no such link' using errcode = 'PN011';
  elsif i.used_at is not null then
    raise exception 'intake_used' using errcode = 'PN019', detail = format ('intake %s brought version %s', i.id, i.version_id);
  elsif i.voided_at is not null or i.expires_at <= now () then
    raise exception 'intake_expired' using errcode = 'PN019', detail = format ('intake %s ended at %s', i.id, coalesce (i.voided_at, i.expires_at));
  end if;
  return i;
end $$;

create function phien.intake_fetched (token text) returns phien.sign_intake
  language plpgsql set search_path = phien, pg_temp as $$
declare
  i sign_intake := intake_find (token);
begin
  update sign_intake set fetched_at = now () where id = i.id and fetched_at is null;
  return i;
end $$;

create function phien.intake_refused (intake bigint, code text) returns bigint
  language sql set search_path = phien, pg_temp
begin atomic
  update phien.sign_intake set refused_code = code, refused_at = now () where id = intake and used_at is null and voided_at is null returning id;
end;
comment on function phien.intake_refused (bigint, text) is 'Why the last file was not taken, for the page of the one who waits; the link stays good until it ends.';

-- Under the lock of the request first, as everything on the desk; then the link, once.
create function phien.intake_take (step bigint, actor bigint, token text, seen text, cert text, made bigint) returns bigint
  language plpgsql set search_path = phien, pg_temp as $$
declare
  r bigint;
  i sign_intake := intake_find (token);
begin
  if i.step_id <> step or i.person_id <> actor or i.sha256 <> seen then
    raise exception 'intake % is of another step', i.id using errcode = 'PN018';
  end if;
  perform desk_lock (s.request_id, actor) from sign_step s where s.id = step;
  i := intake_find (token); -- another may have been faster
  if not exists (select from certs_of (actor) c where c.cert_sha256 = cert) then
    raise exception 'intake_wrong_cert' using errcode = 'PN019', detail = 'the certificate is not registered for the signer';
  end if;
  r := desk_done (step, actor, array['sign'], null, seen, made);
  update sign_intake set used_at = now (), version_id = made where id = i.id;
  return r;
end $$;
comment on function phien.intake_take (bigint, bigint, text, text, text, bigint) is 'The signed file is the step''s signature: link and step in one transaction, once.';

revoke execute on function phien.person_cert_fixed (), phien.sign_intake_fixed (), phien.certs_of (bigint), phien.intake_open (bigint, bigint, text, text), phien.intake_find (text),
  phien.intake_fetched (text), phien.intake_refused (bigint, text), phien.intake_take (bigint, bigint, text, text, text, bigint) from public;
alter function phien.intake_open (bigint, bigint, text, text) security definer;
alter function phien.intake_find (text) security definer;
alter function phien.intake_fetched (text) security definer;
alter function phien.intake_refused (bigint, text) security definer;
alter function phien.intake_take (bigint, bigint, text, text, text, bigint) security definer;
grant execute on function phien.certs_of (bigint), phien.intake_open (bigint, bigint, text, text), phien.intake_find (text), phien.intake_fetched (text),
  phien.intake_refused (bigint, text), phien.intake_take (bigint, bigint, text, text, text, bigint) to phien_docs;
grant select on phien.person_cert, phien.sign_intake to phien_docs;

commit;
