/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The questions about fields, files, handling form and books as SQL, as in desk-queries.h. Included by store-queries.c only. */
#pragma once

/* Handed over to the body's archive within a year of its closing (Decree 30/2020 Art. 30, R17); the notice comes 30 days before (R22). */
#define FILE_JSON \
  "jsonb_build_object ('id', f.id, 'catalog', f.catalog, 'notation', f.notation, 'title', f.title, 'maintenance', f.maintenance, 'rights', f.rights, 'creator', f.creator, " \
  "'language', f.language, 'description', f.description, 'started_on', f.started_on, 'ended_on', f.ended_on, 'handover_on', (f.ended_on + interval '1 year')::date, 'handover', case when f.ended_on is null then null " \
  "when (f.ended_on + interval '1 year')::date < phien.vn_today () then 'late' when (f.ended_on + interval '1 year')::date <= phien.vn_today () + 30 then 'soon' else 'later' end, 'opened_by', " NAME_OF ("f.opened_by") ", " \
  "'documents', (select count (*) from phien.work_file_doc d where d.file_id = f.id), 'mine', f.opened_by = a.person or phien.is_clerk (a.person, f.unit_id))"
#define PARENT_OF(unit) "coalesce ((select q.name from phien.org_unit q join phien.org_unit c on c.parent_id = q.id where c.id = " unit "), '')"
#define OPINION_JSON \
  "jsonb_build_object ('text', o.opinion || coalesce (chr (10) || 'Giao: ' || " NAME_OF ("o.assignee_id") ", '') || coalesce (chr (10) || case when a.j->>'lang' = 'en' then 'Due: ' else 'Thời hạn: ' end || to_char (o.due_on, 'DD/MM/YYYY'), ''), " \
  "'by', " NAME_OF ("o.author_id") " || ', ' || to_char (o.at at time zone 'Asia/Ho_Chi_Minh', 'DD/MM/YYYY HH24:MI'))"
#define OPINIONS(block) "coalesce ((select jsonb_agg (" OPINION_JSON " order by o.id) from phien.handling_opinion o where o.in_id = i.id and o.block = '" block "'), '[]')"

