/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps that change hands and those who are away, as SQL, beside desk-queries.h: the same three parameters. Included by store-queries.c only;
 * the moves are functions of the database (db/deploy/desk_away.sql). */
#pragma once

#define SUBSTITUTION_JSON \
  "jsonb_build_object ('id', s.id, 'from', " NAME_OF ("s.from_id") ", 'to', " NAME_OF ("s.to_id") ", 'scope', s.scope, 'from_on', lower (s.valid), 'until_on', upper (s.valid) - 1, " \
  "'reason', s.reason, 'now', s.valid @> phien.vn_today (), 'basis', (select g.basis from phien.authority_grant g where g.id = s.grant_id), " \
  "'unit', (select u.name from phien.authority_grant g join phien.org_unit u on u.id = g.unit_id where g.id = s.grant_id))"
#define SUBSTITUTIONS(where) \
  "coalesce ((select jsonb_agg (" SUBSTITUTION_JSON " order by lower (s.valid), s.id) from phien.substitution s where s.ended_at is null and upper (s.valid) > phien.vn_today () and " where "), '[]')"

/* People of one unit list with their days; open ends are null. */
#define NAMED_IN(table) \
  "coalesce ((select jsonb_agg (jsonb_build_object ('person', c.person_id, 'name', n.name, 'title', n.title, 'from_on', lower (c.valid), 'until_on', upper (c.valid) - 1) order by n.rank, n.name) " \
  "from phien." table " c join phien.person_now n on n.id = c.person_id where c.unit_id = u.id and (upper_inf (c.valid) or upper (c.valid) > phien.vn_today ())), '[]')"
#define SEES_ACCESS(unit) "(phien.is_admin (a.person) or phien.is_leader (a.person, " unit "))"
#define ACCESS_UNIT \
  "jsonb_build_object ('id', u.id, 'name', u.name, 'offices', coalesce ((select jsonb_agg (jsonb_build_object ('person', n.id, 'name', n.name, 'title', p.name, 'standing', p.standing, " \
  "'capacity', case when p.standing = 'deputy' then 'KT.' when l.collective <> '' then 'TM.' else '' end) order by p.rank, n.name) from phien.tenure t join phien.position_title p on p.id = t.title_id " \
  "join phien.person n on n.id = t.person_id where t.unit_id = u.id and t.valid @> phien.vn_today () and p.standing in ('head', 'deputy')), '[]'), " \
  "'grants', coalesce ((select jsonb_agg (jsonb_build_object ('id', g.id, 'capacity', g.capacity, 'person', g.to_id, 'name', n.name, 'title', n.title, 'giver', " NAME_OF ("g.from_id") ", " \
  "'kinds', g.kinds, 'basis', g.basis, 'from_on', lower (g.valid), 'until_on', upper (g.valid) - 1) order by g.id) from phien.authority_grant g join phien.person_now n on n.id = g.to_id " \
  "where g.unit_id = u.id and g.revoked_at is null and (upper_inf (g.valid) or upper (g.valid) > phien.vn_today ())), '[]'), 'clerks', " NAMED_IN ("unit_clerk") ", 'checkers', " NAMED_IN ("unit_checker") ")"
#define ACCESS_CHANGE \
  "jsonb_build_object ('id', c.id, 'unit', (select u.name from phien.org_unit u where u.id = c.unit_id), 'what', c.what, 'act', c.act, 'capacity', c.capacity, 'name', " NAME_OF ("c.person_id") ", " \
  "'giver', " NAME_OF ("c.giver_id") ", 'basis', c.basis, 'before', c.before, 'after', c.after, 'state', c.state, 'proposed_by', " NAME_OF ("c.proposed_by") ", 'proposed_at', " ISO ("c.proposed_at") ", " \
  "'decided_by', " NAME_OF ("c.decided_by") ", 'decided_at', " ISO ("c.decided_at") ", 'note', c.note, 'may_decide', phien.may_decide_access (a.person, c), 'own', c.proposed_by = a.person)"

