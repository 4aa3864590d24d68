-- Deploy phien:desk_away to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
-- A step changes hands: passed on with its reason, or taken over by whoever stands for one who is away (R10, R11). A signature that changes hands changes
-- the printed signer block, so it comes with a new version; a proxy (TUQ.) is written, limited in time and not given on.
begin;

create function phien.vn_today () returns date
  language sql stable
  return (now () at time zone 'Asia/Ho_Chi_Minh')::date;

create table phien.substitution (
  id bigint generated always as identity primary key,
  from_id bigint not null references phien.person,
  to_id bigint not null references phien.person,
  scope text not null check (scope in ('opinions', 'all')),
  valid daterange not null check (not isempty (valid) and not lower_inf (valid) and not upper_inf (valid)),
  reason text not null check (length (reason) between 1 and 500),
  grant_id bigint references phien.authority_grant,
  created_at timestamptz not null default now (),
  ended_at timestamptz,
  check (from_id <> to_id)
);
comment on table phien.substitution is 'While one is away another acts at his steps: opinions and initials, or signatures too, each in the capacity the substitute has himself (KT., TL., TUQ.).';
comment on column phien.substitution.grant_id is 'The proxy (TUQ.) that was written with it, if the substitute had no capacity of his own.';
create index substitution_to on phien.substitution (to_id) where ended_at is null;
create trigger substitution_no_delete before delete on phien.substitution for each row execute function phien.refuse_change ();
create function phien.substitution_fixed () returns trigger
  language plpgsql as $$
begin
  if to_jsonb (new) - 'ended_at' <> to_jsonb (old) - 'ended_at' or old.ended_at is not null then
    raise exception 'substitution %: written once, then only ended', old.id using errcode = 'PN002';
  end if;
  return new;
end $$;
create trigger substitution_fixed before update on phien.substitution for each row execute function phien.substitution_fixed ();

alter table phien.sign_step add column passed_from bigint references phien.person, add column pass_reason text not null default '' check (length (pass_reason) <= 2000);
comment on column phien.sign_step.passed_from is 'Who had this step and passed it on, and why.';

create function phien.stands_for (person bigint, other bigint, kind text) returns boolean
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select exists (select from phien.substitution s where s.to_id = person and s.from_id = other and s.ended_at is null and s.valid @> phien.vn_today ()
                   and (s.scope = 'all' or kind in ('content', 'form', 'approve')));
end;
comment on function phien.stands_for (bigint, bigint, text) is 'Whether person acts today at the steps of this kind that wait for other. Not passed on: only one link is looked at.';

create function phien.away_set (actor bigint, j jsonb) returns bigint
  language plpgsql security definer set search_path = phien, pg_temp as $$
declare
  span daterange := daterange ((j->>'from')::date, (j->>'until')::date, '[]');
  g bigint;
  n bigint;
begin
  if upper (span) <= vn_today () or upper (span) - lower (span) > 366 then
    raise exception 'bad_value' using errcode = 'PN005', detail = 'a substitution ends in the future and within a year';
  end if;
  -- Grants count by the server's current_date, which before seven in the morning is still yesterday's in UTC.
  -- The proxy: grant_born refuses one whose giver does not head the unit, so what was given to him is not given on (R11).
  if j->>'scope' = 'all' and j->>'unit' is not null then
    insert into authority_grant (unit_id, capacity, from_id, to_id, kinds, basis, valid, created_by)
      values ((j->>'unit')::bigint, 'TUQ.', actor, (j->>'to')::bigint, (select array_agg (k) from jsonb_array_elements_text (j->'kinds') k), j->>'basis',
              daterange (least (lower (span), greatest (lower (span), vn_today ()) - (vn_today () - current_date)), upper (span)), actor) returning id into g;
  end if;
  insert into substitution (from_id, to_id, scope, valid, reason, grant_id) values (actor, (j->>'to')::bigint, j->>'scope', span, j->>'reason', g) returning id into n;
  return n;
end $$;
comment on function phien.away_set (bigint, jsonb) is '{to, from, until, scope, reason, unit?, kinds?, basis?}: with unit also a proxy (TUQ.) for it. PN014: not his to give.';

create function phien.away_end (substitution bigint, actor bigint) returns bigint
  language plpgsql security definer set search_path = phien, pg_temp as $$
declare
  s substitution;
begin
  select * into s from substitution x where x.id = away_end.substitution and actor = x.from_id and x.ended_at is null for update;
  if not found then
    raise exception 'no substitution % of person %', away_end.substitution, actor using errcode = 'PN011';
  end if;
  update substitution set ended_at = now () where id = s.id;
  update authority_grant set revoked_at = now () where id = s.grant_id and revoked_at is null;
  return s.id;
end $$;

