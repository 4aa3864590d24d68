-- Revert phien:all_kinds from pg
-- SPDX-License-Identifier: GPL-3.0-or-later
begin;

create or replace function phien.desk_number (step bigint, actor bigint, day date) returns phien.register_out
  language plpgsql security definer set search_path = phien, pg_temp as $$
declare
  s sign_step := desk_step_lock (step, actor, array['number']);
  r sign_request;
  o register_out;
  sym text;
begin
  select * into r from sign_request where id = s.request_id;
  select * into o from register_out x where x.request_id = r.id;
  if found then
    return o; -- given before a crash: the same number again
  end if;
  perform desk_check_duties (s.request_id, s.round);
  select case when k.abbr <> '' then k.abbr || '-' || l.abbr
              else l.abbr || coalesce ('-' || (select d.abbr from unit_letter d where d.unit_id = r.drafting_unit_id and d.unit_id <> r.unit_id), '') end
    into sym from doc_kind k, unit_letter l where k.kind = r.kind and l.unit_id = r.unit_id;
  insert into register_out (unit_id, year, series, number, notation, issued_on, kind, subject, signer_id, signer_capacity, drafter_id, recipients, urgency, request_id, numbered_by)
    select r.unit_id, extract (year from day)::int, x.series, next_number (r.unit_id, extract (year from day)::int, x.series), sym, day, r.kind, r.subject,
           g.person_id, g.capacity, r.drafter_id, r.recipients, r.urgency, r.id, actor
      from (select case when l.number_by_kind then coalesce (nullif (k.abbr, ''), 'CV') else 'ALL' end as series
              from unit_letter l, doc_kind k where l.unit_id = r.unit_id and k.kind = r.kind) x,
           sign_step g where g.request_id = r.id and g.round = s.round and g.kind = 'sign'
    returning * into o;
  return o;
end $$;

delete from phien.doc_kind where sort > 14;

commit;
