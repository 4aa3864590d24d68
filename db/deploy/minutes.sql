-- Deploy phien:minutes to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
begin;

create table phien.minutes_revision (
  meeting_id bigint not null references phien.meeting,
  rev int not null check (rev >= 1),
  state text not null default 'draft' check (state in ('draft', 'frozen')),
  sections jsonb not null check (jsonb_typeof (sections) = 'array' and jsonb_array_length (sections) <= 10),
  author_id bigint references phien.person,
  created_at timestamptz not null default now (),
  frozen_at timestamptz,
  primary key (meeting_id, rev),
  check ((state = 'frozen') = (frozen_at is not null))
);
create unique index minutes_one_frozen on phien.minutes_revision (meeting_id) where state = 'frozen';
comment on table phien.minutes_revision is 'Every saved state of the minutes (R21, R33), numbered without gaps; the last may be frozen, then nothing follows.';
comment on column phien.minutes_revision.sections is '[{key, heading, paragraphs}], keys present, course, opinions, votes, conclusions: the five parts of R33.';

create function phien.minutes_born () returns trigger
  language plpgsql set search_path = phien, pg_temp as $$
declare
  s text;
  last minutes_revision;
begin
  select state into s from meeting where id = new.meeting_id for no key update;
  if s in ('draft', 'published', 'archived') then
    raise exception 'minutes of meeting %: it is %', new.meeting_id, s using errcode = 'PN006';
  end if;
  select * into last from minutes_revision where meeting_id = new.meeting_id order by rev desc limit 1;
  if last.state = 'frozen' then
    raise exception 'minutes of meeting % are frozen', new.meeting_id using errcode = 'PN004';
  end if;
  if new.rev <> coalesce (last.rev, 0) + 1 then
    raise exception 'minutes of meeting %: revision % does not follow %', new.meeting_id, new.rev, coalesce (last.rev, 0) using errcode = 'PN007';
  end if;
  return new;
end $$;
comment on function phien.minutes_born () is 'Insert rev = base_rev + 1: PN007 when somebody saved in between, PN004 when frozen.';

create function phien.minutes_fixed () returns trigger
  language plpgsql set search_path = phien, pg_temp as $$
begin
  if old.state = 'frozen' then
    raise exception 'minutes of meeting % are frozen', old.meeting_id using errcode = 'PN004';
  end if;
  if tg_op = 'DELETE' or to_jsonb (new) - 'state' - 'frozen_at' <> to_jsonb (old) - 'state' - 'frozen_at' then
    raise exception 'minutes revision %/% is saved: write the next one', old.meeting_id, old.rev using errcode = 'PN002';
  end if;
  if new.state = 'frozen' then
    perform from meeting where id = new.meeting_id and state = 'closed' for no key update;
    if not found then
      raise exception 'minutes of meeting %: freeze after the close', new.meeting_id using errcode = 'PN006';
    end if;
    if exists (select from minutes_revision where meeting_id = new.meeting_id and rev > new.rev) then
      raise exception 'minutes of meeting %: revision % is not the last', new.meeting_id, new.rev using errcode = 'PN007';
    end if;
    new.frozen_at := coalesce (new.frozen_at, now ());
  end if;
  return new;
end $$;
create trigger minutes_born before insert on phien.minutes_revision for each row execute function phien.minutes_born ();
create trigger minutes_fixed before update or delete on phien.minutes_revision for each row execute function phien.minutes_fixed ();
create trigger minutes_state_move before insert or update of state on phien.minutes_revision for each row execute function phien.check_state_move ();
create trigger minutes_no_truncate before truncate on phien.minutes_revision for each statement execute function phien.refuse_change ();

-- A minutes PDF shows a revision that exists, a frozen PDF a frozen revision.
create function phien.version_shows_minutes () returns trigger
  language plpgsql set search_path = phien, pg_temp as $$
begin
  perform from document d join minutes_revision r on r.meeting_id = d.meeting_id
    where d.id = new.document_id and d.kind = 'minutes' and r.rev = new.minutes_rev and (r.state = 'frozen' or not new.frozen);
  if not found then
    raise exception 'version % of document % shows no such minutes revision %', new.n, new.document_id, new.minutes_rev using errcode = 'PN011';
  end if;
  return new;
end $$;
create trigger version_shows_minutes before insert or update of frozen on phien.document_version
  for each row when (new.minutes_rev is not null) execute function phien.version_shows_minutes ();

create table phien.recording (
  id bigint generated always as identity primary key,
  meeting_id bigint not null references phien.meeting,
  file text not null unique check (file ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,200}$'),
  state text not null default 'running' check (state in ('running', 'done', 'failed')),
  started_by bigint references phien.person,
  started_at timestamptz not null default now (),
  stopped_at timestamptz,
  bytes bigint check (bytes >= 0),
  duration_ms bigint check (duration_ms >= 0),
  error text check (length (error) <= 1000),
  check ((state = 'running') = (stopped_at is null))
);
create unique index recording_one_running on phien.recording (meeting_id) where state = 'running';
comment on table phien.recording is 'Recordings by decision of the chair (R33); file = name inside $PHIEN_VAR/recordings, no path.';
create trigger recording_state_move before insert or update of state on phien.recording for each row execute function phien.check_state_move ();
create trigger recording_fixed before update of meeting_id on phien.recording for each row execute function phien.meeting_fixed ();

commit;
