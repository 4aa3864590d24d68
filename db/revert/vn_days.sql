-- Revert phien:vn_days from pg
-- SPDX-License-Identifier: GPL-3.0-or-later
begin;

alter table phien.org_unit alter column valid set default daterange (current_date, null);
alter table phien.tenure alter column valid set default daterange (current_date, null);
alter table phien.unit_clerk alter column valid set default daterange (current_date, null);
alter table phien.unit_checker alter column valid set default daterange (current_date, null);
alter table phien.work_file alter column started_on set default (now () at time zone 'Asia/Ho_Chi_Minh')::date;

create or replace view phien.person_now as
  select p.id, p.name, coalesce (pt.name, '') as title, coalesce (pt.rank, 100000) as rank, t.unit_id
    from phien.person p
    left join phien.tenure t on t.person_id = p.id and t.main and t.valid @> current_date
    left join phien.position_title pt on pt.id = t.title_id;

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
  if j->>'scope' = 'all' and j->>'unit' is not null then
    insert into authority_grant (unit_id, capacity, from_id, to_id, kinds, basis, valid, created_by)
      values ((j->>'unit')::bigint, 'TUQ.', actor, (j->>'to')::bigint, (select array_agg (k) from jsonb_array_elements_text (j->'kinds') k), j->>'basis',
              daterange (least (lower (span), greatest (lower (span), vn_today ()) - (vn_today () - current_date)), upper (span)), actor) returning id into g;
  end if;
  insert into substitution (from_id, to_id, scope, valid, reason, grant_id) values (actor, (j->>'to')::bigint, j->>'scope', span, j->>'reason', g) returning id into n;
  return n;
end $$;

-- away_set and stands_for counted by vn_today () before.
do $$
declare
  f text;
begin
  for f in select d from (select pg_get_functiondef (p.oid) as d from pg_proc p
                           where p.pronamespace = 'phien'::regnamespace and p.prokind = 'f' and p.proname not in ('vn_now', 'vn_today', 'stands_for', 'away_set')) x
            where d ~ '\mvn_(today|now) ?\(\)' loop
    execute regexp_replace (regexp_replace (f, '(phien\.)?\mvn_today ?\(\)', 'current_date', 'g'), '(phien\.)?\mvn_now ?\(\)', 'now ()', 'g');
  end loop;
end $$;

create or replace function phien.vn_today () returns date
  language sql stable
  return (now () at time zone 'Asia/Ho_Chi_Minh')::date;
comment on function phien.vn_today () is null;
revoke execute on function phien.vn_today () from phien_meeting, phien_docs;
drop function phien.vn_now ();

commit;
