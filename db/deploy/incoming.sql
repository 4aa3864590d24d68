-- Deploy phien:incoming to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Documents that arrive (Decree 30/2020 Art. 21-24, R14, R15): one arrival number a year for paper and electronic, the leader's instruction
-- (bút phê) with who leads, who helps and until when, and the report that ends it.
begin;

create table phien.register_in (
  id bigint generated always as identity primary key,
  unit_id bigint not null references phien.unit_letter,
  year int not null,
  number int not null check (number between 1 and 9999999999),
  arrived_at timestamptz not null default now (),
  from_org text not null check (length (from_org) between 1 and 200),
  from_code text not null default '' check (length (from_code) <= 13),
  code text not null default '' check (length (code) <= 42),
  issued_on date,
  kind text not null default '' check (length (kind) <= 100),
  subject text not null check (subject = btrim (subject) and length (subject) between 1 and 500),
  urgency text not null default 'normal' check (urgency in ('normal', 'urgent', 'very_urgent', 'flash')),
  copies int not null default 1 check (copies between 1 and 10000),
  due_on date,
  document_id bigint not null unique references phien.document,
  verdict jsonb check (jsonb_typeof (verdict) = 'object' and octet_length (verdict::text) <= 262144),
  state text not null default 'registered' check (state in ('registered', 'assigned', 'done', 'refused')),
  refuse_reason text check (length (refuse_reason) between 1 and 1000),
  registered_by bigint not null references phien.person,
  unique (unit_id, year, number),
  check ((state = 'refused') = (refuse_reason is not null))
);
comment on table phien.register_in is 'Incoming register with the field lengths of Annex VI (R18): OrganName 200, OrganId 13, CodeNumber 11 and CodeNotation 30 in code, TypeName 100, Subject 500.';
comment on column phien.register_in.verdict is 'What the check of the file said at intake: authenticity and integrity (R14).';
create index register_in_code on phien.register_in (unit_id, code) where code <> '';
create trigger register_in_state_move before insert or update of state on phien.register_in for each row execute function phien.check_state_move ();
create trigger register_in_no_delete before delete on phien.register_in for each row execute function phien.refuse_change ();

create table phien.instruction (
  id bigint generated always as identity primary key,
  in_id bigint not null references phien.register_in,
  author_id bigint not null references phien.person,
  lead_id bigint not null references phien.person,
  opinion text not null check (length (opinion) between 1 and 2000),
  due_on date,
  created_at timestamptz not null default now (),
  done_by bigint references phien.person,
  done_at timestamptz,
  report text check (length (report) between 1 and 2000),
  check ((done_at is null) = (done_by is null) and (done_at is null) = (report is null))
);
comment on table phien.instruction is 'Bút phê: who leads, what is to be done, until when; and the report of who did it (R14).';
create index instruction_in on phien.instruction (in_id);
create index instruction_open on phien.instruction (lead_id) where done_at is null;
create trigger instruction_no_delete before delete on phien.instruction for each row execute function phien.refuse_change ();

create table phien.instruction_helper (
  instruction_id bigint not null references phien.instruction,
  person_id bigint not null references phien.person,
  primary key (instruction_id, person_id)
);
comment on table phien.instruction_helper is 'Who helps the one who leads (phối hợp).';

insert into phien.state_move values
  ('register_in', 'new', 'registered'), ('register_in', 'registered', 'assigned'), ('register_in', 'registered', 'refused'), ('register_in', 'registered', 'done'),
  ('register_in', 'assigned', 'done');

create function phien.is_leader (person bigint, unit bigint) returns boolean
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select phien.is_head (person, unit, current_date)
      or exists (select from phien.tenure t join phien.position_title p on p.id = t.title_id
                  where t.person_id = person and t.unit_id = unit and p.standing in ('head', 'deputy') and t.valid @> current_date);
end;

