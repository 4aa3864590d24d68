-- Revert phien:books from pg
begin;
drop function phien.book_file_docs (bigint, bigint, boolean);
drop function phien.book_files (bigint, bigint, date, date, boolean);
drop function phien.book_copies (bigint, bigint, date, date, boolean);
drop function phien.book_in_handling (bigint, bigint, date, date, boolean);
drop function phien.book_in (bigint, bigint, date, date, boolean);
drop function phien.leads_of (bigint);
drop function phien.book_out_handling (bigint, bigint, date, date, boolean);
drop function phien.book_out (bigint, bigint, date, date, boolean);
drop function phien.day_vn (timestamptz);
drop function phien.incoming_opinion (bigint, bigint, jsonb);
drop function phien.opinion_block (bigint, bigint);
create or replace function phien.may_incoming (person bigint, entry bigint) returns boolean
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select exists (
    select from phien.register_in i
     where i.id = entry
       and (phien.is_clerk (person, i.unit_id) or phien.is_leader (person, i.unit_id)
            or exists (select from phien.instruction n where n.in_id = i.id and (n.lead_id = person
                         or exists (select from phien.instruction_helper h where h.instruction_id = n.id and h.person_id = person)))));
end;
drop table phien.handling_opinion;
commit;
