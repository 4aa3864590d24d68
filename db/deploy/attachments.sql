-- Deploy phien:attachments to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Attachments kept as files of their own (Decree 30/2020 Annex I, R5): brought while it is a draft, bound into each round of the route by their hashes
-- (R10), signed one by one by the clerk before the document is sealed.
begin;

create table phien.attachment (
  id bigint generated always as identity primary key,
  request_id bigint not null references phien.sign_request,
  document_id bigint not null unique references phien.document,
  title text not null check (title = btrim (title) and length (title) between 1 and 300),
  added_at timestamptz not null default now (),
  removed_at timestamptz,
  sealed_version_id bigint references phien.document_version,
  check (removed_at is null or sealed_version_id is null)
);
comment on table phien.attachment is 'An attachment of an outgoing document: its own document, whose newest version counts until the clerk has signed one.';
create index attachment_request on phien.attachment (request_id);
create trigger attachment_no_delete before delete on phien.attachment for each row execute function phien.refuse_change ();

create table phien.round_attachment (
  request_id bigint not null references phien.sign_request,
  round int not null,
  attachment_id bigint not null references phien.attachment,
  version_id bigint not null references phien.document_version,
  sha256 phien.hash_sha256 not null,
  primary key (request_id, round, attachment_id)
);
comment on table phien.round_attachment is 'What went along in a round: whoever acts in it acts on exactly these files (R10, R21).';
create trigger round_attachment_fixed before update or delete on phien.round_attachment for each row execute function phien.refuse_change ();

create or replace function phien.home_document (document bigint) returns bigint
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select coalesce ((select c.of_document_id from phien.doc_copy c where c.document_id = document),
                   (select r.document_id from phien.attachment t join phien.sign_request r on r.id = t.request_id where t.document_id = document), document);
end;

-- Locks the request when its drafter still has it.
create function phien.attachment_draft (request bigint, actor bigint) returns phien.sign_request
  language plpgsql set search_path = phien, pg_temp as $$
declare
  r sign_request := desk_lock (request, actor);
begin
  if r.drafter_id <> actor then
    raise exception 'document % is not of person %', request, actor using errcode = 'PN018';
  elsif r.state not in ('draft', 'returned') then
    raise exception 'document % is on its way and stays as it is', request using errcode = 'PN016';
  end if;
  return r;
end $$;

create function phien.attachment_add (request bigint, actor bigint, title text) returns phien.attachment
  language plpgsql set search_path = phien, pg_temp as $$
declare
  r sign_request := attachment_draft (request, actor);
  t attachment;
  d bigint;
begin
  if (select count (*) from attachment x where x.request_id = request and x.removed_at is null) >= 20 then
    raise exception 'document % has 20 attachments', request using errcode = 'PN016';
  end if;
  insert into document (kind, title, created_by) values ('attachment', attachment_add.title, actor) returning id into d;
  insert into attachment (request_id, document_id, title) values (request, d, attachment_add.title) returning * into t;
  return t;
end $$;

create function phien.attachment_remove (attachment bigint, actor bigint) returns bigint
  language plpgsql set search_path = phien, pg_temp as $$
declare
  r sign_request := attachment_draft ((select t.request_id from attachment t where t.id = attachment_remove.attachment), actor);
begin
  update attachment t set removed_at = now () where t.id = attachment_remove.attachment and t.removed_at is null;
  if not found then
    raise exception 'no attachment %', attachment_remove.attachment using errcode = 'PN011';
  end if;
  return r.id;
end $$;
comment on function phien.attachment_remove (bigint, bigint) is 'From the draft only; its file and the rounds it went along in are kept (R21).';

-- A new file only while its drafter has the document, or the clerk's signed one when the seal is due.
create function phien.attachment_version () returns trigger
  language plpgsql set search_path = phien, pg_temp as $$
declare
  r sign_request;
