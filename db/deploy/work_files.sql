-- Deploy phien:work_files to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Files (hồ sơ, Decree 30/2020 Art. 28-30, R17, R18, R21): opened by an official, issued and received documents put in without copying them, closed with
-- what they hold. Fields with the lengths of Annex VI.
begin;

create table phien.work_file (
  id bigint generated always as identity primary key,
  unit_id bigint not null references phien.unit_letter,
  catalog int not null check (catalog between 1990 and 2999),
  notation text not null check (notation = btrim (notation) and length (notation) between 1 and 20),
  title text not null check (title = btrim (title) and length (title) between 1 and 500),
  maintenance text not null check (length (maintenance) between 1 and 30),
  rights text not null default '' check (length (rights) <= 30),
  creator text not null check (length (creator) between 1 and 30),
  language text not null default 'Tiếng Việt' check (length (language) between 1 and 30),
  description text not null default '' check (length (description) <= 500),
  started_on date not null default (now () at time zone 'Asia/Ho_Chi_Minh')::date,
  ended_on date,
  opened_by bigint not null references phien.person,
  opened_at timestamptz not null default now (),
  closed_by bigint references phien.person,
  closed_at timestamptz,
  unique (unit_id, catalog, notation),
  check ((closed_at is null) = (ended_on is null) and (closed_at is null) = (closed_by is null)),
  check (ended_on >= started_on)
);
comment on table phien.work_file is 'FileCatalog 4 (the year of the list of files), FileNotation 20, Title 500, Maintenance 30, Rights 30, Creator 30 (R18).';
create trigger work_file_no_delete before delete on phien.work_file for each row execute function phien.refuse_change ();

create table phien.work_file_doc (
  file_id bigint not null references phien.work_file,
  ordinal int not null check (ordinal >= 1),
  document_id bigint not null references phien.document,
  added_by bigint not null references phien.person,
  added_at timestamptz not null default now (),
  primary key (file_id, ordinal),
  unique (file_id, document_id)
);
comment on table phien.work_file_doc is 'DocOrdinal of a document in a file; one document may lie in many files (R21).';
create index work_file_doc_document on phien.work_file_doc (document_id);
create trigger work_file_doc_fixed before update or delete on phien.work_file_doc for each row execute function phien.refuse_change ();

create function phien.may_file (person bigint, unit bigint) returns boolean
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select phien.is_clerk (person, unit) or exists (
    with recursive down (id) as (select unit union all select u.id from phien.org_unit u join down on u.parent_id = down.id)
    select from phien.tenure t join down on down.id = t.unit_id where t.person_id = person and t.valid @> current_date);
end;
comment on function phien.may_file (bigint, bigint) is 'Clerks and people of the body and of what is below it see its list of files; what lies in one is read by its own rights.';

create function phien.work_file_open (unit bigint, actor bigint, j jsonb) returns phien.work_file
  language plpgsql set search_path = phien, pg_temp as $$
declare
  f work_file;
begin
  if not may_file (actor, unit) then
    raise exception 'person % opens no file of unit %', actor, unit using errcode = 'PN018';
  end if;
  insert into work_file (unit_id, catalog, notation, title, maintenance, rights, creator, language, description, started_on, opened_by)
    values (unit, (j->>'catalog')::int, j->>'notation', j->>'title', j->>'maintenance', coalesce (j->>'rights', ''), coalesce (nullif (j->>'creator', ''), (select left (p.name, 30) from person p where p.id = actor)),
            coalesce (nullif (j->>'language', ''), 'Tiếng Việt'), coalesce (j->>'description', ''), coalesce ((j->>'started_on')::date, (now () at time zone 'Asia/Ho_Chi_Minh')::date), actor)
    returning * into f;
  return f;
end $$;

create function phien.work_file_put (file bigint, actor bigint, document bigint) returns int
  language plpgsql set search_path = phien, pg_temp as $$
declare
  f work_file;
  n int;
begin
  select * into f from work_file x where x.id = file for update;
  if not found or not may_file (actor, f.unit_id) then
    raise exception 'no file % for person %', file, actor using errcode = 'PN011';
  elsif f.closed_at is not null then
    raise exception 'file % is closed', file using errcode = 'PN016';
  elsif not may_read_document (actor, document) then
    raise exception 'no document % for person %', document, actor using errcode = 'PN011';
  elsif not (exists (select from sign_request r where r.document_id = document and r.state in ('issued', 'recalled')) or exists (select from register_in i where i.document_id = document and i.state <> 'refused')) then
    raise exception 'document % is neither issued nor received', document using errcode = 'PN016';
  end if;
  select d.ordinal into n from work_file_doc d where d.file_id = file and d.document_id = document;
  if found then
    return n;
  end if;
  insert into work_file_doc (file_id, ordinal, document_id, added_by) select file, coalesce (max (d.ordinal), 0) + 1, document, actor from work_file_doc d where d.file_id = file returning ordinal into n;
  return n;
end $$;
comment on function phien.work_file_put (bigint, bigint, bigint) is 'Its ordinal in the file; put in again it is the same one.';

create function phien.work_file_close (file bigint, actor bigint) returns bigint
  language plpgsql set search_path = phien, pg_temp as $$
declare
  f work_file;
begin
  select * into f from work_file x where x.id = file for update;
  if not found or not may_file (actor, f.unit_id) then
    raise exception 'no file % for person %', file, actor using errcode = 'PN011';
  elsif f.opened_by <> actor and not is_clerk (actor, f.unit_id) then
    raise exception 'file % is closed by who opened it, or by a clerk', file using errcode = 'PN018';
  elsif f.closed_at is not null or not exists (select from work_file_doc d where d.file_id = file) then
    raise exception 'file % is closed or empty', file using errcode = 'PN016';
  end if;
  update work_file set closed_at = now (), closed_by = actor, ended_on = greatest (started_on, (now () at time zone 'Asia/Ho_Chi_Minh')::date) where id = file;
  return file;
end $$;

create function phien.work_file_fixed () returns trigger
  language plpgsql as $$
begin
  if to_jsonb (new) - '{closed_at,closed_by,ended_on}'::text[] <> to_jsonb (old) - '{closed_at,closed_by,ended_on}'::text[] or old.closed_at is not null then
    raise exception 'file %: written once, then closed', old.id using errcode = 'PN002';
  end if;
  return new;
end $$;
create trigger work_file_fixed before update on phien.work_file for each row execute function phien.work_file_fixed ();

revoke execute on function phien.may_file (bigint, bigint), phien.work_file_open (bigint, bigint, jsonb), phien.work_file_put (bigint, bigint, bigint), phien.work_file_close (bigint, bigint), phien.work_file_fixed () from public;
alter function phien.work_file_open (bigint, bigint, jsonb) security definer;
alter function phien.work_file_put (bigint, bigint, bigint) security definer;
alter function phien.work_file_close (bigint, bigint) security definer;
grant execute on function phien.may_file (bigint, bigint), phien.work_file_open (bigint, bigint, jsonb), phien.work_file_put (bigint, bigint, bigint), phien.work_file_close (bigint, bigint) to phien_docs;
grant select on phien.work_file, phien.work_file_doc to phien_docs, phien_meeting;

commit;
