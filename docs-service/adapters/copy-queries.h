/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The questions about copies and attachments as SQL, as in desk-queries.h. Included by store-queries.c only. */
#pragma once

#define COPY_JSON \
  "jsonb_build_object ('id', c.id, 'kind', c.kind, 'code', phien.doc_code (c.number, c.notation), 'number', c.number, 'year', c.year, 'version', v.id, " \
  "'page_count', v.page_count, 'parts', c.parts, 'made_by', " NAME_OF ("c.made_by") ", 'made_at', " ISO ("c.made_at") ")"

#define PN_COPY_QUERIES \
  [PN_Q_COPIES] = { A "select case when phien.may_read_document (a.person, a.id) then jsonb_build_object ('copies', coalesce ((select jsonb_agg (" COPY_JSON " order by c.id) " \
    "from phien.doc_copy c join phien.document_version v on v.document_id = c.document_id and " NEWEST " where c.of_document_id = a.id), '[]'), " \
    "'clerk', exists (select from phien.sign_request r where r.document_id = a.id and r.state = 'issued' and phien.is_clerk (a.person, r.unit_id)) " \
    "or exists (select from phien.register_in i where i.document_id = a.id and i.state <> 'refused' and phien.is_clerk (a.person, i.unit_id))) " \
    "else jsonb_build_object ('denied', true) end from a" }, \
  [PN_Q_COPY_SOURCE] = { A "select phien.copy_source (a.id, a.person, a.j->>'kind') from a" }, \
  [PN_Q_COPY_RECORD] = { A "select phien.copy_record (a.id, a.person, a.j) from a", \
    A "select " COPY_JSON " from a join phien.doc_copy c on c.of_document_id = a.id and c.made_by = a.person join phien.document_version v on v.document_id = c.document_id and " NEWEST " order by c.id desc limit 1" }, \
  [PN_Q_DESK_AMEND] = { A "select jsonb_build_object ('request', phien.desk_amend (a.id, a.person, a.j->>'how')) from a" }, \
  [PN_Q_ATTACHMENTS] = { A "select " IF_DESK ("jsonb_build_object ('attachments', coalesce ((select jsonb_agg (jsonb_build_object ('id', t.id, 'title', t.title, 'document', t.document_id, " \
    "'version', v.id, 'sha256', v.sha256, 'page_count', v.page_count, 'sealed', t.sealed_version_id is not null) order by t.id) from phien.attachment t " \
    "left join phien.document_version v on v.document_id = t.document_id and " NEWEST " where t.request_id = r.id and t.removed_at is null), '[]'), " \
    "'drafting', r.drafter_id = a.person and r.state in ('draft', 'returned'))") " from a join phien.sign_request r on r.id = a.id" }, \
  [PN_Q_ATTACHMENT_ADD] = { A "select jsonb_build_object ('id', t.id, 'document', t.document_id) from a, phien.attachment_add (a.id, a.person, a.j->>'title') t" }, \
  [PN_Q_ATTACHMENT_REMOVE] = { A "select jsonb_build_object ('request', phien.attachment_remove (a.id, a.person)) from a" }, \
  [PN_Q_ATTACHMENTS_TO_SEAL] = { A "select jsonb_build_object ('items', coalesce ((select jsonb_agg (jsonb_build_object ('id', t.id, 'sha256', v.sha256) order by t.id) from phien.attachment t " \
    "join phien.document_version v on v.document_id = t.document_id and " NEWEST " where t.request_id = r.id and t.removed_at is null and t.sealed_version_id is null " \
    "and phien.is_clerk (a.person, r.unit_id) and exists (select from phien.sign_step s where s.request_id = r.id and s.round = r.round and s.kind = 'seal' and s.state = 'current')), '[]'), " \
    "'code', coalesce (" DESK_CODE ", ''), 'body', u.name) from a join phien.sign_request r on r.id = a.id join phien.org_unit u on u.id = r.unit_id" }, \
  [PN_Q_ATTACHMENT_SEALED] = { A "select jsonb_build_object ('version', phien.attachment_sealed (a.id, a.person, a.j)) from a" },
