-- Revert phien:arrival_truths from pg
-- SPDX-License-Identifier: GPL-3.0-or-later
begin;

drop trigger arrival_trace on phien.register_in;
drop function phien.arrival_trace ();
comment on column phien.register_in.trace is 'TraceHeaderList of a document that came by the exchange axis.';

create or replace function phien.may_file (person bigint, unit bigint) returns boolean
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select phien.is_clerk (person, unit) or exists (
    with recursive down (id) as (select unit union all select u.id from phien.org_unit u join down on u.parent_id = down.id)
    select from phien.tenure t join down on down.id = t.unit_id where t.person_id = person and t.valid @> phien.vn_today ());
end;
comment on function phien.may_file (bigint, bigint) is 'Clerks and people of the body and of what is below it see its list of files; what lies in one is read by its own rights.';
alter table phien.org_kind drop column own_list;

commit;
