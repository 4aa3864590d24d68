-- Deploy phien:desk_access to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who may sign for a unit, number and seal, check the form: changed in two hands. An administrator proposes, the one whose right it is confirms; nobody
-- gives himself anything (f9), and until it is confirmed a change only stands there as a warning (R20).
begin;

create table phien.unit_checker (
  unit_id bigint not null references phien.unit_letter,
  person_id bigint not null references phien.person,
  valid daterange not null default daterange (current_date, null) check (not isempty (valid)),
  constraint unit_checker_once exclude using gist (unit_id with =, person_id with =, valid with &&)
);
comment on table phien.unit_checker is 'Who is named to check the form of a unit''s documents (Decree 30/2020 Art. 12, R10).';

create table phien.access_change (
  id bigint generated always as identity primary key,
  unit_id bigint not null references phien.unit_letter,
  what text not null check (what in ('grant', 'clerk', 'checker')),
  act text not null check (act in ('give', 'end')),
  person_id bigint not null references phien.person,
  capacity text not null default '' check (capacity in ('', 'Q.', 'TL.', 'TUQ.')),
  giver_id bigint references phien.person,
  kinds text[] check (cardinality (kinds) between 1 and 50),
  basis text not null check (length (basis) between 1 and 500),
  valid daterange check (not isempty (valid)),
  grant_id bigint references phien.authority_grant,
  before jsonb not null,
  after jsonb not null,
  state text not null default 'proposed' check (state in ('proposed', 'confirmed', 'refused')),
  proposed_by bigint not null references phien.person,
  proposed_at timestamptz not null default now (),
  decided_by bigint references phien.person,
  decided_at timestamptz,
  note text not null default '' check (length (note) <= 500),
  check ((what = 'grant') = (capacity <> '')),
  check ((act = 'give') = (valid is not null)),
  check ((state = 'proposed') = (decided_at is null) and (decided_at is null) = (decided_by is null)),
  check (proposed_by <> person_id)
);
comment on table phien.access_change is 'Every change of authority, clerks and form checkers with what was before and after, who proposed and who decided: the audit of access.';
create trigger access_change_no_delete before delete on phien.access_change for each row execute function phien.refuse_change ();
create function phien.access_change_fixed () returns trigger
  language plpgsql as $$
begin
  if old.state <> 'proposed' or to_jsonb (new) - '{state,decided_by,decided_at,note}'::text[] <> to_jsonb (old) - '{state,decided_by,decided_at,note}'::text[] then
    raise exception 'change %: written once, then decided once', old.id using errcode = 'PN016';
  end if;
  return new;
end $$;
create trigger access_change_fixed before update on phien.access_change for each row execute function phien.access_change_fixed ();

create function phien.is_admin (person bigint) returns boolean
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select exists (select from phien.account a where a.person_id = person and a.system_role = 'admin' and a.enabled);
end;

create function phien.access_of (person bigint, unit bigint) returns jsonb
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select coalesce (jsonb_agg (x.j order by x.o, x.id), '[]') from (
    select 1 as o, g.id, jsonb_build_object ('what', 'grant', 'capacity', g.capacity, 'kinds', g.kinds, 'from_on', lower (g.valid), 'until_on', upper (g.valid) - 1, 'basis', g.basis) as j
      from phien.authority_grant g where g.to_id = person and g.unit_id = unit and g.revoked_at is null and (upper_inf (g.valid) or upper (g.valid) > current_date)
    union all
    select 2, c.person_id, jsonb_build_object ('what', 'clerk', 'from_on', lower (c.valid), 'until_on', upper (c.valid) - 1)
      from phien.unit_clerk c where c.person_id = person and c.unit_id = unit and (upper_inf (c.valid) or upper (c.valid) > current_date)
    union all
    select 3, c.person_id, jsonb_build_object ('what', 'checker', 'from_on', lower (c.valid), 'until_on', upper (c.valid) - 1)
      from phien.unit_checker c where c.person_id = person and c.unit_id = unit and (upper_inf (c.valid) or upper (c.valid) > current_date)) x;
end;
comment on function phien.access_of (bigint, bigint) is 'What a person holds in a unit now and to come beside his office: what a change shows as before.';

create function phien.may_decide_access (person bigint, c phien.access_change) returns boolean
  language sql stable security definer set search_path = phien, pg_temp
  return c.state = 'proposed' and person not in (c.proposed_by, c.person_id)
     and case when c.act = 'give' and c.capacity in ('TL.', 'TUQ.') then person = c.giver_id
              else phien.is_head (person, c.unit_id, current_date) or phien.is_admin (person)
                or phien.is_head (person, (select u.parent_id from phien.org_unit u where u.id = c.unit_id), current_date) end;
comment on function phien.may_decide_access (bigint, phien.access_change) is
  'By order and by proxy only the giver himself; else the head of the unit or of the one above, or a second administrator. Never who proposed it, never who gets it (f9).';

create function phien.access_propose (actor bigint, j jsonb) returns bigint
  language plpgsql security definer set search_path = phien, pg_temp as $$
declare
  u bigint := (j->>'unit')::bigint;
  p bigint := (j->>'person')::bigint;
  g authority_grant;
  b jsonb := access_of (p, u);
  entry jsonb;
  n bigint;
