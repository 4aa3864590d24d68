-- Deploy phien:arrival_truths to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
-- TraceHeaderList (Annex VI, R18, R28) fills itself: the bodies a document has passed, ours last. And a body's list of files (danh mục hồ sơ) is its own:
-- each body issues its list yearly for its own apparatus (Decree 30/2020 Art. 28, R17) and access is by file (R20), so what stands below it and issues
-- a list itself does not read it.
begin;

alter table phien.org_kind add column own_list boolean not null default true;
comment on column phien.org_kind.own_list is 'A body that keeps records and a list of files of its own; false: part of the apparatus of the body above it (văn phòng, phòng).';
update phien.org_kind set own_list = false where kind in ('office', 'division');

create or replace function phien.may_file (person bigint, unit bigint) returns boolean
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select phien.is_clerk (person, unit) or exists (
    with recursive down (id) as (
      select unit
      union all
      select u.id from phien.org_unit u join down on u.parent_id = down.id join phien.org_kind k on k.kind = u.kind where not k.own_list)
    select from phien.tenure t join down on down.id = t.unit_id where t.person_id = person and t.valid @> phien.vn_today ());
end;
comment on function phien.may_file (bigint, bigint) is 'Clerks and people of the body and of its own apparatus see its list of files; what lies in one is read by its own rights.';

create function phien.arrival_trace () returns trigger
  language plpgsql set search_path = phien, pg_temp as $$
begin
  if new.trace = '[]' and new.from_code <> '' then
    new.trace := jsonb_build_array (jsonb_build_object ('OrganId', new.from_code, 'Timestamp', to_char (new.issued_on, 'YYYY-MM-DD')));
  end if;
  new.trace := new.trace || jsonb_build_object ('OrganId', (select u.code from org_unit u where u.id = new.unit_id),
                                                'Timestamp', to_char (new.arrived_at at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD"T"HH24:MI:SS"+07:00"'));
  return new;
end $$;
create trigger arrival_trace before insert on phien.register_in for each row execute function phien.arrival_trace ();
comment on column phien.register_in.trace is 'TraceHeaderList: [{OrganId, Timestamp}], the bodies it has passed; what came with it, or the sender''s code, then ours.';
revoke execute on function phien.arrival_trace () from public;

commit;
