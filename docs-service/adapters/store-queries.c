/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every question of ports/store.h as SQL. Each statement takes the same three parameters: the asker, an id, arguments. One
 * long table on purpose: a question is read here in one place. */
#include "docs-service/adapters/pg-store.h"

#define A "with a as (select $1::bigint as person, $2::bigint as id, $3::jsonb as j) "
#define A_AND "with a as (select $1::bigint as person, $2::bigint as id, $3::jsonb as j), "

/* The asker's strongest role in meeting m; a proxy acts in the role of the one he stands for. */
#define ROLE \
  "(case when a.person = m.chair_id then 'chair' when a.person = m.secretary_id then 'secretary' else coalesce ((" \
  "select p.role from phien.participant p where p.meeting_id = m.id and a.person in (p.person_id, p.proxy_id) " \
  "order by array_position (array['chair', 'secretary', 'delegate', 'guest', 'observer', 'technician'], p.role) limit 1), '') end)"

#define ISO(column) "to_char (" column " at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"
#define HAD_INTERNAL "exists (select from phien.agenda_item i where i.meeting_id = m.id and i.internal)"
/* The item treated now, or one above it (reading_rights.sql knows the same). */
#define NOW_INTERNAL \
  "exists (with recursive up (parent_id, internal) as (" \
  "select i.parent_id, i.internal from phien.agenda_item i where i.meeting_id = m.id and i.state = 'current' " \
  "union all select p.parent_id, p.internal from phien.agenda_item p join up on p.id = up.parent_id) select from up where up.internal)"
#define NEWEST "not exists (select from phien.document_version w where w.document_id = v.document_id and w.n > v.n)"
#define SIGNED "exists (select from phien.signature g join phien.document_version w on w.id = g.version_id where w.document_id = d.id)"

/* A document of the signing desk is of no meeting. */
#define VERSION_FROM \
  "from a join phien.document_version v on v.id = a.id join phien.document d on d.id = v.document_id " \
  "left join phien.meeting m on m.id = d.meeting_id join phien.blob b on b.sha256 = v.sha256 "
/* The row, or a flag that the asker may not have it. */
#define IF_READER(json) "case when phien.may_read_document (a.person, d.id) then " json " else jsonb_build_object ('denied', true) end"

#define SIGNATURES \
  "coalesce ((select jsonb_agg (jsonb_build_object ('person', g.person_id, 'name', p.name, 'capacity', g.capacity, 'subject', g.cert_subject, 'at', " ISO ( \
    "g.signed_at") ") order by g.id) " \
  "from phien.signature g join phien.person p on p.id = g.person_id join phien.document_version w on w.id = g.version_id " \
  "where w.document_id = v.document_id and w.n <= v.n), '[]')"

#define NOTE_JSON \
  "jsonb_build_object ('id', n.id, 'version', n.version_id, 'page', n.page, 'kind', n.kind, 'layer', n.layer, 'data', n.data, " \
  "'person', n.person_id, 'name', (select p.name from phien.person p where p.id = n.person_id), " \
  "'created_at', " ISO ("n.created_at") ", 'updated_at', " ISO ("n.updated_at") ")"

/* A paper or version has come: recorded in the meeting's own order, and said to whoever listens (protocol: meeting_document). */
#define EVENT_ADDED(version_id) \
  "select phien.append_event (d.meeting_id, a.person, 'document.added', jsonb_build_object ('document', jsonb_build_object (" \
  "'id', d.id, 'item', d.item_id, 'title', d.title, 'version', v.id, 'version_n', v.n, 'sha256', v.sha256, 'pages', v.page_count, " \
  "'size', b.size, 'filename', v.filename, 'read', false, 'created_at', " ISO ("v.created_at") "))), pg_notify ('phien_event', d.meeting_id::text) " \
  "from a join phien.document_version v on v.id = " version_id " join phien.document d on d.id = v.document_id join phien.blob b on b.sha256 = v.sha256 " \
  "where d.meeting_id is not null"

