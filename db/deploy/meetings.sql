-- Deploy phien:meetings to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
begin;

create table phien.body_rule (
  id bigint generated always as identity primary key,
  unit_id bigint references phien.org_unit,
  org_kind phien.slug references phien.org_kind,
  kind text not null check (kind in ('quorum', 'majority')),
  basis text not null check (basis in ('total_members', 'present', 'valid_ballots')),
  num int not null check (num > 0),
  den int not null check (den > 0),
  comparison text not null check (comparison in ('at_least', 'more_than')),
  cite text not null check (cite <> ''),
  valid daterange not null default daterange (null, null) check (not isempty (valid)),
  check (num <= den),
  check (num < den or comparison = 'at_least'),
  check (unit_id is null or org_kind is null),
  constraint body_rule_quorum_basis check (kind <> 'quorum' or basis = 'total_members'),
  constraint body_rule_one_at_a_time
    exclude using gist (coalesce (unit_id, 0) with =, coalesce (org_kind::text, '') with =, kind with =, valid with &&)
);
comment on table phien.body_rule is 'Quorum and majority as data (R35): of one body (unit_id), else of its kind (org_kind), else of all (both null).';
comment on column phien.body_rule.comparison is 'at_least: n × den ≥ num × basis; more_than: n × den > num × basis.';
insert into phien.body_rule (org_kind, kind, basis, num, den, comparison, cite) values
  ('committee', 'quorum', 'total_members', 2, 3, 'at_least', 'Luật Tổ chức chính quyền địa phương 2015, Điều 113–117 (R35)'),
  ('committee', 'majority', 'total_members', 1, 2, 'more_than', 'Luật Tổ chức chính quyền địa phương 2015, Điều 113–117 (R35)'),
  ('ward', 'quorum', 'total_members', 2, 3, 'at_least', 'Luật Tổ chức chính quyền địa phương 2015, Điều 113–117 (R35)'),
  ('ward', 'majority', 'total_members', 1, 2, 'more_than', 'Luật Tổ chức chính quyền địa phương 2015, Điều 113–117 (R35)'),
  ('commune', 'quorum', 'total_members', 2, 3, 'at_least', 'Luật Tổ chức chính quyền địa phương 2015, Điều 113–117 (R35)'),
  ('commune', 'majority', 'total_members', 1, 2, 'more_than', 'Luật Tổ chức chính quyền địa phương 2015, Điều 113–117 (R35)'),
  (null, 'quorum', 'total_members', 1, 2, 'more_than', 'Thông lệ; quy chế của cơ quan có thể quy định khác'),
  (null, 'majority', 'present', 1, 2, 'more_than', 'Thông lệ; quy chế của cơ quan có thể quy định khác');

create function phien.rule_of (unit bigint, what text, at date default current_date) returns phien.body_rule
  language sql stable
begin atomic
  select r from phien.body_rule r, phien.org_unit u
   where u.id = unit and r.kind = what and r.valid @> at
     and (r.unit_id = u.id or r.org_kind = u.kind or (r.unit_id is null and r.org_kind is null))
   order by r.unit_id is null, r.org_kind is null
   limit 1;
end;
comment on function phien.rule_of (bigint, text, date) is 'The rule in force: the body''s own, else its kind''s, else the general one.';

create function phien.rule_needed (num int, den int, comparison text, basis int) returns int
  language sql immutable strict parallel safe
  return case comparison when 'at_least' then (num::bigint * basis + den - 1) / den else num::bigint * basis / den + 1 end::int;
comment on function phien.rule_needed (int, int, text, int) is 'The smallest count that satisfies the rule: 2/3 at_least of 21 → 14; 1/2 more_than of 21 → 11.';

create table phien.meeting_template (
  id bigint generated always as identity primary key,
  unit_id bigint references phien.org_unit,
  title text not null check (length (title) between 1 and 300),
  kind phien.slug not null,
  description text not null default '' check (length (description) <= 10000),
  place text not null default '' check (length (place) <= 300),
  unique nulls not distinct (unit_id, title)
);
create table phien.template_item (
  template_id bigint not null references phien.meeting_template on delete cascade,
  position int not null check (position > 0),
  parent_position int,
  title text not null check (length (title) between 1 and 500),
  minutes int not null default 10 check (minutes between 0 and 1440),
  internal boolean not null default false,
  primary key (template_id, position),
  foreign key (template_id, parent_position) references phien.template_item,
  check (parent_position < position)
);
comment on table phien.template_item is 'Agenda of a template in reading order; a parent stands before its children, so there is no ring.';

create table phien.meeting (
  id bigint generated always as identity primary key,
  unit_id bigint not null references phien.org_unit,
  title text not null check (length (title) between 1 and 300),
  kind phien.slug not null,
  state text not null default 'draft' check (state in ('draft', 'published', 'open', 'paused', 'closed', 'archived')),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  place text not null default '' check (length (place) <= 300),
  description text not null default '' check (length (description) <= 10000),
  secrecy phien.slug not null default 'normal' check (secrecy in ('normal', 'internal')),
  chair_id bigint not null references phien.person,
  secretary_id bigint not null references phien.person,
  template_id bigint references phien.meeting_template,
  recording boolean not null default false,
  published_at timestamptz,
  opened_at timestamptz,
  closed_at timestamptz,
  override_reason text check (length (override_reason) between 1 and 1000),
  version int not null default 1,
  last_seq bigint not null default 0 check (last_seq >= 0),
  created_by bigint references phien.person,
  created_at timestamptz not null default now (),
  deleted_at timestamptz,
  check (ends_at > starts_at),
  check (closed_at is null or closed_at >= opened_at),
  constraint meeting_delete_draft_only check (deleted_at is null or state = 'draft')
) with (fillfactor = 60);
comment on table phien.meeting is 'One session. States and their moves: state_move. Row lock = order of the meeting''s record.';
comment on column phien.meeting.secrecy is 'Secret matter never enters this network (R26, R36): there is no value for it.';
comment on column phien.meeting.last_seq is 'Number of the newest event; only append_event() writes it.';
comment on column phien.meeting.override_reason is 'Why it was opened without the quorum of R35; null when reached.';
comment on column phien.meeting.deleted_at is 'A deleted draft stays in the record (R21) and out of every list.';
create index meeting_starts on phien.meeting (starts_at) where deleted_at is null;
create index meeting_unit on phien.meeting (unit_id);

