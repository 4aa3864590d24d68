-- Revert phien:attachments from pg
begin;
drop trigger attachments_first on phien.register_out;
drop trigger round_begins on phien.sign_request;
drop trigger attachment_version on phien.document_version;
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
  if r.state = 'returned' and exists (select from sign_step s where s.request_id = request and s.round = r.round and s.state = 'returned' and s.sha256 = v.sha256) then
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
create or replace function phien.home_document (document bigint) returns bigint
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select coalesce ((select c.of_document_id from phien.doc_copy c where c.document_id = document), document);
end;
drop function phien.attachments_first ();
drop function phien.attachment_sealed (bigint, bigint, jsonb);
drop function phien.round_begins ();
drop function phien.attachments_changed (bigint, int);
drop function phien.attachments_now (bigint);
drop function phien.attachment_version ();
drop function phien.attachment_remove (bigint, bigint);
drop function phien.attachment_add (bigint, bigint, text);
drop function phien.attachment_draft (bigint, bigint);
drop table phien.round_attachment;
drop table phien.attachment;
commit;
