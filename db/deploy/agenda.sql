-- Deploy phien:agenda to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
begin;

create table phien.agenda_item (
  id bigint generated always as identity primary key,
  meeting_id bigint not null references phien.meeting,
  parent_id bigint,
  position int not null check (position > 0),
  title text not null check (length (title) between 1 and 500),
  minutes int not null default 10 check (minutes between 0 and 1440),
  rapporteur_id bigint references phien.person,
  internal boolean not null default false,
  state text not null default 'pending' check (state in ('pending', 'current', 'done')),
  conclusion text check (length (conclusion) <= 10000),
  started_at timestamptz,
  ended_at timestamptz,
  unique (meeting_id, id),
  foreign key (meeting_id, parent_id) references phien.agenda_item (meeting_id, id) on delete cascade,
  constraint agenda_item_position unique nulls not distinct (meeting_id, parent_id, position) deferrable initially deferred,
  check (parent_id <> id),
  check (conclusion is null or state <> 'pending'),
  check (ended_at is null or ended_at >= started_at)
);
create unique index agenda_item_one_current on phien.agenda_item (meeting_id) where state = 'current';
comment on table phien.agenda_item is 'Agenda (chương trình họp) as a tree of one meeting. Positions count from 1 among brothers and are checked at COMMIT.';
comment on column phien.agenda_item.internal is 'Only chair, secretary and delegates see it and its papers.';
comment on index phien.agenda_item_one_current is 'One item is treated at a time.';

create function phien.agenda_no_cycle () returns trigger
  language plpgsql set search_path = phien, pg_temp as $$
begin
  perform from meeting where id = new.meeting_id for no key update;
  if exists (
    with recursive up (id, parent_id) as (
      select a.id, a.parent_id from agenda_item a where a.id = new.parent_id
      union
      select a.id, a.parent_id from agenda_item a join up on a.id = up.parent_id)
    select from up where id = new.id)
  then
    raise exception 'agenda item %: its parent % stands below it', new.id, new.parent_id using errcode = 'PN005';
  end if;
  return new;
end $$;
create trigger agenda_no_cycle before insert or update of parent_id on phien.agenda_item
  for each row when (new.parent_id is not null) execute function phien.agenda_no_cycle ();
create trigger agenda_state_move before insert or update of state on phien.agenda_item
  for each row execute function phien.check_state_move ();
create trigger agenda_meeting_not_over before insert or update or delete on phien.agenda_item
  for each row execute function phien.meeting_not_over ();
create trigger agenda_fixed before update of meeting_id on phien.agenda_item for each row execute function phien.meeting_fixed ();

create function phien.agenda_moved () returns trigger
  language plpgsql set search_path = phien, pg_temp as $$
begin
  if new.state = 'current' then
    perform from meeting where id = new.meeting_id and state in ('open', 'paused');
    if not found then
      raise exception 'agenda item %: the meeting is not open', new.id using errcode = 'PN006';
    end if;
    new.started_at := coalesce (new.started_at, now ());
  elsif new.state = 'done' then
    new.ended_at := coalesce (new.ended_at, now ());
  end if;
  return new;
end $$;
create trigger agenda_state_moved before update of state on phien.agenda_item
  for each row when (new.state <> old.state) execute function phien.agenda_moved ();

create function phien.agenda_keep () returns trigger
  language plpgsql as $$
begin
  raise exception 'agenda item % is %: it stays in the record', old.id, old.state using errcode = 'PN006';
end $$;
create trigger agenda_keep before delete on phien.agenda_item
  for each row when (old.state <> 'pending') execute function phien.agenda_keep ();

create function phien.agenda_of (meeting bigint)
  returns table (id bigint, parent_id bigint, item_position int, number text, title text, minutes int, rapporteur_id bigint, internal boolean,
                 state text, conclusion text, started_at timestamptz, ended_at timestamptz)
  language sql stable
begin atomic
  with recursive numbered as (
    select a.*, row_number () over (partition by a.parent_id order by a.position) as n
      from phien.agenda_item a where a.meeting_id = agenda_of.meeting),
  tree as (
    select x.*, x.n::text as num, array[x.n] as path from numbered x where x.parent_id is null
    union all
    select x.*, tree.num || '.' || x.n, tree.path || x.n from numbered x join tree on x.parent_id = tree.id)
  select t.id, t.parent_id, t.position, t.num, t.title, t.minutes, t.rapporteur_id, t.internal, t.state, t.conclusion, t.started_at, t.ended_at
    from tree t order by t.path;
end;
comment on function phien.agenda_of (bigint) is 'The agenda in reading order with its numbers (1, 1.1, 2 …).';

create function phien.meeting_apply_template (meeting bigint, template bigint) returns int
  language plpgsql set search_path = phien, pg_temp as $$
declare
  made bigint[] := '{}';
  t record;
  item bigint;
  n int := 0;
begin
  for t in select x.*, row_number () over (partition by x.parent_position order by x.position) as place
             from template_item x where template_id = template order by x.position
  loop
    insert into agenda_item (meeting_id, parent_id, position, title, minutes, internal)
      values (meeting, made[t.parent_position], t.place, t.title, t.minutes, t.internal) returning id into item;
    made[t.position] := item;
    n := n + 1;
  end loop;
  return n;
end $$;
comment on function phien.meeting_apply_template (bigint, bigint) is 'Copies the template''s agenda into an empty one; returns the number of items.';

commit;
