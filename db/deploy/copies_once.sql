-- Deploy phien:copies_once to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
-- A copy whose signature was made provable for longer has more than one version and still is one line of the register of copies. A letter of
-- correction is addressed to the bodies that received the old document, not to "Như Điều 2" and "Lưu: VT".
begin;

create or replace function phien.book_copies (person bigint, unit bigint, since date, until date, vi boolean) returns jsonb
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select coalesce (jsonb_agg (jsonb_build_array (
      phien.doc_code (c.number, c.notation), phien.day_vn (c.made_at), case c.kind when 'sao_y' then case when vi then 'Sao y' else 'True copy' end when 'sao_luc' then case when vi then 'Sao lục' else 'Copy of a copy' end else case when vi then 'Trích sao' else 'Extract' end end,
      coalesce ((select phien.doc_code (o.number, o.notation) || ' ' from phien.register_out o join phien.sign_request r on r.id = o.request_id where r.document_id = c.of_document_id),
                (select nullif (i.code, '') || ' ' from phien.register_in i where i.document_id = c.of_document_id), '') || d.title,
      v.page_count::text, p.name, '') order by c.year, c.number), '[]')
    from phien.doc_copy c join phien.document d on d.id = c.document_id cross join lateral phien.newest_version (c.document_id) v join phien.person p on p.id = c.made_by
   where c.unit_id = unit and (c.made_at at time zone 'Asia/Ho_Chi_Minh')::date between since and until and phien.may_read_document (person, c.document_id);
end;

create or replace function phien.desk_amend (request bigint, actor bigint, how text) returns bigint
  language plpgsql security definer set search_path = phien, pg_temp as $$
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
  letter := jsonb_build_object ('addressees', coalesce ((select jsonb_agg (p.place order by p.n) from unnest (r.recipients) with ordinality p (place, n) where p.place !~ '^\s*(Như|Lưu)'), '[]'), 'paragraphs', jsonb_build_array (
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

commit;