#define ADD_BLOB A "insert into phien.blob (sha256, size) select j->>'sha256', (j->>'size')::bigint from a on conflict do nothing"
/* A version number no row can have: the trigger then refuses the version (PN009) and with it the whole transaction. What is on its
 * way to signature is not replaced either (R10). */
#define NOT_WHEN_SIGNED(document) \
  "case when exists (select from phien.signature g join phien.document_version w on w.id = g.version_id where w.document_id = " document ") " \
  "or exists (select from phien.sign_request q where q.document_id = " document " and q.state not in ('draft', 'returned')) then 0 end"
#define THE_UPLOAD "(select (j->>'upload')::uuid from a)"
#define MINUTES_VERSION \
  "(select w.id from phien.document_version w join phien.document x on x.id = w.document_id " \
  "where x.meeting_id = (select id from a) and x.kind = 'minutes' order by w.n desc limit 1)"
#define NEXT_OF_SAME "(select w.id from phien.document_version w where w.document_id = (select o.document_id from phien.document_version o, a where o.id = a.id) order by w.n desc limit 1)"

#include "docs-service/adapters/proof-queries.h"
#include "docs-service/adapters/desk-queries.h"
#include "docs-service/adapters/work-queries.h"
#include "docs-service/adapters/copy-queries.h"
#include "docs-service/adapters/draft-queries.h"
#include "docs-service/adapters/remote-queries.h"
#include "docs-service/adapters/incoming-queries.h"
#include "docs-service/adapters/record-queries.h"

