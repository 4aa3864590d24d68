/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The questions of the incoming register as SQL, as in desk-queries.h. Included by store-queries.c only. */
#pragma once

/* R12: who registers hands on the day it arises; from then on the earliest day somebody has set. */
#define IN_WAITS \
  "case when i.state in ('registered', 'assigned') then jsonb_build_object ('same_day', i.state = 'registered', 'since', " ISO ("i.arrived_at") ", 'due_at', " \
  ISO (VN_END_OF ("coalesce ((select min (coalesce (n.due_on, i.due_on)) from phien.instruction n where n.in_id = i.id and n.done_at is null), i.due_on)")) ") end"
#define IN_FIELDS \
  "'id', i.id, 'number', i.number, 'year', i.year, 'arrived_at', " ISO ("i.arrived_at") ", 'from_org', i.from_org, 'from_code', i.from_code, 'code', i.code, 'issued_on', i.issued_on, " \
  "'kind', i.kind, 'subject', i.subject, 'urgency', i.urgency, 'copies', i.copies, 'due_on', i.due_on, 'state', i.state, 'refuse_reason', i.refuse_reason, " \
  "'unit', u.name, 'unit_id', i.unit_id, 'document', i.document_id, 'version', " NEWEST_OF ("i.document_id") ", 'verdict', i.verdict->>'verdict', 'language', i.language, 'description', i.description, 'signer_title', i.signer_title, 'signer_name', i.signer_name, 'to_places', i.to_places, 'page_amount', i.page_amount, 'trace', i.trace, 'pages', (phien.newest_version (i.document_id)).page_count, " \
  "'registered_by', " NAME_OF ("i.registered_by") ", " \
  "'instructions', coalesce ((select jsonb_agg (jsonb_build_object ('id', n.id, 'author', " NAME_OF ("n.author_id") ", 'lead', n.lead_id, 'lead_name', " NAME_OF ("n.lead_id") ", " \
  "'helpers', coalesce ((select jsonb_agg (" NAME_OF ("h.person_id") ") from phien.instruction_helper h where h.instruction_id = n.id), '[]'), 'opinion', n.opinion, 'due_on', n.due_on, " \
  "'at', " ISO ("n.created_at") ", 'done_at', " ISO ("n.done_at") ", 'report', n.report, 'mine', n.lead_id = a.person, " \
  "'due_at', case when n.done_at is null then " ISO (VN_END_OF ("coalesce (n.due_on, i.due_on)")) " end) order by n.id) from phien.instruction n where n.in_id = i.id), '[]'), " \
  "'answers', phien.answers_of (i.id, a.person), 'waits', " IN_WAITS
#define IN_FROM "phien.register_in i join phien.org_unit u on u.id = i.unit_id "
#define ARRIVAL_JSON(more) "jsonb_build_object ('id', i.id, 'number', i.number, 'year', i.year, 'words', phien.arrival_words (i) || ': ' || i.subject, 'mine', phien.may_incoming (a.person, i.id)" more ")"
#define MAY_SAY_ANSWER "((r.drafter_id = a.person and r.state in ('draft', 'returned')) or (r.state in ('routing', 'issued') and phien.is_clerk (a.person, r.unit_id)))"
#define IF_INCOMING(json) "case when phien.may_incoming (a.person, i.id) then " json " else jsonb_build_object ('denied', true) end"

#define PN_INCOMING_QUERIES \
  [PN_Q_IN_REGISTER] = { A "select jsonb_build_object ('id', i.id, 'number', i.number, 'document', i.document_id, 'same', coalesce ((select jsonb_agg (x.number) from phien.register_in x " \
    "where x.unit_id = i.unit_id and x.id <> i.id and x.code <> '' and x.code = a.j->>'code' and phien.vn_fold (x.from_org) = phien.vn_fold (a.j->>'from_org')), '[]')) " \
    "from a, phien.incoming_register (a.id, a.person, a.j) i" }, \
  [PN_Q_IN_LIST] = { A "select jsonb_build_object ('rows', coalesce ((select jsonb_agg (x.row) from (select jsonb_build_object (" IN_FIELDS ") as row from " IN_FROM \
    "where i.unit_id = a.id and i.year = (a.j->>'year')::int and phien.may_incoming (a.person, i.id) " \
    "and (coalesce (a.j->>'folded', '') = '' or phien.vn_fold (concat_ws (' ', i.subject, i.code, i.from_org, i.from_code, i.kind, i.description, i.signer_title, i.signer_name, i.to_places, i.refuse_reason, phien.leads_of (i.id), phien.answer_codes (i.id, true), " \
    "(select string_agg (n.opinion || ' ' || coalesce (n.report, ''), ' ') from phien.instruction n where n.in_id = i.id))) like '%' || (a.j->>'folded') || '%' or " WORDS_OF ("i.document_id") ") " \
    "order by i.number desc limit 2000) x), '[]'), 'clerk', phien.is_clerk (a.person, a.id), 'leader', phien.is_leader (a.person, a.id), " CALENDAR ") from a" }, \
  [PN_Q_IN_GET] = { A "select " IF_INCOMING ("jsonb_build_object ('entry', jsonb_build_object (" IN_FIELDS ", 'clerk', phien.is_clerk (a.person, i.unit_id), 'leader', phien.is_leader (a.person, i.unit_id)), " CALENDAR ")") \
    " from a join " IN_FROM "on i.id = a.id" }, \
  [PN_Q_ANSWER] = { A "select " IF_DESK ("jsonb_build_object ('answer', (select " ARRIVAL_JSON (", 'ends', w.ends") " from phien.answer w join phien.register_in i on i.id = w.in_id where w.request_id = r.id), " \
    "'choices', case when " MAY_SAY_ANSWER " then coalesce ((select jsonb_agg (x.j) from (select " ARRIVAL_JSON ("") " as j from phien.register_in i where i.unit_id = r.unit_id and i.state in ('registered', 'assigned') " \
    "and phien.may_incoming (a.person, i.id) order by i.id desc limit 100) x), '[]') else '[]' end, 'editable', " MAY_SAY_ANSWER ", 'issued', r.state in ('issued', 'recalled'))") " from a join phien.sign_request r on r.id = a.id" }, \
  [PN_Q_ANSWER_SET] = { A "select jsonb_build_object ('request', phien.answer_set (a.id, a.person, (a.j->>'entry')::bigint, (a.j->>'ends')::boolean)) from a" }, \
  [PN_Q_ANSWER_DRAFT] = { A "select jsonb_build_object ('request', phien.answer_draft (a.id, a.person)) from a" }, \
  [PN_Q_IN_INSTRUCT] = { A "select jsonb_build_object ('id', phien.incoming_instruct (a.id, a.person, a.j)) from a" }, \
  [PN_Q_IN_REPORT] = { A "select jsonb_build_object ('id', phien.incoming_report (a.id, a.person, a.j->>'comment')) from a" }, \
  [PN_Q_IN_REFUSE] = { A "select jsonb_build_object ('id', phien.incoming_refuse (a.id, a.person, a.j->>'comment')) from a" }, \
  [PN_Q_IN_VERDICT] = { A "update phien.register_in i set verdict = a.j->'verdict' from a where i.id = a.id and phien.may_incoming (a.person, i.id) and i.verdict is null " \
    "returning jsonb_build_object ('id', i.id)" },
