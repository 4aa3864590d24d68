-- Deploy phien:books to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
-- The outputs of Decree 30/2020 Annex VI (R24) as rows of text, with the columns of Annex IV (R15): two registers, two handling reports, documents of a
-- file, list of files, and the register of copies; and the opinions of the handling form (leader, head of unit, official).
begin;

create table phien.handling_opinion (
  id bigint generated always as identity primary key,
  in_id bigint not null references phien.register_in,
  block text not null check (block in ('head', 'officer')),
  author_id bigint not null references phien.person,
  opinion text not null check (length (opinion) between 1 and 2000),
  assignee_id bigint references phien.person,
  due_on date,
  at timestamptz not null default now (),
  check (block = 'head' or (assignee_id is null and due_on is null))
);
comment on table phien.handling_opinion is 'Second and third block of the handling form (phiếu giải quyết văn bản đến, Annex IV): the head of the unit passes it on, the official says what he proposes. The first block is phien.instruction.';
create index handling_opinion_in on phien.handling_opinion (in_id);
create trigger handling_opinion_fixed before update or delete on phien.handling_opinion for each row execute function phien.refuse_change ();

create or replace function phien.may_incoming (person bigint, entry bigint) returns boolean
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select exists (
    select from phien.register_in i
     where i.id = entry
       and (phien.is_clerk (person, i.unit_id) or phien.is_leader (person, i.unit_id)
            or exists (select from phien.handling_opinion o where o.in_id = i.id and o.assignee_id = person)
            or exists (select from phien.instruction n where n.in_id = i.id and (n.lead_id = person
                         or exists (select from phien.instruction_helper h where h.instruction_id = n.id and h.person_id = person)))));
end;

-- 'head' or 'officer' for those named on the document; null: no opinion of theirs is asked.
create function phien.opinion_block (person bigint, entry bigint) returns text
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select case when not exists (select from phien.handling_opinion o where o.in_id = entry and o.assignee_id = person)
                and not exists (select from phien.instruction n where n.in_id = entry and (n.lead_id = person
                                  or exists (select from phien.instruction_helper h where h.instruction_id = n.id and h.person_id = person))) then null
              when exists (select from phien.tenure t join phien.position_title p on p.id = t.title_id
                            where t.person_id = person and p.standing in ('head', 'deputy') and t.valid @> current_date) then 'head'
              else 'officer' end;
end;

create function phien.incoming_opinion (entry bigint, actor bigint, j jsonb) returns bigint
  language plpgsql set search_path = phien, pg_temp as $$
declare
  i register_in := incoming_lock (entry, actor);
  b text := opinion_block (actor, entry);
begin
  if b is null then
    raise exception 'person % is not asked about document %', actor, entry using errcode = 'PN018';
  elsif i.state not in ('registered', 'assigned') then
    raise exception 'incoming document % is %', entry, i.state using errcode = 'PN016';
  end if;
  insert into handling_opinion (in_id, block, author_id, opinion, assignee_id, due_on)
    values (entry, b, actor, j->>'opinion', case when b = 'head' then (j->>'assignee')::bigint end, case when b = 'head' then (j->>'due_on')::date end);
  return entry;
end $$;
comment on function phien.incoming_opinion (bigint, bigint, jsonb) is 'A head of unit may name who goes on with it; that person sees it from then on.';

create function phien.day_vn (at timestamptz) returns text
  language sql stable return to_char (at at time zone 'Asia/Ho_Chi_Minh', 'DD/MM/YYYY');

create function phien.book_out (person bigint, unit bigint, since date, until date, vi boolean) returns jsonb
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select coalesce (jsonb_agg (jsonb_build_array (
      phien.doc_code (o.number, o.notation), to_char (o.issued_on, 'DD/MM/YYYY'), k.name_vi || ' ' || o.subject,
      btrim (o.signer_capacity || ' ' || coalesce (s.name, '')), array_to_string (o.recipients, '; '), coalesce (w.name, d.name), coalesce (f.issued_amount, 1)::text,
      coalesce (phien.day_vn (o.sealed_at), ''), '',
      concat_ws ('; ', case when o.sealed_at is null then case when vi then 'chưa đóng dấu' else 'not sealed yet' end end,
        case when n.code is not null then case when vi then 'được thay thế bằng ' else 'replaced by ' end || n.code end,
        case when o.recalled_at is not null then case when vi then 'thu hồi ' else 'recalled ' end || phien.day_vn (o.recalled_at) || ': ' || o.recall_reason end))
      order by o.series, o.number), '[]')
    from phien.register_out o join phien.sign_request r on r.id = o.request_id join phien.doc_kind k on k.kind = o.kind join phien.person d on d.id = o.drafter_id
      left join phien.person s on s.id = o.signer_id left join phien.org_unit w on w.id = r.drafting_unit_id left join phien.outgoing_field f on f.request_id = r.id
      left join lateral (select phien.amends_of (r.id)->'replaced_by'->>'code' as code) n on true
   where o.unit_id = unit and o.issued_on between since and until
     and (phien.is_clerk (person, unit) or exists (select from phien.tenure t where t.person_id = person and t.unit_id = unit and t.valid @> current_date));
