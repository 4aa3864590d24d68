-- Deploy phien:proof_watch to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the operator sees of the work on proofs: how strong the signed documents are, what waits, failed or ends soon, and how much was done each day.
begin;

create table phien.proof_day (
  day date primary key,
  raised int not null default 0 check (raised >= 0),
  renewed int not null default 0 check (renewed >= 0),
  stopped int not null default 0 check (stopped >= 0)
);
comment on table phien.proof_day is 'How often documents were raised, renewed, or could not be, by day in Viet Nam. A count only: what became of each document says phien.proof.';

create function phien.proof_counted () returns trigger
  language plpgsql security definer set search_path = phien, pg_temp as $$
begin
  insert into proof_day (day, raised, renewed) values (vn_today (), (not old.renew)::int, old.renew::int)
    on conflict (day) do update set raised = proof_day.raised + excluded.raised, renewed = proof_day.renewed + excluded.renewed;
  return null;
end $$;
-- Only phien.proof_raised ends a run without a reason and with a newer day of renewal or a higher level.
create trigger proof_counted after update on phien.proof for each row
  when (old.state = 'running' and new.state in ('done', 'waiting') and new.lease is null and new.reason_code is null
        and (new.level <> old.level or new.renew_at is distinct from old.renew_at or new.proven_until is distinct from old.proven_until))
  execute function phien.proof_counted ();

create or replace function phien.proof_failed (doc bigint, token uuid, code text, detail text, again timestamptz) returns void
  language plpgsql security definer set search_path = phien, pg_temp as $$
begin
  perform proof_hold (doc, token);
  update proof set state = case when again is null then 'failed' else 'waiting' end, lease = null, lease_until = null, holder = null, progress = '',
         next_at = coalesce (again, now ()), reason_code = code, reason_detail = left (detail, 1000), updated_at = now () where document_id = doc;
  insert into proof_day (day, stopped) values (vn_today (), 1) on conflict (day) do update set stopped = proof_day.stopped + 1;
end $$;

create function phien.proof_ends_soon (p phien.proof) returns boolean
  language sql stable set search_path = phien, pg_temp
  return (p).proven_until is not null and (p).proven_until < now () + interval '30 days';
comment on function phien.proof_ends_soon (phien.proof) is 'The newest archive time-stamp ends within 30 days and no renewal has come: what was proven can soon no longer be.';

create function phien.proof_troubles () returns int
  language sql stable security definer set search_path = phien, pg_temp
  return (select count (*)::int from phien.proof p where p.state = 'failed' or phien.proof_ends_soon (p));
comment on function phien.proof_troubles () is 'What the operator should look at: given up, or ending soon.';

create function phien.proof_row (p phien.proof) returns jsonb
  language sql stable set search_path = phien, pg_temp
  return jsonb_build_object ('document', (p).document_id, 'title', (select d.title from document d where d.id = (p).document_id), 'kind', (select d.kind from document d where d.id = (p).document_id),
    'code', (select doc_code (o.number, o.notation) from register_out o join sign_request r on r.id = o.request_id where r.document_id = (p).document_id),
    'level', (p).level, 'want', (p).want, 'state', (p).state, 'renew', (p).renew, 'progress', (p).progress,
    'attempts', (p).attempts, 'reason', (p).reason_code, 'detail', (p).reason_detail, 'ends_soon', proof_ends_soon (p),
    'next_at', to_char ((p).next_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'updated_at', to_char ((p).updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
    'proven_until', to_char ((p).proven_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'renew_at', to_char ((p).renew_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'));

create function phien.proofs_of (actor bigint) returns jsonb
  language plpgsql stable security definer set search_path = phien, pg_temp as $$
begin
  if not is_admin (actor) then
    raise exception 'not_allowed' using errcode = 'PN018', detail = 'the work on proofs is the administrators'' to see';
  end if;
  return jsonb_build_object (
    'levels', (select jsonb_agg (jsonb_build_object ('level', l, 'n', (select count (*) from proof p where p.level = l)) order by o) from unnest (array['B-B', 'B-T', 'B-LT', 'B-LTA']) with ordinality x (l, o)),
    'states', (select jsonb_object_agg (s, (select count (*) from proof p where p.state = s)) from unnest (array['waiting', 'running', 'done', 'failed']) s),
    'ends_soon', (select count (*) from proof p where proof_ends_soon (p)),
    'renewals', (select count (*) from proof p where p.state = 'done' and p.renew_at < now () + interval '90 days'),
    'days', (select jsonb_agg (jsonb_build_object ('day', g::date, 'raised', coalesce (d.raised, 0), 'renewed', coalesce (d.renewed, 0), 'stopped', coalesce (d.stopped, 0)) order by g)
               from generate_series (vn_today () - 13, vn_today (), interval '1 day') g left join proof_day d on d.day = g::date),
    'rows', coalesce ((select jsonb_agg (x.row) from (select proof_row (p) as row from proof p where p.state <> 'done' or proof_ends_soon (p) or p.renew_at < now () + interval '90 days'
                         order by array_position (array['failed', 'running', 'waiting', 'done'], p.state), proof_ends_soon (p) desc, case when p.state = 'done' then p.renew_at else p.next_at end, p.document_id limit 200) x), '[]'));
end $$;
comment on function phien.proofs_of (bigint) is 'For administrators: counts by level and state, the last fourteen days, and up to 200 documents that are not simply done.';

create function phien.proofs_retry (actor bigint, doc bigint) returns int
  language plpgsql security definer set search_path = phien, pg_temp as $$
begin
  if not is_admin (actor) then
    raise exception 'not_allowed' using errcode = 'PN018', detail = 'the work on proofs is the administrators'' to start';
  end if;
  return proof_retry (doc);
end $$;

revoke execute on function phien.proof_counted (), phien.proof_ends_soon (phien.proof), phien.proof_troubles (), phien.proof_row (phien.proof), phien.proofs_of (bigint), phien.proofs_retry (bigint, bigint) from public;
grant execute on function phien.proof_troubles (), phien.proofs_of (bigint), phien.proofs_retry (bigint, bigint) to phien_docs;

commit;