begin
  if not is_admin (actor) then
    raise exception 'not_allowed' using errcode = 'PN018', detail = 'administrators propose changes of access';
  elsif actor = p then
    raise exception 'person % gives himself nothing', actor using errcode = 'PN015';
  end if;
  if j->>'act' = 'end' and j->>'what' = 'grant' then
    select * into g from authority_grant x where x.id = (j->>'grant')::bigint and x.to_id = p and x.unit_id = u and x.revoked_at is null;
    if not found then
      raise exception 'no such authority' using errcode = 'PN011';
    end if;
  elsif j->>'act' = 'give' and j->>'capacity' in ('TL.', 'TUQ.') and not is_head ((j->>'giver')::bigint, u, current_date) then
    raise exception 'person % does not head unit %', j->>'giver', u using errcode = 'PN014';
  end if;
  entry := jsonb_build_object ('what', j->>'what', 'capacity', coalesce (j->>'capacity', ''), 'kinds', j->'kinds', 'from_on', j->>'from', 'until_on', j->>'until', 'basis', j->>'basis');
  insert into access_change (unit_id, what, act, person_id, capacity, giver_id, kinds, basis, valid, grant_id, before, after, proposed_by)
    values (u, j->>'what', j->>'act', p, coalesce (g.capacity, j->>'capacity', ''), coalesce (g.from_id, (j->>'giver')::bigint),
            coalesce (g.kinds, (select array_agg (k) from jsonb_array_elements_text (nullif (j->'kinds', 'null')) k)), j->>'basis',
            case when j->>'act' = 'give' then daterange ((j->>'from')::date, (j->>'until')::date + 1) end, g.id, b,
            case when j->>'act' = 'give' then b || entry
                 else (select coalesce (jsonb_agg (e), '[]') from jsonb_array_elements (b) e where e->>'what' <> j->>'what'
                         or (g.id is not null and (e->>'capacity', e->>'basis', e->>'from_on') is distinct from (g.capacity, g.basis, lower (g.valid)::text))) end, actor)
    returning id into n;
  return n;
end $$;

create function phien.access_decide (change bigint, actor bigint, yes boolean, note text) returns bigint
  language plpgsql security definer set search_path = phien, pg_temp as $$
declare
  c access_change;
begin
  select * into c from access_change x where x.id = change for update;
  if not found then
    raise exception 'no change %', change using errcode = 'PN011';
  elsif c.state <> 'proposed' then
    raise exception 'change % is %', change, c.state using errcode = 'PN016';
  elsif actor in (c.proposed_by, c.person_id) and yes then
    raise exception 'person % may not confirm change %', actor, change using errcode = 'PN015';
  elsif not (may_decide_access (actor, c) or (not yes and actor = c.proposed_by)) then
    raise exception 'change % is not for person % to decide', change, actor using errcode = 'PN018';
  end if;
  update access_change set state = case when yes then 'confirmed' else 'refused' end, decided_by = actor, decided_at = now (), note = coalesce (access_decide.note, '') where id = change;
  if not yes then
    return change;
  end if;
  if c.act = 'give' and c.what = 'grant' then
    insert into authority_grant (unit_id, capacity, from_id, to_id, kinds, basis, valid, created_by)
      values (c.unit_id, c.capacity, coalesce (c.giver_id, actor), c.person_id, c.kinds, c.basis, c.valid, c.proposed_by);
  elsif c.act = 'give' and c.what = 'clerk' then
    insert into unit_clerk values (c.unit_id, c.person_id, c.valid);
  elsif c.act = 'give' then
    insert into unit_checker values (c.unit_id, c.person_id, c.valid);
  elsif c.what = 'grant' then
    update authority_grant set revoked_at = now () where id = c.grant_id and revoked_at is null;
  elsif c.what = 'clerk' then
    delete from unit_clerk where unit_id = c.unit_id and person_id = c.person_id and lower (valid) >= current_date;
    update unit_clerk set valid = daterange (lower (valid), current_date) where unit_id = c.unit_id and person_id = c.person_id and valid @> current_date;
  else
    delete from unit_checker where unit_id = c.unit_id and person_id = c.person_id and lower (valid) >= current_date;
    update unit_checker set valid = daterange (lower (valid), current_date) where unit_id = c.unit_id and person_id = c.person_id and valid @> current_date;
  end if;
  return change;
end $$;
comment on function phien.access_decide (bigint, bigint, boolean, text) is 'Confirmed, the change takes effect; refused, or taken back by who proposed it, nothing does.';

revoke execute on function phien.access_change_fixed (), phien.is_admin (bigint), phien.access_of (bigint, bigint), phien.may_decide_access (bigint, phien.access_change),
  phien.access_propose (bigint, jsonb), phien.access_decide (bigint, bigint, boolean, text) from public;
grant execute on function phien.is_admin (bigint), phien.access_of (bigint, bigint), phien.may_decide_access (bigint, phien.access_change),
  phien.access_propose (bigint, jsonb), phien.access_decide (bigint, bigint, boolean, text) to phien_docs;
grant select on phien.unit_checker, phien.access_change to phien_docs;

commit;