end;

create function phien.book_out_handling (person bigint, unit bigint, since date, until date, vi boolean) returns jsonb
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select coalesce (jsonb_agg (jsonb_build_array (
      coalesce (phien.doc_code (o.number, o.notation), ''), k.name_vi || ' ' || r.subject, d.name, phien.day_vn (r.submitted_at), r.round::text,
      coalesce (s.name, ''), coalesce (phien.day_vn (g.acted_at), ''), coalesce (phien.day_vn (o.sealed_at), ''), coalesce (phien.day_vn (r.due_at), ''),
      case r.state when 'routing' then case when vi then 'Đang trình: ' else 'With: ' end || coalesce ((select string_agg (coalesce (q.name, case when vi then 'văn thư' else 'the clerk' end), ', ' order by c.id)
                     from phien.sign_step c left join phien.person q on q.id = c.person_id where c.request_id = r.id and c.round = r.round and c.state = 'current'), '')
        when 'returned' then case when vi then 'Bị trả lại' else 'Returned' end when 'issued' then case when vi then 'Đã phát hành' else 'Issued' end
        when 'recalled' then case when vi then 'Đã thu hồi' else 'Recalled' end when 'cancelled' then case when vi then 'Đã hủy' else 'Cancelled' end else '' end
      || case when r.due_at < coalesce (r.ended_at, now ()) then case when vi then ' (quá hạn)' else ' (late)' end else '' end)
      order by r.submitted_at, r.id), '[]')
    from phien.sign_request r join phien.doc_kind k on k.kind = r.kind join phien.person d on d.id = r.drafter_id left join phien.register_out o on o.request_id = r.id
      left join phien.sign_step g on g.request_id = r.id and g.round = r.round and g.kind = 'sign' left join phien.person s on s.id = coalesce (g.acted_by, g.person_id)
   where r.unit_id = unit and r.submitted_at is not null and (r.submitted_at at time zone 'Asia/Ho_Chi_Minh')::date between since and until and phien.may_desk (person, r.id);
end;

create function phien.leads_of (entry bigint) returns text
  language sql stable set search_path = phien, pg_temp
begin atomic
  select coalesce (string_agg (distinct p.name, ', '), '') from phien.instruction n join phien.person p on p.id = n.lead_id where n.in_id = entry;
end;

create function phien.book_in (person bigint, unit bigint, since date, until date, vi boolean) returns jsonb
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select coalesce (jsonb_agg (jsonb_build_array (
      phien.day_vn (i.arrived_at), i.number::text, i.from_org, i.code, coalesce (to_char (i.issued_on, 'DD/MM/YYYY'), ''), btrim (i.kind || ' ' || i.subject), phien.leads_of (i.id),
      coalesce ((select phien.day_vn (min (n.created_at)) from phien.instruction n where n.in_id = i.id), ''), '',
      concat_ws ('; ', nullif (i.description, ''), case when i.state = 'refused' then case when vi then 'trả lại: ' else 'sent back: ' end || i.refuse_reason end))
      order by i.year, i.number), '[]')
    from phien.register_in i
   where i.unit_id = unit and (i.arrived_at at time zone 'Asia/Ho_Chi_Minh')::date between since and until and phien.may_incoming (person, i.id);
end;

create function phien.book_in_handling (person bigint, unit bigint, since date, until date, vi boolean) returns jsonb
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select coalesce (jsonb_agg (jsonb_build_array (
      i.number::text, concat_ws (', ', btrim (i.kind || ' ' || i.code), to_char (i.issued_on, 'DD/MM/YYYY'), i.from_org) || ': ' || i.subject, phien.leads_of (i.id), coalesce (to_char (w.due, 'DD/MM/YYYY'), ''),
      case i.state when 'registered' then case when vi then 'Chờ bút phê' else 'Awaits instruction' end when 'assigned' then case when vi then 'Đang giải quyết' else 'Under way' end
        when 'done' then case when vi then 'Đã xong' else 'Done' end else case when vi then 'Đã trả lại' else 'Sent back' end end
      || coalesce (' ' || phien.day_vn (w.done_at), '') || coalesce (': ' || w.report, ''),
      '', case when w.due < coalesce ((w.done_at at time zone 'Asia/Ho_Chi_Minh')::date, (now () at time zone 'Asia/Ho_Chi_Minh')::date) and i.state <> 'refused' then case when vi then 'quá hạn' else 'late' end else '' end)
      order by i.year, i.number), '[]')
    from phien.register_in i cross join lateral (select coalesce (max (n.due_on), i.due_on) as due, case when bool_and (n.done_at is not null) then max (n.done_at) end as done_at,
           string_agg (n.report, '; ' order by n.id) as report from phien.instruction n where n.in_id = i.id) w
   where i.unit_id = unit and (i.arrived_at at time zone 'Asia/Ho_Chi_Minh')::date between since and until and phien.may_incoming (person, i.id);