create table phien.site (
  id bigint generated always as identity primary key,
  meeting_id bigint not null references phien.meeting,
  name text not null check (length (name) between 1 and 200),
  unit_id bigint references phien.org_unit,
  central boolean not null default false,
  unique (meeting_id, id),
  unique (meeting_id, name)
);
create unique index site_one_central on phien.site (meeting_id) where central;
comment on table phien.site is 'Bridge sites (điểm cầu); at most one is the central one.';

create table phien.participant (
  meeting_id bigint not null references phien.meeting,
  person_id bigint not null references phien.person,
  role text not null check (role in ('chair', 'secretary', 'delegate', 'guest', 'technician', 'observer')),
  votes boolean not null default false,
  site_id bigint,
  response text check (response in ('yes', 'no', 'proxy')),
  reason text check (length (reason) <= 1000),
  proxy_id bigint references phien.person,
  attendance text not null default 'absent' check (attendance in ('absent', 'present', 'absent_excused', 'left')),
  responded_at timestamptz,
  arrived_at timestamptz,
  left_at timestamptz,
  primary key (meeting_id, person_id),
  foreign key (meeting_id, site_id) references phien.site (meeting_id, id) on delete set null (site_id),
  constraint participant_role_may_vote check (not votes or role in ('chair', 'secretary', 'delegate')),
  constraint participant_proxy check ((response is not distinct from 'proxy') = (proxy_id is not null)),
  constraint participant_proxy_other check (proxy_id <> person_id)
);
create unique index participant_one_chair on phien.participant (meeting_id) where role = 'chair';
create index participant_person on phien.participant (person_id);
create index participant_proxy_of on phien.participant (proxy_id) where proxy_id is not null;
comment on table phien.participant is 'Who is invited, in which role, from which site, and whether he came. Each person once.';
comment on column phien.participant.proxy_id is 'Who comes instead (ủy quyền dự họp, R35: absence needs the chair''s consent).';

-- What happened in a closed meeting is history: its rows stay.
create function phien.meeting_not_over () returns trigger
  language plpgsql set search_path = phien, pg_temp as $$
declare
  m bigint := case when tg_op = 'DELETE' then old.meeting_id else new.meeting_id end;
  s text;
begin
  select state into s from meeting where id = m;
  if s in ('closed', 'archived') then
    raise exception '% of meeting %: the meeting is %', tg_table_name, m, s using errcode = 'PN006';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
comment on function phien.meeting_not_over () is 'PN006: what belongs to a closed or archived meeting is history.';

create function phien.meeting_fixed () returns trigger
  language plpgsql as $$
begin
  if new.meeting_id <> old.meeting_id then
    raise exception '% stays in its meeting', tg_table_name using errcode = 'PN002';
  end if;
  return new;
end $$;

create trigger site_meeting_not_over before insert or update or delete on phien.site
  for each row execute function phien.meeting_not_over ();
create trigger participant_meeting_not_over before insert or update or delete on phien.participant
  for each row execute function phien.meeting_not_over ();
create trigger site_fixed before update of meeting_id on phien.site for each row execute function phien.meeting_fixed ();
create trigger participant_fixed before update of meeting_id on phien.participant for each row execute function phien.meeting_fixed ();

create trigger meeting_state_move before insert or update of state on phien.meeting
  for each row execute function phien.check_state_move ();

create function phien.meeting_moved () returns trigger
  language plpgsql set search_path = phien, pg_temp as $$
begin
  if new.state = 'published' and old.state = 'draft' then
    if not exists (select from participant where meeting_id = new.id and role = 'chair' and person_id = new.chair_id) then
      raise exception 'meeting %: the chair is not among the participants', new.id using errcode = 'PN006';
    end if;
    new.published_at := coalesce (new.published_at, now ());
  elsif new.state = 'open' then
    new.opened_at := coalesce (new.opened_at, now ());
  elsif new.state = 'closed' then
    new.closed_at := coalesce (new.closed_at, now ());
  end if;
  return new;
end $$;
-- Named to run after meeting_state_move: triggers fire in the order of their names.
create trigger meeting_state_moved before update of state on phien.meeting
  for each row when (new.state <> old.state) execute function phien.meeting_moved ();

create function phien.meeting_history () returns trigger
  language plpgsql as $$
begin
  raise exception 'meeting % is %: no change', old.id, old.state using errcode = 'PN006';
end $$;
create trigger meeting_history before update of unit_id, title, kind, starts_at, ends_at, place, chair_id, secretary_id, opened_at
  on phien.meeting for each row
  when (old.state in ('closed', 'archived') and
        (old.unit_id, old.title, old.kind, old.starts_at, old.ends_at, old.place, old.chair_id, old.secretary_id, old.opened_at)
        is distinct from
        (new.unit_id, new.title, new.kind, new.starts_at, new.ends_at, new.place, new.chair_id, new.secretary_id, new.opened_at))
  execute function phien.meeting_history ();
create trigger meeting_no_delete before delete on phien.meeting for each row execute function phien.refuse_change ();

commit;
