-- Deploy phien:vn_days to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
-- A day is a day of Viet Nam (UTC+7). current_date is the day of the session's zone: on a server that lives by UTC an office began at seven in the
-- morning, and what was numbered before seven on 1 January could have come into the series of the old year (R13). Every function, default and view in
-- force asks vn_today () from here on; db/tests/94-vn-days.sql refuses one that asks current_date again.
begin;

create function phien.vn_now () returns timestamptz
  language sql stable
  return now ();
comment on function phien.vn_now () is 'The clock by which days are told; a function of its own, so that a test may stand at the last second of a year.';

create or replace function phien.vn_today () returns date
  language sql stable
  return (phien.vn_now () at time zone 'Asia/Ho_Chi_Minh')::date;
comment on function phien.vn_today () is 'Today in Viet Nam.';

-- The functions stay as they are but for the clock: written anew they would only hide that nothing else changes.
do $$
declare
  f text;
begin
  for f in select d from (select pg_get_functiondef (p.oid) as d from pg_proc p
                           where p.pronamespace = 'phien'::regnamespace and p.prokind = 'f' and p.proname not in ('vn_now', 'vn_today')) x
            where d ~* '\mcurrent_date\M' or d ~* '\mnow ?\(\) at time zone ''Asia/Ho_Chi_Minh''' loop
    execute regexp_replace (regexp_replace (f, '\mcurrent_date\M', 'phien.vn_today ()', 'gi'), '\mnow ?\(\)( at time zone ''Asia/Ho_Chi_Minh'')', 'phien.vn_now ()\1', 'gi');
  end loop;
end $$;

create or replace view phien.person_now as
  select p.id, p.name, coalesce (pt.name, '') as title, coalesce (pt.rank, 100000) as rank, t.unit_id
    from phien.person p
    left join phien.tenure t on t.person_id = p.id and t.main and t.valid @> phien.vn_today ()
    left join phien.position_title pt on pt.id = t.title_id;

alter table phien.org_unit alter column valid set default daterange (phien.vn_today (), null);
alter table phien.tenure alter column valid set default daterange (phien.vn_today (), null);
alter table phien.unit_clerk alter column valid set default daterange (phien.vn_today (), null);
alter table phien.unit_checker alter column valid set default daterange (phien.vn_today (), null);
alter table phien.work_file alter column started_on set default phien.vn_today ();

-- Its proxy began a day early while grants counted by UTC.
create or replace function phien.away_set (actor bigint, j jsonb) returns bigint
  language plpgsql security definer set search_path = phien, pg_temp as $$
declare
  span daterange := daterange ((j->>'from')::date, (j->>'until')::date, '[]');
  g bigint;
  n bigint;
begin
  if upper (span) <= vn_today () or upper (span) - lower (span) > 366 then
    raise exception 'bad_value' using errcode = 'PN005', detail = 'a substitution ends in the future and within a year';
  end if;
  -- The proxy: grant_born refuses one whose giver does not head the unit, so what was given to him is not given on (R11).
  if j->>'scope' = 'all' and j->>'unit' is not null then
    insert into authority_grant (unit_id, capacity, from_id, to_id, kinds, basis, valid, created_by)
      values ((j->>'unit')::bigint, 'TUQ.', actor, (j->>'to')::bigint, (select array_agg (k) from jsonb_array_elements_text (j->'kinds') k), j->>'basis', span, actor) returning id into g;
  end if;
  insert into substitution (from_id, to_id, scope, valid, reason, grant_id) values (actor, (j->>'to')::bigint, j->>'scope', span, j->>'reason', g) returning id into n;
  return n;
end $$;

grant execute on function phien.vn_now (), phien.vn_today () to phien_meeting, phien_docs;

commit;