#define VN_END_OF(day) "((" day " + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh')"
#define CLERKS_OF(unit) "(select jsonb_agg (c.person_id) from phien.unit_clerk c where c.unit_id = " unit " and c.valid @> phien.vn_today ())"

#define PN_WORK_QUERIES \
  [PN_Q_CONFIRMED] = { A "select jsonb_build_object ('confirmed', phien.session_spend_confirm (decode (a.j->>'token', 'hex'), a.person)) from a" }, \
  [PN_Q_CLOCKS] = { A "select jsonb_build_object (" CALENDAR ", 'items', coalesce ((select jsonb_agg (x.j) from (" \
    "select jsonb_build_object ('step', s.id, 'persons', case when s.person_id is null then " CLERKS_OF ("r.unit_id") " else jsonb_build_array (s.person_id) end, 'same_day', s.kind in ('number', 'seal'), " \
    "'urgency', r.urgency, 'since', " ISO ("phien.step_since (s)") ", 'due_at', " ISO ("r.due_at") ") as j from phien.sign_step s join phien.sign_request r on r.id = s.request_id " \
    "where s.state = 'current' and r.state = 'routing' and (s.kind in ('number', 'seal') or r.due_at is not null) " \
    "union all select jsonb_build_object ('instruction', n.id, 'persons', jsonb_build_array (n.lead_id), 'since', " ISO ("n.created_at") ", 'due_at', " ISO (VN_END_OF ("coalesce (n.due_on, i.due_on)")) ") " \
    "from phien.instruction n join phien.register_in i on i.id = n.in_id where n.done_at is null and coalesce (n.due_on, i.due_on) is not null " \
    "union all select jsonb_build_object ('entry', i.id, 'persons', jsonb_build_array (o.assignee_id), 'since', " ISO ("o.at") ", 'due_at', " ISO (VN_END_OF ("o.due_on")) ") " \
    "from phien.handling_opinion o join phien.register_in i on i.id = o.in_id where i.state = 'assigned' and o.assignee_id is not null and o.due_on is not null " \
    "union all select jsonb_build_object ('entry', i.id, 'persons', " CLERKS_OF ("i.unit_id") ", 'same_day', true, 'urgency', i.urgency, 'since', " ISO ("i.arrived_at") ", 'due_at', " ISO (VN_END_OF ("i.due_on")) ") " \
    "from phien.register_in i where i.state = 'registered') x), '[]')) from a" }, \
  [PN_Q_REMIND] = { A "select jsonb_build_object ('n', phien.remind (a.j->'list')) from a" }, \
  [PN_Q_REMINDERS] = { A "select jsonb_build_object ('reminders', coalesce ((select jsonb_agg (x.j order by x.id desc) from (select m.id, jsonb_build_object ('id', m.id, 'kind', m.kind, 'due_at', " ISO ("m.due_at") ", " \
    "'seen', m.seen_at is not null, 'request', r.id, 'entry', coalesce (n.in_id, m.in_id), 'step', s.kind, 'subject', coalesce (r.subject, i.subject), " \
    "'open', coalesce (s.state = 'current' and r.state = 'routing', n.done_at is null and i.state in ('registered', 'assigned'))) as j " \
    "from phien.reminder m left join phien.sign_step s on s.id = m.step_id left join phien.sign_request r on r.id = s.request_id " \
    "left join phien.instruction n on n.id = m.instruction_id left join phien.register_in i on i.id = coalesce (n.in_id, m.in_id) " \
    "where m.person_id = a.person order by m.id desc limit 100) x), '[]')) from a" }, \
  [PN_Q_REMINDERS_SEEN] = { A "select jsonb_build_object ('n', phien.reminders_seen (a.person)) from a" }, \
  [PN_Q_CALENDAR] = { A "select jsonb_build_object ('admin', phien.is_admin (a.person), 'days', coalesce ((select jsonb_agg (jsonb_build_object ('day', c.day, 'work', c.work, 'name', c.name, 'source', c.source, " \
    "'set_by', " NAME_OF ("c.set_by") ", 'set_at', " ISO ("c.set_at") ") order by c.day) from phien.calendar_day c where extract (year from c.day) = (a.j->>'year')::int), '[]')) from a" }, \
  [PN_Q_CALENDAR_SET] = { A "select jsonb_build_object ('day', phien.calendar_set (a.person, a.j)) from a" }, \
  [PN_Q_CALENDAR_REMOVE] = { A "select jsonb_build_object ('day', phien.calendar_remove (a.person, (a.j->>'day')::date)) from a" }, \
  [PN_Q_ACCESS] = { A "select case when phien.is_admin (a.person) or exists (select from phien.unit_letter l where " SEES_ACCESS ("l.unit_id") ") then jsonb_build_object ('admin', phien.is_admin (a.person), " \
    "'units', coalesce ((select jsonb_agg (" ACCESS_UNIT " order by u.code) from phien.unit_letter l join phien.org_unit u on u.id = l.unit_id where " SEES_ACCESS ("u.id") "), '[]'), " \
    "'changes', coalesce ((select jsonb_agg (x.j order by x.open desc, x.id desc) from (select c.id, c.state = 'proposed' as open, " ACCESS_CHANGE " as j from phien.access_change c " \
    "where " SEES_ACCESS ("c.unit_id") " or phien.may_decide_access (a.person, c) order by c.state = 'proposed' desc, c.id desc limit 100) x), '[]')) else jsonb_build_object ('denied', true) end from a" }, \
  [PN_Q_ACCESS_PROPOSE] = { A "select jsonb_build_object ('id', phien.access_propose (a.person, a.j)) from a" }, \
  [PN_Q_ACCESS_CONFIRM] = { A "select jsonb_build_object ('id', phien.access_decide (a.id, a.person, true, left (a.j->>'comment', 500))) from a" }, \
  [PN_Q_ACCESS_REFUSE] = { A "select jsonb_build_object ('id', phien.access_decide (a.id, a.person, false, left (a.j->>'comment', 500))) from a" }, \
  [PN_Q_DESK_PASSED] = { ADD_BLOB, \
    A "insert into phien.document_version (document_id, n, sha256, filename, page_count, pages, outline, created_by) " \
    "select v.document_id, v.n + 1, a.j->>'sha256', v.filename, (a.j->>'page_count')::int, a.j->'pages', v.outline, a.person from a join phien.sign_step s on s.id = a.id " \
    "join phien.sign_request r on r.id = s.request_id join phien.document_version v on v.document_id = r.document_id where v.sha256 = a.j->>'seen' and " NEWEST, \
    A "select jsonb_build_object ('request', phien.desk_pass (a.id, a.person, (a.j->>'to')::bigint, a.j->>'capacity', " \
    "coalesce ((select array_agg (l) from jsonb_array_elements_text (a.j->'lines') l), '{}'), a.j->>'comment', a.j->>'seen', " SIGNED_VERSION ")) from a" }, \
  [PN_Q_AWAY] = { A "select jsonb_build_object ('mine', " SUBSTITUTIONS ("s.from_id = a.person") ", 'for_others', " SUBSTITUTIONS ("s.to_id = a.person") ", " \
    "'units', coalesce ((select jsonb_agg (jsonb_build_object ('id', u.id, 'name', u.name) order by u.code) from phien.unit_letter l join phien.org_unit u on u.id = l.unit_id " \
    "where phien.is_head (a.person, u.id, phien.vn_today ())), '[]')) from a" }, \
  [PN_Q_AWAY_SET] = { A "select jsonb_build_object ('id', phien.away_set (a.person, a.j)) from a" }, \
  [PN_Q_AWAY_END] = { A "select jsonb_build_object ('id', phien.away_end (a.id, a.person)) from a" },
