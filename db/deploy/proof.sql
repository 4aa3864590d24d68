-- Deploy phien:proof to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
-- How long the proof of a signed document holds (PAdES B-B, B-T, B-LT, B-LTA; ETSI EN 319 142-1), and the work that raises it: one row for
-- each signed document. Whoever works holds a lease; what he brings counts only with it, over the newest version, in one transaction.
begin;

alter table phien.signature add column level text not null default 'B-B' check (level in ('B-B', 'B-T'));
comment on column phien.signature.level is 'As it was made; B-B when the time-stamp authority was away. What the file has now: phien.proof.';

create table phien.proof (
  document_id bigint primary key references phien.document,
  level text not null check (level in ('B-B', 'B-T', 'B-LT', 'B-LTA')),
  want text not null check (want in ('B-T', 'B-LTA')),
  state text not null check (state in ('waiting', 'running', 'done', 'failed')),
  renew boolean not null default false,
  progress text not null default '' check (progress in ('', 'evidence', 'timestamp', 'check')),
  attempts int not null default 0 check (attempts >= 0),
  next_at timestamptz not null default now (),
  holder text,
  lease uuid,
  lease_until timestamptz,
  reason_code phien.slug,
  reason_detail text check (length (reason_detail) <= 1000),
  proven_until timestamptz,
  renew_at timestamptz,
  updated_at timestamptz not null default now (),
  constraint proof_lease check ((state = 'running') = (lease is not null and lease_until is not null)),
  constraint proof_reason check (state <> 'failed' or reason_code is not null)
);
comment on table phien.proof is 'Level of the newest file of a signed document (the weakest of its signatures), and the job that raises it.';
comment on column phien.proof.want is 'B-T while number and seal are still to come: they follow the signature, the archive time-stamp follows them all (R9).';
comment on column phien.proof.proven_until is 'End of the certificate of the newest document time-stamp; before that, at renew_at, a new one is made.';
create index proof_due on phien.proof (next_at) where state in ('waiting', 'running');
create index proof_renewal on phien.proof (renew_at) where state = 'done';
create trigger proof_state_move before insert or update of state on phien.proof for each row execute function phien.check_state_move ();
create trigger proof_no_delete before delete on phien.proof for each row execute function phien.refuse_change ();
insert into phien.state_move values
  ('proof', 'new', 'waiting'), ('proof', 'new', 'done'), ('proof', 'waiting', 'running'), ('proof', 'waiting', 'done'), ('proof', 'running', 'waiting'),
  ('proof', 'running', 'done'), ('proof', 'running', 'failed'), ('proof', 'failed', 'waiting'), ('proof', 'done', 'waiting');

create function phien.proof_rank (level text) returns int
  language sql immutable strict
  return array_position (array['B-B', 'B-T', 'B-LT', 'B-LTA'], level);

-- A new signature: the file is as strong as its weakest one. While the desk is still at work on it a bare signature waits ten minutes, so
-- that the raised version does not come between the clerk's look and his number.
create function phien.signature_proof () returns trigger
  language plpgsql security definer set search_path = phien, pg_temp as $$
declare
  doc bigint := (select v.document_id from document_version v where v.id = new.version_id);
  aim text := 'B-LTA';
  was text := (select p.level from proof p where p.document_id = doc for update);
  now_level text := case when was is null or proof_rank (new.level) < proof_rank (was) then new.level else was end;
  st text;
begin
  if new.kind = 'person' and exists (select from sign_request r where r.document_id = doc and r.state = 'routing') then
    aim := 'B-T';
  end if;
  st := case when proof_rank (now_level) >= proof_rank (aim) and aim = 'B-T' then 'done' else 'waiting' end;
  if was is not null then -- whoever is at work has lost his lease
    update proof set state = 'waiting', lease = null, lease_until = null, holder = null where document_id = doc and state <> 'waiting';
  end if;
  insert into proof as p (document_id, level, want, state, next_at)
    values (doc, now_level, aim, st, now () + case when aim = 'B-T' then interval '10 minutes' else interval '0' end)
    on conflict (document_id) do update set level = excluded.level, want = excluded.want, state = excluded.state, next_at = excluded.next_at, attempts = 0,
      progress = '', reason_code = null, reason_detail = null, renew = false, renew_at = null, updated_at = now ();
  return null;
end $$;
create trigger signature_proof after insert on phien.signature for each row execute function phien.signature_proof ();

-- Documents signed before this change get the same.
insert into phien.proof (document_id, level, want, state)
  select distinct v.document_id, 'B-B', case when exists (select from phien.sign_request r where r.document_id = v.document_id and r.state = 'routing') then 'B-T' else 'B-LTA' end, 'waiting'
    from phien.signature g join phien.document_version v on v.id = g.version_id;

create function phien.proof_claim (who text) returns jsonb
  language plpgsql security definer set search_path = phien, pg_temp as $$
declare
  p proof;
begin
  update proof set state = 'waiting', renew = true, attempts = 0, next_at = now () where state = 'done' and renew_at <= now ();
  update proof set state = 'waiting', lease = null, lease_until = null, next_at = now () where state = 'running' and lease_until < now ();
  select * into p from proof x where x.state = 'waiting' and x.next_at <= now () order by x.next_at, x.document_id limit 1 for update skip locked;
  if not found then
    return jsonb_build_object ('document', null);
  end if;
  update proof set state = 'running', holder = who, lease = gen_random_uuid (), lease_until = now () + interval '2 minutes', attempts = attempts + 1, progress = '', updated_at = now ()
    where document_id = p.document_id returning * into p;
  return (select jsonb_build_object ('document', p.document_id, 'lease', p.lease, 'level', p.level, 'want', p.want, 'renew', p.renew, 'attempts', p.attempts, 'version', v.id, 'sha256', v.sha256)
            from newest_version (p.document_id) v);
