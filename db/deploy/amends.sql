-- Deploy phien:amends to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
-- After issue (Decree 30/2020 Art. 18.4, R16): wrong content is replaced by a document of the same form, wrong form is corrected by an official letter;
-- both know of each other. What was taken back stays as it was.
begin;

alter table phien.sign_request add column corrects_id bigint references phien.sign_request;
alter table phien.sign_request add constraint sign_request_amends check (replaces_id is null or corrects_id is null);
comment on column phien.sign_request.replaces_id is 'The issued document this one takes the place of (R16).';
comment on column phien.sign_request.corrects_id is 'The issued document whose form this letter corrects (R16).';
create index sign_request_replaces on phien.sign_request (replaces_id) where replaces_id is not null;
create index sign_request_corrects on phien.sign_request (corrects_id) where corrects_id is not null;

-- Equal form, the same body, and one replacement only; said again when the draft is changed, submitted or issued.
create function phien.request_amends () returns trigger
  language plpgsql set search_path = phien, pg_temp as $$
declare
  old_one sign_request;
begin
  select * into old_one from sign_request where id = coalesce (new.replaces_id, new.corrects_id);
  if new.state = 'cancelled' then
    return new;
  elsif old_one.state not in ('issued', 'recalled') or (new.corrects_id is not null and old_one.state <> 'issued') or old_one.unit_id <> new.unit_id then
    raise exception 'document % is % and not to be amended so', old_one.id, old_one.state using errcode = 'PN016';
  elsif (new.replaces_id is not null and new.kind <> old_one.kind) or (new.corrects_id is not null and new.kind <> 'official_letter') then
    raise exception 'amend_kind' using errcode = 'PN019', detail = format ('document %s is a %s, this is a %s', old_one.id, old_one.kind, new.kind);
  elsif new.replaces_id is not null and exists (select from sign_request o where o.replaces_id = new.replaces_id and o.id <> new.id and o.state in ('issued', 'recalled')) then
    raise exception 'document % was replaced already', old_one.id using errcode = 'PN016';
  end if;
  return new;
end $$;
create trigger request_amends before insert or update of state, kind on phien.sign_request for each row
  when (new.replaces_id is not null or new.corrects_id is not null) execute function phien.request_amends ();

-- The history of the old document says what became of it.
create function phien.request_amended () returns trigger
  language plpgsql set search_path = phien, pg_temp as $$
begin
  perform desk_note (coalesce (new.replaces_id, new.corrects_id), coalesce ((select o.sealed_by from register_out o where o.request_id = new.id), new.drafter_id),
                     case when new.replaces_id is not null then 'replaced' else 'corrected' end, null, null,
                     (select doc_code (o.number, o.notation) from register_out o where o.request_id = new.id));
  return null;
end $$;
create trigger request_amended after update of state on phien.sign_request for each row
  when (new.state = 'issued' and old.state <> 'issued' and (new.replaces_id is not null or new.corrects_id is not null)) execute function phien.request_amended ();

create function phien.amend_line (request bigint) returns jsonb
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select jsonb_build_object ('id', r.id, 'code', phien.doc_code (o.number, o.notation), 'issued_on', o.issued_on, 'subject', r.subject, 'state', r.state, 'kind_vi', k.name_vi, 'kind_en', k.name_en)
    from phien.sign_request r join phien.doc_kind k on k.kind = r.kind left join phien.register_out o on o.request_id = r.id where r.id = request;
end;

-- Only what is issued counts for those who look at the old one; its drafter sees his own draft.
create function phien.amends_of (request bigint) returns jsonb
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select jsonb_build_object (
    'replaces', phien.amend_line (r.replaces_id), 'corrects', phien.amend_line (r.corrects_id),
    'replaced_by', (select phien.amend_line (n.id) from phien.sign_request n where n.replaces_id = r.id and n.state in ('issued', 'recalled') order by n.id desc limit 1),
    'corrected_by', coalesce ((select jsonb_agg (phien.amend_line (n.id) order by n.id) from phien.sign_request n where n.corrects_id = r.id and n.state in ('issued', 'recalled')), '[]'))
    from phien.sign_request r where r.id = request;
end;
comment on function phien.amends_of (bigint) is '{replaces, corrects, replaced_by, corrected_by}: both ways of R16.';

-- A draft of the one who asks, filled from the old document.
create function phien.desk_amend (request bigint, actor bigint, how text) returns bigint
  language plpgsql set search_path = phien, pg_temp as $$
declare
  r sign_request := desk_lock (request, actor);
  d bigint;
  n bigint;
  letter jsonb;
  title text;
begin
  select format ('%s số %s ngày %s', k.name_vi, doc_code (o.number, o.notation), to_char (o.issued_on, 'DD/MM/YYYY')) into title
    from register_out o join doc_kind k on k.kind = o.kind where o.request_id = r.id;
  if title is null then
    raise exception 'document % has no number yet', request using errcode = 'PN016';
  end if;
  letter := jsonb_build_object ('addressees', to_jsonb (r.recipients), 'paragraphs', jsonb_build_array (
    format ('Do sơ suất về thể thức, kỹ thuật trình bày, %s đính chính %s về “%s” như sau:', (select u.name from org_unit u where u.id = r.unit_id), title, r.subject),
    'Tại …, nội dung đã ban hành là “…”, nay sửa lại là “…”.', 'Các nội dung khác của văn bản không thay đổi./.'));
  if r.body ? 'signer' then
    letter := letter || jsonb_build_object ('signer', r.body->'signer', 'capacity', r.body->'capacity');
  end if;
  insert into document (kind, title, created_by) values ('official', r.subject, actor) returning id into d;
  insert into sign_request (unit_id, kind, subject, drafter_id, drafting_unit_id, urgency, recipients, body, number_first, document_id, replaces_id, corrects_id)
    values (r.unit_id, case how when 'replace' then r.kind else 'official_letter' end, case how when 'replace' then r.subject else left ('đính chính ' || title, 500) end, actor,
            (select p.unit_id from person_now p where p.id = actor), r.urgency, r.recipients, case how when 'replace' then r.body else letter end, r.number_first, d,
            case how when 'replace' then r.id end, case how when 'correct' then r.id end)
    returning id into n;
  perform desk_note (request, actor, how, null, null, null);
  return n;
end $$;
comment on function phien.desk_amend (bigint, bigint, text) is 'how: replace or correct; both leave the old document as it is until the new one is issued.';

-- The sender's copy of what was taken back is frozen: no person lays another file there. Its evidence may still be renewed by the system.
create function phien.recalled_file () returns trigger
  language plpgsql set search_path = phien, pg_temp as $$
begin
  if new.created_by is not null and exists (select from sign_request r where r.document_id = new.document_id and r.state in ('recalled', 'cancelled')) then
    raise exception 'document % was taken back and stays as it is', new.document_id using errcode = 'PN016';
  end if;
  return new;
end $$;
create trigger recalled_file before insert on phien.document_version for each row execute function phien.recalled_file ();

revoke execute on function phien.request_amends (), phien.request_amended (), phien.amend_line (bigint), phien.amends_of (bigint), phien.desk_amend (bigint, bigint, text), phien.recalled_file () from public;
alter function phien.desk_amend (bigint, bigint, text) security definer;
alter function phien.request_amends () security definer;
alter function phien.request_amended () security definer;
alter function phien.recalled_file () security definer;
grant execute on function phien.amends_of (bigint), phien.desk_amend (bigint, bigint, text) to phien_docs;

commit;
