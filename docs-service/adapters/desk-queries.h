/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The questions of the signing desk as SQL, beside those of store-queries.c: the same three parameters, the same bounds.
 * Included by store-queries.c only; the moves themselves are functions of the database (db/deploy/desk.sql). */
#pragma once

#define KIND_JSON "'kind', r.kind, 'kind_vi', k.name_vi, 'kind_en', k.name_en"
#define DESK_CODE "(select phien.doc_code (o.number, o.notation) from phien.register_out o where o.request_id = r.id)"
#define NAME_OF(person) "(select p.name from phien.person p where p.id = " person ")"
#define NEWEST_OF(document) "(select w.id from phien.document_version w where w.document_id = " document " order by w.n desc limit 1)"
#define NEWEST_FIELD(field) "(select w." field " from phien.document_version w where w.document_id = r.document_id order by w.n desc limit 1)"
/* A step is mine when my name is on it, or when it is the clerk's and I am one. */
#define MINE "(s.person_id = a.person or (s.person_id is not null and phien.stands_for (a.person, s.person_id, s.kind)) or (s.person_id is null and phien.is_clerk (a.person, r.unit_id)))"

#define CARD_FIELDS \
  "'id', r.id, 'amends', phien.amends_of (r.id), " KIND_JSON ", 'subject', r.subject, 'urgency', r.urgency, 'state', r.state, 'round', r.round, 'unit', u.name, 'drafter', " NAME_OF ("r.drafter_id") ", " \
  "'code', " DESK_CODE ", 'version', " NEWEST_OF ("r.document_id") ", 'at', " ISO ("coalesce (r.ended_at, r.submitted_at, r.created_at)") ", 'due_at', " ISO ("r.due_at") ", " \
  "'current', coalesce ((select jsonb_agg (jsonb_build_object ('step', s.id, 'kind', s.kind, 'name', " NAME_OF ("s.person_id") ", 'since', " ISO ("phien.step_since (s)") ") order by s.pos, s.id) " \
  "from phien.sign_step s where s.request_id = r.id and s.round = r.round and s.state = 'current'), '[]'), " \
  "'pages', " NEWEST_FIELD ("page_count") ", 'sha256', " NEWEST_FIELD ("sha256") ", 'opened', phien.has_opened (a.person, " NEWEST_FIELD ("sha256") "), " \
  "'mine', (select jsonb_build_object ('step', s.id, 'kind', s.kind, 'for', case when s.person_id <> a.person then " NAME_OF ("s.person_id") " end, 'since', " ISO ("phien.step_since (s)") ") from phien.sign_step s where s.request_id = r.id and s.round = r.round and s.state = 'current' and " MINE \
  " order by s.id limit 1)"
#define DESK_FROM "phien.sign_request r join phien.doc_kind k on k.kind = r.kind join phien.org_unit u on u.id = r.unit_id "
#define BOX(name, where, order) \
  "'" name "', coalesce ((select jsonb_agg (x.card) from (select jsonb_build_object (" CARD_FIELDS ") as card from " DESK_FROM "where " where " order by " order " limit 200) x), '[]')"
#define CALENDAR \
  "'calendar', coalesce ((select jsonb_agg (jsonb_build_object ('day', c.day, 'work', c.work) order by c.day) from phien.calendar_day c where c.day between phien.vn_today () - 400 and phien.vn_today () + 400), '[]')"
#define URGENT_FIRST "array_position (array['flash', 'very_urgent', 'urgent', 'normal'], r.urgency), r.submitted_at"
#define HAS_MY_STEP(more) "exists (select from phien.sign_step s where s.request_id = r.id and s.round = r.round and " more ")"
#define WAITS_FOR_ME "r.state = 'routing' and " HAS_MY_STEP ("s.state = 'current' and " MINE)

#define STEP_JSON \
  "jsonb_build_object ('id', s.id, 'round', s.round, 'pos', s.pos, 'kind', s.kind, 'person', s.person_id, 'name', n.name, 'title', n.title, 'capacity', s.capacity, " \
  "'lines', to_jsonb (s.signer_lines), 'state', s.state, 'comment', s.comment, 'acted_by', " NAME_OF ("s.acted_by") ", 'passed_from', " NAME_OF ("s.passed_from") ", 'pass_reason', s.pass_reason, 'at', " ISO ("s.acted_at") ", 'sha256', s.sha256, 'version', s.version_id)"
