-- Deploy phien:calendar_source to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
-- A day off or a swapped day is decided year by year by an announcement: it is named with the day, and a day without one is still to be confirmed by the
-- operator. Administrators keep the calendar.
begin;

alter table phien.calendar_day
  add column source text not null default '' check (length (source) <= 200),
  add column set_by bigint references phien.person,
  add column set_at timestamptz not null default now ();
comment on column phien.calendar_day.source is 'The announcement that decides it ("Thông báo số … của Bộ Nội vụ"); empty: to be confirmed.';
comment on column phien.calendar_day.set_by is 'Null: by the operator''s command line, or the demo.';

create function phien.calendar_set (actor bigint, j jsonb) returns date
  language plpgsql security definer set search_path = phien, pg_temp as $$
begin
  if not is_admin (actor) then
    raise exception 'not_allowed' using errcode = 'PN018', detail = 'administrators keep the calendar';
  end if;
  insert into calendar_day (day, work, name, source, set_by) values ((j->>'day')::date, (j->>'work')::boolean, btrim (j->>'name'), btrim (j->>'source'), actor)
    on conflict (day) do update set work = excluded.work, name = excluded.name, source = excluded.source, set_by = excluded.set_by, set_at = now ();
  return (j->>'day')::date;
end $$;

create function phien.calendar_remove (actor bigint, gone date) returns date
  language plpgsql security definer set search_path = phien, pg_temp as $$
begin
  if not is_admin (actor) then
    raise exception 'not_allowed' using errcode = 'PN018', detail = 'administrators keep the calendar';
  end if;
  delete from calendar_day where day = gone;
  if not found then
    raise exception 'no mark on %', gone using errcode = 'PN011';
  end if;
  return gone;
end $$;

revoke execute on function phien.calendar_set (bigint, jsonb), phien.calendar_remove (bigint, date) from public;
grant execute on function phien.calendar_set (bigint, jsonb), phien.calendar_remove (bigint, date) to phien_docs;

commit;