create function phien.may_incoming (person bigint, entry bigint) returns boolean
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select exists (
    select from phien.register_in i
     where i.id = entry
       and (phien.is_clerk (person, i.unit_id) or phien.is_leader (person, i.unit_id)
            or exists (select from phien.instruction n where n.in_id = i.id and (n.lead_id = person
                         or exists (select from phien.instruction_helper h where h.instruction_id = n.id and h.person_id = person)))));
end;
comment on function phien.may_incoming (bigint, bigint) is 'Clerks and leaders of the unit, and those an instruction names.';

create function phien.incoming_lock (entry bigint, actor bigint) returns phien.register_in
  language plpgsql set search_path = phien, pg_temp as $$
declare
  i register_in;
begin
  select * into i from register_in x where x.id = entry for update;
  if not found or not may_incoming (actor, entry) then
    raise exception 'no incoming document % for person %', entry, actor using errcode = 'PN011';
  end if;
  return i;
end $$;

create function phien.incoming_register (unit bigint, actor bigint, j jsonb) returns phien.register_in
  language plpgsql set search_path = phien, pg_temp as $$
declare
  i register_in;
  d bigint;
  y int := extract (year from now () at time zone 'Asia/Ho_Chi_Minh')::int;
begin
  if not is_clerk (actor, unit) then
    raise exception 'person % is no clerk of unit %', actor, unit using errcode = 'PN018';
  end if;
  insert into document (kind, title, created_by) values ('incoming', j->>'subject', actor) returning id into d;
  insert into register_in (unit_id, year, number, from_org, from_code, code, issued_on, kind, subject, urgency, copies, due_on, document_id, registered_by)
    values (unit, y, next_number (unit, y, 'in'), j->>'from_org', coalesce (j->>'from_code', ''), coalesce (j->>'code', ''), (j->>'issued_on')::date, coalesce (j->>'kind', ''),
            j->>'subject', coalesce (j->>'urgency', 'normal'), coalesce ((j->>'copies')::int, 1), (j->>'due_on')::date, d, actor)
    returning * into i;
  return i;
end $$;
comment on function phien.incoming_register (bigint, bigint, jsonb) is 'The clerk registers an arrival: the next number of the year, common to paper and electronic (R14).';

create function phien.incoming_instruct (entry bigint, actor bigint, j jsonb) returns bigint
  language plpgsql set search_path = phien, pg_temp as $$
declare
  i register_in := incoming_lock (entry, actor);
  n bigint;
begin
  if not is_leader (actor, i.unit_id) then
    raise exception 'person % gives no instructions in unit %', actor, i.unit_id using errcode = 'PN018';
  end if;
  if i.state not in ('registered', 'assigned') then
    raise exception 'incoming document % is %', entry, i.state using errcode = 'PN016';
  end if;
  insert into instruction (in_id, author_id, lead_id, opinion, due_on) values (entry, actor, (j->>'lead')::bigint, j->>'opinion', (j->>'due_on')::date) returning id into n;
  insert into instruction_helper select distinct n, x::bigint from jsonb_array_elements_text (coalesce (j->'helpers', '[]')) x where x::bigint <> (j->>'lead')::bigint;
  update register_in set state = 'assigned' where id = entry and state = 'registered';
  return entry;
end $$;

create function phien.incoming_report (step bigint, actor bigint, text_ text) returns bigint
  language plpgsql set search_path = phien, pg_temp as $$
declare
  n instruction;
  i register_in;
begin
  select * into n from instruction x where x.id = step;
  if not found then
    raise exception 'no instruction %', step using errcode = 'PN011';
  end if;
  i := incoming_lock (n.in_id, actor);
  if n.lead_id <> actor then
    raise exception 'instruction % is led by another', step using errcode = 'PN018';
  end if;
  update instruction set done_by = actor, done_at = now (), report = text_ where id = step and done_at is null;
  if not found then
    raise exception 'instruction % is done', step using errcode = 'PN016';
  end if;
  update register_in set state = 'done' where id = n.in_id and not exists (select from instruction x where x.in_id = n.in_id and x.done_at is null);
  return n.in_id;
