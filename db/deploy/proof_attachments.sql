-- Deploy phien:proof_attachments to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
-- A signed attachment is raised as its document is: evidence and time-stamps behind its bytes are no other attachment.
begin;

create or replace function phien.attachment_version () returns trigger
  language plpgsql security definer set search_path = phien, pg_temp as $$
declare
  r sign_request;
begin
  select q.* into r from attachment t join sign_request q on q.id = t.request_id where t.document_id = new.document_id for share of q;
  if found and r.state not in ('draft', 'returned')
     and not (new.created_by is null and exists (select from proof p where p.document_id = new.document_id and p.state = 'running'))
     and not exists (select from sign_step s where s.request_id = r.id and s.round = r.round and s.kind = 'seal' and s.state = 'current' and is_clerk (new.created_by, r.unit_id)) then
    raise exception 'document % is on its way, its attachments stay as they are', r.id using errcode = 'PN016';
  end if;
  return new;
end $$;

commit;
