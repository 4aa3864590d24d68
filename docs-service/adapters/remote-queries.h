/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The questions about remote signing as SQL, with the names of desk-queries.h. Included by store-queries.c only, after it; the moves
 * themselves are functions of the database (db/deploy/remote.sql). */
#pragma once

#define REMOTE_CREDENTIAL_JSON(c) "jsonb_build_object ('id', " c ".id, 'name', " c ".credential, 'subject', " c ".subject, 'kind', " c ".key_kind, 'until', " ISO ("upper (" c ".valid)") ")"

#define PN_REMOTE_QUERIES \
  [PN_Q_REMOTE_CREDENTIAL] = { A "select jsonb_build_object ('credential', c.credential, 'cert_sha256', c.cert_sha256, 'subject', c.subject) " \
    "from a, phien.remote_credentials_of (a.person) c where c.id = a.id" }, \
  [PN_Q_REMOTE_STATE] = { A "select " IF_DESK ("jsonb_build_object ('state', case when i.used_at is not null then 'used' when s.state in ('returned', 'void') then 'returned' when i.id is null then 'none' " \
    "when i.voided_at is not null or (i.signed_at is null and i.expires_at <= now ()) then 'expired' when i.signed_at is not null then 'signed' else 'waiting' end, " \
    "'left', greatest (0, extract (epoch from i.expires_at - now ()))::int, 'expires_at', " ISO ("i.expires_at") ", 'auth', i.auth, " \
    "'refused', i.refused_code, 'credential', (select " REMOTE_CREDENTIAL_JSON ("c") " from phien.remote_credential c where c.id = i.credential_id), " \
    "'credentials', coalesce ((select jsonb_agg (" REMOTE_CREDENTIAL_JSON ("c") " order by c.id) from phien.remote_credentials_of (a.person) c), '[]'), " \
    "'ended', coalesce ((select jsonb_agg (" REMOTE_CREDENTIAL_JSON ("c") " order by c.id) from phien.remote_credential c where c.person_id = a.person and c.revoked_at is null and upper (c.valid) <= now ()), '[]'))") \
    " from a join phien.sign_step s on s.id = a.id join phien.sign_request r on r.id = s.request_id " \
    "left join lateral (select * from phien.remote_sign x where x.step_id = s.id and x.person_id = a.person order by x.id desc limit 1) i on true" }, \
  [PN_Q_REMOTE_OPEN] = { A "select jsonb_build_object ('expires_at', " ISO ("i.expires_at") ") " \
    "from a, phien.remote_open (a.id, a.person, a.j->>'seen', (a.j->>'credential')::bigint, a.j->'spec', a.j->>'digest', a.j->'auth') i" }, \
  [PN_Q_REMOTE_FIND] = { A "select jsonb_build_object ('id', i.id, 'step', s.id, 'kind', s.kind, 'mine', " MINE ", 'own', s.person_id = a.person, 'request', r.id, 'state', s.state, 'sha256', v.sha256, 'prepared', i.sha256, " \
    "'version', v.id, 'capacity', s.capacity, 'title', n.title, 'facts', phien.signing_facts (i.person_id, r.unit_id, r.kind), 'spec', i.spec, 'digest', i.digest, " \
    "'cms', replace (encode (i.cms, 'base64'), E'\\n', ''), 'credential', c.credential, 'cert_sha256', c.cert_sha256, 'subject', c.subject) " \
    "from a, phien.remote_find (a.id, a.person) i join phien.remote_credential c on c.id = i.credential_id join phien.sign_step s on s.id = i.step_id " \
    "join phien.sign_request r on r.id = s.request_id join phien.person_now n on n.id = i.person_id join phien.document_version v on v.document_id = r.document_id where " NEWEST }, \
  [PN_Q_REMOTE_SIGNED] = { A "select jsonb_build_object ('id', phien.remote_signed (a.id, a.person, decode (a.j->>'cms', 'base64'))) from a" }, \
  [PN_Q_REMOTE_REFUSED] = { A "select jsonb_build_object ('id', phien.remote_refused (a.id, a.person, a.j->>'code')) from a" }, \
  [PN_Q_REMOTE_TAKEN] = { DESK_SIGNED_ROWS, \
    A "select phien.remote_take (a.id, a.person, (a.j->>'remote')::bigint, a.j->>'seen', " SIGNED_VERSION ") from a", \
    DESK_SIGNED_REPLY },