end;

create function phien.book_copies (person bigint, unit bigint, since date, until date, vi boolean) returns jsonb
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select coalesce (jsonb_agg (jsonb_build_array (
      phien.doc_code (c.number, c.notation), phien.day_vn (c.made_at), case c.kind when 'sao_y' then 'Sao y' when 'sao_luc' then 'Sao lục' else 'Trích sao' end,
      coalesce ((select phien.doc_code (o.number, o.notation) || ' ' from phien.register_out o join phien.sign_request r on r.id = o.request_id where r.document_id = c.of_document_id),
                (select nullif (i.code, '') || ' ' from phien.register_in i where i.document_id = c.of_document_id), '') || d.title,
      v.page_count::text, p.name, '') order by c.year, c.number), '[]')
    from phien.doc_copy c join phien.document d on d.id = c.document_id join phien.document_version v on v.document_id = c.document_id join phien.person p on p.id = c.made_by
   where c.unit_id = unit and (c.made_at at time zone 'Asia/Ho_Chi_Minh')::date between since and until and phien.may_read_document (person, c.document_id);
end;

create function phien.book_files (person bigint, unit bigint, since date, until date, vi boolean) returns jsonb
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select coalesce (jsonb_agg (jsonb_build_array (
      f.catalog || '/' || f.notation, f.title, f.maintenance, f.creator, to_char (f.started_on, 'DD/MM/YYYY'), coalesce (to_char (f.ended_on, 'DD/MM/YYYY'), ''),
      (select count (*) from phien.work_file_doc d where d.file_id = f.id)::text, concat_ws ('; ', nullif (f.rights, ''), nullif (f.description, ''))) order by f.catalog, f.notation), '[]')
    from phien.work_file f where f.unit_id = unit and f.started_on between since and until and phien.may_file (person, unit);
end;

-- What may not be read is named by its ordinal only.
create function phien.book_file_docs (person bigint, file bigint, vi boolean) returns jsonb
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select coalesce (jsonb_agg (case when phien.may_read_document (person, d.document_id) then jsonb_build_array (
      d.ordinal::text, coalesce (phien.doc_code (o.number, o.notation), i.code, ''), coalesce (to_char (coalesce (o.issued_on, i.issued_on), 'DD/MM/YYYY'), ''),
      coalesce (k.name_vi || ' ' || r.subject, btrim (i.kind || ' ' || i.subject), ''), coalesce (u.name, i.from_org, ''),
      coalesce ((select max (v.page_count) from phien.document_version v where v.document_id = d.document_id), i.page_amount)::text,
      case when r.state = 'recalled' then case when vi then 'đã thu hồi' else 'recalled' end else '' end)
      else jsonb_build_array (d.ordinal::text, '', '', case when vi then '(không có quyền xem)' else '(not yours to read)' end, '', '', '') end order by d.ordinal), '[]')
    from phien.work_file f join phien.work_file_doc d on d.file_id = f.id
      left join phien.sign_request r on r.document_id = d.document_id left join phien.doc_kind k on k.kind = r.kind left join phien.register_out o on o.request_id = r.id
      left join phien.org_unit u on u.id = r.unit_id left join phien.register_in i on i.document_id = d.document_id
   where f.id = file and phien.may_file (person, f.unit_id);
end;

revoke execute on function phien.opinion_block (bigint, bigint), phien.incoming_opinion (bigint, bigint, jsonb), phien.day_vn (timestamptz), phien.leads_of (bigint),
  phien.book_out (bigint, bigint, date, date, boolean), phien.book_out_handling (bigint, bigint, date, date, boolean), phien.book_in (bigint, bigint, date, date, boolean),
  phien.book_in_handling (bigint, bigint, date, date, boolean), phien.book_copies (bigint, bigint, date, date, boolean), phien.book_files (bigint, bigint, date, date, boolean),
  phien.book_file_docs (bigint, bigint, boolean) from public;
alter function phien.incoming_opinion (bigint, bigint, jsonb) security definer;
grant execute on function phien.opinion_block (bigint, bigint), phien.incoming_opinion (bigint, bigint, jsonb),
  phien.book_out (bigint, bigint, date, date, boolean), phien.book_out_handling (bigint, bigint, date, date, boolean), phien.book_in (bigint, bigint, date, date, boolean),
  phien.book_in_handling (bigint, bigint, date, date, boolean), phien.book_copies (bigint, bigint, date, date, boolean), phien.book_files (bigint, bigint, date, date, boolean),
  phien.book_file_docs (bigint, bigint, boolean) to phien_docs;
grant select on phien.handling_opinion to phien_docs, phien_meeting;

commit;