end $$;
comment on function phien.proof_claim (text) is 'The next work that is due, leased for two minutes, or {"document": null}. A lease that ended (its holder died) is given again.';

-- The lease, or PN016: another has it now.
create function phien.proof_hold (doc bigint, token uuid) returns phien.proof
  language plpgsql set search_path = phien, pg_temp as $$
declare
  p proof;
begin
  select * into p from proof x where x.document_id = doc and x.state = 'running' and x.lease = token for update;
  if not found then
    raise exception 'the work on document % is another''s now', doc using errcode = 'PN016';
  end if;
  return p;
end $$;

create function phien.proof_progress (doc bigint, token uuid, word text) returns void
  language plpgsql security definer set search_path = phien, pg_temp as $$
begin
  perform proof_hold (doc, token);
  update proof set progress = word, lease_until = now () + interval '2 minutes', updated_at = now () where document_id = doc;
end $$;

-- made: {base, sha256, size, page_count, pages, level, proven_until, renew_at}
create function phien.proof_raised (doc bigint, token uuid, made jsonb) returns bigint
  language plpgsql security definer set search_path = phien, pg_temp as $$
declare
  p proof := proof_hold (doc, token);
  b document_version;
  v bigint;
begin
  select * into b from document_version x where x.id = (made->>'base')::bigint and x.document_id = doc;
  insert into blob (sha256, size) values (made->>'sha256', (made->>'size')::bigint) on conflict do nothing;
  insert into document_version (document_id, n, sha256, filename, page_count, pages, outline, minutes_rev, frozen)
    values (doc, b.n + 1, made->>'sha256', b.filename, (made->>'page_count')::int, made->'pages', b.outline, b.minutes_rev, true) returning id into v;
  update register_out set version_id = v where version_id = b.id;
  update proof set level = made->>'level', state = case when proof_rank (made->>'level') >= proof_rank (want) then 'done' else 'waiting' end, renew = false,
         lease = null, lease_until = null, holder = null, progress = '', attempts = 0, next_at = now (), reason_code = null, reason_detail = null,
         proven_until = (made->>'proven_until')::timestamptz, renew_at = (made->>'renew_at')::timestamptz, updated_at = now ()
    where document_id = doc;
  return v;
end $$;
comment on function phien.proof_raised (bigint, uuid, jsonb) is 'The raised file is the next version, or nothing is: PN016 without the lease, PN009 when another version came meanwhile.';

create function phien.proof_failed (doc bigint, token uuid, code text, detail text, again timestamptz) returns void
  language plpgsql security definer set search_path = phien, pg_temp as $$
begin
  perform proof_hold (doc, token);
  update proof set state = case when again is null then 'failed' else 'waiting' end, lease = null, lease_until = null, holder = null, progress = '',
         next_at = coalesce (again, now ()), reason_code = code, reason_detail = left (detail, 1000), updated_at = now () where document_id = doc;
end $$;
comment on function phien.proof_failed (bigint, uuid, text, text, timestamptz) is 'again: when it is tried next; null: not without the operator.';

create function phien.proof_resume (who text) returns int
  language sql security definer set search_path = phien, pg_temp
begin atomic
  with r as (update phien.proof set state = 'waiting', lease = null, lease_until = null, holder = null, progress = '', next_at = now () where state = 'running' and holder = who returning 1)
    select count (*)::int from r;
end;
comment on function phien.proof_resume (text) is 'At the start of a process: what its earlier life held is free at once.';

create function phien.proof_retry (doc bigint) returns int
  language sql security definer set search_path = phien, pg_temp
begin atomic
  with r as (update phien.proof set state = 'waiting', attempts = 0, next_at = now (), updated_at = now ()
             where state in ('waiting', 'failed') and (doc is null or document_id = doc) returning 1)
    select count (*)::int from r;
end;
comment on function phien.proof_retry (bigint) is 'Now, whatever the waiting time was; null: all that wait or have failed.';

create function phien.proof_renew (doc bigint) returns int
  language sql security definer set search_path = phien, pg_temp
begin atomic
  with r as (update phien.proof set state = 'waiting', renew = true, attempts = 0, next_at = now (), updated_at = now ()
             where state = 'done' and level = 'B-LTA' and document_id = doc returning 1)
    select count (*)::int from r;
end;
comment on function phien.proof_renew (bigint) is 'A new document time-stamp with new evidence, before it is due.';

create function phien.proof_counts () returns jsonb
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select jsonb_build_object ('waiting', count (*) filter (where state = 'waiting'), 'running', count (*) filter (where state = 'running'), 'failed', count (*) filter (where state = 'failed'),
    'archived', count (*) filter (where level = 'B-LTA'), 'bare', count (*) filter (where level = 'B-B')) from phien.proof;
end;

revoke execute on function phien.proof_rank (text), phien.signature_proof (), phien.proof_claim (text), phien.proof_hold (bigint, uuid), phien.proof_progress (bigint, uuid, text),
  phien.proof_raised (bigint, uuid, jsonb), phien.proof_failed (bigint, uuid, text, text, timestamptz), phien.proof_resume (text), phien.proof_retry (bigint), phien.proof_renew (bigint),
  phien.proof_counts () from public;
grant execute on function phien.proof_claim (text), phien.proof_progress (bigint, uuid, text), phien.proof_raised (bigint, uuid, jsonb), phien.proof_failed (bigint, uuid, text, text, timestamptz),
  phien.proof_resume (text), phien.proof_retry (bigint), phien.proof_counts () to phien_docs;
grant select on phien.proof to phien_docs;

commit;