begin
  select q.* into r from attachment t join sign_request q on q.id = t.request_id where t.document_id = new.document_id for share of q;
  if found and r.state not in ('draft', 'returned')
     and not exists (select from sign_step s where s.request_id = r.id and s.round = r.round and s.kind = 'seal' and s.state = 'current' and is_clerk (new.created_by, r.unit_id)) then
    raise exception 'document % is on its way, its attachments stay as they are', r.id using errcode = 'PN016';
  end if;
  return new;
end $$;
create trigger attachment_version before insert on phien.document_version for each row execute function phien.attachment_version ();

create function phien.attachments_now (request bigint) returns table (attachment_id bigint, version_id bigint, sha256 text)
  language sql stable set search_path = phien, pg_temp
begin atomic
  select t.id, v.id, v.sha256::text
    from phien.attachment t left join lateral (select w.id, w.sha256 from phien.document_version w where w.document_id = t.document_id order by w.n desc limit 1) v on true
   where t.request_id = request and t.removed_at is null;
end;

create function phien.attachments_changed (request bigint, rnd int) returns boolean
  language sql stable set search_path = phien, pg_temp
begin atomic
  select exists (select from (select n.attachment_id, n.sha256 from phien.attachments_now (request) n) n
                   full join (select b.attachment_id, b.sha256::text from phien.round_attachment b where b.request_id = request and b.round = rnd) b using (attachment_id, sha256)
                  where n is null or b is null);
end;

-- With each round the attachments of now are bound into it.
create function phien.round_begins () returns trigger
  language plpgsql set search_path = phien, pg_temp as $$
begin
  if exists (select from attachments_now (new.id) n where n.version_id is null) then
    raise exception 'document %: the file of an attachment is not here yet', new.id using errcode = 'PN016';
  end if;
  insert into round_attachment (request_id, round, attachment_id, version_id, sha256) select new.id, new.round, n.attachment_id, n.version_id, n.sha256 from attachments_now (new.id) n;
  return null;
end $$;
create trigger round_begins after update of round on phien.sign_request for each row when (new.round > old.round) execute function phien.round_begins ();

-- File, version and signature of one attachment in one transaction; asked again it says the same.
create function phien.attachment_sealed (attachment bigint, actor bigint, j jsonb) returns bigint
  language plpgsql set search_path = phien, pg_temp as $$
declare
  t attachment;
  r sign_request;
  v bigint;
begin
  select * into t from attachment x where x.id = attachment_sealed.attachment;
  r := desk_lock (t.request_id, actor);
  select * into t from attachment x where x.id = attachment_sealed.attachment;
  if not is_clerk (actor, r.unit_id) then
    raise exception 'person % is no clerk of unit %', actor, r.unit_id using errcode = 'PN018';
  elsif t.sealed_version_id is not null then
    return t.sealed_version_id;
  elsif not exists (select from round_attachment b where b.request_id = r.id and b.round = r.round and b.attachment_id = t.id and b.sha256 = j->>'seen') then
    raise exception 'attachment %: not the file that went along', t.id using errcode = 'PN007';
  end if;
  insert into blob (sha256, size) values (j->>'sha256', (j->>'size')::bigint) on conflict do nothing;
  insert into document_version (document_id, n, sha256, filename, page_count, pages, outline, created_by)
    select t.document_id, w.n + 1, j->>'sha256', w.filename, (j->>'page_count')::int, j->'pages', w.outline, actor from newest_version (t.document_id) w returning id into v;
  insert into signature (version_id, person_id, capacity, field_name, cert_subject, cert_sha256, digest_sha256, kind)
    values (v, actor, '', j->>'field', j->>'cert_subject', j->>'cert_sha256', j->>'digest', 'seal');
  update attachment x set sealed_version_id = v where x.id = t.id;
  return v;
end $$;

create function phien.attachments_first () returns trigger
  language plpgsql set search_path = phien, pg_temp as $$
begin
  if exists (select from attachment t where t.request_id = new.request_id and t.removed_at is null and t.sealed_version_id is null) then
    raise exception 'document %: an attachment is not signed yet', new.request_id using errcode = 'PN016';
  end if;
  return new;
