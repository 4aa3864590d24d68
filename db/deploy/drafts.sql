-- Deploy phien:drafts to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Drafts written in the editor, saved by themselves against a revision so that no second window overwrites the first (PN007); and drafts that come as a
-- file: what was uploaded is kept as it came (R21), its PDF beside it, and each placing of the fields (R3, R4, R9) with the version it made.
begin;

alter table phien.sign_request add column rev int not null default 1;
comment on column phien.sign_request.rev is 'Counts savings of the draft: who saves says which one he began from.';
grant update (rev) on phien.sign_request to phien_docs;

create function phien.draft_save (request bigint, actor bigint, base int, j jsonb) returns phien.sign_request
  language plpgsql set search_path = phien, pg_temp as $$
declare
  r sign_request;
begin
  select q.* into r from sign_request q where q.id = request and q.drafter_id = actor for update;
  if not found then
    raise exception 'no draft % of person %', request, actor using errcode = 'PN011';
  end if;
  if r.state not in ('draft', 'returned') then
    raise exception 'document % is on its way and stays as it is', request using errcode = 'PN016';
  end if;
  if base is not null and r.rev <> base then
    raise exception 'draft % is at revision %, not %', request, r.rev, base using errcode = 'PN007';
  end if;
  update sign_request q set kind = j->>'kind', subject = j->>'subject', urgency = j->>'urgency', number_first = (j->>'number_first')::boolean,
         recipients = coalesce ((select array_agg (x) from jsonb_array_elements_text (j->'recipients') x), '{}'), body = j->'body', due_at = (j->>'due_at')::timestamptz, rev = q.rev + 1
   where q.id = request returning q.* into r;
  return r;
end $$;
comment on function phien.draft_save (bigint, bigint, int, jsonb) is 'base: the revision the saver began from (PN007 when another came first); null: whatever is there.';

create table phien.draft_file (
  id bigint generated always as identity primary key,
  request_id bigint not null references phien.sign_request,
  uploaded_by bigint not null references phien.person,
  name text not null check (length (name) between 1 and 255),
  kind text not null check (kind in ('pdf', 'docx')),
  original_sha256 phien.hash_sha256 not null references phien.blob,
  pdf_sha256 phien.hash_sha256 not null references phien.blob,
  page_count int not null check (page_count >= 1),
  pages jsonb not null check (jsonb_typeof (pages) = 'array'),
  created_at timestamptz not null default now ()
);
comment on table phien.draft_file is 'A draft that came as a file: the bytes as uploaded (R21: every draft is kept) and the PDF without fields that came of them.';
create index draft_file_request on phien.draft_file (request_id);
create trigger draft_file_fixed before update or delete on phien.draft_file for each row execute function phien.refuse_change ();

create table phien.draft_placing (
  version_id bigint primary key references phien.document_version,
  file_id bigint not null references phien.draft_file,
  zones jsonb not null check (jsonb_typeof (zones) = 'array'),
  placed_at timestamptz not null default now ()
);
comment on table phien.draft_placing is 'Where number, date, signature and seal stand in a version made from a file: by rule at first, then as the drafter moved them.';
create index draft_placing_file on phien.draft_placing (file_id);
create trigger draft_placing_fixed before update or delete on phien.draft_placing for each row execute function phien.refuse_change ();

revoke execute on function phien.draft_save (bigint, bigint, int, jsonb) from public;
grant execute on function phien.draft_save (bigint, bigint, int, jsonb) to phien_docs;
grant select, insert on phien.draft_file, phien.draft_placing to phien_docs;

commit;