const char *const pn_store_sql[PN_N_QUERIES][PN_STORE_STATEMENTS_MAX] = {
  [PN_Q_MEETING_FACTS] = { A "select jsonb_build_object ('meeting', m.id, 'role', " ROLE ", 'state', m.state) "
                             "from a join phien.meeting m on m.id = a.id and m.deleted_at is null" },
  [PN_Q_DOCUMENT_FACTS] = { A "select " IF_READER (
    "jsonb_build_object ('document', d.id, 'meeting', m.id, 'item', d.item_id, 'kind', d.kind, 'role', " ROLE ", 'state', m.state, 'n', coalesce (v.n, 0), "
    "'version', v.id, 'frozen', coalesce (v.frozen, false), 'signed', " SIGNED ", 'drafting', exists (select from phien.sign_request r "
    "where r.document_id = phien.home_document (d.id) and d.kind in ('official', 'attachment') and r.drafter_id = a.person and r.state in ('draft', 'returned')) or (v.id is null and exists (select from phien.register_in i "
    "where i.document_id = d.id and i.state = 'registered' and phien.is_clerk (a.person, i.unit_id))))") " from a join phien.document d on d.id = a.id "
    "left join phien.meeting m on m.id = d.meeting_id left join phien.document_version v on v.document_id = d.id where " NEWEST },
  [PN_Q_VERSION_FACTS] = { A "select " IF_READER (
    "jsonb_build_object ('version', v.id, 'document', d.id, 'meeting', m.id, 'kind', d.kind, 'role', " ROLE ", 'state', m.state, 'n', v.n, "
    "'frozen', v.frozen, 'signed', " SIGNED ", 'newest', " NEWEST ", 'sha256', v.sha256, 'size', b.size, 'page_count', v.page_count, "
    "'filename', v.filename, 'minutes_rev', v.minutes_rev)") " " VERSION_FROM },
  [PN_Q_DOCUMENT] = { A "select " IF_READER (
    "jsonb_build_object ('id', d.id, 'meeting', d.meeting_id, 'item', d.item_id, 'kind', d.kind, 'title', d.title, 'created_at', " ISO ("d.created_at") ", "
    "'versions', (select coalesce (jsonb_agg (jsonb_build_object ('id', v.id, 'n', v.n, 'sha256', v.sha256, 'size', b.size, 'page_count', v.page_count, "
    "'filename', v.filename, 'frozen', v.frozen, 'created_at', " ISO ("v.created_at") ") order by v.n), '[]') "
    "from phien.document_version v join phien.blob b on b.sha256 = v.sha256 where v.document_id = d.id))") " from a join phien.document d on d.id = a.id" },
  [PN_Q_VERSION] = { A "select " IF_READER (
    "jsonb_build_object ('id', v.id, 'document', d.id, 'meeting', d.meeting_id, 'title', d.title, 'n', v.n, 'sha256', v.sha256, 'size', b.size, "
    "'page_count', v.page_count, 'pages', v.pages, 'frozen', v.frozen, 'kind', d.kind, 'filename', v.filename, 'minutes_rev', v.minutes_rev, "
    "'newest', " NEWEST ", 'created_at', " ISO ("v.created_at") ", 'signatures', " SIGNATURES ", "
    "'last_page', (select r.last_page from phien.document_read r where r.version_id = v.id and r.person_id = a.person))") " " VERSION_FROM },
  [PN_Q_OUTLINE] = { A "select " IF_READER ("jsonb_build_object ('outline', v.outline)") " " VERSION_FROM },
  [PN_Q_TEXT] = { A "select " IF_READER ("jsonb_build_object ('words', t.words, 'sha256', v.sha256, 'page_count', v.page_count)") " " VERSION_FROM
    "left join phien.page_text t on t.sha256 = v.sha256 and t.page = (a.j->>'page')::int" },
  [PN_Q_SEARCH] = { A "select " IF_READER (
    "jsonb_build_object ('pages', coalesce ((select jsonb_agg (jsonb_build_object ('page', t.page, 'text', t.text, 'words', t.words) order by t.page) "
    "from (select x.page, x.text, x.words from phien.page_text x where x.sha256 = v.sha256 "
    "and position (a.j->>'folded' in regexp_replace (x.folded, '\\s+', ' ', 'g')) > 0 order by x.page limit 60) t), '[]'))") " " VERSION_FROM },

  [PN_Q_UPLOAD_CREATE] = { A "insert into phien.upload (account_id, person_id, meeting_id, item_id, document_id, filename, title, size) "
    "select (j->>'account')::bigint, person, (j->>'meeting')::bigint, "
    "(select i.id from phien.agenda_item i where i.id = (j->>'item')::bigint and i.meeting_id = (j->>'meeting')::bigint), "
    "(j->>'document')::bigint, j->>'filename', j->>'title', (j->>'size')::bigint from a "
    "where j->>'item' is null or exists (select from phien.agenda_item i where i.id = (j->>'item')::bigint and i.meeting_id = (j->>'meeting')::bigint) "
    "returning jsonb_build_object ('upload', id)" },
  [PN_Q_UPLOAD] = { A "select jsonb_build_object ('upload', u.id, 'state', u.state, 'offset', u.received, 'size', u.size, 'document', u.document_id, "
    "'request', " DRAFT_OF ("u") ", 'version', u.version_id, 'meeting', u.meeting_id, 'item', u.item_id, 'filename', u.filename, 'title', u.title, 'error_code', u.error_code, "
    "'error_detail', u.error_detail) from a join phien.upload u on u.id = (a.j->>'upload')::uuid and u.person_id = a.person" },
  [PN_Q_UPLOAD_RECEIVED] = { A "update phien.upload u set received = (a.j->>'to')::bigint, updated_at = now () from a "
    "where u.id = (a.j->>'upload')::uuid and u.state = 'receiving' and u.received = (a.j->>'from')::bigint returning jsonb_build_object ('offset', u.received)" },
  [PN_Q_UPLOAD_CHECKING] = { A "update phien.upload u set state = 'checking', updated_at = now () from a "
    "where u.id = (a.j->>'upload')::uuid and u.person_id = a.person and u.state = 'receiving' and u.received = u.size returning jsonb_build_object ('upload', u.id)" },
  [PN_Q_UPLOAD_REFUSED] = { A "update phien.upload u set state = 'refused', error_code = a.j->>'code', error_detail = left (a.j->>'detail', 1000), updated_at = now () "
    "from a where u.id = (a.j->>'upload')::uuid and u.state in ('receiving', 'checking') returning jsonb_build_object ('upload', u.id)" },
  [PN_Q_UPLOAD_ACCEPTED] = {
    ADD_BLOB,
    A_AND "u as (select x.* from phien.upload x, a where x.id = (a.j->>'upload')::uuid and x.state = 'checking' and x.document_id is null for update of x), "
    "d as (insert into phien.document (meeting_id, item_id, title, created_by) select u.meeting_id, u.item_id, coalesce (u.title, u.filename), u.person_id from u returning id) "
    "update phien.upload t set document_id = d.id from u, d where t.id = u.id",
    A_AND "u as (select x.* from phien.upload x, a where x.id = (a.j->>'upload')::uuid and x.state = 'checking' for update of x), "
    "v as (insert into phien.document_version (document_id, n, sha256, filename, page_count, pages, outline, created_by) "
    "select u.document_id, " NOT_WHEN_SIGNED ("u.document_id") ", a.j->>'sha256', u.filename, (a.j->>'page_count')::int, a.j->'pages', a.j->'outline', u.person_id from u, a returning id) "
    "update phien.upload t set state = 'ready', version_id = v.id, updated_at = now () from u, v where t.id = u.id",
    A EVENT_ADDED ("(select x.version_id from phien.upload x where x.id = " THE_UPLOAD ")"),
    A "select jsonb_build_object ('document', u.document_id, 'version', u.version_id) from a join phien.upload u on u.id = (a.j->>'upload')::uuid and u.state = 'ready'",
  },
  [PN_Q_UPLOADS_CHECKING] = { A "select jsonb_build_object ('uploads', coalesce (jsonb_agg (jsonb_build_object ('upload', u.id, 'person', u.person_id, 'filename', u.filename, 'request', " DRAFT_OF ("u") ")), '[]')) "
    "from a, phien.upload u where u.state = 'checking'" },

  [PN_Q_UPLOADS_SWEEP] = { A_AND "gone as (delete from phien.upload u where u.state = 'receiving' and u.updated_at < now () - interval '7 days' returning u.id) "
    "select jsonb_build_object ('uploads', coalesce (jsonb_agg (g.id), '[]')) from gone g" },

  [PN_Q_INDEX_PAGES] = { A_AND "t as (insert into phien.page_text (sha256, page, text, words) "
    "select a.j->>'sha256', (p->>'page')::int, p->>'text', p->'words' from a, jsonb_array_elements (a.j->'pages') p "
    "on conflict (sha256, page) do nothing returning 1) select jsonb_build_object ('n', count (*)) from t" },
  [PN_Q_INDEX_TODO] = { A_AND "f as (select v.sha256, max (v.page_count) as page_count, max (v.created_at) as at, "
    "(select count (*) from phien.page_text t where t.sha256 = v.sha256) as done from phien.document_version v group by v.sha256) "
    "select jsonb_build_object ('files', coalesce (jsonb_agg (jsonb_build_object ('sha256', f.sha256, 'page_count', f.page_count, 'done', f.done) order by f.at desc), '[]')) "
    "from a, f where f.done < f.page_count" },

  [PN_Q_NOTES] = { A "select " IF_READER (
    "jsonb_build_object ('annotations', coalesce ((select jsonb_agg (" NOTE_JSON " order by n.page, n.id) from phien.annotation n "
    "where n.version_id = v.id and (n.layer = 'shared' or n.person_id = a.person)), '[]'))") " " VERSION_FROM },
  [PN_Q_NOTE_FACTS] = { A "select " IF_READER (
    "jsonb_build_object ('id', n.id, 'author', n.person_id, 'shared', n.layer = 'shared', 'version', v.id, 'page_count', v.page_count, 'kind', n.kind, "
    "'page', n.page, 'role', " ROLE ", 'state', m.state)") " from a join phien.annotation n on n.id = a.id join phien.document_version v on v.id = n.version_id "
    "join phien.document d on d.id = v.document_id left join phien.meeting m on m.id = d.meeting_id" },
  [PN_Q_NOTE_CREATE] = { A "insert into phien.annotation as n (version_id, person_id, page, kind, layer, data, client_id) "
    "select a.id, a.person, (a.j->>'page')::int, a.j->>'kind', a.j->>'layer', a.j->'data', coalesce ((a.j->>'client')::uuid, gen_random_uuid ()) from a "
    "on conflict (person_id, client_id) do update set updated_at = n.updated_at returning " NOTE_JSON },
  [PN_Q_NOTE_UPDATE] = { A "update phien.annotation n set page = (a.j->>'page')::int, layer = a.j->>'layer', data = a.j->'data', updated_at = now () "
    "from a where n.id = a.id and n.person_id = a.person returning " NOTE_JSON },
  [PN_Q_NOTE_DELETE] = { A "delete from phien.annotation n using a where n.id = a.id returning jsonb_build_object ('id', n.id)" },
  [PN_Q_READ] = { A_AND "w as (insert into phien.document_read as r (person_id, version_id, last_page) "
    "select a.person, v.id, least ((a.j->>'page')::int, greatest (v.page_count, 1)) " VERSION_FROM "where phien.may_read_document (a.person, d.id) "
    "on conflict (person_id, version_id) do update set last_page = excluded.last_page, last_at = now () returning last_page) "
    "select coalesce ((select jsonb_build_object ('page', last_page) from w), jsonb_build_object ('denied', true)) from a join phien.document_version v on v.id = a.id" },

  [PN_Q_MINUTES] = { A "select jsonb_build_object ('meeting', m.id, 'role', " ROLE ", 'state', m.state, 'revision', r.rev, 'frozen', r.state = 'frozen', "
    "'signed', exists (select from phien.document d join phien.document_version v on v.document_id = d.id join phien.signature g on g.version_id = v.id "
    "where d.meeting_id = m.id and d.kind = 'minutes'), 'minutes', jsonb_build_object ("
    "'parent_body', (select q.name from phien.org_unit q where q.id = u.parent_id), 'body', u.name, 'number', null, 'symbol', 'BB-' || "
    "case u.kind when 'committee' then 'UBND' when 'ward' then 'UBND' when 'commune' then 'UBND' when 'council' then 'HĐND' else upper (u.code) end, "
    "'place', regexp_replace (u.name, '^.*(tỉnh|thành phố|phường|xã) ', ''), 'date', " ISO ("coalesce (m.closed_at, m.starts_at)") ", 'title', m.title, "
    "'starts_at', " ISO ("coalesce (m.opened_at, m.starts_at)") ", 'ends_at', " ISO ("coalesce (m.closed_at, m.ends_at)") ", 'venue', m.place, "
    "'chair', (select jsonb_build_object ('name', p.name, 'title', p.title) from phien.person_now p where p.id = m.chair_id), "
    "'secretary', (select jsonb_build_object ('name', p.name, 'title', p.title) from phien.person_now p where p.id = m.secretary_id), "
    "'participants', coalesce ((select jsonb_agg (jsonb_build_object ('name', p.name, 'title', p.title, 'role', x.role, 'attendance', x.attendance) order by p.rank, p.name) "
    "from phien.participant x join phien.person_now p on p.id = x.person_id where x.meeting_id = m.id), '[]'), "
    "'sections', r.sections, 'rev', r.rev, 'draft', r.state = 'draft')) "
    "from a join phien.meeting m on m.id = a.id and m.deleted_at is null join phien.org_unit u on u.id = m.unit_id "
    "join phien.minutes_revision r on r.meeting_id = m.id order by r.rev desc limit 1" },
  [PN_Q_MINUTES_RENDERED] = {
    ADD_BLOB,
    A "insert into phien.document (meeting_id, kind, title, created_by) select a.id, 'minutes', a.j->>'title', a.person from a "
    "on conflict (meeting_id) where kind = 'minutes' do nothing",
    A "insert into phien.document_version (document_id, n, sha256, filename, page_count, pages, outline, frozen, minutes_rev, created_by) "
    "select d.id, " NOT_WHEN_SIGNED ("d.id") ", a.j->>'sha256', a.j->>'filename', (a.j->>'page_count')::int, a.j->'pages', '[]', (a.j->>'frozen')::boolean, (a.j->>'rev')::int, a.person "
    "from a join phien.document d on d.meeting_id = a.id and d.kind = 'minutes'",
    A EVENT_ADDED (MINUTES_VERSION),
    A "select jsonb_build_object ('document', v.document_id, 'version', v.id, 'rev', v.minutes_rev) from a, phien.document_version v where v.id = " MINUTES_VERSION,
  },
  [PN_Q_SIGNER] = { A "select jsonb_build_object ('name', p.name, 'title', p.title, 'unit', coalesce (u.name, ''), 'body', b.name, 'place', b.name) "
    "from a join phien.person_now p on p.id = a.person left join phien.org_unit u on u.id = p.unit_id "
    "join phien.document_version v on v.id = a.id join phien.document d on d.id = v.document_id join phien.meeting m on m.id = d.meeting_id "
    "join phien.org_unit b on b.id = m.unit_id" },
  [PN_Q_SIGNED] = {
    ADD_BLOB,
    /* its number is said, so that the signature never lands on a version that came meanwhile (PN009) */
    A "insert into phien.document_version (document_id, n, sha256, filename, page_count, pages, outline, minutes_rev, created_by) "
    "select v.document_id, v.n + 1, a.j->>'sha256', v.filename, (a.j->>'page_count')::int, a.j->'pages', v.outline, v.minutes_rev, a.person "
    "from a join phien.document_version v on v.id = a.id",
    A "insert into phien.signature (version_id, person_id, capacity, field_name, cert_subject, cert_sha256, digest_sha256, level) "
    "select " NEXT_OF_SAME ", a.person, a.j->>'capacity', a.j->>'field', a.j->>'cert_subject', a.j->>'cert_sha256', a.j->>'digest', coalesce (a.j->>'level', 'B-B') from a",
    A EVENT_ADDED (NEXT_OF_SAME),
    A "select phien.append_event (d.meeting_id, a.person, 'minutes.signed', jsonb_build_object ('version', v.id, 'person', a.person)), "
    "pg_notify ('phien_event', d.meeting_id::text) from a, phien.document_version v join phien.document d on d.id = v.document_id where v.id = " NEXT_OF_SAME,
    A "select jsonb_build_object ('version', g.version_id, 'signature', jsonb_build_object ('id', g.id, 'person', g.person_id, 'capacity', g.capacity, "
    "'subject', g.cert_subject, 'at', " ISO ("g.signed_at") ")) from a, phien.signature g where g.version_id = " NEXT_OF_SAME " and g.person_id = a.person",
  },

  PN_DESK_QUERIES
  PN_WORK_QUERIES
  PN_DRAFT_QUERIES
  PN_REMOTE_QUERIES
  PN_INCOMING_QUERIES
  PN_COPY_QUERIES
  PN_PROOF_QUERIES
  PN_RECORD_QUERIES

  [PN_Q_RECORDINGS] = { A "select jsonb_build_object ('role', " ROLE ", 'state', m.state, 'internal', " HAD_INTERNAL ", 'recordings', coalesce ((select jsonb_agg (jsonb_build_object ("
    "'id', r.id, 'state', r.state, 'started_at', " ISO ("r.started_at") ", 'stopped_at', " ISO ("r.stopped_at") ", 'bytes', r.bytes, 'duration_ms', r.duration_ms) "
    "order by r.id) from phien.recording r where r.meeting_id = m.id), '[]')) from a join phien.meeting m on m.id = a.id and m.deleted_at is null" },
  [PN_Q_RECORDING] = { A "select jsonb_build_object ('file', r.file, 'recording_state', r.state, 'role', " ROLE ", 'state', m.state, 'title', m.title, "
    "'meeting', m.id, 'internal', " HAD_INTERNAL ", 'started_at', " ISO ("r.started_at") ") "
    "from a join phien.recording r on r.id = a.id join phien.meeting m on m.id = r.meeting_id and m.deleted_at is null" },
  [PN_Q_WATCH] = { A "select jsonb_build_object ('role', " ROLE ", 'state', m.state, 'internal', " NOW_INTERNAL ") "
    "from a join phien.meeting m on m.id = a.id and m.deleted_at is null" },
};
