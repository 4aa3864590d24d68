-- Deploy phien:events to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
begin;

create table phien.event (
  meeting_id bigint not null references phien.meeting,
  seq bigint not null check (seq >= 1),
  at timestamptz not null default clock_timestamp (),
  actor_id bigint references phien.person,
  kind text not null check (kind ~ '^[a-z][a-z_]{0,19}\.[a-z][a-z_]{0,19}$'),
  body jsonb not null default '{}' check (jsonb_typeof (body) = 'object'),
  primary key (meeting_id, seq)
);
comment on table phien.event is 'The record of a meeting: 1, 2, 3 … without a gap, written once, never changed. Minutes, results and reports are projections of it.';
comment on column phien.event.actor_id is 'The person who did it; null = the system.';

create function phien.event_next () returns trigger
  language plpgsql set search_path = phien, pg_temp as $$
declare
  head bigint;
begin
  select last_seq into head from meeting where id = new.meeting_id;
  if new.seq is distinct from head or (new.seq > 1 and not exists (select from event where meeting_id = new.meeting_id and seq = new.seq - 1)) then
    raise exception 'event %/% is out of order: head is %', new.meeting_id, new.seq, head using errcode = 'PN009';
  end if;
  return new;
end $$;
create trigger event_next before insert on phien.event for each row execute function phien.event_next ();
create trigger event_fixed before update or delete on phien.event for each row execute function phien.refuse_change ();
create trigger event_no_truncate before truncate on phien.event for each statement execute function phien.refuse_change ();

-- The counter moves by one, and only together with its event: the check below runs at COMMIT.
create function phien.meeting_seq_step () returns trigger
  language plpgsql as $$
begin
  if new.last_seq <> old.last_seq + 1 then
    raise exception 'meeting %: event number % does not follow %', old.id, new.last_seq, old.last_seq using errcode = 'PN009';
  end if;
  return new;
end $$;
create trigger meeting_seq_step before update of last_seq on phien.meeting
  for each row when (new.last_seq <> old.last_seq) execute function phien.meeting_seq_step ();

create function phien.append_event (meeting bigint, actor bigint, kind text, body jsonb, at timestamptz default clock_timestamp ()) returns bigint
  language plpgsql security definer set search_path = phien, pg_temp as $$
declare
  n bigint;
begin
  update meeting m set last_seq = m.last_seq + 1
   where m.id = append_event.meeting and m.state <> 'archived' returning m.last_seq into n;
  if not found then
    raise exception 'meeting % takes no events', append_event.meeting using errcode = 'PN011';
  end if;
  insert into event (meeting_id, seq, at, actor_id, kind, body) values (append_event.meeting, n, append_event.at, actor, append_event.kind, append_event.body);
  return n;
end $$;
comment on function phien.append_event (bigint, bigint, text, jsonb, timestamptz) is
  'The only way to write the record: locks the meeting''s row until COMMIT, so numbers are gapless and in commit order.';

create table phien.command (
  id uuid primary key,
  account_id bigint not null references phien.account,
  meeting_id bigint references phien.meeting,
  type text not null check (type ~ '^[a-z][a-z_]{0,19}(\.[a-z][a-z_]{0,19})?$'),
  reply jsonb not null,
  at timestamptz not null default now ()
);
create index command_at on phien.command (at);
comment on table phien.command is 'Commands already done, with the reply given: written in the same transaction as the event. A repeated id gets the same reply.';
create trigger command_fixed before update on phien.command for each row execute function phien.refuse_change ();

commit;
