-- Deploy phien:copies to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Copies with the value of the original (Decree 30/2020 Art. 3.9-3.11, 25-27, R6): sao y, sao lục, trích sao, made by the clerk of what was issued
-- or received, each a document of its own with the body's signature, numbered in one yearly series common to the three kinds (Annex I, part II).
begin;

alter table phien.document drop constraint document_kind_check;
alter table phien.document add constraint document_kind_check check (kind in ('paper', 'minutes', 'official', 'incoming', 'copy', 'attachment'));
alter table phien.document drop constraint document_home;
alter table phien.document add constraint document_home check ((meeting_id is null) = (kind in ('official', 'incoming', 'copy', 'attachment')));

create table phien.doc_copy (
  id bigint generated always as identity primary key,
  unit_id bigint not null references phien.unit_letter,
  year int not null,
  number int not null check (number >= 1),
  notation text not null check (length (notation) between 1 and 30),
  kind text not null check (kind in ('sao_y', 'sao_luc', 'trich_sao')),
  of_document_id bigint not null references phien.document,
  source_version_id bigint not null references phien.document_version,
  document_id bigint not null unique references phien.document,
  parts jsonb check (jsonb_typeof (parts) = 'array' and octet_length (parts::text) <= 65536),
  made_by bigint not null references phien.person,
  made_at timestamptz not null default now (),
  unique (unit_id, year, number),
  check ((kind = 'trich_sao') = (parts is not null))
);
comment on table phien.doc_copy is 'Register of copies: of which file (source_version_id) of which issued or received document (of_document_id), who made it and when.';
comment on column phien.doc_copy.parts is 'trích sao: [{"page", "from", "to"}], a band of each page in per cent of its height.';
create index doc_copy_of on phien.doc_copy (of_document_id);
create trigger doc_copy_fixed before update or delete on phien.doc_copy for each row execute function phien.refuse_change ();

create function phien.copy_letters (kind text) returns text
  language sql immutable
  return case kind when 'sao_y' then 'SY' when 'sao_luc' then 'SL' when 'trich_sao' then 'TrS' end;
comment on function phien.copy_letters (text) is 'Annex III of Decree 30/2020.';

-- The document whose readers may read this one: of a copy what it was made of.
create function phien.home_document (document bigint) returns bigint
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select coalesce ((select c.of_document_id from phien.doc_copy c where c.document_id = document), document);
end;

create function phien.may_read_document_of (person bigint, document bigint) returns boolean
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select exists (select from phien.sign_request r where r.document_id = document and phien.may_desk (person, r.id))
      or exists (select from phien.register_in i where i.document_id = document and phien.may_incoming (person, i.id));
end;
comment on function phien.may_read_document_of (bigint, bigint) is 'Documents of the desk and of the incoming register.';

create or replace function phien.may_read_document (person bigint, document bigint) returns boolean
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select exists (
    select from phien.document d
     where d.id = may_read_document.document
       and (phien.may_read_document_of (person, phien.home_document (d.id))
            or phien.may_prepare_meeting (person, d.meeting_id)
            or (d.retracted_at is null and phien.may_see_meeting (person, d.meeting_id)
                and ((d.kind <> 'minutes' and not exists (
                        with recursive up (parent_id, internal) as (
                          select i.parent_id, i.internal from phien.agenda_item i where i.id = d.item_id
                          union all
                          select a.parent_id, a.internal from phien.agenda_item a join up on a.id = up.parent_id)
                        select from up where up.internal))
                     or exists (
                      select from phien.participant p
                       where p.meeting_id = d.meeting_id and person in (p.person_id, p.proxy_id) and p.role in ('chair', 'secretary', 'delegate'))))));
end;

-- What a copy of this kind would be made from; refuses what may not be copied.
create function phien.copy_source (document bigint, actor bigint, kind text) returns jsonb
  language plpgsql stable set search_path = phien, pg_temp as $$
declare
  unit bigint;
  fit boolean;
  v document_version;
