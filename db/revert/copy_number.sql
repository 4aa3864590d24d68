-- Revert phien:copy_number from pg
-- SPDX-License-Identifier: GPL-3.0-or-later
begin;

create or replace function phien.copy_source (document bigint, actor bigint, kind text) returns jsonb
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

create or replace function phien.copy_record (document bigint, actor bigint, j jsonb) returns phien.doc_copy
  language plpgsql set search_path = phien, pg_temp as $$
declare
  s jsonb := copy_source (document, actor, j->>'kind');
  y int := extract (year from vn_today ())::int;
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

alter function phien.copy_record (bigint, bigint, jsonb) security definer;
drop function phien.copy_next (bigint);

commit;
