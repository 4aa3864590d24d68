-- Deploy phien:desk_clocks to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Days that are off or worked against the common calendar, loaded by the operator year by year; reminders, each once. What a clock says is
-- docs-service/core/workdays (R12).
begin;

create table phien.calendar_day (
  day date primary key,
  work boolean not null,
  name text not null check (length (name) between 1 and 100)
);
comment on table phien.calendar_day is 'Tết, Giỗ Tổ, the second day of 2 September, swapped days (work: a weekend day that is worked). Fixed holidays need no row.';

create table phien.reminder (
  id bigint generated always as identity primary key,
  person_id bigint not null references phien.person,
  step_id bigint references phien.sign_step,
  instruction_id bigint references phien.instruction,
  in_id bigint references phien.register_in,
  kind text not null check (kind in ('today', 'late')),
  due_at timestamptz not null,
  created_at timestamptz not null default now (),
  seen_at timestamptz,
  check (num_nonnulls (step_id, instruction_id, in_id) = 1),
  constraint reminder_once unique nulls not distinct (person_id, step_id, instruction_id, in_id, kind)
);
comment on table phien.reminder is 'The bell: what is due today or late. One of a kind for each person and thing, ever.';

-- Since when a step waits: since those before it in its round were done, or since the round began.
create function phien.step_since (s phien.sign_step) returns timestamptz
  language sql stable security definer set search_path = phien, pg_temp
  return coalesce ((select max (x.acted_at) from phien.sign_step x where x.request_id = s.request_id and x.round = s.round and x.pos < s.pos),
                   (select r.submitted_at from phien.sign_request r where r.id = s.request_id));

create function phien.remind (j jsonb) returns int
  language plpgsql security definer set search_path = phien, pg_temp as $$
declare
  n int;
begin
  insert into reminder (person_id, step_id, instruction_id, in_id, kind, due_at)
    select (x->>'person')::bigint, (x->>'step')::bigint, (x->>'instruction')::bigint, (x->>'entry')::bigint, x->>'kind', (x->>'due_at')::timestamptz
      from jsonb_array_elements (j) x on conflict do nothing;
  get diagnostics n = row_count;
  return n;
end $$;

create function phien.reminders_seen (person bigint) returns int
  language plpgsql security definer set search_path = phien, pg_temp as $$
declare
  n int;
begin
  update reminder set seen_at = now () where person_id = person and seen_at is null;
  get diagnostics n = row_count;
  return n;
end $$;

revoke execute on function phien.step_since (phien.sign_step), phien.remind (jsonb), phien.reminders_seen (bigint) from public;
grant execute on function phien.step_since (phien.sign_step), phien.remind (jsonb), phien.reminders_seen (bigint) to phien_docs;
grant select on phien.calendar_day, phien.reminder to phien_docs;

commit;