begin
  select r.unit_id, r.state = 'issued' into unit, fit from sign_request r where r.document_id = document;
  if not found then
    select i.unit_id, i.state <> 'refused' and coalesce (i.verdict->>'verdict', '') <> 'invalid' into unit, fit from register_in i where i.document_id = document;
  end if;
  if unit is null or not may_read_document (actor, document) then
    raise exception 'no document % for person %', document, actor using errcode = 'PN011';
  elsif not is_clerk (actor, unit) then
    raise exception 'person % is no clerk of unit %', actor, unit using errcode = 'PN018';
  elsif not fit then
    raise exception 'document % is not issued, was taken back, refused or fails the check of its signatures', document using errcode = 'PN016';
  end if;
  -- Art. 3.10: a sao lục copies a sao y. What was received may be one; of our own there must be one.
  if copy_source.kind = 'sao_luc' and exists (select from sign_request r where r.document_id = document) then
    v := (select newest_version (c.document_id) from doc_copy c where c.of_document_id = document and c.kind = 'sao_y' order by c.id desc limit 1);
  else
    v := newest_version (document);
  end if;
  if v.id is null then
    raise exception 'document % has no file a % is made from', document, copy_source.kind using errcode = 'PN016';
  end if;
  return (select jsonb_build_object ('unit', unit, 'version', v.id, 'sha256', v.sha256, 'page_count', v.page_count, 'body', u.name, 'title', d.title,
                                     'notation', copy_letters (copy_source.kind) || '-' || l.abbr)
            from org_unit u, unit_letter l, document d where u.id = unit and l.unit_id = unit and d.id = document);
end $$;

-- File, version, signature and number are one transaction: no number without a copy, no gap.
create function phien.copy_record (document bigint, actor bigint, j jsonb) returns phien.doc_copy
  language plpgsql set search_path = phien, pg_temp as $$
declare
  s jsonb := copy_source (document, actor, j->>'kind');
  y int := extract (year from now () at time zone 'Asia/Ho_Chi_Minh')::int;
  c doc_copy;
  d bigint;
  v bigint;
begin
  if (s->>'version')::bigint <> (j->>'source')::bigint then
    raise exception 'document %: another version came meanwhile', document using errcode = 'PN007';
  end if;
  insert into blob (sha256, size) values (j->>'sha256', (j->>'size')::bigint) on conflict do nothing;
  insert into document (kind, title, created_by) values ('copy', s->>'title', actor) returning id into d;
  insert into document_version (document_id, n, sha256, filename, page_count, pages, outline, created_by)
    values (d, 1, j->>'sha256', j->>'filename', (j->>'page_count')::int, j->'pages', '[]', actor) returning id into v;
  insert into signature (version_id, person_id, capacity, field_name, cert_subject, cert_sha256, digest_sha256, kind)
    values (v, actor, '', j->>'field', j->>'cert_subject', j->>'cert_sha256', j->>'digest', 'seal');
  insert into doc_copy (unit_id, year, number, notation, kind, of_document_id, source_version_id, document_id, parts, made_by)
    values ((s->>'unit')::bigint, y, next_number ((s->>'unit')::bigint, y, 'copy'), s->>'notation', j->>'kind', document, (s->>'version')::bigint, d, j->'parts', actor)
    returning * into c;
  return c;
end $$;

revoke execute on function phien.copy_letters (text), phien.home_document (bigint), phien.may_read_document_of (bigint, bigint), phien.copy_source (bigint, bigint, text),
  phien.copy_record (bigint, bigint, jsonb) from public;
alter function phien.copy_record (bigint, bigint, jsonb) security definer;
grant execute on function phien.copy_letters (text), phien.home_document (bigint), phien.may_read_document_of (bigint, bigint), phien.copy_source (bigint, bigint, text),
  phien.copy_record (bigint, bigint, jsonb) to phien_docs;
grant execute on function phien.newest_version (bigint) to phien_docs;
grant select on phien.doc_copy to phien_docs, phien_meeting;

commit;