#define SYMBOL "phien.doc_symbol (r.unit_id, r.kind, r.drafting_unit_id)"
#define IF_DESK(json) "case when phien.may_desk (a.person, r.id) then " json " else jsonb_build_object ('denied', true) end"
/* The uploaded file as it stands; bare: every page has words, none of them a signer's name. */
#define PAPER \
  "case when r.body->>'source' = 'file' then (select jsonb_build_object ('sha256', v.sha256, 'size', b.size, 'page_count', v.page_count, 'pages', v.pages, 'bare', " \
  "(select count (*) from phien.page_text t where t.sha256 = v.sha256 and t.folded <> '') = v.page_count and not exists (select from phien.page_text t join phien.person n on " \
  "n.id = (r.body->>'signer')::bigint or n.id in (select s.person_id from phien.sign_step s where s.request_id = r.id and s.kind = 'sign') " \
  "where t.sha256 = v.sha256 and strpos (t.folded, phien.vn_fold (n.name)) > 0)) " \
  "from phien.document_version v join phien.blob b on b.sha256 = v.sha256 where v.document_id = r.document_id and " NEWEST ") end"
#define STEP_FACTS \
  "jsonb_build_object ('step', s.id, 'kind', s.kind, 'state', s.state, 'mine', " MINE ", 'request', r.id, 'capacity', s.capacity, 'doc_kind', r.kind, " \
  "'unit', r.unit_id, 'version', v.id, 'sha256', v.sha256, 'name', n.name, 'title', n.title, 'own_unit', coalesce (o.name, ''), 'body', u.name, 'place', l.place, 'number_first', r.number_first, " \
  "'kind_vi', k.name_vi, 'kind_en', k.name_en, 'subject', r.subject, 'pages', v.page_count, 'code', " DESK_CODE ", 'lines', to_jsonb (s.signer_lines), 'opened', phien.has_opened (a.person, v.sha256), 'own', s.person_id = a.person, " \
  "'facts', phien.signing_facts (a.person, r.unit_id, r.kind))"
#define STEP_FROM \
  DESK_FROM "on r.id = s.request_id join phien.unit_letter l on l.unit_id = r.unit_id join phien.person_now n on n.id = a.person left join phien.org_unit o on o.id = n.unit_id " \
  "join phien.document_version v on v.document_id = r.document_id "
#define SIGNED_VERSION NEWEST_OF ("(select q.document_id from phien.sign_step t join phien.sign_request q on q.id = t.request_id where t.id = (select id from a))")

/* The number of the version is said, so that it never lands on one that came meanwhile (PN009). */
#define DESK_SIGNED_ROWS \
  ADD_BLOB, \
  A "insert into phien.document_version (document_id, n, sha256, filename, page_count, pages, outline, created_by) " \
  "select v.document_id, v.n + 1, a.j->>'sha256', v.filename, (a.j->>'page_count')::int, a.j->'pages', v.outline, a.person " \
  "from a join phien.document_version v on v.id = (a.j->>'base')::bigint", \
  A "insert into phien.signature (version_id, person_id, capacity, field_name, cert_subject, cert_sha256, digest_sha256, kind, level) " \
  "select " SIGNED_VERSION ", a.person, a.j->>'capacity', a.j->>'field', a.j->>'cert_subject', a.j->>'cert_sha256', a.j->>'digest', a.j->>'signature', coalesce (a.j->>'level', 'B-B') from a where a.j->>'signature' is not null"
#define DESK_SIGNED_REPLY A "select jsonb_build_object ('request', s.request_id, 'version', " SIGNED_VERSION ") from a join phien.sign_step s on s.id = a.id"
#define OWN_CERTS(person) \
  "coalesce ((select jsonb_agg (jsonb_build_object ('subject', c.subject, 'until', " ISO ("upper (c.valid)") ") order by c.id) from phien.certs_of (" person ") c), '[]')"

/* R23: the register is searched over every field and over the words of the file, the latter only by those who may read it. */
#define WORDS_OF(document) \
  "(exists (select from phien.document_version v join phien.page_text t on t.sha256 = v.sha256 where v.document_id = " document " and t.folded like '%' || (a.j->>'folded') || '%') " \
  "and phien.may_read_document (a.person, " document "))"