-- Those who stand for somebody on the route see the document too.
create or replace function phien.may_desk (person bigint, request bigint) returns boolean
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select exists (
    select from phien.sign_request r
     where r.id = request
       and (r.drafter_id = person
            or (r.state <> 'draft' and (
              exists (select from phien.sign_step s where s.request_id = r.id
                        and (person in (s.person_id, s.acted_by, s.passed_from) or (s.state = 'current' and phien.stands_for (person, s.person_id, s.kind))))
              or phien.is_clerk (person, r.unit_id) or phien.is_head (person, r.unit_id, current_date)))));
end;
comment on function phien.may_desk (bigint, bigint) is
  'Who sees a document on the desk: drafter, those on its route and who stands for them now, the unit''s clerks and head. A draft is its drafter''s alone.';

create or replace function phien.desk_step_lock (step bigint, actor bigint, kinds text[]) returns phien.sign_step
  language plpgsql set search_path = phien, pg_temp as $$
declare
  s sign_step;
  r sign_request;
begin
  select * into s from sign_step x where x.id = step;
  if not found then
    raise exception 'no step %', step using errcode = 'PN011';
  end if;
  r := desk_lock (s.request_id, actor);
  select * into s from sign_step x where x.id = step;
  if s.kind <> all (kinds) or (s.person_id is null and not is_clerk (actor, r.unit_id))
     or (s.person_id is not null and s.person_id <> actor and (s.kind = 'sign' or not stands_for (actor, s.person_id, s.kind))) then
    raise exception 'step % is not for person %', step, actor using errcode = 'PN018';
  end if;
  if s.state <> 'current' or r.state <> 'routing' then
    raise exception 'step % is %, document %', step, s.state, r.state using errcode = 'PN016';
  end if;
  return s;
end $$;
comment on function phien.desk_step_lock (bigint, bigint, text[]) is 'A substitute gives opinions in his own name; a signature must be passed to him first, so that the paper says who signs.';

create or replace function phien.desk_forward (step bigint, actor bigint, other bigint, note text) returns bigint
  language plpgsql security definer set search_path = phien, pg_temp as $$
declare
  s sign_step := desk_step_lock (step, actor, array['content', 'form', 'approve']);
begin
  if other = s.person_id then
    raise exception 'step % is already of person %', step, other using errcode = 'PN005';
  end if;
  update sign_step set person_id = other, passed_from = s.person_id, pass_reason = coalesce (note, '') where id = step;
  perform desk_check_duties (s.request_id, s.round);
  perform desk_note (s.request_id, actor, 'forward', step, null, note);
  return s.request_id;
end $$;

create function phien.desk_pass (step bigint, actor bigint, other bigint, cap text, lines text[], reason text, seen text, made bigint) returns bigint
  language plpgsql security definer set search_path = phien, pg_temp as $$
declare
  s sign_step;
  r sign_request;
  v document_version;
begin
  select * into s from sign_step x where x.id = step;
  if not found then
    raise exception 'no step %', step using errcode = 'PN011';
  end if;
  r := desk_lock (s.request_id, actor);
  select * into s from sign_step x where x.id = step;
  if s.kind <> 'sign' or not (s.person_id = actor or (other = actor and stands_for (actor, s.person_id, 'sign'))) then
    raise exception 'step % is not for person % to pass', step, actor using errcode = 'PN018';
  end if;
  if s.state <> 'current' or r.state <> 'routing' or other = s.person_id
     or exists (select from sign_step x where x.request_id = s.request_id and x.round = s.round and x.kind = 'number' and x.state = 'done') then
    raise exception 'step % cannot be passed now', step using errcode = 'PN016';
  end if;
  v := newest_version (r.document_id);
  if v.id is distinct from made or (select p.sha256 from document_version p where p.document_id = r.document_id and p.n = v.n - 1) is distinct from seen then
    raise exception 'step %: not the newest version', step using errcode = 'PN007';
  end if;
  update sign_step set person_id = other, capacity = cap, signer_lines = lines, passed_from = s.person_id, pass_reason = reason where id = step;
  perform desk_check_duties (s.request_id, s.round);
  perform desk_note (s.request_id, actor, 'pass', step, made, reason);
  return s.request_id;
end $$;
comment on function phien.desk_pass (bigint, bigint, bigint, text, text[], text, text, bigint) is
  'The signature passes to somebody entitled (docs-service/core/authority has looked), or to the substitute himself; made: the version with the new signer block, straight after the one seen.';

revoke execute on function phien.substitution_fixed (), phien.stands_for (bigint, bigint, text), phien.away_set (bigint, jsonb), phien.away_end (bigint, bigint),
  phien.desk_pass (bigint, bigint, bigint, text, text[], text, text, bigint) from public;
grant execute on function phien.stands_for (bigint, bigint, text), phien.away_set (bigint, jsonb), phien.away_end (bigint, bigint),
  phien.desk_pass (bigint, bigint, bigint, text, text[], text, text, bigint) to phien_docs;
grant select on phien.substitution to phien_docs;

commit;
