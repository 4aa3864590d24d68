-- Revert phien:fields from pg
begin;
drop function phien.incoming_same (bigint, text, text);
create or replace function phien.incoming_register (unit bigint, actor bigint, j jsonb) returns phien.register_in
  language plpgsql security definer set search_path = phien, pg_temp as $$
declare
  i register_in;
  d bigint;
  y int := extract (year from now () at time zone 'Asia/Ho_Chi_Minh')::int;
begin
  if not is_clerk (actor, unit) then
    raise exception 'person % is no clerk of unit %', actor, unit using errcode = 'PN018';
  end if;
  insert into document (kind, title, created_by) values ('incoming', j->>'subject', actor) returning id into d;
  insert into register_in (unit_id, year, number, from_org, from_code, code, issued_on, kind, subject, urgency, copies, due_on, document_id, registered_by)
    values (unit, y, next_number (unit, y, 'in'), j->>'from_org', coalesce (j->>'from_code', ''), coalesce (j->>'code', ''), (j->>'issued_on')::date, coalesce (j->>'kind', ''),
            j->>'subject', coalesce (j->>'urgency', 'normal'), coalesce ((j->>'copies')::int, 1), (j->>'due_on')::date, d, actor)
    returning * into i;
  return i;
end $$;
alter table phien.register_in drop constraint register_in_code_parts;
alter table phien.register_in drop column language, drop column description, drop column signer_title, drop column signer_name, drop column to_places, drop column page_amount, drop column trace;
drop function phien.outgoing_fields_save (bigint, bigint, jsonb);
drop table phien.outgoing_field;
commit;