#define PN_RECORD_QUERIES \
  [PN_Q_FIELDS] = { A "select " IF_DESK ("jsonb_build_object ('FileCode', (select jsonb_build_object ('OrganId', u.code, 'FileCatalog', w.catalog, 'FileNotation', w.notation) from phien.work_file_doc d " \
    "join phien.work_file w on w.id = d.file_id where d.document_id = r.document_id order by d.added_at limit 1), " \
    "'DocOrdinal', (select d.ordinal from phien.work_file_doc d where d.document_id = r.document_id order by d.added_at limit 1), 'TypeName', k.name_vi, " \
    "'CodeNumber', case when o.number < 10 then '0' || o.number else o.number::text end, 'CodeNotation', o.notation, 'IssuedDate', o.issued_on, 'OrganName', u.name, 'Subject', r.subject, " \
    "'Language', coalesce (f.language, 'Tiếng Việt'), 'PageAmount', (phien.newest_version (r.document_id)).page_count, 'Description', coalesce (f.description, ''), " \
    "'SignerInfo', (select jsonb_build_object ('Position', coalesce (n.title, ''), 'FullName', n.name) from phien.sign_step s join phien.person_now n on n.id = s.person_id " \
    "where s.request_id = r.id and s.round = r.round and s.kind = 'sign'), 'To', coalesce (f.receivers, '[]'), 'Priority', r.urgency, 'IssuedAmount', coalesce (f.issued_amount, 1), " \
    "'DueDate', (r.due_at at time zone 'Asia/Ho_Chi_Minh')::date, 'recipients', to_jsonb (r.recipients), " \
    "'editable', (r.drafter_id = a.person and r.state in ('draft', 'returned')) or (r.state = 'routing' and phien.is_clerk (a.person, r.unit_id)))") \
    " from a join " DESK_FROM "on r.id = a.id left join phien.outgoing_field f on f.request_id = r.id left join phien.register_out o on o.request_id = r.id" }, \
  [PN_Q_READS] = { A "select case when exists (select from phien.sign_request r where r.document_id = a.id and (r.drafter_id = a.person or (r.state <> 'draft' and (phien.is_clerk (a.person, r.unit_id) or phien.is_leader (a.person, r.unit_id))))) " \
    "or exists (select from phien.register_in i where i.document_id = a.id and (phien.is_clerk (a.person, i.unit_id) or phien.is_leader (a.person, i.unit_id))) " \
    "then jsonb_build_object ('reads', coalesce ((select jsonb_agg (jsonb_build_object ('name', x.name, 'title', x.title, 'first_at', " ISO ("x.first_at") ", 'last_at', " ISO ("x.last_at") ") order by x.last_at desc) from " \
    "(select n.name, n.title, min (d.first_at) as first_at, max (d.last_at) as last_at from phien.document_version v join phien.document_read d on d.version_id = v.id join phien.person_now n on n.id = d.person_id " \
    "where v.document_id = a.id group by n.id, n.name, n.title) x), '[]')) else jsonb_build_object ('denied', true) end from a" }, \
  [PN_Q_FIELDS_SAVE] = { A "select jsonb_build_object ('request', phien.outgoing_fields_save (a.id, a.person, a.j)) from a" }, \
  [PN_Q_IN_SAME] = { A "select case when phien.is_clerk (a.person, a.id) then jsonb_build_object ('same', phien.incoming_same (a.id, a.j->>'code', a.j->>'from')) else jsonb_build_object ('denied', true) end from a" }, \
  [PN_Q_IN_OPINION] = { A "select jsonb_build_object ('id', phien.incoming_opinion (a.id, a.person, a.j)) from a" }, \
  [PN_Q_HANDLING] = { A "select " IF_INCOMING ("jsonb_build_object ('arrival', i.number || ', ' || to_char (i.arrived_at at time zone 'Asia/Ho_Chi_Minh', 'DD/MM/YYYY'), 'from_org', i.from_org, " \
    "'reference', concat_ws (', ', nullif (i.code, ''), to_char (i.issued_on, 'DD/MM/YYYY')), 'subject', btrim (i.kind || ' ' || i.subject), 'body', u.name, 'parent_body', " PARENT_OF ("u.id") ", " \
    "'due', coalesce ((select to_char (coalesce (max (n.due_on), i.due_on), 'DD/MM/YYYY') from phien.instruction n where n.in_id = i.id), ''), 'day', to_char (i.arrived_at, 'YYYY-MM-DD'), " \
    "'leader', coalesce ((select jsonb_agg (jsonb_build_object ('text', n.opinion || chr (10) || case when a.j->>'lang' = 'en' then 'Leads: ' else 'Chủ trì: ' end || " NAME_OF ("n.lead_id") " || coalesce (chr (10) || case when a.j->>'lang' = 'en' then 'Helps: ' else 'Phối hợp: ' end || " \
    "(select string_agg (p.name, ', ' order by p.name) from phien.instruction_helper h join phien.person p on p.id = h.person_id where h.instruction_id = n.id), '') " \
    "|| coalesce (chr (10) || 'Thời hạn: ' || to_char (n.due_on, 'DD/MM/YYYY'), ''), " \
    "'by', " NAME_OF ("n.author_id") " || ', ' || to_char (n.created_at at time zone 'Asia/Ho_Chi_Minh', 'DD/MM/YYYY HH24:MI')) order by n.id) from phien.instruction n where n.in_id = i.id), '[]'), " \
    "'head', " OPINIONS ("head") ", 'officer', " OPINIONS ("officer") ", 'block', case when i.state in ('registered', 'assigned') then phien.opinion_block (a.person, i.id) end, " \
    "'person', " NAME_OF ("a.person") ")") " from a join " IN_FROM "on i.id = a.id" }, \
  [PN_Q_FILES] = { A "select case when phien.may_file (a.person, a.id) then jsonb_build_object ('files', coalesce ((select jsonb_agg (x.file) from (select " FILE_JSON " as file from phien.work_file f " \
    "where f.unit_id = a.id order by f.catalog desc, f.id desc limit 2000) x), '[]')) else jsonb_build_object ('denied', true) end from a" }, \
  [PN_Q_FILE] = { A "select case when phien.may_file (a.person, f.unit_id) then " FILE_JSON " || jsonb_build_object ('unit', u.name, 'unit_id', f.unit_id, 'rows', coalesce ((select jsonb_agg (" \
    "jsonb_build_object ('ordinal', d.ordinal, 'added_by', " NAME_OF ("d.added_by") ", 'at', " ISO ("d.added_at") ") || case when phien.may_read_document (a.person, d.document_id) then " \
    "jsonb_build_object ('title', t.title, 'request', r.id, 'entry', i.id, 'code', coalesce (phien.doc_code (o.number, o.notation), i.code, ''), 'day', coalesce (o.issued_on, i.issued_on)) " \
    "else '{}' end order by d.ordinal) from phien.work_file_doc d join phien.document t on t.id = d.document_id left join phien.sign_request r on r.document_id = d.document_id " \
    "left join phien.register_out o on o.request_id = r.id left join phien.register_in i on i.document_id = d.document_id where d.file_id = f.id), '[]')) else jsonb_build_object ('denied', true) end " \
    "from a join phien.work_file f on f.id = a.id join phien.org_unit u on u.id = f.unit_id" }, \
  [PN_Q_FILE_OPEN] = { A "select jsonb_build_object ('id', f.id) from a, phien.work_file_open (a.id, a.person, a.j) f" }, \
  [PN_Q_FILE_PUT] = { A "select jsonb_build_object ('ordinal', phien.work_file_put (a.id, a.person, (a.j->>'document')::bigint)) from a" }, \
  [PN_Q_FILE_CLOSE] = { A "select jsonb_build_object ('id', phien.work_file_close (a.id, a.person)) from a" }, \
  [PN_Q_BOOK] = { A_AND "p as (select (j->>'since')::date as since, (j->>'until')::date as until, (j->>'vi')::boolean as vi, j->>'book' as book, " \
    "case when j->>'book' = 'file' then (select f.unit_id from phien.work_file f where f.id = a.id) else a.id end as unit from a) " \
    "select jsonb_build_object ('body', u.name, 'parent_body', " PARENT_OF ("u.id") ", 'person', " NAME_OF ("a.person") ", " \
    "'name', case when p.book = 'file' then (select f.catalog || '/' || f.notation || ' ' || f.title from phien.work_file f where f.id = a.id and phien.may_file (a.person, f.unit_id)) else '' end, " \
    "'rows', case p.book when 'out' then phien.book_out (a.person, p.unit, p.since, p.until, p.vi) when 'out-handling' then phien.book_out_handling (a.person, p.unit, p.since, p.until, p.vi) " \
    "when 'in' then phien.book_in (a.person, p.unit, p.since, p.until, p.vi) when 'in-handling' then phien.book_in_handling (a.person, p.unit, p.since, p.until, p.vi) " \
    "when 'copies' then phien.book_copies (a.person, p.unit, p.since, p.until, p.vi) when 'files' then phien.book_files (a.person, p.unit, p.since, p.until, p.vi) " \
    "else phien.book_file_docs (a.person, a.id, p.vi) end) from a, p join phien.org_unit u on u.id = p.unit" },
