-- Deploy phien:authority to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
-- In whose name somebody signs (Decree 30/2020 Art. 13, R11): standing in the unit, and what the head has given to others.
begin;

alter table phien.position_title add column standing text not null default 'staff' check (standing in ('head', 'deputy', 'member', 'staff'));
comment on column phien.position_title.standing is 'Head, deputy (signs KT.), member of a collective, staff (R11).';
update phien.position_title set standing = case
  when name ~ '^Phó ' then 'deputy'
  when name ~ '^(Chủ tịch|Giám đốc|Chánh |Trưởng|Chỉ huy trưởng)' then 'head'
  when name ~ '^Ủy viên' then 'member' else 'staff' end;

create table phien.unit_letter (
  unit_id bigint primary key references phien.org_unit,
  abbr text not null check (abbr ~ '^[[:upper:]][[:upper:][:digit:]]{0,19}$'),
  collective text not null default '' check (length (collective) <= 200),
  head_title text not null check (length (head_title) between 1 and 100),
  deputy_title text not null default '' check (length (deputy_title) <= 100),
  place text not null check (length (place) between 1 and 100),
  number_by_kind boolean not null default true
);
comment on table phien.unit_letter is 'What a unit''s letters carry: abbreviation in the symbol, name of the collective for TM., titles of head and deputy, place (R2, R11, R13).';
comment on column phien.unit_letter.collective is 'ỦY BAN NHÂN DÂN: the unit acts as a collective and its head signs TM.; empty: the head signs in his own name.';
comment on column phien.unit_letter.number_by_kind is 'A number series for each kind of document, else one for all (R13).';

create table phien.unit_clerk (
  unit_id bigint not null references phien.unit_letter,
  person_id bigint not null references phien.person,
  valid daterange not null default daterange (current_date, null) check (not isempty (valid)),
  constraint unit_clerk_once exclude using gist (unit_id with =, person_id with =, valid with &&)
);
comment on table phien.unit_clerk is 'Who gives numbers and keeps the seal of a unit (văn thư): does so personally (Decree 30/2020 Art. 32, R9).';

create table phien.authority_grant (
  id bigint generated always as identity primary key,
  unit_id bigint not null references phien.unit_letter,
  capacity text not null check (capacity in ('Q.', 'TL.', 'TUQ.')),
  from_id bigint not null references phien.person,
  to_id bigint not null references phien.person,
  kinds text[] check (cardinality (kinds) between 1 and 50),
  basis text not null check (length (basis) between 1 and 500),
  valid daterange not null check (not isempty (valid) and not lower_inf (valid)),
  created_by bigint references phien.person,
  created_at timestamptz not null default now (),
  revoked_at timestamptz,
  check (from_id <> to_id),
  constraint grant_tuq_limited check (capacity <> 'TUQ.' or not upper_inf (valid))
);
comment on table phien.authority_grant is 'Acting head, by order, by proxy: who gave it to whom, by which paper, for which kinds (null: all) and how long. A proxy is limited in time (R11).';
create index authority_grant_to on phien.authority_grant (to_id, unit_id);

create function phien.is_head (person bigint, unit bigint, at date) returns boolean
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select exists (select from phien.tenure t join phien.position_title p on p.id = t.title_id
                  where t.person_id = person and t.unit_id = unit and p.standing = 'head' and t.valid @> at)
      or exists (select from phien.authority_grant g
                  where g.to_id = person and g.unit_id = unit and g.capacity = 'Q.' and g.valid @> at and g.revoked_at is null);
end;
comment on function phien.is_head (bigint, bigint, date) is 'Head of the unit on that day, or acting head (Q.).';

-- What was given cannot be given on: the giver must be head himself, and a proxy does not make one (R11).
create function phien.grant_born () returns trigger
  language plpgsql set search_path = phien, pg_temp as $$
begin
  if tg_op = 'UPDATE' then
    if to_jsonb (new) - 'revoked_at' <> to_jsonb (old) - 'revoked_at' or old.revoked_at is not null then
      raise exception 'authority %: written once, then only revoked', old.id using errcode = 'PN002';
    end if;
    return new;
  end if;
  if new.capacity <> 'Q.' and not is_head (new.from_id, new.unit_id, lower (new.valid)) then
    raise exception 'person % does not head unit % and can give no authority on', new.from_id, new.unit_id using errcode = 'PN014';
  end if;
  return new;
end $$;
create trigger grant_born before insert or update on phien.authority_grant for each row execute function phien.grant_born ();
create trigger grant_no_delete before delete on phien.authority_grant for each row execute function phien.refuse_change ();

create function phien.is_clerk (person bigint, unit bigint) returns boolean
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select exists (select from phien.unit_clerk c where c.person_id = person and c.unit_id = unit and c.valid @> current_date);
end;

-- Facts for docs-service/core/authority.c, which knows what they mean.
create function phien.signing_facts (person bigint, unit bigint, kind text) returns jsonb
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select jsonb_build_object (
    'collective', l.collective, 'head_title', l.head_title, 'deputy_title', l.deputy_title,
    'standing', (select p.standing from phien.tenure t join phien.position_title p on p.id = t.title_id
                  where t.person_id = person and t.unit_id = l.unit_id and t.valid @> current_date
                  order by array_position (array['head', 'deputy', 'member', 'staff'], p.standing) limit 1),
    'own_title', (select n.title from phien.person_now n where n.id = person),
    'grants', coalesce ((select jsonb_agg (jsonb_build_object ('id', g.id, 'capacity', g.capacity, 'basis', g.basis, 'from', g.from_id) order by g.id)
                           from phien.authority_grant g
                          where g.to_id = person and g.unit_id = l.unit_id and g.revoked_at is null and g.valid @> current_date
                            and (g.kinds is null or kind = any (g.kinds))
                            and (g.capacity = 'Q.' or phien.is_head (g.from_id, g.unit_id, current_date))), '[]'))
    from phien.unit_letter l where l.unit_id = unit;
end;
comment on function phien.signing_facts (bigint, bigint, text) is 'Standing and valid grants of a person for one unit and kind of document; an authority ends with the giver''s office.';

revoke execute on function phien.is_head (bigint, bigint, date), phien.is_clerk (bigint, bigint), phien.signing_facts (bigint, bigint, text),
  phien.grant_born () from public;
grant select on phien.unit_letter, phien.unit_clerk, phien.authority_grant to phien_meeting, phien_docs;
grant execute on function phien.is_head (bigint, bigint, date), phien.is_clerk (bigint, bigint), phien.signing_facts (bigint, bigint, text) to phien_docs;
grant insert (unit_id, capacity, from_id, to_id, kinds, basis, valid, created_by), update (revoked_at) on phien.authority_grant to phien_docs;

commit;
