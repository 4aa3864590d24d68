-- Deploy phien:floor to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
begin;

create table phien.speak_request (
  id bigint generated always as identity primary key,
  meeting_id bigint not null,
  person_id bigint not null,
  state text not null default 'waiting' check (state in ('waiting', 'granted', 'done', 'withdrawn')),
  asked_at timestamptz not null default now (),
  granted_at timestamptz,
  granted_by bigint references phien.person,
  seconds int not null default 0 check (seconds between 0 and 86400),
  ended_at timestamptz,
  foreign key (meeting_id, person_id) references phien.participant (meeting_id, person_id),
  check (state not in ('granted', 'done') or granted_at is not null),
  check (ended_at is null or ended_at >= asked_at)
);
create unique index speak_request_one_speaker on phien.speak_request (meeting_id) where state = 'granted';
create unique index speak_request_once_in_queue on phien.speak_request (meeting_id, person_id) where state = 'waiting';
create index speak_request_meeting on phien.speak_request (meeting_id, id);
comment on table phien.speak_request is 'Requests to speak in the order asked; one person has the floor, each waits once.';
comment on column phien.speak_request.seconds is 'Time given; 0 = without limit.';

create function phien.floor_moved () returns trigger
  language plpgsql set search_path = phien, pg_temp as $$
begin
  if tg_op = 'INSERT' or new.state = 'granted' then
    perform from meeting where id = new.meeting_id and state in ('open', 'paused');
    if not found then
      raise exception 'floor: meeting % is not open', new.meeting_id using errcode = 'PN006';
    end if;
  end if;
  if new.state = 'granted' then
    new.granted_at := coalesce (new.granted_at, now ());
  elsif new.state in ('done', 'withdrawn') then
    new.ended_at := coalesce (new.ended_at, now ());
  end if;
  return new;
end $$;
create trigger floor_meeting_not_over before insert or update or delete on phien.speak_request
  for each row execute function phien.meeting_not_over ();
create trigger floor_state_move before insert or update of state on phien.speak_request
  for each row execute function phien.check_state_move ();
create trigger floor_state_moved before insert or update of state on phien.speak_request
  for each row execute function phien.floor_moved ();
create trigger floor_fixed before update of meeting_id on phien.speak_request for each row execute function phien.meeting_fixed ();
create trigger floor_no_delete before delete on phien.speak_request for each row execute function phien.refuse_change ();

commit;
