-- Deploy phien:paper_out to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Numbers are common to paper and electronic documents, and secret documents have a series of their own (Decree 30/2020 Art. 15, R13). What was signed
-- on paper gets its number here from the clerk, after the signature (R9); of what is secret only the number enters, no subject and no file (R26, R36).
begin;

alter table phien.sign_request
  add column paper boolean not null default false,
  add column secrecy text not null default 'none' check (secrecy in ('none', 'confidential', 'secret', 'top_secret')),
  add constraint sign_request_secret_on_paper check (secrecy = 'none' or paper);
comment on column phien.sign_request.paper is 'Signed and sealed on paper; only its number and register entry are here.';
comment on column phien.sign_request.secrecy is 'Mật, Tối mật, Tuyệt mật: never as a file in this network.';

create function phien.doc_series (unit bigint, kind text, secrecy text) returns text
  language sql stable security definer set search_path = phien, pg_temp
  return (select case when l.number_by_kind then coalesce (nullif (k.abbr, ''), 'CV') else 'ALL' end || case when doc_series.secrecy = 'none' then '' else ' M' end
            from phien.unit_letter l, phien.doc_kind k where l.unit_id = unit and k.kind = doc_series.kind);
comment on function phien.doc_series (bigint, text, text) is 'The yearly series a document is numbered in: by body, by kind if the body does so, and apart for what is secret (R13).';

create function phien.doc_symbol (unit bigint, kind text, drafting_unit bigint) returns text
  language sql stable security definer set search_path = phien, pg_temp
  return (select case when k.abbr <> '' then k.abbr || '-' || l.abbr
                      else l.abbr || coalesce ('-' || (select d.abbr from phien.unit_letter d where d.unit_id = drafting_unit and d.unit_id <> unit), '') end
            from phien.doc_kind k, phien.unit_letter l where k.kind = doc_symbol.kind and l.unit_id = unit);

create function phien.paper_out (unit bigint, actor bigint, j jsonb) returns phien.register_out
  language plpgsql security definer set search_path = phien, pg_temp as $$
declare
  drafter bigint := (j->>'drafter')::bigint;
  signer bigint := (j->>'signer')::bigint;
  secret text := coalesce (j->>'secrecy', 'none');
  title text := case when secret = 'none' then j->>'subject' else 'Văn bản mật: trích yếu ghi ở sổ giấy' end;
  series text := doc_series (unit, j->>'kind', secret);
  y int := extract (year from vn_today ())::int;
  d bigint;
  r bigint;
  o register_out;
begin
  if not is_clerk (actor, unit) then
    raise exception 'person % is no clerk of unit %', actor, unit using errcode = 'PN018';
  elsif series is null then
    raise exception 'unit % issues no %', unit, j->>'kind' using errcode = 'PN011';
  elsif actor in (drafter, signer) or drafter = signer then
    raise exception 'drafter, signer and clerk of one document are three persons' using errcode = 'PN015';
  end if;
  insert into document (kind, title, created_by) values ('official', left (title, 300), actor) returning id into d;
  insert into sign_request (unit_id, kind, subject, drafter_id, drafting_unit_id, urgency, recipients, document_id, paper, secrecy)
    values (unit, j->>'kind', title, drafter, (select p.unit_id from person_now p where p.id = drafter), coalesce (j->>'urgency', 'normal'),
            coalesce ((select array_agg (x) from jsonb_array_elements_text (j->'recipients') x), '{}'), d, true, secret) returning id into r;
  update sign_request set state = 'routing', submitted_at = now () where id = r;
  insert into register_out (unit_id, year, series, number, notation, issued_on, kind, subject, signer_id, signer_capacity, drafter_id, recipients, urgency, pages, request_id, numbered_by,
                            sealed_by, sealed_at)
    select unit, y, series, next_number (unit, y, series), doc_symbol (unit, q.kind, q.drafting_unit_id), vn_today (), q.kind, title, signer, coalesce (j->>'capacity', ''), drafter, q.recipients,
           q.urgency, (j->>'pages')::int, r, actor, actor, now () from sign_request q where q.id = r
    returning * into o;
  update sign_request set state = 'issued', ended_at = now () where id = r;
  perform desk_note (r, actor, 'paper', null, null, null);
  return o;
end $$;
comment on function phien.paper_out (bigint, bigint, jsonb) is '{kind, subject, drafter, signer, capacity, recipients, urgency, pages, secrecy}: number and date of today, from the series shared with electronic documents.';

revoke execute on function phien.doc_series (bigint, text, text), phien.doc_symbol (bigint, text, bigint), phien.paper_out (bigint, bigint, jsonb) from public;
grant execute on function phien.doc_series (bigint, text, text), phien.doc_symbol (bigint, text, bigint), phien.paper_out (bigint, bigint, jsonb) to phien_docs;

commit;
