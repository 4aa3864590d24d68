-- Deploy phien:people to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
begin;

create table phien.org_kind (
  kind phien.slug primary key,
  name_vi text not null,
  name_en text not null
);
comment on table phien.org_kind is 'Kinds of bodies and units.';
insert into phien.org_kind values
  ('committee', 'Ủy ban nhân dân', 'People''s Committee'),
  ('council', 'Hội đồng nhân dân', 'People''s Council'),
  ('office', 'Văn phòng', 'Office'),
  ('department', 'Sở, ban, ngành', 'Department'),
  ('division', 'Phòng, đơn vị trực thuộc', 'Division'),
  ('ward', 'Ủy ban nhân dân phường', 'Ward People''s Committee'),
  ('commune', 'Ủy ban nhân dân xã', 'Commune People''s Committee'),
  ('agency', 'Cơ quan trung ương đóng trên địa bàn', 'Central agency in the province'),
  ('other', 'Cơ quan, tổ chức khác', 'Other body');

create table phien.org_unit (
  id bigint generated always as identity primary key,
  parent_id bigint references phien.org_unit,
  kind phien.slug not null references phien.org_kind,
  name text not null check (name = btrim (name) and length (name) between 1 and 200),
  code text not null unique check (length (code) between 1 and 40),
  sort int not null default 0,
  valid daterange not null default daterange (current_date, null),
  check (parent_id <> id),
  check (not isempty (valid) and not lower_inf (valid))
);
comment on table phien.org_unit is 'Bodies and units as they stand; free depth (R37). What they were called before is in org_unit_past.';
comment on column phien.org_unit.code is 'Body code, an opaque string (R29).';
comment on column phien.org_unit.valid is 'From founding to merger; an ended unit keeps its row, so old papers keep their author.';
create index org_unit_parent on phien.org_unit (parent_id);

create table phien.org_unit_past (
  unit_id bigint not null references phien.org_unit on delete cascade,
  name text not null,
  code text not null,
  parent_id bigint references phien.org_unit,
  valid daterange not null check (not isempty (valid)),
  constraint org_unit_past_one_at_a_time exclude using gist (unit_id with =, valid with &&)
);
comment on table phien.org_unit_past is 'Every name, code and place of a unit in its time (R37): written by a trigger on org_unit. A unit has one name at a time.';

create table phien.org_merger (
  from_id bigint not null references phien.org_unit,
  into_id bigint not null references phien.org_unit,
  at date not null,
  decision text not null default '',
  primary key (from_id, into_id),
  check (from_id <> into_id)
);
comment on table phien.org_merger is 'Which units a unit was made of (R37), with the number of the decision.';

create function phien.org_unit_no_cycle () returns trigger
  language plpgsql set search_path = phien, pg_temp as $$
begin
  -- Two moves at once could close a ring that neither sees: one at a time.
  perform pg_advisory_xact_lock (7410001);
  if exists (
    with recursive up (id, parent_id) as (
      select u.id, u.parent_id from org_unit u where u.id = new.parent_id
      union
      select u.id, u.parent_id from org_unit u join up on u.id = up.parent_id)
    select from up where id = new.id)
  then
    raise exception 'org_unit %: its parent % stands below it', new.id, new.parent_id using errcode = 'PN005';
  end if;
  return new;
end $$;
create trigger org_unit_no_cycle before insert or update of parent_id on phien.org_unit
  for each row when (new.parent_id is not null) execute function phien.org_unit_no_cycle ();

create function phien.org_unit_keep_past () returns trigger
  language plpgsql security definer set search_path = phien, pg_temp as $$
declare
  since date := lower (new.valid);
begin
  if tg_op = 'UPDATE' then
    since := greatest (current_date, lower (new.valid));
    -- A correction on the day it began leaves no trace; a later change closes the stretch that was.
    delete from org_unit_past where unit_id = new.id and lower (valid) >= since;
    update org_unit_past set valid = daterange (lower (valid), since) where unit_id = new.id and valid @> since;
  end if;
  if upper_inf (new.valid) or upper (new.valid) > since then
    insert into org_unit_past values (new.id, new.name, new.code, new.parent_id, daterange (since, upper (new.valid)));
  end if;
  return null;
end $$;
create trigger org_unit_keep_past after insert or update on phien.org_unit
  for each row execute function phien.org_unit_keep_past ();

create table phien.position_title (
  id bigint generated always as identity primary key,
  name text not null unique check (length (name) between 1 and 200),
  rank int not null check (rank between 0 and 100000)
);
comment on table phien.position_title is 'Positions (chức vụ); people are listed by protocol rank, smaller first, then by name.';

create table phien.person (
  id bigint generated always as identity primary key,
  name text not null check (name = btrim (name) and length (name) between 1 and 120),
  code text unique,
  email text not null default '',
  phone text not null default '',
  created_at timestamptz not null default now ()
);
comment on column phien.person.name is 'Family name first; without academic title (R11).';
comment on column phien.person.code is 'Key in the body''s own personnel list, if any.';

create table phien.tenure (
  id bigint generated always as identity primary key,
  person_id bigint not null references phien.person,
  unit_id bigint not null references phien.org_unit,
  title_id bigint not null references phien.position_title,
  main boolean not null default true,
  member boolean not null default false,
  valid daterange not null default daterange (current_date, null) check (not isempty (valid)),
  constraint tenure_once exclude using gist (person_id with =, unit_id with =, title_id with =, valid with &&),
  constraint tenure_one_main exclude using gist (person_id with =, valid with &&) where (main)
);
comment on table phien.tenure is 'Who holds which position in which unit, and when. One main position at a time.';
comment on column phien.tenure.member is 'A member of the body itself (e.g. ủy viên UBND tỉnh): counts in "all members" of the quorum (R35).';
create index tenure_unit on phien.tenure (unit_id);

create view phien.person_now as
  select p.id, p.name, coalesce (pt.name, '') as title, coalesce (pt.rank, 100000) as rank, t.unit_id
    from phien.person p
    left join phien.tenure t on t.person_id = p.id and t.main and t.valid @> current_date
    left join phien.position_title pt on pt.id = t.title_id;
comment on view phien.person_now is 'A person with the main position of today: id, name, title, rank, unit_id.';

commit;
