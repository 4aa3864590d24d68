-- Deploy phien:desk_bulk to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who has opened exactly which bytes, page by page and to the last: what may be chosen for signing many at once (DOMAIN 2.3, screen 7).
begin;

create table phien.file_opened (
  person_id bigint not null references phien.person,
  sha256 phien.hash_sha256 not null,
  page_count int not null check (page_count >= 1),
  pages int[] not null default '{}',
  first_at timestamptz not null default now (),
  last_page_at timestamptz,
  primary key (person_id, sha256)
);
comment on table phien.file_opened is 'A person had these bytes on the screen: which pages, and when the last page. Of a hash, not of a version: another file must be opened anew.';

-- The viewer says each page that stood in view (document_read keeps only where one stopped).
create function phien.file_opened_note () returns trigger
  language plpgsql security definer set search_path = phien, pg_temp as $$
begin
  insert into file_opened as o (person_id, sha256, page_count, pages, last_page_at)
    select new.person_id, v.sha256, greatest (v.page_count, 1), array[new.last_page], case when new.last_page >= v.page_count then now () end
      from document_version v where v.id = new.version_id
  on conflict (person_id, sha256) do update
    set pages = case when new.last_page = any (o.pages) then o.pages else (select array_agg (p order by p) from unnest (o.pages || new.last_page) p) end,
        last_page_at = coalesce (o.last_page_at, excluded.last_page_at);
  return null;
end $$;
create trigger file_opened_note after insert or update on phien.document_read for each row execute function phien.file_opened_note ();

create function phien.has_opened (person bigint, hash text) returns boolean
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select exists (select from phien.file_opened o where o.person_id = person and o.sha256 = hash and o.last_page_at is not null);
end;
comment on function phien.has_opened (bigint, text) is 'Whether the person had the last page of exactly these bytes before him.';

revoke execute on function phien.file_opened_note (), phien.has_opened (bigint, text) from public;
grant select on phien.file_opened to phien_docs;
grant execute on function phien.has_opened (bigint, text) to phien_docs;

commit;