#define PN_DESK_QUERIES \
  [PN_Q_DESK] = { A "select jsonb_build_object (" CALENDAR ", " BOX ("waiting", WAITS_FOR_ME, URGENT_FIRST) ", " \
    BOX ("drafts", "r.drafter_id = a.person and r.state = 'draft'", "r.created_at desc") ", " \
    BOX ("returned", "r.drafter_id = a.person and r.state = 'returned'", "r.submitted_at desc") ", " \
    BOX ("sent", "r.state = 'routing' and not (" HAS_MY_STEP ("s.state = 'current' and " MINE) ") and phien.may_desk (a.person, r.id)", URGENT_FIRST) ", " \
    BOX ("done", "r.state in ('issued', 'recalled', 'cancelled') and phien.may_desk (a.person, r.id)", "coalesce (r.ended_at, r.created_at) desc") ") from a" }, \
  [PN_Q_DESK_COUNT] = { A "select jsonb_build_object ('proofs', case when phien.is_admin (a.person) then phien.proof_troubles () end, 'waiting', (select count (*) from phien.sign_request r where " WAITS_FOR_ME "), " \
    "'returned', (select count (*) from phien.sign_request r where r.drafter_id = a.person and r.state = 'returned'), " \
    "'reminders', (select count (*) from phien.reminder m where m.person_id = a.person and m.seen_at is null), " \
    "'to_sign', (select count (*) from phien.sign_request r where r.state = 'routing' and " HAS_MY_STEP ("s.state = 'current' and s.kind = 'sign' and " MINE) "), " \
    "'access', (select count (*) from phien.access_change c where c.state = 'proposed' and phien.may_decide_access (a.person, c)), " \
    "'admin', phien.is_admin (a.person) or exists (select from phien.unit_letter l where phien.is_leader (a.person, l.unit_id))) from a" }, \
  [PN_Q_DESK_OPTIONS] = { A "select jsonb_build_object (" \
    "'kinds', (select jsonb_agg (jsonb_build_object ('kind', kind, 'vi', name_vi, 'en', name_en, 'abbr', abbr) order by sort) from phien.doc_kind), " \
    "'units', (select jsonb_agg (jsonb_build_object ('id', u.id, 'name', u.name, 'abbr', l.abbr, 'place', l.place, 'clerk', phien.is_clerk (a.person, u.id)) order by u.code) from phien.unit_letter l join phien.org_unit u on u.id = l.unit_id), " \
    "'people', (select jsonb_agg (jsonb_build_object ('id', x.id, 'name', x.name, 'title', x.title, 'checks', exists (select from phien.unit_checker c where c.person_id = x.id and c.valid @> phien.vn_today ())) order by x.rank, x.name) from " \
    "(select n.id, n.name, n.title, n.rank from phien.person_now n where n.unit_id is not null order by n.rank, n.name limit 500) x)) from a" }, \
  [PN_Q_DESK_SIGNERS] = { A "select jsonb_build_object ('people', coalesce (jsonb_agg (jsonb_build_object ('id', n.id, 'name', n.name, 'title', n.title, " \
    "'facts', phien.signing_facts (n.id, a.id, a.j->>'kind')) order by n.rank, n.name), '[]')) from a, phien.person_now n where exists (" \
    "select from phien.tenure t join phien.position_title q on q.id = t.title_id where t.person_id = n.id and t.unit_id = a.id and t.valid @> phien.vn_today () and q.standing in ('head', 'deputy')) " \
    "or exists (select from phien.authority_grant g where g.to_id = n.id and g.unit_id = a.id and g.revoked_at is null and g.valid @> phien.vn_today ())" }, \
  [PN_Q_DESK_GET] = { A "select " IF_DESK ("jsonb_build_object (" CARD_FIELDS ", 'document', r.document_id, 'drafter_id', r.drafter_id, 'unit_id', r.unit_id, 'paper', r.paper, 'secrecy', r.secrecy, 'recipients', to_jsonb (r.recipients), 'body', r.body, " \
    "'number_first', r.number_first, 'clerk', phien.is_clerk (a.person, r.unit_id), 'drafting', r.drafter_id = a.person and r.state in ('draft', 'returned'), " \
    "'may_recall', r.state = 'issued' and (phien.is_clerk (a.person, r.unit_id) or phien.is_head (a.person, r.unit_id, phien.vn_today ())), " \
    "'meeting', (select jsonb_build_object ('id', m.id, 'title', m.title) from phien.meeting m where m.id = r.meeting_id), " \
    "'steps', coalesce ((select jsonb_agg (" STEP_JSON " order by s.round, s.pos, s.id) from phien.sign_step s left join phien.person_now n on n.id = s.person_id where s.request_id = r.id), '[]'), " \
    "'rev', r.rev, 'file', " DRAFT_FILE_JSON ", " \
    "'versions', coalesce ((select jsonb_agg (jsonb_build_object ('id', v.id, 'n', v.n, 'sha256', v.sha256, 'page_count', v.page_count, 'at', " ISO ("v.created_at") ") order by v.n) " \
    "from phien.document_version v where v.document_id = r.document_id), '[]'), " \
    "'log', coalesce ((select jsonb_agg (jsonb_build_object ('seq', l.seq, 'at', " ISO ("l.at") ", 'name', " NAME_OF ("l.actor_id") ", 'act', l.act, 'comment', l.comment) order by l.seq) " \
    "from phien.desk_log l where l.request_id = r.id), '[]'), " \
    "'register', (select jsonb_build_object ('code', phien.doc_code (o.number, o.notation), 'issued_on', o.issued_on, 'sealed_at', " ISO ("o.sealed_at") ", 'recalled_at', " ISO ("o.recalled_at") ", " \
    "'recall_reason', o.recall_reason) from phien.register_out o where o.request_id = r.id))") " from a join " DESK_FROM "on r.id = a.id" }, \
  [PN_Q_DESK_CREATE] = { A_AND "d as (insert into phien.document (kind, title, created_by) select 'official', a.j->>'subject', a.person from a " \
    "where exists (select from phien.unit_letter l where l.unit_id = (a.j->>'unit')::bigint) " \
    "and (a.j->>'meeting' is null or phien.may_see_meeting (a.person, (a.j->>'meeting')::bigint)) returning id) " \
    "insert into phien.sign_request (unit_id, kind, subject, drafter_id, drafting_unit_id, urgency, recipients, body, number_first, meeting_id, item_id, document_id, due_at) " \
    "select (a.j->>'unit')::bigint, a.j->>'kind', a.j->>'subject', a.person, (select n.unit_id from phien.person_now n where n.id = a.person), a.j->>'urgency', " \
    "coalesce ((select array_agg (x) from jsonb_array_elements_text (a.j->'recipients') x), '{}'), a.j->'body', (a.j->>'number_first')::boolean, (a.j->>'meeting')::bigint, " \
    "(select i.id from phien.agenda_item i where i.id = (a.j->>'item')::bigint and i.meeting_id = (a.j->>'meeting')::bigint), d.id, (a.j->>'due_at')::timestamptz from a, d " \
    "returning jsonb_build_object ('request', id, 'document', document_id, 'rev', rev)" }, \
  [PN_Q_DESK_COMPOSE] = { A "select " IF_DESK ("jsonb_build_object ('drafting', r.drafter_id = a.person and r.state in ('draft', 'returned'), 'kind', r.kind, 'unit', r.unit_id, " \
    "'uploaded', r.body->>'source' = 'file', 'paper', " PAPER ", 'head_title', l.head_title, 'signer', (select jsonb_build_object ('id', n.id, 'name', n.name, 'title', n.title, 'facts', phien.signing_facts (n.id, r.unit_id, r.kind)) from phien.person_now n where n.id = coalesce (a.j->>'signer', r.body->>'signer')::bigint), " \
    "'capacity', coalesce (a.j->>'capacity', r.body->>'capacity'), 'official', jsonb_build_object ('kind', r.kind, 'type', k.name_vi, 'letter', k.abbr = '', 'body', u.name, 'place', l.place, 'symbol', " SYMBOL ", " \
    "'parent_body', (select q.name from phien.org_unit q where q.id = u.parent_id), 'subject', r.subject, 'urgency', r.urgency, 'addressees', coalesce (r.body->'addressees', '[]'), " \
    "'paragraphs', coalesce (r.body->'paragraphs', '[]'), 'rich', r.body->'rich', 'bases', coalesce (r.body->'bases', '[]'), 'recipients', to_jsonb (r.recipients)))") " from a join " DESK_FROM "on r.id = a.id join phien.unit_letter l on l.unit_id = r.unit_id" }, \
  [PN_Q_DESK_COMPOSED] = { ADD_BLOB, \
    A "insert into phien.document_version (document_id, n, sha256, filename, page_count, pages, outline, created_by) " \
    "select r.document_id, " NOT_WHEN_SIGNED ("r.document_id") ", a.j->>'sha256', a.j->>'filename', (a.j->>'page_count')::int, a.j->'pages', '[]', a.person " \
    "from a join phien.sign_request r on r.id = a.id and r.drafter_id = a.person", \
    A "select jsonb_build_object ('document', r.document_id, 'version', " NEWEST_OF ("r.document_id") ") from a join phien.sign_request r on r.id = a.id" }, \
  [PN_Q_DESK_SUBMIT] = { A "select jsonb_build_object ('round', phien.desk_submit (a.id, a.person, a.j->'steps', a.j->>'seen')) from a" }, \
  [PN_Q_DESK_DONE] = { A "select jsonb_build_object ('request', phien.desk_done (a.id, a.person, '{content,form,approve}', a.j->>'comment', a.j->>'seen', null)) from a" }, \
  [PN_Q_DESK_RETURN] = { A "select jsonb_build_object ('request', phien.desk_return (a.id, a.person, a.j->>'comment', a.j->>'seen')) from a" }, \
  [PN_Q_DESK_FORWARD] = { A "select jsonb_build_object ('request', phien.desk_forward (a.id, a.person, (a.j->>'to')::bigint, a.j->>'comment')) from a" }, \
  [PN_Q_DESK_RECALL] = { A "select jsonb_build_object ('request', phien.desk_recall (a.id, a.person, a.j->>'comment')) from a" }, \
  [PN_Q_DESK_CANCEL] = { A "select jsonb_build_object ('request', phien.desk_cancel (a.id, a.person)) from a" }, \
  [PN_Q_DESK_STEP] = { A "select " IF_DESK (STEP_FACTS) " from a join phien.sign_step s on s.id = a.id join " STEP_FROM "where " NEWEST }, \
  [PN_Q_DESK_STEPS] = { A "select jsonb_build_object ('files', coalesce (jsonb_agg (" IF_DESK (STEP_FACTS) " order by f.i), '[]')) " \
    "from a cross join jsonb_array_elements (a.j->'files') with ordinality f (f, i) join phien.sign_step s on s.id = (f.f->>'step')::bigint join " STEP_FROM "where " NEWEST }, \
  [PN_Q_DESK_NUMBER] = { A "select jsonb_build_object ('code', phien.doc_code (o.number, o.notation), 'number', o.number, 'year', extract (year from o.issued_on)::int, " \
    "'month', extract (month from o.issued_on)::int, 'day', extract (day from o.issued_on)::int) " \
    "from a, phien.desk_number (a.id, a.person, phien.vn_today ()) o" }, \
  [PN_Q_DESK_SIGNED] = { DESK_SIGNED_ROWS, \
    A "select case a.j->>'step' when 'seal' then phien.desk_sealed (a.id, a.person, a.j->>'seen', " SIGNED_VERSION ") " \
    "else phien.desk_done (a.id, a.person, array[a.j->>'step'], null, a.j->>'seen', " SIGNED_VERSION ") end from a", \
    DESK_SIGNED_REPLY }, \
  [PN_Q_INTAKE_OPEN] = { A "select jsonb_build_object ('expires_at', " ISO ("i.expires_at") ", 'certs', " OWN_CERTS ("a.person") ") " \
    "from a, phien.intake_open (a.id, a.person, a.j->>'seen', a.j->>'token') i" }, \
  [PN_Q_INTAKE_STATE] = { A "select " IF_DESK ("jsonb_build_object ('state', case when i.used_at is not null then 'used' when s.state in ('returned', 'void') then 'returned' when i.id is null then 'none' " \
    "when i.voided_at is not null or i.expires_at <= now () then 'expired' else 'waiting' end, 'left', greatest (0, extract (epoch from i.expires_at - now ()))::int, 'expires_at', " ISO ("i.expires_at") ", 'fetched_at', " ISO ("i.fetched_at") ", " \
    "'refused', i.refused_code, 'certs', " OWN_CERTS ("a.person") ")") " from a join phien.sign_step s on s.id = a.id join phien.sign_request r on r.id = s.request_id " \
    "left join lateral (select * from phien.sign_intake x where x.step_id = s.id and x.person_id = a.person order by x.id desc limit 1) i on true" }, \
  [PN_Q_INTAKE_FETCH] = { A "select jsonb_build_object ('sha256', i.sha256, 'filename', v.filename) from a, phien.intake_fetched (a.j->>'token') i " \
    "join phien.sign_step s on s.id = i.step_id join phien.sign_request r on r.id = s.request_id join phien.document_version v on v.document_id = r.document_id where " NEWEST }, \
  [PN_Q_INTAKE_FIND] = { A "select jsonb_build_object ('id', i.id, 'person', i.person_id, 'step', s.id, 'request', r.id, 'state', s.state, 'sha256', i.sha256, 'newest', v.sha256, " \
    "'version', v.id, 'capacity', s.capacity, 'number_first', r.number_first, 'title', n.title, 'facts', phien.signing_facts (i.person_id, r.unit_id, r.kind), " \
    "'certs', coalesce ((select jsonb_agg (jsonb_build_object ('sha256', c.cert_sha256, 'subject', c.subject)) from phien.certs_of (i.person_id) c), '[]')) " \
    "from a, phien.intake_find (a.j->>'token') i join phien.sign_step s on s.id = i.step_id join phien.sign_request r on r.id = s.request_id " \
    "join phien.person_now n on n.id = i.person_id join phien.document_version v on v.document_id = r.document_id where " NEWEST }, \
  [PN_Q_INTAKE_REFUSED] = { A "select jsonb_build_object ('id', phien.intake_refused (a.id, a.j->>'code')) from a" }, \
  [PN_Q_INTAKE_TAKEN] = { DESK_SIGNED_ROWS, \
    A "select phien.intake_take (a.id, a.person, a.j->>'token', a.j->>'seen', a.j->>'cert_sha256', " SIGNED_VERSION ") from a", \
    DESK_SIGNED_REPLY }, \
  [PN_Q_REGISTER_PAPER] = { A "select jsonb_build_object ('code', phien.doc_code (o.number, o.notation), 'request', o.request_id) from a, phien.paper_out (a.id, a.person, a.j) o" }, \
  [PN_Q_REGISTER_OUT] = { A "select case when phien.is_clerk (a.person, a.id) or exists (select from phien.tenure t where t.person_id = a.person and t.valid @> phien.vn_today () and t.unit_id = a.id) " \
    "then jsonb_build_object ('clerk', phien.is_clerk (a.person, a.id), 'rows', coalesce ((select jsonb_agg (x.row) from (select jsonb_build_object ('id', o.id, 'code', phien.doc_code (o.number, o.notation), 'number', o.number, 'series', o.series, " \
    "'issued_on', o.issued_on, " KIND_JSON ", 'subject', o.subject, 'signer', " NAME_OF ("o.signer_id") ", 'capacity', o.signer_capacity, 'drafter', " NAME_OF ("o.drafter_id") ", " \
    "'paper', r.paper, 'secrecy', r.secrecy, 'recipients', to_jsonb (o.recipients), 'urgency', o.urgency, 'pages', o.pages, 'version', o.version_id, 'level', " LEVEL_OF ("r.document_id") ", 'request', case when phien.may_desk (a.person, r.id) then r.id end, " \
    "'sealed_at', " ISO ("o.sealed_at") ", 'recalled_at', " ISO ("o.recalled_at") ", 'recall_reason', o.recall_reason, 'replaced_by', phien.amends_of (r.id)->'replaced_by'->>'code') as row " \
    "from phien.register_out o join phien.sign_request r on r.id = o.request_id join phien.doc_kind k on k.kind = o.kind where o.unit_id = a.id and o.year = (a.j->>'year')::int " \
    "and (coalesce (a.j->>'folded', '') = '' or phien.vn_fold (concat_ws (' ', o.subject, phien.doc_code (o.number, o.notation), k.name_vi, " NAME_OF ("o.signer_id") ", " NAME_OF ("o.drafter_id") ", array_to_string (o.recipients, ' '), o.recall_reason)) like '%' || (a.j->>'folded') || '%' " \
    "or " WORDS_OF ("r.document_id") ") " \
    "order by o.series, o.number limit 2000) x), '[]')) else jsonb_build_object ('denied', true) end from a" },
