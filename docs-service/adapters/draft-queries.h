/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The questions about drafts as SQL: saved against a revision, and made from an uploaded file. Included by store-queries.c only, no questions of
 * anybody else; the same three parameters and bounds as there. */
#pragma once

/* The draft whose file this upload is to be, while its drafter has it; null for every other upload. */
#define DRAFT_OF(upload) \
  "(select r.id from phien.sign_request r where r.document_id = " upload ".document_id and r.drafter_id = " upload ".person_id and r.state in ('draft', 'returned'))"
#define NEWEST_FILE "(select f.id from phien.draft_file f where f.request_id = r.id order by f.id desc limit 1)"
#define DRAFT_FILE_JSON \
  "(select jsonb_build_object ('id', f.id, 'name', f.name, 'kind', f.kind, 'page_count', f.page_count, 'pages', f.pages, 'zones', p.zones, 'version', p.version_id) " \
  "from phien.draft_file f join phien.draft_placing p on p.file_id = f.id where f.id = " NEWEST_FILE " order by p.version_id desc limit 1)"
#define DRAFT_VERSION_ROWS \
  A "insert into phien.document_version (document_id, n, sha256, filename, page_count, pages, outline, created_by) " \
  "select r.document_id, " NOT_WHEN_SIGNED ("r.document_id") ", a.j->>'sha256', a.j->>'filename', (a.j->>'page_count')::int, a.j->'pages', '[]', a.person " \
  "from a join phien.sign_request r on r.id = a.id and r.drafter_id = a.person"
#define DRAFT_VERSION_REPLY A "select jsonb_build_object ('document', r.document_id, 'version', " NEWEST_OF ("r.document_id") ") from a join phien.sign_request r on r.id = a.id"
#define DRAFT_PLACING(file) \
  A "insert into phien.draft_placing (version_id, file_id, zones) select " NEWEST_OF ("r.document_id") ", " file ", a.j->'zones' from a join phien.sign_request r on r.id = a.id"

#define PN_DRAFT_QUERIES \
  [PN_Q_DESK_UPDATE] = { A "select jsonb_build_object ('request', r.id, 'document', r.document_id, 'rev', r.rev) from a, phien.draft_save (a.id, a.person, (a.j->>'rev')::int, a.j) r" }, \
  [PN_Q_DRAFT_FILE] = { A "select case when r.drafter_id = a.person and r.state in ('draft', 'returned') then jsonb_build_object ('file', f.id, 'sha256', f.pdf_sha256, " \
    "'filename', f.name, 'page_count', f.page_count, 'pages', f.pages) else jsonb_build_object ('denied', true) end " \
    "from a join phien.sign_request r on r.id = a.id join phien.draft_file f on f.id = " NEWEST_FILE }, \
  [PN_Q_DRAFT_ORIGINAL] = { A "select " IF_DESK ("jsonb_build_object ('sha256', f.original_sha256, 'filename', f.name, 'kind', f.kind)") \
    " from a join phien.sign_request r on r.id = a.id join phien.draft_file f on f.id = " NEWEST_FILE }, \
  [PN_Q_DRAFT_PLACED] = { ADD_BLOB, DRAFT_VERSION_ROWS, DRAFT_PLACING ("(a.j->>'file')::bigint"), DRAFT_VERSION_REPLY }, \
  [PN_Q_DRAFT_UPLOADED] = { ADD_BLOB, \
    A "insert into phien.blob (sha256, size) select x->>'sha256', (x->>'size')::bigint from a, jsonb_array_elements (a.j->'blobs') x on conflict do nothing", \
    DRAFT_VERSION_ROWS, \
    A "insert into phien.draft_file (request_id, uploaded_by, name, kind, original_sha256, pdf_sha256, page_count, pages) " \
      "select r.id, a.person, a.j->>'name', a.j->>'kind', a.j->>'original', a.j->>'pdf', (a.j->>'page_count')::int, a.j->'pages' from a join phien.sign_request r on r.id = a.id", \
    DRAFT_PLACING (NEWEST_FILE), \
    A "update phien.upload t set state = 'ready', version_id = " NEWEST_OF ("t.document_id") ", updated_at = now () from a where t.id = (a.j->>'upload')::uuid and t.state = 'checking'", \
    DRAFT_VERSION_REPLY },