end $$;
create trigger attachments_first before update of sealed_at on phien.register_out for each row when (new.sealed_at is not null and old.sealed_at is null)
  execute function phien.attachments_first ();

-- As in desk.sql, but another attachment is a change too.
create or replace function phien.desk_submit (request bigint, actor bigint, steps jsonb, seen text) returns int
  language plpgsql security definer set search_path = phien, pg_temp as $$
declare
  r sign_request := desk_lock (request, actor);
  v document_version := newest_version (r.document_id);
  last_pos int;
begin
  if r.drafter_id <> actor or r.state not in ('draft', 'returned') then
    raise exception 'document % is % and not % to submit', request, r.state, actor using errcode = 'PN016';
  end if;
  if v.id is null or v.sha256 is distinct from seen then
    raise exception 'document %: not the newest version', request using errcode = 'PN007';
  end if;
  if r.state = 'returned' and exists (select from sign_step s where s.request_id = request and s.round = r.round and s.state = 'returned' and s.sha256 = v.sha256)
     and not attachments_changed (request, r.round) then
    raise exception 'document %: it was returned in just this version', request using errcode = 'PN016';
  end if;
  insert into sign_step (request_id, round, pos, kind, person_id, capacity, signer_lines)
    select request, r.round + 1, (s->>'pos')::int, s->>'kind', (s->>'person')::bigint, coalesce (s->>'capacity', ''),
           coalesce ((select array_agg (l) from jsonb_array_elements_text (s->'lines') l), '{}')
      from jsonb_array_elements (steps) s;
  if (select count (*) filter (where s.kind = 'sign') <> 1 or bool_or (s.kind in ('number', 'seal')) or count (*) > 40
             or coalesce (max (s.pos) filter (where s.kind <> 'sign'), 0) >= min (s.pos) filter (where s.kind = 'sign')
        from sign_step s where s.request_id = request and s.round = r.round + 1) then
    raise exception 'document %: one signature, after everything else', request using errcode = 'PN017';
  end if;
  select max (s.pos) into last_pos from sign_step s where s.request_id = request and s.round = r.round + 1;
  if r.number_first then
    update sign_step s set pos = last_pos + 1 where s.request_id = request and s.round = r.round + 1 and s.kind = 'sign';
    insert into sign_step (request_id, round, pos, kind) values (request, r.round + 1, last_pos, 'number'), (request, r.round + 1, last_pos + 2, 'seal');
  else
    insert into sign_step (request_id, round, pos, kind) values (request, r.round + 1, last_pos + 1, 'number'), (request, r.round + 1, last_pos + 2, 'seal');
  end if;
  perform desk_check_duties (request, r.round + 1);
  update sign_request set state = 'routing', round = r.round + 1, submitted_at = now () where id = request;
  perform desk_note (request, actor, 'submit', null, v.id, null);
  perform desk_advance (request, r.round + 1);
  return r.round + 1;
end $$;

revoke execute on function phien.attachment_draft (bigint, bigint), phien.attachment_add (bigint, bigint, text), phien.attachment_remove (bigint, bigint), phien.attachment_version (),
  phien.attachments_now (bigint), phien.attachments_changed (bigint, int), phien.round_begins (), phien.attachment_sealed (bigint, bigint, jsonb), phien.attachments_first () from public;
alter function phien.attachment_add (bigint, bigint, text) security definer;
alter function phien.attachment_remove (bigint, bigint) security definer;
alter function phien.attachment_sealed (bigint, bigint, jsonb) security definer;
alter function phien.attachment_version () security definer;
grant execute on function phien.attachment_add (bigint, bigint, text), phien.attachment_remove (bigint, bigint), phien.attachment_sealed (bigint, bigint, jsonb), phien.attachments_now (bigint) to phien_docs;
grant select on phien.attachment, phien.round_attachment to phien_docs, phien_meeting;

commit;