end $$;
comment on function phien.incoming_report (bigint, bigint, text) is 'Who leads reports; the document is done when every instruction is.';

create function phien.incoming_refuse (entry bigint, actor bigint, reason text) returns bigint
  language plpgsql set search_path = phien, pg_temp as $$
declare
  i register_in := incoming_lock (entry, actor);
begin
  if not is_clerk (actor, i.unit_id) then
    raise exception 'person % is no clerk of unit %', actor, i.unit_id using errcode = 'PN018';
  end if;
  update register_in set state = 'refused', refuse_reason = reason where id = entry;
  return entry;
end $$;
comment on function phien.incoming_refuse (bigint, bigint, text) is 'Back to the sender, with the reason; number and row stay (R14, R26).';

create function phien.register_in_fixed () returns trigger
  language plpgsql as $$
begin
  if to_jsonb (new) - '{state,refuse_reason,verdict}'::text[] <> to_jsonb (old) - '{state,refuse_reason,verdict}'::text[] or old.state = 'refused' then
    raise exception 'incoming register %/%: written once', old.year, old.number using errcode = 'PN002';
  end if;
  return new;
end $$;
create trigger register_in_fixed before update on phien.register_in for each row execute function phien.register_in_fixed ();

create function phien.instruction_fixed () returns trigger
  language plpgsql as $$
begin
  if to_jsonb (new) - '{done_by,done_at,report}'::text[] <> to_jsonb (old) - '{done_by,done_at,report}'::text[] or old.done_at is not null then
    raise exception 'instruction %: written once', old.id using errcode = 'PN002';
  end if;
  return new;
end $$;
create trigger instruction_fixed before update on phien.instruction for each row execute function phien.instruction_fixed ();

create or replace function phien.may_read_document (person bigint, document bigint) returns boolean
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select exists (
    select from phien.document d
     where d.id = may_read_document.document
       and (exists (select from phien.sign_request r where r.document_id = d.id and phien.may_desk (person, r.id))
            or exists (select from phien.register_in i where i.document_id = d.id and phien.may_incoming (person, i.id))
            or phien.may_prepare_meeting (person, d.meeting_id)
            or (d.retracted_at is null and phien.may_see_meeting (person, d.meeting_id)
                and ((d.kind <> 'minutes' and not exists (
                        with recursive up (parent_id, internal) as (
                          select i.parent_id, i.internal from phien.agenda_item i where i.id = d.item_id
                          union all
                          select a.parent_id, a.internal from phien.agenda_item a join up on a.id = up.parent_id)
                        select from up where up.internal))
                     or exists (
                      select from phien.participant p
                       where p.meeting_id = d.meeting_id and person in (p.person_id, p.proxy_id) and p.role in ('chair', 'secretary', 'delegate'))))));
end;

revoke execute on function phien.is_leader (bigint, bigint), phien.may_incoming (bigint, bigint), phien.incoming_lock (bigint, bigint),
  phien.incoming_register (bigint, bigint, jsonb), phien.incoming_instruct (bigint, bigint, jsonb), phien.incoming_report (bigint, bigint, text),
  phien.incoming_refuse (bigint, bigint, text), phien.register_in_fixed (), phien.instruction_fixed () from public;
alter function phien.incoming_register (bigint, bigint, jsonb) security definer;
alter function phien.incoming_instruct (bigint, bigint, jsonb) security definer;
alter function phien.incoming_report (bigint, bigint, text) security definer;
alter function phien.incoming_refuse (bigint, bigint, text) security definer;
grant execute on function phien.is_leader (bigint, bigint), phien.may_incoming (bigint, bigint), phien.incoming_register (bigint, bigint, jsonb),
  phien.incoming_instruct (bigint, bigint, jsonb), phien.incoming_report (bigint, bigint, text), phien.incoming_refuse (bigint, bigint, text) to phien_docs;
grant select on phien.register_in, phien.instruction, phien.instruction_helper to phien_docs, phien_meeting;
grant update (verdict) on phien.register_in to phien_docs;

commit;
